/**
 * Upper-confidence-bound action selection. Sutton & Barto, 2nd ed., section 2.7; UCB1: Auer, Cesa-Bianchi, Fischer 2002.
 *
 *     Aₜ = argmaxₐ [ Q(a) + c √(ln t / N(a)) ]                          (2.10)
 *
 * An action that was never taken counts as best. c = √2 is UCB1, whose regret on rewards in [0, 1] is at most
 * Σ 8 ln n / Δ + (1 + π²/3) Σ Δ. The book does not say whether t counts the coming step; here t is 1 at the first.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { log } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { type BanditReport, estimates, isNewProblem } from "./bandit.ts";
import { actionValues, greedy, maxValue } from "./policy.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const ucbBanditKnobs = {
  c: { default: 2, symbol: "c", range: [0, 1000], doc: "Weight of the uncertainty; √2 is UCB1." },
} as const satisfies Knobs;
export type UcbBanditConfig = ConfigOf<typeof ucbBanditKnobs>;

export function* ucbBandit(
  world: TabularWorld,
  overrides: Partial<UcbBanditConfig>,
  random: Rng,
  from?: TabularState,
): Generator<BanditReport> {
  const { c } = configure(ucbBanditKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const Q = estimates(walk, 0);
  const N = new Float64Array(Q.actions);
  const upper = actionValues(1, Q.actions, 0, walk.allowed); // the bounds
  const time = new Float64Array(1);
  const agent = {
    act: (_S: number, { deterministic = false } = {}) =>
      greedy(deterministic ? Q : bounds(), 0, streams.asked),
    value: () => maxValue(Q, 0),
  };
  const state = resumable({ walk, agent: streams.agent, Q: Q.values, N, time }, from);

  for (;;) {
    if (isNewProblem(walk)) {
      Q.values.fill(0);
      N.fill(0);
      time[0] = 0;
    }
    walk.start();
    while (!walk.over) {
      time[0]++;
      const A = greedy(bounds(), 0, streams.agent);
      walk.take(A);
      N[A]++;
      Q.values[A] += (walk.R - Q.values[A]) / N[A];
    }
    yield { ...counted(walk), Q, N, agent, state };
  }

  function bounds() {
    const width = c * Math.sqrt(log(Math.max(1, time[0])));
    for (let a = 0; a < Q.actions; a++)
      upper.values[a] = N[a] === 0 ? Infinity : Q.values[a] + width / Math.sqrt(N[a]);
    return upper;
  }
}
