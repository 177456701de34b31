/** What every tabular algorithm yields, and what an agent of tables can do. */
import type { WalkState } from "./walker.ts";

/** The live policy. */
export interface TabularAgent {
  /** An action in state S; greedy if deterministic. Actions count from 0. */
  act(S: number, options?: { readonly deterministic?: boolean }): number;
  /** The value of a state, where the algorithm has one. */
  value?(S: number): number;
}

/** Plain data and typed arrays from which an algorithm goes on, bit for bit. */
export type TabularState = { readonly walk?: WalkState } & Readonly<Record<string, unknown>>;

/** One report per episode (or sweep); the arrays in it are live. */
export interface TabularReport {
  /** Environment steps, of all episodes. */
  readonly steps: number;
  readonly episodes: number;
  /** Return of the episode that has just ended; null where there is none. */
  readonly episodeReturn: number | null;
  readonly agent: TabularAgent;
  state(): TabularState;
}
