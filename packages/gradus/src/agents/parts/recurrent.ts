/**
 * Actor and critic that remember: an LSTM each, and dense layers behind it; convolutions before it where observations are boards.
 *
 * Sequences lie in a batch time first, as a rollout has them: row t · B + i is step t of sequence i. What is carried from step to
 * step is one row of numbers for each sequence: h and c of the actor, then h and c of the critic.
 */
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { orthogonal } from "../../nn/init.ts";
import { linear } from "../../nn/layers.ts";
import { type AnyModule, module } from "../../nn/module.ts";
import { type Carry, type Cell, lstmCell } from "../../nn/recurrent.ts";
import { concat, unbind } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ActionDistribution } from "./actions.ts";
import { type ActorCriticConfig, actorCriticKnobs, type Player } from "./actorCritic.ts";
import {
  boardOf,
  convolutional,
  denseNetworks,
  layerInit,
  type MakeTrunk,
  type Networks,
} from "./networks.ts";
import { encoder } from "./observations.ts";
import { headOf, still } from "./policy.ts";

export const recurrentKnobs = {
  ...actorCriticKnobs,
  memory: {
    default: 64,
    symbol: "H",
    range: [1, 4096],
    integer: true,
    doc: "Units of the LSTM, of the actor and of the critic; sb3-contrib's default is 256.",
  },
  hidden: {
    ...actorCriticKnobs.hidden,
    default: "64",
    doc: "Widths of the layers behind the LSTM, joined by hyphens; empty for none.",
  },
  sharedNetwork: {
    default: false,
    doc: "One LSTM, with the layers behind it, for actor and critic instead of one for each.",
  },
} as const satisfies Knobs;

export interface RecurrentConfig extends ActorCriticConfig {
  readonly memory: number;
}

export interface Remembered {
  readonly policy: ActionDistribution;
  readonly value: Tensor;
  /** After the last step, [B, memory]. */
  readonly carry: Tensor;
}

export interface RecurrentActorCritic extends Player {
  readonly memory: number;
  /** One step of B sequences. @param carry [B, memory] */
  forward(features: Tensor, mask: Tensor | undefined, carry: Tensor): Remembered;
  /**
   * T steps of B sequences.
   *
   * @param features [T · B, width]
   * @param starts [T · B]: 1 where an episode begins; what was carried until there is forgotten
   * @param carry [B, memory], before the first step
   */
  unroll(features: Tensor, mask: Tensor | undefined, carry: Tensor, starts: Tensor): Remembered;
}

/**
 * @param networks trunks of one's own behind the LSTM; dense layers by the knobs if absent
 * @throws ValueError if the knobs do not fit the world's spaces
 */
export function recurrentActorCritic(
  world: AnyWorld,
  config: RecurrentConfig,
  random: Rng,
  networks: Networks = denseNetworks(config),
): RecurrentActorCritic {
  const { memory, orthogonal: isOrthogonal, sharedNetwork } = config;
  const see = encoder(world.observationSpace, { normalise: config.normaliseObservations });
  const made = (behind: MakeTrunk) => remembering(world, see.width, config, behind, random);
  const actor = made(networks.actor);
  const head = headOf(world, actor.width, config, random);
  const critic = sharedNetwork ? actor : made(networks.critic);
  const worth = linear(critic.width, 1, random, layerInit(isOrthogonal, 1));
  const trunks = sharedNetwork
    ? { trunk: actor.parts }
    : { actor: actor.parts, critic: critic.parts };
  const whole = module({ ...trunks, action: { ...head, ...still }, value: worth }, () => undefined);
  const width = 2 * memory;

  const unroll = (
    features: Tensor,
    mask: Tensor | undefined,
    carry: Tensor,
    starts?: Tensor,
  ): Remembered => {
    const seen = actor.run(features, carry.slice(-1, 0, width), starts);
    const judged = sharedNetwork
      ? seen
      : critic.run(features, carry.slice(-1, width, 2 * width), starts);
    return {
      policy: head.distribution(seen.features, mask),
      value: worth.forward(judged.features).squeeze(-1),
      carry: sharedNetwork ? seen.carry : concat([seen.carry, judged.carry], -1),
    };
  };
  return {
    encoder: see,
    head,
    memory: sharedNetwork ? width : 2 * width,
    named: whole.named,
    parameters: whole.parameters,
    forward: (features, mask, carry) => unroll(features, mask, carry),
    unroll,
  };
}

/** An LSTM and what stands behind it. */
interface Remembering {
  readonly width: number;
  readonly parts: AnyModule;
  /** @param x [T · B, inputs]; @param carry [B, 2 · hidden] */
  run(
    x: Tensor,
    carry: Tensor,
    starts?: Tensor,
  ): { readonly features: Tensor; readonly carry: Tensor };
}

function remembering(
  { observationSpace }: AnyWorld,
  inputs: number,
  config: RecurrentConfig,
  make: MakeTrunk,
  random: Rng,
): Remembering {
  const hidden = config.memory;
  const board = boardOf(observationSpace, config.network ?? "dense");
  const before =
    board === undefined
      ? undefined
      : convolutional(board, { ...config, hidden: "" })(inputs, random);
  const cell = lstmCell(before?.width ?? inputs, hidden, random);
  if (config.orthogonal) orthogonalise(cell, random);
  const behind = make(hidden, random);
  const parts = { ...(before === undefined ? {} : { before }), lstm: cell, behind };
  return {
    width: behind.width,
    parts: module(parts, () => undefined),
    run(x, carry, starts) {
      const seen = before === undefined ? x : before.forward(x);
      const { outputs, last } = unrolled(cell, seen, halves(carry), starts);
      return { features: behind.forward(concat(outputs, 0)), carry: concat([...last], -1) };
    },
  };
}

/** Weights orthogonal, biases 0 (Huang et al. 2022, the first of the five details on LSTMs). */
function orthogonalise(cell: Cell, random: Rng): void {
  for (const [name, t] of Object.entries(cell.named)) {
    t.assign(name.startsWith("bias") ? new Float32Array(t.size) : orthogonal()(t.shape, random));
  }
}

const halves = (carry: Tensor): Carry => {
  const size = carry.shape[1] / 2;
  return [carry.slice(-1, 0, size), carry.slice(-1, size, 2 * size)];
};

/** The cell along a batch that lies time first; where a sequence begins anew, it begins from nothing. */
function unrolled(
  cell: Cell,
  x: Tensor,
  first: Carry,
  starts?: Tensor,
): { readonly outputs: Tensor[]; readonly last: Carry } {
  const B = first[0].shape[0];
  const T = x.shape[0] / B;
  const inputs = cell.input(x).reshape(T, B, -1);
  const goesOn = starts?.neg().add(1).reshape(T, B, 1);
  const outputs: Tensor[] = [];
  let carry = first;
  for (const [t, input] of unbind(inputs, 0).entries()) {
    const going = goesOn?.select(0, t);
    const known = going === undefined ? carry : carry.map((part) => part.mul(going));
    carry = cell.advance(input, known);
    outputs.push(carry[0]);
  }
  return { outputs, last: carry };
}
