/** What the methods of chapter 4 have in common: settings, reports without episodes, and an agent that looks one step ahead. */
import type { ConfigOf, Knobs } from "../core/knobs.ts";
import { bestAction, type Model } from "./model.ts";
import { resumable, type TabularAgent, type TabularReport, type TabularState } from "./report.ts";

export const gammaKnob = {
  default: 1,
  symbol: "γ",
  range: [0, 1],
  doc: "Discount per step.",
} as const;
export const planningKnobs = {
  gamma: gammaKnob,
  theta: {
    default: 1e-9,
    symbol: "θ",
    range: [0, 1e6],
    log: true,
    doc: "Ends when no value changes by this much in a sweep; 0 never ends.",
  },
  inPlace: {
    default: true,
    doc: "Updates use the new values of the same sweep; false keeps two arrays, old and new.",
  },
} as const satisfies Knobs;
export type PlanningConfig = ConfigOf<typeof planningKnobs>;

/** One report a sweep. `steps` counts expected updates of a state: no environment is touched. */
export interface PlanningReport extends TabularReport {
  /** V [S], live. */
  readonly V: Float64Array;
  readonly sweeps: number;
  /** Δ: the largest change of a value in this sweep. */
  readonly change: number;
}

/** The agent that is greedy with respect to V, looking one step ahead. */
export function planner(model: Model, V: Float64Array, gamma: number): TabularAgent {
  return { act: (S) => bestAction(model, S, V, gamma), value: (S) => V[S] };
}

/** An expected update: the new value of s, from the values of its successors. */
export type Update = (s: number, V: Float64Array) => number;

/** Sweeps over the states of a model, from V = 0 or a saved state on; each call makes one and returns its report. */
export function sweeps(
  model: Model,
  { gamma, inPlace }: Pick<PlanningConfig, "gamma" | "inPlace">,
  from?: TabularState,
): (update: Update) => PlanningReport {
  const V = new Float64Array(model.states);
  const old = inPlace ? undefined : new Float64Array(model.states);
  const sweeps = new Int32Array(1);
  const agent = planner(model, V, gamma);
  const state = resumable({ V, sweeps }, from);
  return (update) => {
    const change = sweep(V, old, update);
    const count = ++sweeps[0];
    return { ...updated(count * model.states), V, sweeps: count, change, agent, state };
  };
}

/** The counts of a report without episodes. */
export const updated = (updates: number) => ({ steps: updates, episodes: 0, episodeReturn: null });

/**
 * One sweep over all states: V(s) ← update(s), in place or from the old array into the new one.
 *
 * @returns Δ, the largest change
 */
export function sweep(V: Float64Array, old: Float64Array | undefined, update: Update): number {
  let change = 0;
  if (old !== undefined) old.set(V);
  const from = old ?? V;
  for (let s = 0; s < V.length; s++) {
    const v = from[s];
    V[s] = update(s, from);
    change = Math.max(change, Math.abs(v - V[s]));
  }
  return change;
}
