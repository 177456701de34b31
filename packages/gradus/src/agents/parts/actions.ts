/**
 * Distributions over the actions of a world, whatever its space: one interface for one choice, several, bits, numbers, and
 * Tuples and Dicts of them.
 *
 * An action is a row of float32 in the space's flat form, whole numbers counted from 0: [B, width]. Numbers of a Box are as the
 * policy drew them; only `toWorld` clips them, so that log-probabilities stay those of what was drawn.
 */
import { ValueError } from "../../core/errors.ts";
import { log } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, describe, flatSize, type Numbers, type Space } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { bernoulli, categorical, diagonalNormal, type Normal } from "../../nn/distributions.ts";
import { linear } from "../../nn/layers.ts";
import { type AnyModule, type Module, module, type Parts } from "../../nn/module.ts";
import { capture } from "../../tensor/capture.ts";
import { buffer, noGrad, parameter } from "../../tensor/create.ts";
import { concat } from "../../tensor/functions.ts";
import { normal, type Stream, stream, uniform } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { layerInit } from "./networks.ts";

/** π(·|s) for a batch of B states. */
export interface ActionDistribution {
  /** Draws, [B, width]. @param noise see `Exploration` */
  sample(draws: Stream, noise?: Tensor): Tensor;
  /** The most probable actions, [B, width]. */
  mode(): Tensor;
  /** log π(a|s), [B]. @param actions [B, width] */
  logProb(actions: Tensor): Tensor;
  /** [B], in nats. */
  entropy(): Tensor;
  /** KL(this ‖ other), [B]. */
  kl(other: ActionDistribution): Tensor;
}

/** Noise that stays the same for several steps: one matrix for each row of a batch. */
export interface Exploration {
  /** [B, features, numbers of the action] */
  readonly noise: Tensor;
  readonly draws: Stream;
  /** Draws new matrices. */
  resample(): void;
}

/** The last layer of an actor. */
export interface ActionHead extends Pick<AnyModule, "named" | "parameters"> {
  /** Numbers of an action in flat form. */
  readonly width: number;
  /** Numbers of a mask: how many choices there are, 0 where actions cannot be masked. */
  readonly choices: number;
  /** The greatest entropy that the policy can have, in nats; Infinity for real numbers. */
  readonly maxEntropy: number;
  /** Real numbers are stretched from [−1, 1] to the bounds of the world. */
  readonly rescales: boolean;
  distribution(features: Tensor, mask?: Tensor): ActionDistribution;
  /** For state-dependent exploration. */
  exploration?(rows: number, random: Rng): Exploration;
  /** Actions of the policy → actions of the world in flat form: scaled, clipped, counted from the space's start. */
  toWorld(actions: ArrayLike<number>, out: Numbers): void;
  /** The way back, for actions that somebody else chose: each is what `toWorld` makes the same of. */
  fromWorld(actions: ArrayLike<number>, out: Numbers): void;
}

export interface HeadOptions {
  readonly orthogonal: boolean;
  /** log σ of real-valued actions at first. */
  readonly logStd: number;
  /** State-dependent exploration (gSDE) instead of independent noise. */
  readonly gsde: boolean;
  /** The policy works in [−1, 1], stretched to the bounds of the Box; otherwise in the world's own numbers. */
  readonly rescale: boolean;
}

/** @throws ValueError for actions that no distribution fits: unbounded where they are to be rescaled, or a Box of whole numbers */
export function actionHead(
  space: Space,
  features: number,
  random: Rng,
  options: HeadOptions,
): ActionHead {
  switch (space.kind) {
    case "discrete":
      return choice(space.n, space.start, features, random, options);
    case "multiDiscrete":
      return product(space.nvec.map((n) => choice(n, 0, features, random, options)));
    case "multiBinary":
      return bits(space.n, features, random, options);
    case "box":
      return numbers(space, features, random, options);
    default: {
      const parts = Object.values(space.spaces) as Space[];
      return product(parts.map((part) => actionHead(part, features, random, options)));
    }
  }
}

