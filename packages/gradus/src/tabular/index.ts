/** Sutton & Barto's tabular algorithms, chapter by chapter: one file an idea. */

// chapter 6: temporal-difference learning
export { type Td0Config, type Td0Report, td0, td0Knobs } from "./td0.ts";
export { type ConstantAlphaMCConfig, type ConstantAlphaMCReport, constantAlphaMC, constantAlphaMCKnobs } from "./constantAlphaMC.ts";
export { type BatchConfig, type BatchReport, batchKnobs, batchMC, batchTd } from "./batchPrediction.ts";
export { type SarsaConfig, type SarsaReport, sarsa, sarsaKnobs } from "./sarsa.ts";
export { type QLearningConfig, type QLearningReport, qLearning, qLearningKnobs } from "./qLearning.ts";
export { type ExpectedSarsaConfig, type ExpectedSarsaReport, expectedSarsa, expectedSarsaKnobs } from "./expectedSarsa.ts";
export { type DoubleQConfig, type DoubleQReport, doubleExpectedSarsa, doubleQ, doubleQKnobs } from "./doubleQ.ts";

// chapter 7: n-step bootstrapping
export { type NStepTdConfig, type NStepTdReport, nStepTd, nStepTdKnobs } from "./nStepTd.ts";
export {
  type NStepSarsaConfig,
  type NStepSarsaReport,
  nStepExpectedSarsa,
  nStepSarsa,
  nStepSarsaKnobs,
  type OffPolicyNStepSarsaConfig,
  offPolicyNStepSarsa,
  offPolicyNStepSarsaKnobs,
} from "./nStepSarsa.ts";
export { type QSigmaConfig, type QSigmaReport, qSigma, qSigmaKnobs, type TreeBackupConfig, treeBackup, treeBackupKnobs } from "./qSigma.ts";

// chapter 8: planning and learning
export { type DynaQConfig, type DynaQReport, dynaQ, dynaQKnobs } from "./dynaQ.ts";
export { type DynaQPlusConfig, type DynaQPlusReport, dynaQPlus, dynaQPlusKnobs } from "./dynaQPlus.ts";
export {
  type PrioritisedSweepingConfig,
  type PrioritisedSweepingReport,
  prioritisedSweeping,
  prioritisedSweepingKnobs,
} from "./prioritisedSweeping.ts";
export { type TrajectorySamplingConfig, type TrajectorySamplingReport, trajectorySampling, trajectorySamplingKnobs } from "./trajectorySampling.ts";
export { type RtdpConfig, type RtdpReport, rtdp, rtdpKnobs } from "./rtdp.ts";

// by name
export { type TabularAlgorithm, tabularAlgorithm, tabularAlgorithms } from "./registry.ts";

// parts, for building your own
export { fewestSteps, greedySteps } from "./fewestSteps.ts";
export { LearnedModel } from "./learnedModel.ts";
export {
  type ActionValues,
  actionValues,
  anyAction,
  epsilonGreedy,
  epsilonGreedyProbabilities,
  expectedValue,
  greedy,
  maxValue,
  type Policy,
  tableAgent,
} from "./policy.ts";
export { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
export { PriorityQueue } from "./priorityQueue.ts";
export { resumable, type TabularAgent, type TabularReport, type TabularState } from "./report.ts";
export { streamsOf, tabular, type TabularWorld, Walker } from "./walker.ts";
