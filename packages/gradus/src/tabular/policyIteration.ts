/**
 * Policy iteration. Sutton & Barto, 2nd ed., section 4.3, box p. 80.
 *
 *     1  π(s) arbitrary
 *     2  policy evaluation: V ← v_π
 *     3  policy improvement: π(s) ← argmaxₐ Σ p(s′, r | s, a) [r + γ V(s′)]; if π is stable, stop, else go to 2
 *
 * An action that is one of the best is kept, so that two equally good policies cannot alternate for ever (Exercise 4.4).
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { bestAction, deterministic, type ModelSource, modelOf, solveValues } from "./model.ts";
import { gammaKnob, type PlanningReport, sweep, updated } from "./planning.ts";
import { resumable, type TabularState } from "./report.ts";

export const policyIterationKnobs = {
  gamma: {
    ...gammaKnob,
    default: 0.99,
    doc: "Discount per step; below 1, or the first policies must end every episode.",
  },
  theta: {
    default: 1e-9,
    symbol: "θ",
    range: [1e-15, 1e6],
    log: true,
    doc: "An evaluation ends when no value changes by this much in a sweep.",
  },
  evaluation: {
    default: "sweeps",
    choices: ["sweeps", "solve"],
    doc: "Evaluate by sweeps in place, or by solving the linear equations.",
  },
} as const satisfies Knobs;
export type PolicyIterationConfig = ConfigOf<typeof policyIterationKnobs>;

/** One report an improvement; `sweeps` counts those of all evaluations. */
export interface PolicyIterationReport extends PlanningReport {
  /** π [S] after the improvement, live; V is the value of the policy before it. */
  readonly policy: Int32Array;
  /** In how many states the improvement changed the action. */
  readonly changed: number;
}

/** @param first the policy to begin with, an action a state; the greedy one for V = 0 if absent */
export function* policyIteration(
  source: ModelSource,
  overrides: Partial<PolicyIterationConfig>,
  _random: Rng,
  from?: TabularState,
  first?: ArrayLike<number>,
): Generator<PolicyIterationReport> {
  const { gamma, theta, evaluation } = configure(policyIterationKnobs, overrides);
  const model = modelOf(source);
  const V = new Float64Array(model.states);
  const policy = Int32Array.from(first ?? Array.from(V, (_, s) => bestAction(model, s, V, gamma)));
  const counts = new Int32Array(1);
  const agent = { act: (S: number) => policy[S], value: (S: number) => V[S] };
  const state = resumable({ V, policy, counts }, from);

  for (;;) {
    if (evaluation === "solve")
      V.set(solveValues(model, deterministic(policy, model.actions), gamma)); // 2
    else evaluate();
    let changed = 0; //                                                                                    3
    for (let s = 0; s < model.states; s++) {
      const a = bestAction(model, s, V, gamma, policy[s]);
      if (a !== policy[s]) changed++;
      policy[s] = a;
    }
    const sweeps = counts[0];
    yield {
      ...updated(sweeps * model.states),
      V,
      sweeps,
      change: changed,
      policy,
      changed,
      agent,
      state,
    };
    if (changed === 0) return;
  }

  function evaluate(): void {
    let change: number;
    do {
      change = sweep(V, undefined, (s, V) =>
        Math.max(model.expected(s, policy[s], V, gamma), -Number.MAX_VALUE),
      );
      counts[0]++;
    } while (change >= theta);
  }
}
