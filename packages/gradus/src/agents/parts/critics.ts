/**
 * Critics of actions, Q(s, a), one or two side by side; copies that follow them slowly; and steps that move one network alone.
 */
import type { Rng } from "../../core/random.ts";
import { linear } from "../../nn/layers.ts";
import { type AnyModule, module } from "../../nn/module.ts";
import { type Optimiser, sgd } from "../../nn/optimisers.ts";
import { grad } from "../../tensor/autograd.ts";
import { noGrad } from "../../tensor/create.ts";
import { concat, minimum } from "../../tensor/functions.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  boardOf,
  convolutional,
  layerInit,
  type MakeTrunk,
  mlp,
  type NetworkConfig,
  trunkFor,
} from "./networks.ts";
import type { PolicyNetwork } from "./policy.ts";

type Owned = Pick<AnyModule, "named" | "parameters">;

export interface Critics extends Owned {
  /** Qᵢ(s, a) of each, [B], for features [B, width] and actions [B, numbers of an action]. */
  q(features: Tensor, actions: Tensor): readonly Tensor[];
}

/**
 * Critics that see state and action side by side, each with a trunk of its own; a board goes through convolutions first.
 *
 * @param actor whose features and actions they judge
 * @param makeTrunk trunks of one's own; dense layers by the knobs if absent
 */
export function criticsOf(
  count: number,
  { encoder, head }: Pick<PolicyNetwork, "encoder" | "head">,
  config: NetworkConfig,
  random: Rng,
  makeTrunk: MakeTrunk = mlp(config),
): Critics {
  const board = boardOf(encoder.space, config.network ?? "dense");
  const makeBefore = board && convolutional(board, { ...config, hidden: "" });
  const { whole, each } = sideBySide(count, () => {
    const before = makeBefore?.(encoder.width, random);
    const trunk = makeTrunk((before?.width ?? encoder.width) + head.width, random);
    const value = linear(trunk.width, 1, random, layerInit(config.orthogonal, 1));
    const parts = { ...(before === undefined ? {} : { before }), trunk, value };
    /** @param x features and actions side by side, shared by all where nothing comes before */
    return module(parts, (x: Tensor, features: Tensor, actions: Tensor) => {
      const seen = before === undefined ? x : concat([before.forward(features), actions], -1);
      return value.forward(trunk.forward(seen)).squeeze(-1);
    });
  });
  return {
    ...whole,
    q(features, actions) {
      const x = board === undefined ? concat([features, actions], -1) : features;
      return each.map((critic) => critic.forward(x, features, actions));
    },
  };
}

/** Critics that answer for all choices at once: Qᵢ(s, ·) of each, [B, n]. */
export interface ChoiceCritics extends Owned {
  q(features: Tensor): readonly Tensor[];
}

/** The same for n choices: they see the state alone. */
export function choiceCriticsOf(
  count: number,
  { encoder, head }: Pick<PolicyNetwork, "encoder" | "head">,
  config: NetworkConfig,
  random: Rng,
  makeTrunk: MakeTrunk = trunkFor(encoder.space, config),
): ChoiceCritics {
  const { whole, each } = sideBySide(count, () => {
    const trunk = makeTrunk(encoder.width, random);
    const value = linear(trunk.width, head.choices, random, layerInit(config.orthogonal, 1));
    return module({ trunk, value }, (s: Tensor) => value.forward(trunk.forward(s)));
  });
  return { ...whole, q: (features) => each.map((critic) => critic.forward(features)) };
}

/** Networks named q1, q2 … */
function sideBySide<M extends AnyModule>(
  count: number,
  make: () => M,
): { whole: Owned; each: readonly M[] } {
  const each = Array.from({ length: count }, make);
  const parts = Object.fromEntries(each.map((q, i) => [`q${i + 1}`, q]));
  const { named, parameters } = module(parts, () => undefined);
  return { whole: { named, parameters }, each };
}

/** minᵢ Qᵢ: Fujimoto, van Hoof and Meger 2018 (arXiv:1802.09477), against the optimism of a maximum over errors. */
export const least = (values: readonly Tensor[]): Tensor => values.reduce((a, b) => minimum(a, b));

/** Σᵢ E[(Qᵢ − y)²]. */
export const squaredErrors = (values: readonly Tensor[], y: Tensor): Tensor =>
  values.map((q) => q.sub(y).square().mean()).reduce((a, b) => a.add(b));

/**
 * Makes a network the copy of another one: φ⁻ ← φ. It wants no gradient from then on.
 *
 * @param twin made as `original` was, so that its tensors stand in the same order
 */
export function copied<M extends Owned>(twin: M, original: Owned): M {
  const sources = Object.values(original.named);
  Object.values(twin.named).forEach((t, i) => {
    t.assign(sources[i].data);
    t.requiresGrad = false;
  });
  return twin;
}

/**
 * A copy follows its original slowly: φ⁻ ← φ⁻ + τ (φ − φ⁻); Lillicrap et al. 2016 (arXiv:1509.02971), algorithm 1.
 *
 * It is a step of gradient descent on ½ ‖φ⁻ − φ‖², and runs inside captured functions.
 */
export function polyak(copy: Owned, original: Owned, tau: number): () => void {
  const targets = Object.values(copy.named);
  const sources = Object.values(original.named);
  const follow = sgd(targets, { rate: tau });
  return () => noGrad(() => follow.apply(targets.map((t, i) => t.sub(sources[i]))));
}

/** One step down a loss in these parameters alone; what else the loss depends on costs nothing and stays as it is. */
export function descend(climb: Optimiser, loss: Tensor, parameters: readonly Tensor[]): void {
  climb.apply(grad(loss, parameters));
}
