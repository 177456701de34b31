/**
 * Value iteration. Sutton & Barto, 2nd ed., section 4.4, box p. 83.
 *
 *     V(s) ← maxₐ Σ p(s′, r | s, a) [r + γ V(s′)]                       (4.10)
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { bestExpected, type ModelSource, modelOf } from "./model.ts";
import { type PlanningConfig, type PlanningReport, planningKnobs, sweeps } from "./planning.ts";
import type { TabularState } from "./report.ts";

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
  const swept = sweeps(model, { gamma, inPlace }, from);

  let report: PlanningReport;
  do {
    report = swept((s, V) => bestExpected(model, s, V, gamma));
    yield report;
  } while (report.change >= theta);
}
