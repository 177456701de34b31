/** Every exercise of the path, in the order of its stations and of the ladder. */
import { unknownName } from "gradus/core";
import { incrementalMean } from "../stations/04-sutton-barto/exercises/01-incremental-mean/check.ts";
import { epsilonGreedy } from "../stations/04-sutton-barto/exercises/02-epsilon-greedy/check.ts";
import { ucb } from "../stations/04-sutton-barto/exercises/03-ucb/check.ts";
import { gradientBandit } from "../stations/04-sutton-barto/exercises/04-gradient-bandit/check.ts";
import { bellmanBackup } from "../stations/04-sutton-barto/exercises/05-bellman-backup/check.ts";
import { policyEvaluation } from "../stations/04-sutton-barto/exercises/06-policy-evaluation/check.ts";
import { policyImprovement } from "../stations/04-sutton-barto/exercises/07-policy-improvement/check.ts";
import { valueIteration } from "../stations/04-sutton-barto/exercises/08-value-iteration/check.ts";
import { td0 } from "../stations/04-sutton-barto/exercises/13-td0/check.ts";
import { sarsa } from "../stations/04-sutton-barto/exercises/14-sarsa/check.ts";
import { qLearning } from "../stations/04-sutton-barto/exercises/15-q-learning/check.ts";
import { expectedSarsa } from "../stations/04-sutton-barto/exercises/16-expected-sarsa/check.ts";
import { doubleQ } from "../stations/04-sutton-barto/exercises/17-double-q/check.ts";
import type { Exercise } from "./exercise.ts";

export const exercises: readonly Exercise[] = [
  incrementalMean,
  epsilonGreedy,
  ucb,
  gradientBandit,
  bellmanBackup,
  policyEvaluation,
  policyImprovement,
  valueIteration,
  td0,
  sarsa,
  qLearning,
  expectedSarsa,
  doubleQ,
];

/** @throws UnknownNameError with the closest ids */
export function findExercise(id: string): Exercise {
  const found = exercises.find((one) => one.id === id);
  if (found) return found;
  throw unknownName(
    "exercise",
    id,
    exercises.map((one) => one.id),
  );
}
