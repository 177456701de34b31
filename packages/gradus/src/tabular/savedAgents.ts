/** The agents of linear methods out of a saved state, without a step of training and without the world. */
import type { Rng } from "../core/random.ts";
import { type FeatureAgent, linearQ, linearQAgent } from "./approximation.ts";
import { affine, best } from "./crossEntropyMethod.ts";
import type { FeatureWorld } from "./featureWalker.ts";
import { type Action, policyAgent, policyFor } from "./linearPolicy.ts";
import { featuresFor } from "./tileCoding.ts";

/** Makes the agent that a state holds; `config` is complete. */
export type SavedAgent = (
  world: FeatureWorld,
  config: Readonly<Record<string, unknown>>,
  saved: Readonly<Record<string, never>>,
  random: Rng,
) => FeatureAgent<Action>;

/** Greedy or ε-greedy in q̂ = wᵀx. */
export const savedActionValues: SavedAgent = (world, { epsilon }, saved, random) => {
  const features = featuresFor(world.observationSpace);
  const Q = linearQ(features.size, world.actionSpace.n);
  Q.w.set(saved["w"]);
  return linearQAgent(Q, features, Number(epsilon), random);
};

/** π(a | s, θ). */
export const savedPreferences: SavedAgent = (world, { floor, sigma }, saved, random) => {
  const { observationSpace, actionSpace } = world;
  const features = featuresFor(observationSpace);
  const shape = { floor: Number(floor), sigma: Number(sigma) };
  const policy = policyFor(actionSpace, features.size, shape, saved["theta"]);
  return policyAgent(policy, features, actionSpace, random);
};

/** The mean of the cross-entropy method. */
export const savedMean: SavedAgent = (world, _, saved) => {
  const features = affine(world);
  const mu = Float64Array.from(saved["mu"] as ArrayLike<number>);
  return { act: (s, { mask } = {}) => best(mu, features(s), world.actionSpace.n, mask) };
};
