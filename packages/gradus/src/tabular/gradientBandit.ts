/**
 * The gradient bandit: preferences instead of values. Sutton & Barto, 2nd ed., section 2.8.
 *
 *     π(a) = exp H(a) / Σ exp H(b)                                      (2.11)
 *     H(A) ← H(A) + α (R − R̄) (1 − π(A)),   H(a) ← H(a) − α (R − R̄) π(a) for a ≠ A   (2.12)
 *
 * R̄, the baseline, is the average of the rewards up to and including this one, or 0 without baseline.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { exp } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { type BanditReport, estimates, isNewProblem } from "./bandit.ts";
import { greedy } from "./policy.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const gradientBanditKnobs = {
  alpha: { default: 0.1, symbol: "α", range: [0, 100], doc: "Step size of the preferences." },
  baseline: { default: true, doc: "Compare each reward with the average so far." },
} as const satisfies Knobs;
export type GradientBanditConfig = ConfigOf<typeof gradientBanditKnobs>;

export function* gradientBandit(
  world: TabularWorld,
  overrides: Partial<GradientBanditConfig>,
  random: Rng,
  from?: TabularState,
): Generator<BanditReport> {
  const { alpha, baseline } = configure(gradientBanditKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const H = estimates(walk, 0);
  const N = new Float64Array(H.actions);
  const pi = new Float64Array(H.actions);
  const average = new Float64Array(2); // R̄ and how many rewards it averages
  const agent = {
    act: (_S: number, { deterministic = false } = {}) =>
      deterministic ? greedy(H, 0, streams.asked) : draw(streams.asked),
  };
  const state = resumable({ walk, agent: streams.agent, H: H.values, N, average }, from);

  for (;;) {
    if (isNewProblem(walk)) {
      H.values.fill(0);
      N.fill(0);
      average.fill(0);
    }
    walk.start();
    while (!walk.over) {
      const A = draw(streams.agent);
      walk.take(A);
      N[A]++;
      if (baseline) average[0] += (walk.R - average[0]) / ++average[1];
      const step = alpha * (walk.R - average[0]);
      for (let a = 0; a < H.actions; a++) H.values[a] += step * ((a === A ? 1 : 0) - pi[a]);
    }
    yield { ...counted(walk), Q: H, N, agent, state };
  }

  /** Draws from π, which is left in `pi`. */
  function draw(random: Rng): number {
    let highest = -Infinity;
    for (const h of H.values) if (h > highest) highest = h;
    let sum = 0;
    for (let a = 0; a < H.actions; a++) sum += pi[a] = exp(H.values[a] - highest); // no overflow
    for (let a = 0; a < H.actions; a++) pi[a] /= sum;
    let u = random.random();
    for (let a = 0; a < H.actions - 1; a++) {
      u -= pi[a];
      if (u < 0) return a;
    }
    return H.actions - 1;
  }
}
