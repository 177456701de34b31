/** Runs: training loops as generators of reports. */

// the networks it trains
export {
  type Answer,
  accuracy,
  type Classifier,
  checkFit,
  classifier,
  classify,
  models,
} from "./classifier.ts";
// supervised
export { type FitReport, type FitState, fit } from "./fit.ts";
export { type FitConfig, fitKnobs } from "./knobs.ts";
export { defaultNet, type Examples, type FitData, type Task } from "./sizes.ts";
