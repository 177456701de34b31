/**
 * ε-greedy action values. Sutton & Barto, 2nd ed., section 2.4, box p. 32; constant steps: section 2.5; optimism: section 2.6.
 *
 *     A ← argmaxₐ Q(a), or with probability ε any action
 *     N(A) ← N(A) + 1
 *     Q(A) ← Q(A) + (1/N(A)) [R − Q(A)]      sample average             (2.3)
 *     Q(A) ← Q(A) + α [R − Q(A)]             constant step              (2.5)
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type BanditReport, estimates, isNewProblem } from "./bandit.ts";
import { epsilonGreedy, tableAgent } from "./policy.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const epsilonGreedyBanditKnobs = {
  epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  alpha: {
    default: 0,
    symbol: "α",
    range: [0, 1],
    doc: "Constant step size; 0 takes the sample average, 1/N.",
  },
  initial: {
    default: 0,
    symbol: "Q₁",
    range: [-1e6, 1e6],
    doc: "First estimate of every action; an optimistic one explores.",
  },
} as const satisfies Knobs;
export type EpsilonGreedyBanditConfig = ConfigOf<typeof epsilonGreedyBanditKnobs>;

export function* epsilonGreedyBandit(
  world: TabularWorld,
  overrides: Partial<EpsilonGreedyBanditConfig>,
  random: Rng,
  from?: TabularState,
): Generator<BanditReport> {
  const { epsilon, alpha, initial } = configure(epsilonGreedyBanditKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const Q = estimates(walk, initial);
  const N = new Float64Array(Q.actions);
  const agent = tableAgent(Q, epsilon, streams.asked);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values, N }, from);

  for (;;) {
    if (isNewProblem(walk)) {
      Q.values.fill(initial);
      N.fill(0);
    }
    walk.start();
    while (!walk.over) {
      const A = epsilonGreedy(Q, 0, epsilon, streams.agent);
      walk.take(A);
      N[A]++;
      Q.values[A] += (alpha > 0 ? alpha : 1 / N[A]) * (walk.R - Q.values[A]);
    }
    yield { ...counted(walk), Q, N, agent, state };
  }
}
