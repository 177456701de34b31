/**
 * Iterative policy evaluation. Sutton & Barto, 2nd ed., section 4.1, box p. 75.
 *
 *     V(s) ← Σₐ π(a | s) Σ p(s′, r | s, a) [r + γ V(s′)]                (4.5)
 *
 * In place as in the box, or with two arrays as in equation 4.5 and figure 4.1.
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { equiprobable, type ModelSource, modelOf, underPolicy } from "./model.ts";
import { type PlanningConfig, type PlanningReport, planningKnobs, sweeps } from "./planning.ts";
import type { TabularState } from "./report.ts";

export const policyEvaluationKnobs = planningKnobs;
export type PolicyEvaluationConfig = PlanningConfig;
export type PolicyEvaluationReport = PlanningReport;

/** @param policy π [S, A]; all actions equally likely if absent */
export function* policyEvaluation(
  source: ModelSource,
  overrides: Partial<PolicyEvaluationConfig>,
  _random: Rng,
  from?: TabularState,
  policy?: Float64Array,
): Generator<PolicyEvaluationReport> {
  const { gamma, theta, inPlace } = configure(policyEvaluationKnobs, overrides);
  const model = modelOf(source);
  const pi = policy ?? equiprobable(model);
  const swept = sweeps(model, { gamma, inPlace }, from);

  let report: PlanningReport;
  do {
    report = swept((s, V) => underPolicy(model, pi, s, V, gamma));
    yield report;
  } while (report.change >= theta);
}
