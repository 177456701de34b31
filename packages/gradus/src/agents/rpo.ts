/**
 * Robust policy optimisation: PPO for real-valued actions, whose means are moved by uniform numbers in ±α while it learns.
 *
 *     π(·|s) = N(μ(s) + z, σ²),   z ~ U(−α, α) drawn anew for each row of each minibatch
 *
 * Rahman and Xue 2022 (arXiv:2212.07536), algorithm 1: the policy cannot narrow below the width of z, so that it keeps exploring.
 * It acts, and its entropy is that of, the policy that was not moved. All else is ppo.ts.
 */
import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { fitsNumbers } from "./parts/actions.ts";
import type { Networks } from "./parts/networks.ts";
import type { State } from "./parts/state.ts";
import { type PpoReport, ppo, ppoKnobs } from "./ppo.ts";

/** Defaults: ppo.ts, and α = 0.5 as in the paper. */
export const rpoKnobs = {
  ...ppoKnobs,
  rpo: { ...ppoKnobs.rpo, default: 0.5 },
} as const satisfies Knobs;

export type RpoConfig = ConfigOf<typeof rpoKnobs>;

/**
 * @param networks trunks of one's own in place of dense layers
 * @throws ValueError for a world whose actions are no Box
 */
export function rpo(
  world: AnyWorld,
  overrides: Partial<RpoConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<PpoReport> {
  const why = fitsNumbers(world);
  if (why !== undefined) throw new ValueError(`rpo: ${why}. Use ppo.`);
  return ppo(world, configure(rpoKnobs, overrides), random, from, networks);
}
