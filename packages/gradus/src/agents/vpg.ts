/**
 * Vanilla policy gradient: REINFORCE with a learned baseline.
 *
 *     ∇J(θ) ≈ E[ ∇ log π_θ(aₜ|sₜ) Âₜ ],   V_φ fitted to R̂ₜ = Âₜ + V(sₜ)
 *
 * Follows the pseudocode of Spinning Up, "Vanilla Policy Gradient", with the advantages of Schulman et al. 2016 (arXiv:1506.02438);
 * numbers in the margin are its lines. Left out on purpose: entropy bonus, several steps of the policy, clipping: ppo.ts adds them.
 * Episodes go on from rollout to rollout; where one is cut, by the end of a rollout or a time limit, V of its last state counts.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { actorCritic } from "./parts/actorCritic.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { standardised } from "./parts/losses.ts";
import type { Networks } from "./parts/networks.ts";
import { policyKnobs } from "./parts/policy.ts";
import { averages } from "./parts/report.ts";
import { Rollout, type RolloutFigures } from "./parts/rollout.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";

/** Defaults: Spinning Up's, but for the first weights, which are orthogonal. */
export const vpgKnobs = {
  environments: {
    default: 4,
    symbol: "N",
    range: [1, 4096],
    integer: true,
    doc: "Environments side by side.",
  },
  horizon: {
    default: 1000,
    symbol: "T",
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps of each environment between two updates; N · T = 4000 make an epoch of the source.",
  },
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  lambda: {
    default: 0.97,
    symbol: "λ",
    range: [0, 1],
    doc: "Of the advantages: 0 trusts the critic, 1 the return.",
  },
  rate: { default: 3e-4, symbol: "α", range: [0, 10], doc: "Step size of Adam for the policy." },
  criticRate: { default: 1e-3, range: [0, 10], doc: "Step size of Adam for the critic." },
  criticSteps: {
    default: 80,
    range: [1, 1e4],
    integer: true,
    doc: "Steps of the critic's optimiser after each rollout, each on all of it.",
  },
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
  logStd: { ...policyKnobs.logStd, default: -0.5 },
} as const satisfies Knobs;

export type VpgConfig = ConfigOf<typeof vpgKnobs>;

/** One report per rollout. */
export interface VpgReport extends RolloutFigures {
  /** Steps of the policy's optimiser. */
  readonly updates: number;
  readonly policyLoss: number;
  /** Mean over the critic's steps. */
  readonly valueLoss: number;
  /** Mean entropy of the policy that acted, in nats. */
  readonly entropy: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** @param networks trunks of one's own in place of dense layers */
export function* vpg(
  world: AnyWorld,
  overrides: Partial<VpgConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<VpgReport> {
  const config = configure(vpgKnobs, overrides);
  const net = actorCritic(world, config, random.split(), networks); //     1  π_θ, V_φ
  const climb = adam(net.actorParameters, { rate: config.rate });
  const fit = adam(net.criticParameters, { rate: config.criticRate });
  const D = new Rollout(world, net, { ...config, steps: config.horizon }, random.split());
  const agent = agentOf(world, net, random.split(), config);
  const counters = { updates: 0 };
  const state = resumable({ net, climb, fit, experience: D, counters }, from);

  const improve = capture(
    () => {
      const policy = net.policy(D.observations, D.masks);
      const A = standardised(D.advantages); // not in the pseudocode: frees the step size from the reward scale
      const gain = policy.logProb(D.actions).mul(A).mean();
      const entropy = policy.entropy().mean();
      return { policyLoss: climb(gain.neg()), entropy };
    },
    { name: "vpg" },
  );
  const regress = capture(
    () => ({ valueLoss: fit(net.value(D.observations).sub(D.returns).square().mean()) }),
    { name: "vpg, critic" },
  );

  for (;;) {
    const rollout = D.collect(); //                                       3–5  𝒟, R̂ₜ, Âₜ
    const policy = averages<"policyLoss" | "entropy">();
    policy.add(improve()); //                                             6–7  θ
    counters.updates++;
    const critic = averages<"valueLoss">();
    for (let i = 0; i < config.criticSteps; i++) critic.add(regress()); // 8  φ
    const { updates } = counters;
    yield { ...rollout, ...policy.means(), ...critic.means(), updates, agent, state };
  }
}
