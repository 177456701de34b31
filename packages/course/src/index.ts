/** The path: its stations, its labs, and how to run them. */

// stations
export { catalogue, type CatalogueEntry, findStation, type ResourceKind } from "./catalogue.ts";
export { parseStation, type Station } from "./station.ts";

// labs
export { findLab, labs } from "./registry/index.ts";
export { lab } from "./lab.ts";
export type { Budget, BudgetName, Digits, Lab, LabData, LabReport, Measured, Mnist, Verdict } from "./lab.ts";

// running them
export { type LabResult, labRun, resultsTable, runLab, type RunOptions, type RunReport } from "./run.ts";