/** Undefined where the actions of a world have a distribution, else the reason. */
export function fitsHead({ id, actionSpace }: AnyWorld): string | undefined {
  return hasWholeBox(actionSpace)
    ? `it knows no distribution over a Box of whole numbers, and ${id} takes ${describe(actionSpace)}`
    : undefined;
}

/** The same for what only real numbers can be moved by. */
export const fitsNumbers = (world: AnyWorld): string | undefined =>
  world.actionSpace.kind === "box"
    ? fitsHead(world)
    : `it moves the means of real-valued actions, and ${world.id} takes ${describe(world.actionSpace)}`;

function hasWholeBox(space: Space): boolean {
  if (space.kind === "box") return space.dtype === "int32" || space.dtype === "uint8";
  return "spaces" in space && (Object.values(space.spaces) as Space[]).some(hasWholeBox);
}

/** The mean of a policy starts near 0 in every state: a small last layer. */
const output = (features: number, n: number, random: Rng, { orthogonal }: HeadOptions): Module =>
  linear(features, n, random, layerInit(orthogonal, 0.01));

/** One of n: softmax. */
function choice(
  n: number,
  start: number,
  features: number,
  random: Rng,
  options: HeadOptions,
): ActionHead {
  const logits = output(features, n, random, options);
  return {
    ...owned({ logits }),
    width: 1,
    choices: n,
    maxEntropy: log(n),
    rescales: false,
    distribution: (x, mask) => asActions(categorical(logits.forward(x), mask)),
    toWorld(actions, out) {
      for (let i = 0; i < actions.length; i++) out[i] = actions[i] + start;
    },
    fromWorld(actions, out) {
      for (let i = 0; i < actions.length; i++) out[i] = actions[i] - start;
    },
  };
}

type Choices = ReturnType<typeof categorical>;
interface ChoiceDistribution extends ActionDistribution {
  readonly choices: Choices;
}

export function asActions(choices: Choices): ChoiceDistribution {
  const column = (a: Tensor): Tensor => a.cast("float32").unsqueeze(-1);
  return {
    choices,
    sample: (draws) => column(choices.sample(draws)),
    mode: () => column(choices.mode()),
    logProb: (actions) => choices.logProb(actions.squeeze(-1).cast("int32")),
    entropy: () => choices.entropy(),
    kl: (other) => choices.kl((other as ChoiceDistribution).choices),
  };
}

interface BitDistribution extends ActionDistribution {
  readonly logits: Tensor;
}

/** Probabilities of a single choice. @throws ValueError for other actions */
export function choicesOf(policy: ActionDistribution): Choices {
  if ("choices" in policy) return (policy as ChoiceDistribution).choices;
  throw new ValueError("choicesOf: the actions are no single choice of n.");
}

/** n coins. */
function bits(n: number, features: number, random: Rng, options: HeadOptions): ActionHead {
  const logits = output(features, n, random, options);
  return {
    ...owned({ logits }),
    width: n,
    choices: 0,
    maxEntropy: n * log(2),
    rescales: false,
    distribution: (x) => {
      const coins = bernoulli(logits.forward(x));
      return { ...coins, kl: (other) => coins.kl(other as unknown as typeof coins) };
    },
    toWorld: copyInto,
    fromWorld: copyInto,
  };
}

/** Real numbers: a normal whose deviation does not depend on the state, or with gSDE grows with its features. */
function numbers(space: Box, features: number, random: Rng, options: HeadOptions): ActionHead {
  const width = flatSize(space);
  checkBox(space, options.rescale);
  const mean = output(features, width, random, options);
  const common = {
    width,
    choices: 0,
    maxEntropy: Infinity,
    rescales: options.rescale,
    toWorld: worldActions(space, options.rescale),
    fromWorld: options.rescale ? unitActions(space) : copyInto,
  };
  if (options.gsde) return { ...common, ...stateDependent(mean, features, width, options) };
  const logStd = parameter(new Float32Array(width).fill(options.logStd), [width], "actor");
  return {
    ...common,
    ...owned({ mean, logStd }),
    distribution: (x) => asNumbers(diagonalNormal(mean.forward(x), logStd)),
  };
}

function copyInto(actions: ArrayLike<number>, out: Numbers): void {
  for (let i = 0; i < actions.length; i++) out[i] = actions[i];
}

