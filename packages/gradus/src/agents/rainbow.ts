/**
 * Rainbow: everything that made DQN better until 2017, together; each part can be left out, for an ablation.
 *
 *     doubleQ          the network chooses, the target network judges      dqn.ts, c51.ts
 *     prioritised      rows by how wrong the values were                   parts/priorities.ts
 *     duelling         value and advantages apart                          parts/qNetwork.ts
 *     nSteps = 3       rewards of several steps                            parts/replay.ts
 *     distributional   returns over atoms: c51.ts; without, dqn.ts
 *     noisy            noise that is learned instead of ε                  parts/noisyLinear.ts
 *
 * Hessel et al. 2018 (arXiv:1710.02298). Here only the last layers are noisy; there the hidden layers of the two streams as well.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { type C51Report, c51, c51Knobs } from "./c51.ts";
import { type DqnReport, dqn, dqnKnobs } from "./dqn.ts";
import type { Networks } from "./parts/networks.ts";
import type { State } from "./parts/state.ts";

/** Defaults: dqn.ts and c51.ts with all parts; α and n of the paper, table 1. */
export const rainbowKnobs = {
  ...c51Knobs,
  doubleQ: { ...c51Knobs.doubleQ, default: true },
  prioritised: { ...c51Knobs.prioritised, default: true },
  alpha: { ...c51Knobs.alpha, default: 0.5 },
  duelling: { ...c51Knobs.duelling, default: true },
  nSteps: { ...c51Knobs.nSteps, default: 3 },
  distributional: {
    default: true,
    doc: "Returns as distributions over atoms (Bellemare et al. 2017, arXiv:1707.06887).",
  },
  noisy: { ...c51Knobs.noisy, default: true },
  loss: { ...dqnKnobs.loss, doc: `Without distributional: ${dqnKnobs.loss.doc}` },
} as const satisfies Knobs;

export type RainbowConfig = ConfigOf<typeof rainbowKnobs>;

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function rainbow(
  world: AnyWorld,
  overrides: Partial<RainbowConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<DqnReport | C51Report> {
  const { distributional, loss, ...config } = configure(rainbowKnobs, overrides);
  if (distributional) return c51(world, config, random, from, networks);
  const { atoms: _, vMin: __, vMax: ___, ...plain } = config;
  return dqn(world, { ...plain, loss }, random, from, networks);
}
