/** The live policy of a deep agent: observations in, actions of the world out, with normaliser and action scaling inside. */
import { StateError } from "../../core/errors.ts";
import type { Rng } from "../../core/random.ts";
import { flatArray, type Numbers } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { type Captured, capture, type TypedInput } from "../../tensor/capture.ts";
import { stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ActionHead, Exploration } from "./actions.ts";
import type { Player } from "./actorCritic.ts";
import { RunningMemory } from "./memory.ts";
import type { PolicyNetwork } from "./policy.ts";

export interface ActOptions {
  /** The most probable action instead of a drawn one. */
  readonly deterministic?: boolean;
  /** [rows, choices]: 1 where an action is allowed; for worlds with masks. */
  readonly mask?: Uint8Array | undefined;
}

export interface DeepAgent {
  /**
   * @param observations one row or several, each in the flat form of the world's observation space
   * @returns as many actions in the flat form of the action space; a new array
   * @throws StateError if a policy with memory is shown another number of rows than before
   */
  act(observations: ArrayLike<number>, options?: ActOptions): Numbers;
  /** V(s) of each row, where the agent has a critic; with memory, of the observation that comes next, before `act` takes it in. */
  value?(observations: ArrayLike<number>): Float32Array;
  /** An episode begins: what the policy remembers of the last one goes, and state-dependent noise is drawn anew. */
  begin?(): void;
  /** What computes, for files and other runtimes. */
  readonly network?: AgentNetworks;
}

/** What an agent is made of: a policy and, where there is one, a critic; or networks with memory. */
export type AgentNetworks = Feedforward | (Player & { readonly memory: number });
interface Feedforward extends PolicyNetwork {
  value?(features: Tensor): Tensor;
  readonly memory?: undefined;
}

export interface AgentOptions {
  /** gSDE: steps after which the noise is drawn anew; −1: once an episode. */
  readonly noiseSteps?: number;
}

type Program = Captured<[Tensor, ...Tensor[]], { actions: Tensor; carry?: Tensor | undefined }>;

/** @param random for the policy's own draws */
export function agentOf(
  world: AnyWorld,
  net: AgentNetworks,
  random: Rng,
  { noiseSteps = -1 }: AgentOptions = {},
): DeepAgent {
  const { encoder, head } = net;
  const draws = stream(random);
  const remembered = memories(net.memory);
  const explored = explorations(head, random, noiseSteps);
  const one = new Float32Array(encoder.width);
  const see = (observations: ArrayLike<number>): Float32Array =>
    encoder.encode(
      observations,
      observations.length === encoder.flat
        ? one
        : new Float32Array((observations.length / encoder.flat) * encoder.width),
    );
  const rowsOf = (x: Tensor): Tensor => x.reshape(-1, encoder.width);

  /** One step as a program of what was seen and then, where there is any, of mask, memory and noise. */
  const program = (name: string, isMasked: boolean, deterministic: boolean): Program =>
    capture(
      (x: Tensor, ...given: Tensor[]) => {
        const mask = isMasked ? given.shift()?.reshape(-1, head.choices) : undefined;
        const { policy, carry } =
          net.memory === undefined
            ? { policy: net.policy(rowsOf(x), mask) }
            : net.forward(rowsOf(x), mask, given.shift()?.reshape(-1, net.memory));
        const [noise] = given;
        return { actions: deterministic ? policy.mode() : policy.sample(draws, noise), carry };
      },
      { name },
    );
  const best = [program("mode of π", false, true), program("mode of masked π", true, true)];
  const drawn = [program("a ~ π", false, false), program("a ~ masked π", true, false)];

  const agent: DeepAgent = {
    network: net,
    act(observations, { deterministic = false, mask } = {}) {
      const rows = observations.length / encoder.flat;
      const isMasked = mask !== undefined && head.choices > 0;
      const memory = remembered.of(rows);
      const noise = deterministic ? undefined : explored.next(rows);
      const given: (TypedInput | Tensor)[] = isMasked ? [mask] : [];
      if (memory !== undefined) given.push(memory.carry);
      if (noise !== undefined) given.push(noise);
      const run = (deterministic ? best : drawn)[isMasked ? 1 : 0];
      const { actions, carry } = run(see(observations), ...given);
      if (carry !== undefined) memory?.keep(carry.data);
      const out = flatArray(world.actionSpace, rows);
      head.toWorld(actions.data, out);
      return out;
    },
    begin() {
      remembered.begin();
      explored.begin();
    },
  };
  const worth = judging(net, rowsOf);
  if (worth === undefined) return agent;
  return {
    ...agent,
    value(observations) {
      const memory = remembered.of(observations.length / encoder.flat);
      const values = worth(see(observations), ...(memory === undefined ? [] : [memory.carry]));
      return values.data.slice() as Float32Array;
    },
  };
}

/** V(s) as a program of what was seen and, with memory, of what is remembered; undefined without a critic. */
function judging(
  net: AgentNetworks,
  rowsOf: (x: Tensor) => Tensor,
): Captured<[Tensor, ...Tensor[]], Tensor> | undefined {
  const options = { name: "V(s)" };
  if (net.memory !== undefined) {
    const { memory } = net;
    return capture(
      (x: Tensor, ...[carry]: Tensor[]) =>
        net.forward(rowsOf(x), undefined, carry.reshape(-1, memory)).value,
      options,
    );
  }
  const { value } = net;
  return value && capture((x: Tensor, ..._: Tensor[]) => value(rowsOf(x)), options);
}

/** What a policy remembers of the rows that it is shown; nothing for networks without memory. */
function memories(width: number | undefined): {
  of(rows: number): RunningMemory | undefined;
  begin(): void;
} {
  let memory: RunningMemory | undefined;
  return {
    of(rows) {
      if (width === undefined) return undefined;
      memory ??= new RunningMemory(rows, width);
      if (memory.count === rows) return memory;
      throw new StateError(
        `act: ${rows} observations, but the policy remembers ${memory.count} episodes. Call begin() before it is shown others.`,
      );
    },
    begin() {
      memory = undefined;
    },
  };
}

/** The noise of state-dependent exploration: matrices that stay for several steps. */
function explorations(
  head: ActionHead,
  random: Rng,
  noiseSteps: number,
): { next(rows: number): Tensor | undefined; begin(): void } {
  const known = new Map<number, Exploration>();
  let current: number | undefined;
  let steps = 0;
  return {
    next(rows) {
      let exploration = known.get(rows);
      if (exploration === undefined) {
        exploration = head.exploration?.(rows, random.split());
        if (exploration === undefined) return undefined;
        known.set(rows, exploration);
      }
      if (current !== rows || (noiseSteps > 0 && steps % noiseSteps === 0)) {
        exploration.resample();
        current = rows;
        steps = 0;
      }
      steps++;
      return exploration.noise;
    },
    begin() {
      current = undefined;
    },
  };
}
