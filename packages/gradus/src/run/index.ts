/** Runs: training loops as generators of reports, and what takes the reports. */

// reinforcement learning
export type { ActOptions, Agent, Algorithm, Report, Resumable } from "./algorithm.ts";
export {
  algorithmNamed,
  algorithms,
  learnsFrom,
  withNetworks,
  withTeacher,
} from "./algorithms.ts";
// the networks that `fit` trains
export {
  type Answer,
  accuracy,
  type Classifier,
  checkFit,
  classifier,
  classify,
  models,
} from "./classifier.ts";
// what a few seeds tell
export {
  binned,
  type Curve,
  type CurveOptions,
  fewestForBand,
  type JoinedCurve,
  joinedCurve,
} from "./curves.ts";
// what looks wrong
export {
  type DiagnosisContext,
  diagnose,
  diagnosisRules,
  type Finding,
  gathered,
  type Row,
  rowOf,
} from "./diagnosis.ts";
// an episode with somebody watching
export { type Actor, type Episode, episodes, type WatchedStep, type Watcher } from "./episode.ts";
export {
  actorOf,
  agentOf,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  summarised,
} from "./evaluate.ts";
// a policy to learn from
export { expertFrom } from "./expert.ts";
// films of episodes
export { type FilmFrame, type FilmOptions, film } from "./film.ts";
// supervised
export { type FitReport, type FitState, fitPictures } from "./fitPictures.ts";
export { fitting, misfit, requireFit } from "./fits.ts";
export { fitted, longestEpisode } from "./fitted.ts";
export { type FitConfig, fitKnobs } from "./knobs.ts";
// training in one call
export { type Learned, type LearnOptions, learn, learnAsync } from "./learn.ts";
// networks of one's own, without writing the loop
export {
  bestCheckpoint,
  type Callback,
  type Control,
  earlyStopping,
  type Monitor,
  progress,
  rateSchedule,
} from "./model/callbacks.ts";
export type { Examples as FitExamples } from "./model/examples.ts";
export {
  type EpochReport,
  type Epochs,
  epochs,
  evaluate as evaluateModel,
  type FitModelOptions,
  fit,
  type History,
  predict,
} from "./model/fit.ts";
export { type Loss, losses, type Metric, metrics } from "./model/measures.ts";
export {
  type Confusion,
  confusionMatrix,
  type Mistake,
  worstMistakes,
} from "./model/mistakes.ts";
export { findRate, type RateOptions, type RateTrial } from "./model/rate.ts";
// using what was trained
export {
  type Policy,
  type PolicyOptions,
  type PolicyWorld,
  policyOf,
  policyWorld,
} from "./policy.ts";
export { type LoadOptions, loadPolicy, type PolicySource, savePolicy } from "./policyFile.ts";
export { policyOnnx, policyWeights } from "./policyOnnx.ts";
export { type MeasuredPreset, type Preset, type Presets, presetFor, presets } from "./presets.ts";
export { defaultNet, type Examples, type FitData, type Kind, type Task, words } from "./sizes.ts";
export {
  type BootstrapOptions,
  bootstrapped,
  deviation,
  type Interval,
  interquartileMean,
  mean,
  median,
  quantile,
  type Statistic,
  standardError,
} from "./statistics.ts";
export {
  DivergedError,
  type Progress,
  type Sinks,
  type TrainOptions,
  type TrainOutcome,
  type TrainState,
  train,
} from "./train.ts";
