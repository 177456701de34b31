/**
 * Actors for a bounded Box that are moved by the gradient of a critic: a normal squashed by tanh (SAC), alone or with
 * state-dependent exploration, and a single action for each state (DDPG, TD3).
 *
 * They work in [−1, 1]: log-probabilities, noise and target entropy are in these units, and `toWorld` stretches the actions to
 * the bounds of the world, which need not be symmetric.
 */
import { ValueError } from "../../core/errors.ts";
import type { Rng } from "../../core/random.ts";
import { type Box, describe, flatSize } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { tanhNormal } from "../../nn/distributions.ts";
import { linear } from "../../nn/layers.ts";
import type { Module } from "../../nn/module.ts";
import { parameter } from "../../tensor/create.ts";
import { normal, type Stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  type ActionDistribution,
  type ActionHead,
  checkBox,
  explorationOf,
  owned,
  unitActions,
  worldActions,
} from "./actions.ts";
import { layerInit } from "./networks.ts";

/** A policy in [−1, 1]. */
interface BoundedDistribution extends ActionDistribution {
  readonly bounded: true;
}

/** A policy in [−1, 1] whose draws move with its parameters. */
export interface SquashedDistribution extends BoundedDistribution {
  /** An action, [B, width], and log π of it, [B]. */
  rsample(draws: Stream): { readonly action: Tensor; readonly logProb: Tensor };
}

export interface SquashedHead extends ActionHead {
  distribution(features: Tensor): SquashedDistribution;
}

/** Undefined where the actions of a world are numbers between bounds, else the reason. */
export function fitsBounded({ id, actionSpace }: AnyWorld): string | undefined {
  const takes = `${id} takes ${describe(actionSpace)}`;
  if (actionSpace.kind === "discrete")
    return `it learns real-valued actions, and ${takes}; dqn and sac-discrete learn choices`;
  if (actionSpace.kind !== "box" || !actionSpace.dtype.startsWith("float"))
    return `it learns real-valued actions, and ${takes}; ppo learns such actions`;
  const { low, high } = actionSpace as Box;
  const open = low.findIndex((v, i) => !Number.isFinite(high[i] - v));
  if (open < 0) return undefined;
  return `it needs bounds on every action, and element ${open} of ${id} goes from ${low[open]} to ${high[open]}; wrap the world with bounds, or take ppo with rescaleActions=false`;
}

/** @throws ValueError for a space that `fitsBounded` refuses */
function boxOf(world: AnyWorld): Box {
  const reason = fitsBounded(world);
  if (reason !== undefined) throw new ValueError(`This actor does not fit: ${reason}.`);
  const space = world.actionSpace as Box;
  checkBox(space, true);
  return space;
}

function common(space: Box) {
  return {
    width: flatSize(space),
    choices: 0,
    maxEntropy: Infinity,
    rescales: true,
    toWorld: worldActions(space, true),
    fromWorld: unitActions(space),
  };
}

export interface SquashedOptions {
  readonly orthogonal: boolean;
  readonly gsde: boolean;
  /** gSDE: log σ at first. */
  readonly logStd: number;
}

/** Bounds of log σ, as in Spinning Up and Stable-Baselines3. */
const logStdRange = [-20, 2] as const;
/** gSDE: means before tanh stay in ± this, as in Stable-Baselines3; beyond, tanh is flat and its gradient is lost. */
const meanBound = 2;

/** tanh N(μ(s), σ(s)²): mean and deviation are layers on the features. */
export function squashedHead(
  world: AnyWorld,
  features: number,
  random: Rng,
  options: SquashedOptions,
): SquashedHead {
  const space = boxOf(world);
  const n = flatSize(space);
  const init = layerInit(options.orthogonal, 0.01);
  const mean = linear(features, n, random, init);
  if (options.gsde) return { ...common(space), ...stateDependent(mean, features, n, options) };
  const logStd = linear(features, n, random, init);
  return {
    ...common(space),
    ...owned({ mean, logStd }),
    distribution: (x) =>
      squashed(
        tanhNormal(mean.forward(x), logStd.forward(x).clamp(logStdRange[0], logStdRange[1])),
      ),
  };
}

type Squashed = ReturnType<typeof tanhNormal>;

function squashed(
  policy: Squashed,
  shift?: (draws: Stream) => Tensor,
  sample: ActionDistribution["sample"] = (draws) => policy.sample(draws),
): SquashedDistribution {
  return {
    bounded: true,
    sample,
    rsample: (draws) => policy.rsample(draws, shift?.(draws)),
    mode: () => policy.mode(),
    logProb: (actions) => policy.logProb(actions),
    entropy: () => policy.entropy(),
    kl: () => {
      throw new ValueError("A squashed normal has no divergence in closed form; average logProb.");
    },
  };
}

/**
 * Generalised state-dependent exploration; Raffin, Kober and Stulp 2021 (arXiv:2005.05719).
 *
 *     u(s) = μ(s) + φ(s)ᵀ E,   E ~ N(0, σ²) drawn anew every few steps,   a = tanh u
 *
 * While it learns, one E for the whole batch, and gradients reach the features through the deviation, as in Stable-Baselines3's
 * SAC.
 */
function stateDependent(
  mean: Module,
  features: number,
  n: number,
  { logStd: first }: SquashedOptions,
): Pick<SquashedHead, "named" | "parameters" | "distribution" | "exploration"> {
  const shape = [features, n];
  const logStd = parameter(new Float32Array(features * n).fill(first), shape, "actor");
  return {
    ...owned({ mean, logStd }),
    distribution: (x) => {
      const variance = x.square().matmul(logStd.mul(2).exp());
      const middle = mean.forward(x).clamp(-meanBound, meanBound);
      const policy = tanhNormal(middle, variance.add(1e-6).log().mul(0.5));
      return squashed(
        policy,
        (draws) => x.matmul(normal(shape, draws).mul(logStd.exp())),
        (draws, noise) =>
          noise === undefined
            ? policy.sample(draws)
            : middle.add(x.unsqueeze(1).matmul(noise).squeeze(1)).tanh().detach(),
      );
    },
    exploration: (rows, random) => explorationOf(rows, logStd, random),
  };
}

export interface DeterministicOptions {
  readonly orthogonal: boolean;
  /** Deviation of the normal noise that drawn actions carry, in units of [−1, 1]. */
  readonly noise: number;
}

/** a = tanh(layer on the features); drawn actions carry normal noise, and stay in [−1, 1]. */
export function deterministicHead(
  world: AnyWorld,
  features: number,
  random: Rng,
  options: DeterministicOptions,
): ActionHead {
  const space = boxOf(world);
  const action = linear(features, flatSize(space), random, layerInit(options.orthogonal, 0.01));
  const undefinedFor = (what: string) => (): never => {
    throw new ValueError(`A policy of one action for each state has no ${what}.`);
  };
  return {
    ...common(space),
    ...owned({ mean: action }),
    distribution: (x): BoundedDistribution => {
      const a = action.forward(x).tanh();
      return {
        bounded: true,
        sample: (draws) => a.add(normal(a.shape, draws).mul(options.noise)).clamp(-1, 1).detach(),
        mode: () => a,
        logProb: undefinedFor("log-probability"),
        entropy: undefinedFor("entropy"),
        kl: undefinedFor("divergence"),
      };
    },
  };
}
