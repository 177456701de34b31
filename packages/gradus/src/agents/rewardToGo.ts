/**
 * Reward-to-go policy gradient: an action is answerable only for what comes after it.
 *
 *     ∇J(θ) ≈ 1/|𝒟| Σ_{τ ∈ 𝒟} Σₜ ∇ log π_θ(aₜ|sₜ) R̂ₜ,   R̂ₜ = Σ_{t′ ≥ t} r_t′
 *
 * Part 3 of Spinning Up's introduction, "Don't Let the Past Distract You", as in its 2_rtg_pg.py. The same gradient on average as
 * simplePolicyGradient.ts, from which it differs in one line, with less noise: rewards before an action only add to the variance.
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { tensor } from "../tensor/create.ts";
import { rewardsToGo } from "./parts/advantage.ts";
import { agentOf } from "./parts/agent.ts";
import { Episodes } from "./parts/episodes.ts";
import type { Networks } from "./parts/networks.ts";
import { policyNetwork } from "./parts/policy.ts";
import { resumable, type State } from "./parts/state.ts";
import {
  type SimplePolicyGradientConfig,
  type SimplePolicyGradientReport,
  simplePolicyGradientKnobs,
} from "./simplePolicyGradient.ts";

export const rewardToGoKnobs = simplePolicyGradientKnobs;
export type RewardToGoConfig = SimplePolicyGradientConfig;
export type RewardToGoReport = SimplePolicyGradientReport;

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function* rewardToGo(
  world: AnyWorld,
  overrides: Partial<RewardToGoConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<RewardToGoReport> {
  const config = configure(rewardToGoKnobs, overrides);
  const net = policyNetwork(world, config, random.split(), networks?.actor); // π_θ
  const climb = adam(net.parameters, { rate: config.rate });
  const experience = new Episodes(world, net, random.split());
  const agent = agentOf(world, net, random.split());
  const counters = { updates: 0 };
  const state = resumable({ net, climb, experience, counters }, from);

  for (;;) {
    const D = experience.collect(config.batch);
    const R = rewardsToGo(D.rewards, D.ends, config.gamma); // R̂ₜ: the one line that differs
    const policy = net.policy(D.observations, D.masks);
    const entropy = policy.entropy().mean().item();
    const loss = climb(policy.logProb(D.actions).mul(tensor(R)).mean().neg());
    counters.updates++;
    const { updates } = counters;
    yield { ...D.figures, updates, policyLoss: loss.item(), entropy, agent, state };
  }
}
