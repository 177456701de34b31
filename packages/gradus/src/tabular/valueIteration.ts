/**
 * Value iteration. Sutton & Barto, 2nd ed., section 4.4, box p. 83.
 *
 *     V(s) ← maxₐ Σ p(s′, r | s, a) [r + γ V(s′)]                       (4.10)
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { bestExpected, type ModelSource, modelOf } from "./model.ts";
import {
  type PlanningConfig,
  type PlanningReport,
  planner,
  planningKnobs,
  sweep,
} from "./planning.ts";
import { resumable, type TabularState } from "./report.ts";

export const valueIterationKnobs = planningKnobs;
export type ValueIterationConfig = PlanningConfig;
export type ValueIterationReport = PlanningReport;

export function* valueIteration(
  source: ModelSource,
  overrides: Partial<ValueIterationConfig>,
  _random: Rng,
  from?: TabularState,
): Generator<ValueIterationReport> {
  const { gamma, theta, inPlace } = configure(valueIterationKnobs, overrides);
  const model = modelOf(source);
  const V = new Float64Array(model.states);
  const old = inPlace ? undefined : new Float64Array(model.states);
  const sweeps = new Int32Array(1);
  const agent = planner(model, V, gamma);
  const state = resumable({ V, sweeps }, from);

  let change: number;
  do {
    change = sweep(V, old, (s, V) => bestExpected(model, s, V, gamma));
    sweeps[0]++;
    yield {
      steps: sweeps[0] * model.states,
      episodes: 0,
      episodeReturn: null,
      V,
      sweeps: sweeps[0],
      change,
      agent,
      state,
    };
  } while (change >= theta);
}
