/** A policy beside the one that acted: how much better it would be, how far it is, and the curvature between them. */
import type { ConfigOf, Knobs } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { grad } from "../../tensor/autograd.ts";
import { capture } from "../../tensor/capture.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ActionDistribution } from "./actions.ts";
import type { ActorCritic } from "./actorCritic.ts";
import { fisherProduct } from "./fisher.ts";
import { type FlatParameters, flatParameters, joined } from "./flat.ts";
import { standardised } from "./losses.ts";
import type { Networks } from "./networks.ts";
import { policyKnobs, policyNetwork } from "./policy.ts";
import type { Rollout } from "./rollout.ts";

/** What natural gradients and trust regions have in common. Defaults: Stable-Baselines3's TRPO, with eight environments. */
export const trustRegionKnobs = {
  environments: {
    default: 8,
    symbol: "N",
    range: [1, 4096],
    integer: true,
    doc: "Environments side by side.",
  },
  horizon: {
    default: 256,
    symbol: "T",
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps of each environment between two updates; N · T make a rollout.",
  },
  maxKl: {
    default: 0.01,
    symbol: "δ",
    range: [0, 10],
    doc: "How far the policy may move in one update: mean KL divergence, in nats.",
  },
  conjugateSteps: {
    default: 15,
    range: [1, 1000],
    integer: true,
    doc: "Iterations of the conjugate gradient that solves F x = g.",
  },
  damping: {
    default: 0.1,
    range: [0, 1e3],
    doc: "Added to the diagonal of F, which is singular where parameters do not matter.",
  },
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  lambda: {
    default: 0.95,
    symbol: "λ",
    range: [0, 1],
    doc: "Of the advantages: 0 trusts the critic, 1 the return.",
  },
  rate: { default: 1e-3, symbol: "α", range: [0, 10], doc: "Step size of Adam for the critic." },
  criticEpochs: {
    default: 10,
    range: [1, 1000],
    integer: true,
    doc: "Passes of the critic over a rollout.",
  },
  batch: {
    default: 128,
    symbol: "M",
    range: [1, 1e6],
    integer: true,
    doc: "Rows of a minibatch of the critic; the policy learns from the whole rollout at once.",
  },
  normaliseAdvantages: { default: true, doc: "Mean 0 and deviation 1 in each rollout." },
  normaliseRewards: {
    default: false,
    doc: "Rewards divided by the running deviation of the discounted return, clipped to ±10.",
  },
  noiseSteps: {
    default: -1,
    range: [-1, 1e6],
    integer: true,
    doc: "gSDE: steps after which its noise is drawn anew; −1: once a rollout.",
  },
  ...policyKnobs,
} as const satisfies Knobs;

type TrustRegionConfig = ConfigOf<typeof trustRegionKnobs>;

export interface TrustRegion {
  /** θ, the parameters of the actor. */
  readonly theta: FlatParameters;
  /** π_old ← π_θ; returns L, its gradient g, and the mean entropy of the policy. */
  begin(): { readonly L: number; readonly g: Float32Array; readonly entropy: number };
  /** F v + damping · v at θ_old; valid until the next call. */
  curvature(v: Float64Array): ArrayLike<number>;
  /** At the present θ: L = E[ π_θ/π_old · Â ] and E[ KL(π_old ‖ π_θ) ], over the rollout. */
  measure(): { readonly L: number; readonly kl: number };
}

/**
 * @param D whose rows the expectations are over
 * @param networks as `net` was made with
 */
export function trustRegion(
  world: AnyWorld,
  net: ActorCritic,
  D: Rollout,
  config: TrustRegionConfig,
  networks?: Networks,
): TrustRegion {
  const parameters = net.actorParameters;
  const theta = flatParameters(parameters);
  const old = policyNetwork(world, config, rng(0), networks?.actor); // its weights are copies
  const thetaOld = flatParameters(old.parameters);
  const gain = (policy: ActionDistribution): Tensor => {
    const A = config.normaliseAdvantages ? standardised(D.advantages) : D.advantages;
    return policy.logProb(D.actions).sub(D.logProbs).exp().mul(A).mean();
  };
  const divergence = (policy: ActionDistribution): Tensor =>
    old.policy(D.observations, D.masks).kl(policy).mean();

  const slope = capture(
    () => {
      const policy = net.policy(D.observations, D.masks);
      const L = gain(policy);
      return { L, g: joined(grad(L, parameters)), entropy: policy.entropy().mean() };
    },
    { name: "policy gradient" },
  );
  const product = capture(
    (v: Tensor) => {
      const kl = divergence(net.policy(D.observations, D.masks));
      return fisherProduct(kl, parameters, v).add(v.mul(config.damping));
    },
    { name: "F v" },
  );
  const measure = capture(
    () => {
      const policy = net.policy(D.observations, D.masks);
      return { L: gain(policy), kl: divergence(policy) };
    },
    { name: "trust region" },
  );
  return {
    theta,
    begin() {
      thetaOld.write(theta.read());
      const { L, g, entropy } = slope();
      return { L: L.item(), g: g.data.slice() as Float32Array, entropy: entropy.item() };
    },
    curvature: (v) => product(v).data,
    measure() {
      const { L, kl } = measure();
      return { L: L.item(), kl: kl.item() };
    },
  };
}
