/**
 * The simplest policy gradient: make every action of an episode as much more likely as the episode's return is large.
 *
 *     ∇J(θ) ≈ 1/|𝒟| Σ_{τ ∈ 𝒟} Σₜ ∇ log π_θ(aₜ|sₜ) R(τ)
 *
 * REINFORCE, Williams 1992, as in part 3 of Spinning Up's introduction, "Deriving the Simplest Policy Gradient"; the sum is divided by
 * the number of steps instead of episodes, as in its program. Left out on purpose: reward-to-go (rewardToGo.ts), a critic, advantages
 * and their scale (vpg.ts). A time limit counts as an end.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { tensor } from "../tensor/create.ts";
import { episodeReturns } from "./parts/advantage.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { type EpisodeFigures, Episodes } from "./parts/episodes.ts";
import type { Networks } from "./parts/networks.ts";
import { policyKnobs, policyNetwork } from "./parts/policy.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";

/** Defaults: Spinning Up's 1_simple_pg.py, but for the first weights, which are orthogonal. */
export const simplePolicyGradientKnobs = {
  batch: {
    default: 5000,
    range: [1, 1e7],
    integer: true,
    unit: "steps",
    doc: "Whole episodes of at least so many steps together make an update.",
  },
  rate: { default: 1e-2, symbol: "α", range: [0, 10], doc: "Step size of Adam." },
  gamma: { default: 1, symbol: "γ", range: [0, 1], doc: "Discount per step; none in the source." },
  ...policyKnobs,
  hidden: { ...policyKnobs.hidden, default: "32" },
} as const satisfies Knobs;

export type SimplePolicyGradientConfig = ConfigOf<typeof simplePolicyGradientKnobs>;

/** One report per update. */
export interface SimplePolicyGradientReport extends EpisodeFigures {
  readonly updates: number;
  /** Its gradient is the policy gradient; its value says nothing about how good the policy is. */
  readonly policyLoss: number;
  /** Mean entropy of the policy that acted, in nats. */
  readonly entropy: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function* simplePolicyGradient(
  world: AnyWorld,
  overrides: Partial<SimplePolicyGradientConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<SimplePolicyGradientReport> {
  const config = configure(simplePolicyGradientKnobs, overrides);
  const net = policyNetwork(world, config, random.split(), networks?.actor); // π_θ
  const climb = adam(net.parameters, { rate: config.rate });
  const experience = new Episodes(world, net, random.split());
  const agent = agentOf(world, net, random.split());
  const counters = { updates: 0 };
  const state = resumable({ net, climb, experience, counters }, from);

  for (;;) {
    const D = experience.collect(config.batch);
    const R = episodeReturns(D.rewards, D.ends, config.gamma); // R(τ)
    const policy = net.policy(D.observations, D.masks);
    const entropy = policy.entropy().mean().item();
    const loss = climb(policy.logProb(D.actions).mul(tensor(R)).mean().neg());
    counters.updates++;
    const { updates } = counters;
    yield { ...D.figures, updates, policyLoss: loss.item(), entropy, agent, state };
  }
}
