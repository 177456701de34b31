/** What the methods that only predict have in common: a given policy to follow, and values to report. */
import type { Rng } from "../core/random.ts";
import { anyAction, type Policy } from "./policy.ts";
import type { TabularAgent, TabularReport } from "./report.ts";
import type { Walker } from "./walker.ts";

export interface PredictionReport extends TabularReport {
  /** V [S]; the entries of terminal states are never touched and do not count. */
  readonly V: Float64Array;
}

/** The policy that takes every allowed action equally often; what a prediction follows if it is given none. */
export function uniformPolicy(walk: Walker): Policy {
  const { states, actions, allowed } = walk;
  const table = { values: new Float64Array(0), states, actions, allowed };
  return (S, random) => anyAction(table, S, random);
}

/** The agent of a prediction: the given policy, and what it was found to be worth. */
export function predictor(policy: Policy, V: Float64Array, random: Rng): TabularAgent {
  return { act: (S) => policy(S, random), value: (S) => V[S] };
}