interface NumberDistribution extends ActionDistribution {
  readonly normal: Normal;
}

/**
 * The same policy with its means moved by uniform numbers in ±alpha: robust policy optimisation; Rahman and Xue 2022
 * (arXiv:2212.07536), algorithm 1. Actions that are no real numbers stay as they are.
 */
export function perturbed(
  policy: ActionDistribution,
  alpha: number,
  draws: Stream,
): ActionDistribution {
  if (!("normal" in policy)) return policy;
  const { mean, logStd } = (policy as NumberDistribution).normal;
  const shift = uniform(mean.shape, draws)
    .mul(2 * alpha)
    .sub(alpha);
  return asNumbers(diagonalNormal(mean.add(shift), logStd));
}

/**
 * What a policy computes from a state before anything is drawn, part of the action after part: the logits of a choice or of bits,
 * the means of numbers, each [B, n]. Other runtimes take over from there.
 */
export function scoresOf(policy: ActionDistribution): readonly Tensor[] {
  if ("parts" in policy) return (policy as ProductDistribution).parts.flatMap(scoresOf);
  if ("choices" in policy) return [(policy as ChoiceDistribution).choices.logits];
  if ("normal" in policy) return [(policy as NumberDistribution).normal.mean];
  if ("bounded" in policy) return [policy.mode()];
  return [(policy as BitDistribution).logits];
}

function asNumbers(
  normal: Normal,
  sample: ActionDistribution["sample"] = (draws) => normal.sample(draws),
): NumberDistribution {
  return {
    normal,
    sample,
    mode: () => normal.mode(),
    logProb: (actions) => normal.logProb(actions),
    entropy: () => normal.entropy(),
    kl: (other) => normal.kl((other as NumberDistribution).normal),
  };
}

/**
 * Generalised state-dependent exploration; Raffin, Kober and Stulp 2021 (arXiv:2005.05719).
 *
 *     ε(s) = φ(s)ᵀ E,   E ~ N(0, σ²) drawn anew every few steps,   π(·|s) = N(μ(s), (φ(s)²)ᵀ σ²)
 *
 * φ are the features of the last hidden layer; no gradient of the deviation reaches them, as in Stable-Baselines3.
 */
function stateDependent(
  mean: Module,
  features: number,
  width: number,
  { logStd: first }: HeadOptions,
): Pick<ActionHead, "named" | "parameters" | "distribution" | "exploration"> {
  const shape = [features, width];
  const logStd = parameter(new Float32Array(features * width).fill(first), shape, "actor");
  return {
    ...owned({ mean, logStd }),
    distribution: (x) => {
      const phi = x.detach();
      const variance = phi.square().matmul(logStd.mul(2).exp());
      const normal = diagonalNormal(mean.forward(x), variance.add(1e-6).log().mul(0.5));
      return asNumbers(normal, (draws, noise) =>
        noise === undefined
          ? normal.sample(draws)
          : normal.mean.add(phi.unsqueeze(1).matmul(noise).squeeze(1)).detach(),
      );
    },
    exploration: (rows, random) => explorationOf(rows, logStd, random),
  };
}

export function explorationOf(rows: number, logStd: Tensor, random: Rng): Exploration {
  const draws = stream(random);
  const shape = [rows, ...logStd.shape];
  const noise = buffer(new Float32Array(rows * logStd.size), shape, "exploration");
  const draw = capture(() => normal(shape, draws).mul(logStd.exp()));
  return { noise, draws, resample: () => void noise.assign(noGrad(() => draw()).data) };
}

/** Several actions at once, independent given the state. */
function product(heads: readonly ActionHead[]): ActionHead {
  const width = heads.reduce((n, head) => n + head.width, 0);
  const masked = heads.length > 0 && heads.every(({ choices }) => choices > 0);
  const choices = masked ? heads.reduce((n, head) => n + head.choices, 0) : 0;
  const places = offsets(heads.map((head) => head.width));
  const maskPlaces = offsets(heads.map((head) => head.choices));
  return {
    ...owned(Object.fromEntries(heads.map((head, i) => [String(i), head]))),
    width,
    choices,
    maxEntropy: heads.reduce((sum, { maxEntropy }) => sum + maxEntropy, 0),
    rescales: heads.some(({ rescales }) => rescales),
    distribution: (x, mask) =>
      independent(
        heads.map((head, i) =>
          head.distribution(
            x,
            masked ? mask?.slice(-1, maskPlaces[i], maskPlaces[i] + head.choices) : undefined,
          ),
        ),
        (actions, i) => actions.slice(-1, places[i], places[i] + heads[i].width),
      ),
    toWorld: eachPart(heads, places, width, "toWorld"),
    fromWorld: eachPart(heads, places, width, "fromWorld"),
  };
}

