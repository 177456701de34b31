/** The path: its stations, its labs, and how to run them. */

// stations
export {
  type CatalogueEntry,
  capstone,
  catalogue,
  findStation,
  type ResourceKind,
} from "./catalogue.ts";
// exercises
export {
  type AnyFunction,
  between,
  type Case,
  type Exercise,
  exercise,
  type Mistake,
  type Output,
} from "./exercise.ts";
export {
  type CheckedCase,
  type CheckOptions,
  type CheckResult,
  check,
  checks,
  endless,
  type Failure,
  type FailureKind,
  OutOfTime,
} from "./exerciseCheck.ts";
export type { Row } from "./exerciseCompare.ts";
export { labVerdict, reproduced } from "./exerciseLab.ts";
export { exercises, findExercise } from "./exercises.ts";
// figures
export type { Axis, Figure, Reference, Series } from "./figure.ts";
export { figureSvg } from "./figureSvg.ts";
export type {
  Budget,
  BudgetName,
  Chart,
  Digits,
  Forks,
  Interval,
  Lab,
  LabData,
  LabReport,
  Live,
  Measured,
  Mnist,
  NumberMap,
  Parts,
  Reader,
  Reading,
  Turn,
  Verdict,
  VerdictRow,
} from "./lab.ts";
export { lab } from "./lab.ts";
// labs
export { findLab, labs } from "./registry/index.ts";
// running them
export {
  judgedRuns,
  type LabResult,
  labRun,
  type RunOptions,
  type RunReport,
  resultsTable,
  runLab,
} from "./run.ts";
export { parseStation, type Station } from "./station.ts";
export { settingsAt, turned, whole } from "./turn.ts";
