/**
 * Double Q-learning and Double Expected Sarsa: one table chooses, the other judges, so that lucky estimates are not believed.
 * Sutton & Barto, 2nd ed., section 6.7, box p. 136; van Hasselt 2010. The second method is Exercise 6.13.
 *
 *     Q₁(S, A) ← Q₁(S, A) + α [R + γ Q₂(S′, argmaxₐ Q₁(S′, a)) − Q₁(S, A)]   (6.10)
 *
 * or, with probability ½, the same with Q₁ and Q₂ exchanged. Behaviour is ε-greedy in Q₁ + Q₂.
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type TdControlConfig, tdControlKnobs } from "./knobs.ts";
import {
  type ActionValues,
  actionValues,
  epsilonGreedy,
  epsilonGreedyProbabilities,
  greedy,
  tableAgent,
} from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const doubleQKnobs = tdControlKnobs;
export type DoubleQConfig = TdControlConfig;
export interface DoubleQReport extends TabularReport {
  /** (Q₁ + Q₂) / 2, what the agent is greedy in. */
  readonly Q: ActionValues;
  readonly Q1: ActionValues;
  readonly Q2: ActionValues;
}

/** What S′ is worth to the learning table: the other table judges an action that the learning table chose. */
type Judge = (
  learner: ActionValues,
  judge: ActionValues,
  S: number,
  epsilon: number,
  random: Rng,
) => number;

function* double(
  next: Judge,
  world: TabularWorld,
  overrides: Partial<DoubleQConfig>,
  random: Rng,
  from?: TabularState,
): Generator<DoubleQReport> {
  const { alpha, gamma, epsilon, initial } = configure(doubleQKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const [Q1, Q2, Q] = [0, 1, 2].map(() =>
    actionValues(walk.states, walk.actions, initial, walk.allowed),
  );
  const agent = tableAgent(Q, epsilon, streams.asked);
  const state = resumable(
    { walk, agent: streams.agent, Q1: Q1.values, Q2: Q2.values, Q: Q.values },
    from,
  );

  for (;;) {
    walk.start();
    while (!walk.over) {
      const A = epsilonGreedy(Q, walk.S, epsilon, streams.agent);
      walk.take(A);
      const [learner, judge] = streams.agent.random() < 0.5 ? [Q1, Q2] : [Q2, Q1];
      const bootstrap = walk.terminated
        ? 0
        : gamma * next(learner, judge, walk.next, epsilon, streams.agent);
      const at = walk.S * Q.actions + A;
      learner.values[at] += alpha * (walk.R + bootstrap - learner.values[at]);
      Q.values[at] = (Q1.values[at] + Q2.values[at]) / 2;
      walk.advance();
    }
    yield { ...counted(walk), Q, Q1, Q2, agent, state };
  }
}

export function doubleQ(
  world: TabularWorld,
  overrides: Partial<DoubleQConfig>,
  random: Rng,
  from?: TabularState,
): Generator<DoubleQReport> {
  return double(
    (learner, judge, S, _, draws) => judge.values[S * judge.actions + greedy(learner, S, draws)],
    world,
    overrides,
    random,
    from,
  );
}

/** As doubleQ, but the target averages the judge's values over the ε-greedy policy of the learning table. */
export function doubleExpectedSarsa(
  world: TabularWorld,
  overrides: Partial<DoubleQConfig>,
  random: Rng,
  from?: TabularState,
): Generator<DoubleQReport> {
  const probabilities = new Float64Array(world.actionSpace.n);
  const expected: Judge = (learner, judge, S, epsilon) => {
    epsilonGreedyProbabilities(learner, S, epsilon, probabilities);
    return probabilities.reduce((sum, p, a) => sum + p * judge.values[S * judge.actions + a], 0);
  };
  return double(expected, world, overrides, random, from);
}
