/**
 * A policy with parameters, π(a | s, θ), as the methods of chapter 13 see it: they draw from it and climb its gradient, and never
 * ask what kind of distribution it is. Softmax where actions are numbered, Gaussian where they are numbers on a scale.
 */
import type { Rng } from "../core/random.ts";
import { type Box, clipped, type Discrete } from "../env/space.ts";
import type { FeatureAgent } from "./approximation.ts";
import type { Features, FeatureVector } from "./features.ts";
import { gaussianPolicy } from "./gaussianPolicy.ts";
import { softmaxPolicy } from "./softmaxPolicy.ts";

/** The number of an action, or the numbers of one. */
export type Action = number | Float64Array;

/** `allowed` is of worlds with a mask: 1 where a numbered action can be taken now. */
export interface LinearPolicy<A extends Action = Action> {
  readonly theta: Float64Array;
  /** A ~ π(· | s, θ). */
  draw(x: FeatureVector, random: Rng, allowed?: Uint8Array): A;
  /** The most probable action. */
  best(x: FeatureVector, allowed?: Uint8Array): A;
  /** ∇ln π(a | s, θ): calls add(factor, from) for each block of θ, where the gradient is factor · x(s). */
  gradient(
    x: FeatureVector,
    a: A,
    add: (factor: number, from: number) => void,
    allowed?: Uint8Array,
  ): void;
}

export interface PolicyShape {
  /** Of numbered actions: none becomes less probable than this. */
  readonly floor: number;
  /** Of actions on a scale: σ₀, the deviation that θ = 0 stands for. */
  readonly sigma: number;
}

/** The policy that fits the actions of a world. @param theta the first parameters; 0 if absent */
export function policyFor(
  space: Box | Discrete,
  size: number,
  { floor, sigma }: PolicyShape,
  theta?: ArrayLike<number>,
): LinearPolicy {
  const policy =
    space.kind === "box"
      ? gaussianPolicy(size, space, sigma, theta)
      : softmaxPolicy(size, space.n, floor, theta);
  return policy as LinearPolicy; // which only ever gets back the actions that it drew
}

/** Draws from π, or takes its most probable action if deterministic; in a Box, within its bounds. */
export function policyAgent(
  policy: LinearPolicy,
  features: Features,
  space: Box | Discrete,
  random: Rng,
): FeatureAgent<Action> {
  return {
    act: (observation, { deterministic = false, mask } = {}) => {
      const x = features(observation);
      const action = deterministic ? policy.best(x, mask) : policy.draw(x, random, mask);
      return typeof action === "number" ? action : clipped(space as Box, action);
    },
  };
}
