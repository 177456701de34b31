/**
 * Expected updates of Q from a known model, in two orders: through all states and actions in turn (uniform), or along the
 * episodes that the ε-greedy policy would meet (on-policy). Sutton & Barto, 2nd ed., section 8.6, figure 8.8.
 *
 *     Q(s, a) ← Σ p(s′, r | s, a) [r + γ maxₐ′ Q(s′, a′)]
 *
 * `steps` counts expected updates. A report comes after `every` of them, in the middle of a trajectory.
 */

import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { cumulative, drawCumulative, drawTransition, type Mdp } from "../env/mdp.ts";
import { tdControlKnobs } from "./knobs.ts";
import { type ActionValues, actionValues, epsilonGreedy, maxValue, tableAgent } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";

export const trajectorySamplingKnobs = {
  order: {
    default: "on-policy",
    choices: ["on-policy", "uniform"],
    doc: "Which states and actions are updated.",
  },
  gamma: tdControlKnobs.gamma,
  epsilon: tdControlKnobs.epsilon,
  every: {
    default: 1000,
    range: [1, 1e9],
    integer: true,
    doc: "Expected updates between two reports.",
  },
} as const satisfies Knobs;
export type TrajectorySamplingConfig = ConfigOf<typeof trajectorySamplingKnobs>;
export interface TrajectorySamplingReport extends TabularReport {
  readonly Q: ActionValues;
}

/** @throws ValueError for a world whose model is not written out */
export function* trajectorySampling(
  source: Mdp | { readonly id: string; model?(): Mdp },
  overrides: Partial<TrajectorySamplingConfig>,
  random: Rng,
  from?: TabularState,
): Generator<TrajectorySamplingReport> {
  const { order, gamma, epsilon, every } = configure(trajectorySamplingKnobs, overrides);
  const model = "transitions" in source ? source : source.model?.();
  if (model === undefined)
    throw new ValueError(
      `${(source as { id: string }).id}: trajectory sampling needs a model whose transitions are written out; this world has none.`,
    );
  const { transitions } = model;
  const [draws, asked] = [random.split(), random.split()];
  const starts = cumulative(model.start);
  const Q = actionValues(model.states, model.actions);
  /** [updates, the state of the trajectory] */
  const at = Float64Array.of(0, drawCumulative(starts, draws));
  const agent = tableAgent(Q, epsilon, asked);
  const state = resumable({ draws, at, Q: Q.values }, from);

  for (;;) {
    for (let i = 0; i < every; i++, at[0]++) {
      if (order === "uniform") update(at[0] % Q.values.length);
      else follow();
    }
    yield { steps: at[0], episodes: 0, episodeReturn: null, Q, agent, state };
  }

  function follow(): void {
    const S = at[1];
    const A = epsilonGreedy(Q, S, epsilon, draws);
    const { next, terminated } = drawTransition(transitions[S][A], draws);
    update(S * Q.actions + A);
    at[1] = terminated ? drawCumulative(starts, draws) : next;
  }

  function update(entry: number): void {
    const row = transitions[Math.floor(entry / Q.actions)][entry % Q.actions];
    let q = 0;
    for (let i = 0; i < row.length; i++) {
      const { probability, reward, next, terminated } = row[i];
      q += probability * (terminated ? reward : reward + gamma * maxValue(Q, next));
    }
    Q.values[entry] = q;
  }
}
