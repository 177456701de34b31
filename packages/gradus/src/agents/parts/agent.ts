/** The live policy of a deep agent: observations in, actions of the world out, with normaliser and action scaling inside. */
import type { Rng } from "../../core/random.ts";
import { flatArray, type Numbers } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { capture } from "../../tensor/capture.ts";
import { stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
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
   */
  act(observations: ArrayLike<number>, options?: ActOptions): Numbers;
  /** V(s) of each row, where the agent has a critic. */
  value?(observations: ArrayLike<number>): Float32Array;
  /** An episode begins: what the policy remembers of the last one goes. */
  begin?(): void;
  /** What computes, for files and other runtimes. */
  readonly network?: PolicyNetwork;
}

/** What an agent is made of: a policy, and a critic where there is one. */
interface Net extends PolicyNetwork {
  value?(features: Tensor): Tensor;
}

/** @param random for the policy's own draws */
export function agentOf(world: AnyWorld, net: Net, random: Rng): DeepAgent {
  const { encoder, head } = net;
  const draws = stream(random);
  const rowsOf = (x: Tensor): Tensor => x.reshape(-1, encoder.width);
  const maskOf = (m: Tensor): Tensor => m.reshape(-1, head.choices);
  const best = capture((x: Tensor) => net.policy(rowsOf(x)).mode(), { name: "mode of π" });
  const drawn = capture((x: Tensor) => net.policy(rowsOf(x)).sample(draws), { name: "a ~ π" });
  const bestOf = capture((x: Tensor, m: Tensor) => net.policy(rowsOf(x), maskOf(m)).mode(), {
    name: "mode of masked π",
  });
  const drawnOf = capture(
    (x: Tensor, m: Tensor) => net.policy(rowsOf(x), maskOf(m)).sample(draws),
    {
      name: "a ~ masked π",
    },
  );
  const one = new Float32Array(encoder.width);
  const see = (observations: ArrayLike<number>): Float32Array =>
    encoder.encode(
      observations,
      observations.length === encoder.flat
        ? one
        : new Float32Array((observations.length / encoder.flat) * encoder.width),
    );
  const agent: DeepAgent = {
    network: net,
    act(observations, { deterministic = false, mask } = {}) {
      const x = see(observations);
      const isMasked = mask !== undefined && head.choices > 0;
      const actions = isMasked
        ? (deterministic ? bestOf : drawnOf)(x, mask)
        : (deterministic ? best : drawn)(x);
      const out = flatArray(world.actionSpace, observations.length / encoder.flat);
      head.toWorld(actions.data, out);
      return out;
    },
  };
  const valueOf = net.value;
  if (valueOf === undefined) return agent;
  const worth = capture((x: Tensor) => valueOf(rowsOf(x)), { name: "V(s)" });
  return {
    ...agent,
    value: (observations) => worth(see(observations)).data.slice() as Float32Array,
  };
}