/** Rows of actions of several parts, each part by its own head. */
function eachPart(
  heads: readonly ActionHead[],
  places: readonly number[],
  width: number,
  way: "toWorld" | "fromWorld",
): ActionHead["toWorld"] {
  return (actions, out) => {
    for (let row = 0; row < actions.length; row += width) {
      heads.forEach((head, i) => {
        const from = row + places[i];
        const part = Array.from({ length: head.width }, (_, k) => actions[from + k]);
        head[way](part, out.subarray(from, from + head.width));
      });
    }
  };
}

interface ProductDistribution extends ActionDistribution {
  readonly parts: readonly ActionDistribution[];
}

/** Independent parts: log-probabilities, entropies and divergences add up. */
function independent(
  parts: readonly ActionDistribution[],
  part: (actions: Tensor, i: number) => Tensor,
): ProductDistribution {
  const sum = (terms: readonly Tensor[]): Tensor => terms.reduce((a, b) => a.add(b));
  return {
    parts,
    sample: (draws) =>
      concat(
        parts.map((p) => p.sample(draws)),
        -1,
      ),
    mode: () =>
      concat(
        parts.map((p) => p.mode()),
        -1,
      ),
    logProb: (actions) => sum(parts.map((p, i) => p.logProb(part(actions, i)))),
    entropy: () => sum(parts.map((p) => p.entropy())),
    kl: (other) => sum(parts.map((p, i) => p.kl((other as ProductDistribution).parts[i]))),
  };
}

function offsets(sizes: readonly number[]): number[] {
  let at = 0;
  return sizes.map((n) => {
    const before = at;
    at += n;
    return before;
  });
}

/** What a head made of these parts owns. */
export function owned(
  parts: Readonly<Record<string, Tensor | Pick<AnyModule, "named" | "parameters">>>,
): Pick<AnyModule, "named" | "parameters"> {
  const { named, parameters } = module(parts as Parts, () => undefined);
  return { named, parameters };
}

/** @throws ValueError for a Box of whole numbers, or one without bounds that is to be rescaled */
export function checkBox(space: Box, rescale: boolean): void {
  if (space.dtype !== "float32" && space.dtype !== "float64") {
    throw new ValueError(
      `Actions are ${describe(space)}, a Box of whole numbers; use MultiDiscrete for choices.`,
    );
  }
  if (!rescale) return;
  const open = space.low.findIndex((v, i) => !Number.isFinite(space.high[i] - v));
  if (open < 0) return;
  throw new ValueError(
    `rescaleActions is true, but element ${open} of the actions is unbounded (${space.low[open]} to ${space.high[open]}). Set it to false, or give the world bounds.`,
  );
}

/** Clips to the bounds, after [−1, 1] was stretched to them if asked. */
export function worldActions({ low, high }: Box, rescale: boolean): ActionHead["toWorld"] {
  return (actions, out) => {
    for (let at = 0; at < actions.length; at++) {
      const i = at % low.length;
      const a = rescale ? low[i] + ((actions[at] + 1) / 2) * (high[i] - low[i]) : actions[at];
      out[at] = Math.min(Math.max(a, low[i]), high[i]);
    }
  };
}

/** The bounds to ±1; where they are equal there is only 0. */
export function unitActions({ low, high }: Box): ActionHead["fromWorld"] {
  return (actions, out) => {
    for (let at = 0; at < actions.length; at++) {
      const i = at % low.length;
      const range = high[i] - low[i];
      out[at] = range > 0 ? ((actions[at] - low[i]) / range) * 2 - 1 : 0;
    }
  };
}
