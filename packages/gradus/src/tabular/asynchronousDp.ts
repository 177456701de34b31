/**
 * Asynchronous value iteration: one state at a time, in any order. Sutton & Barto, 2nd ed., section 4.5, p. 85.
 *
 *     s drawn at random;  V(s) ← maxₐ Σ p(s′, r | s, a) [r + γ V(s′)]   (4.10)
 *
 * It converges for any order that never leaves a state out for ever; there are no sweeps, so a report comes after as many
 * updates as there are states.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { bestExpected, type ModelSource, modelOf } from "./model.ts";
import { type PlanningReport, planner, planningKnobs, updated } from "./planning.ts";
import { resumable, type TabularState } from "./report.ts";

export const asynchronousDpKnobs = { gamma: planningKnobs.gamma } as const satisfies Knobs;
export type AsynchronousDpConfig = ConfigOf<typeof asynchronousDpKnobs>;
export type AsynchronousDpReport = PlanningReport;

export function* asynchronousDp(
  source: ModelSource,
  overrides: Partial<AsynchronousDpConfig>,
  random: Rng,
  from?: TabularState,
): Generator<AsynchronousDpReport> {
  const { gamma } = configure(asynchronousDpKnobs, overrides);
  const model = modelOf(source);
  const V = new Float64Array(model.states);
  const order = random.split();
  const reports = new Int32Array(1);
  const agent = planner(model, V, gamma);
  const state = resumable({ V, order, reports }, from);

  for (;;) {
    let change = 0;
    for (let i = 0; i < model.states; i++) {
      const s = order.integer(model.states);
      const v = V[s];
      V[s] = bestExpected(model, s, V, gamma);
      change = Math.max(change, Math.abs(v - V[s]));
    }
    reports[0]++;
    yield { ...updated(reports[0] * model.states), V, sweeps: reports[0], change, agent, state };
  }
}
