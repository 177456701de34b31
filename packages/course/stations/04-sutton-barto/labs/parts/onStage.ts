/** What a page may watch: tables as values and arrows in the picture of their world, and the policy acting there. */
import { rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { type BanditState, type KArmedOptions, kArmedBandit } from "gradus/envs/book";
import {
  type ActionValues,
  actionValues,
  bestActions,
  epsilonGreedy,
  epsilonGreedyProbabilities,
  type ModelSource,
  maxValue,
  modelOf,
  type TabularWorld,
} from "gradus/tabular";
import type { Live } from "../../../../src/lab.ts";

/** The state of a world whose observation is one number. */
type Observation = Parameters<NonNullable<Live["act"]>>[0];

/**
 * A table of action values in its world: shaded by maxₐ Q(s, a), arrows for the greedy actions, and somebody who acts
 * ε-greedily on a stream of its own. States that the table knows nothing of stay blank.
 */
export function tableOnStage(world: TabularWorld, Q: ActionValues, epsilon: number): Live {
  const random = rng(1);
  return {
    world: world as AnyWorld,
    act: (o: Observation) => epsilonGreedy(Q, o[0], epsilon, random),
    ...pictureOf(Q),
  };
}

/** `tableOnStage`, once for each table: a run that has taken a turn goes on with another one. */
export function stage(world: TabularWorld, epsilon: number): (Q: ActionValues) => Live {
  let shown: { readonly Q: ActionValues; readonly live: Live } | undefined;
  return (Q) => {
    if (shown?.Q !== Q) shown = { Q, live: tableOnStage(world, Q, epsilon) };
    return { ...shown.live, ...pictureOf(Q) };
  };
}

/** V(s) and the greedy policy of a table; NaN and no arrow where nothing was learned yet. */
export function pictureOf(Q: ActionValues): Required<Pick<Live, "values" | "policy">> {
  const values = new Float64Array(Q.states);
  const policy = new Float64Array(Q.values.length);
  for (let s = 0; s < Q.states; s++) {
    const row = [s * Q.actions, (s + 1) * Q.actions] as const;
    const isBlank = Q.values.subarray(...row).every((q) => q === Q.values[row[0]]);
    values[s] = isBlank ? Number.NaN : maxValue(Q, s);
    if (!isBlank) epsilonGreedyProbabilities(Q, s, 0, policy.subarray(...row));
  }
  return { values, policy };
}

/** The greedy policy with respect to V as a table [S, A]; equally good actions share. */
export function greedyTable(source: ModelSource, V: Float64Array, gamma: number): Float64Array {
  const { states, actions } = modelOf(source);
  const policy = new Float64Array(states * actions);
  for (let s = 0; s < states; s++) {
    const best = bestActions(source, s, V, gamma);
    for (const a of best) policy[s * actions + a] = 1 / best.length;
  }
  return policy;
}

/** State values in their world, with somebody who acts by a policy [S, A] on a stream of its own. */
export function valuesOnStage(
  world: TabularWorld,
  values: ArrayLike<number>,
  policy: Float64Array,
): Live {
  const random = rng(1);
  const actions = world.actionSpace.n;
  return {
    world: world as AnyWorld,
    act: (o: Observation) => random.choice(policy.subarray(o[0] * actions, (o[0] + 1) * actions)),
    values: Float64Array.from(values),
    policy: Float64Array.from(policy),
  };
}

/** A bandit problem, and somebody who learns it before the eyes of the page: ε-greedy sample averages, from nothing. */
export function banditOnStage(options: KArmedOptions, epsilon: number): Live {
  const random = rng(1);
  const bandit = kArmedBandit(options);
  const arms = bandit.actionSpace.n;
  const Q = actionValues(1, arms);
  const N = new Float64Array(arms);
  const values = new Float64Array(arms).fill(Number.NaN); // an arm that was never pulled has no estimate
  const world: typeof bandit = {
    ...bandit,
    reset(state, random) {
      bandit.reset(state, random);
      Q.values.fill(0);
      N.fill(0);
      values.fill(Number.NaN);
    },
    step(state: BanditState, action, random, outcome) {
      bandit.step(state, action, random, outcome);
      N[action]++;
      values[action] = Q.values[action] += (outcome.reward - Q.values[action]) / N[action];
    },
  };
  return { world: world as AnyWorld, act: () => epsilonGreedy(Q, 0, epsilon, random), values };
}
