/**
 * What the bandit methods of chapter 2 share: one situation, k actions, and estimates.
 *
 * An episode of a bandit's world is one problem. When a time limit ends it, the next one is a new problem, and the learner begins
 * anew, as in the book's averages over 2000 runs; a world that ends after every pull stays the same problem.
 */
import { ValueError } from "../core/errors.ts";
import { type ActionValues, actionValues } from "./policy.ts";
import type { TabularReport } from "./report.ts";
import type { Walker } from "./walker.ts";

/** One report a problem (or a pull, if the world ends after each). */
export interface BanditReport extends TabularReport {
  /** Estimates (or preferences) of the actions, live. */
  readonly Q: ActionValues;
  /** How often each action was taken, live. */
  readonly N: Float64Array;
}

/** Q [1, k]. @throws ValueError for a world with several states */
export function estimates(walk: Walker, initial: number): ActionValues {
  if (walk.states === 1) return actionValues(1, walk.actions, initial, walk.allowed);
  throw new ValueError(
    `${walk.world.id}: a bandit method knows a single state, and this world has ${walk.states}. Use KArmedBandit-v1, or q-learning.`,
  );
}

/** Whether what was learned belongs to an older problem. */
export const isNewProblem = (walk: Walker): boolean => walk.episodes === 0 || walk.truncated;
