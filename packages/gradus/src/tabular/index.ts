/** Sutton & Barto's tabular algorithms, chapter by chapter: one file an idea. */

export { type ActorCriticConfig, actorCritic, actorCriticKnobs } from "./actorCritic.ts";
export type {
  ActionValueReport,
  FeatureAgent,
  FeaturePolicy,
  FeatureReport,
  ValueReport,
} from "./approximation.ts";
export {
  type AsynchronousDpConfig,
  type AsynchronousDpReport,
  asynchronousDp,
  asynchronousDpKnobs,
} from "./asynchronousDp.ts";
// chapter 2: multi-armed bandits
export type { BanditReport } from "./bandit.ts";
export {
  type BatchConfig,
  type BatchReport,
  batchKnobs,
  batchMC,
  batchTd,
} from "./batchPrediction.ts";
// chapter 14: psychology
export {
  rescorlaWagner,
  rescorlaWagnerKnobs,
  serialCompound,
  type TdModelReport,
  type TimedTrial,
  type Trial,
  tdModel,
  tdModelKnobs,
} from "./conditioning.ts";
export {
  type ConstantAlphaMCConfig,
  type ConstantAlphaMCReport,
  constantAlphaMC,
  constantAlphaMCKnobs,
} from "./constantAlphaMC.ts";
export {
  type ContinuingActorCriticConfig,
  type ContinuingActorCriticReport,
  continuingActorCritic,
  continuingActorCriticKnobs,
} from "./continuingActorCritic.ts";
// without derivatives
export {
  type CrossEntropyConfig,
  type CrossEntropyReport,
  crossEntropyKnobs,
  crossEntropyMethod,
} from "./crossEntropyMethod.ts";
export {
  type DifferentialSarsaConfig,
  type DifferentialSarsaReport,
  differentialSarsa,
  differentialSarsaKnobs,
} from "./differentialSarsa.ts";
export {
  type DoubleQConfig,
  type DoubleQReport,
  doubleExpectedSarsa,
  doubleQ,
  doubleQKnobs,
} from "./doubleQ.ts";
// chapter 8: planning and learning
export { type DynaQConfig, type DynaQReport, dynaQ, dynaQKnobs } from "./dynaQ.ts";
export {
  type DynaQPlusConfig,
  type DynaQPlusReport,
  dynaQPlus,
  dynaQPlusKnobs,
} from "./dynaQPlus.ts";
export {
  type EpsilonGreedyBanditConfig,
  epsilonGreedyBandit,
  epsilonGreedyBanditKnobs,
} from "./epsilonGreedyBandit.ts";
export {
  type ExpectedReport,
  expectedEmphaticTd,
  expectedTdc,
  leastSquares,
  type OffPolicyProblem,
  rootValueError,
  semiGradientDp,
  tdFixedPoint,
} from "./expectedOffPolicy.ts";
export {
  type ExpectedSarsaConfig,
  type ExpectedSarsaReport,
  expectedSarsa,
  expectedSarsaKnobs,
} from "./expectedSarsa.ts";
// by name
export { type FeatureAlgorithm, featureAlgorithm, featureAlgorithms } from "./featureRegistry.ts";
// parts with function approximation
export {
  add,
  type Bounds,
  coarseCoding,
  dense,
  dot,
  exponents,
  type Features,
  type FeatureVector,
  featureFunction,
  fourierBasis,
  oneHot,
  polynomialBasis,
  stateAggregation,
  tabulated,
} from "./features.ts";
export { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
export { fewestSteps, greedySteps } from "./fewestSteps.ts";
export { type GaussianPolicy, gaussianPolicy } from "./gaussianPolicy.ts";
export {
  type GradientBanditConfig,
  gradientBandit,
  gradientBanditKnobs,
} from "./gradientBandit.ts";
// chapter 9: on-policy prediction with approximation
export {
  type GradientMCConfig,
  type GradientMCReport,
  gradientMC,
  gradientMCKnobs,
  type PredictionParts,
} from "./gradientMC.ts";
// chapter 12: eligibility traces
export { type LambdaConfig, lambdaKnobs, lambdaReturn } from "./lambdaReturn.ts";
export { LearnedModel } from "./learnedModel.ts";
export { type Action, type LinearPolicy, policyAgent, policyFor } from "./linearPolicy.ts";
export { type LstdConfig, type LstdReport, lstd, lstdKnobs } from "./lstd.ts";
export {
  type McControlConfig,
  type McControlReport,
  mcControl,
  mcControlKnobs,
} from "./mcControl.ts";
export {
  type McExploringStartsConfig,
  type McExploringStartsReport,
  mcExploringStarts,
  mcExploringStartsKnobs,
  startingAnywhere,
} from "./mcExploringStarts.ts";
// chapter 5: Monte Carlo methods
export {
  type McPredictionConfig,
  type McPredictionReport,
  mcPrediction,
  mcPredictionKnobs,
} from "./mcPrediction.ts";
// parts, for building your own
export {
  bestAction,
  bestActions,
  bestExpected,
  deterministic,
  equiprobable,
  greedyPolicy,
  type Model,
  type ModelSource,
  modelOf,
  solveValues,
  underPolicy,
} from "./model.ts";
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
export {
  type NStepSemiGradientTdConfig,
  type NStepSemiGradientTdReport,
  nStepSemiGradientTd,
  nStepSemiGradientTdKnobs,
} from "./nStepSemiGradientTd.ts";
// chapter 7: n-step bootstrapping
export { type NStepTdConfig, type NStepTdReport, nStepTd, nStepTdKnobs } from "./nStepTd.ts";
// chapter 11: off-policy methods with approximation
export {
  emphaticTd,
  type OffPolicyParts,
  type OffPolicyReport,
  type OffPolicyTdConfig,
  offPolicyTd,
  offPolicyTdKnobs,
  type TdcConfig,
  tdc,
  tdcKnobs,
} from "./offPolicy.ts";
export {
  type OffPolicyControlConfig,
  type OffPolicyControlReport,
  offPolicyControl,
  offPolicyControlKnobs,
} from "./offPolicyControl.ts";
export {
  type OffPolicyPredictionConfig,
  type OffPolicyPredictionReport,
  offPolicyPrediction,
  offPolicyPredictionKnobs,
  type TwoPolicies,
} from "./offPolicyPrediction.ts";
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
// chapter 4: dynamic programming
export {
  type PolicyEvaluationConfig,
  type PolicyEvaluationReport,
  policyEvaluation,
  policyEvaluationKnobs,
} from "./policyEvaluation.ts";
export {
  type PolicyIterationConfig,
  type PolicyIterationReport,
  policyIteration,
  policyIterationKnobs,
} from "./policyIteration.ts";
export { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
export {
  type PrioritisedSweepingConfig,
  type PrioritisedSweepingReport,
  prioritisedSweeping,
  prioritisedSweepingKnobs,
} from "./prioritisedSweeping.ts";
export { PriorityQueue } from "./priorityQueue.ts";
export {
  type QLearningConfig,
  type QLearningReport,
  qLearning,
  qLearningKnobs,
} from "./qLearning.ts";
export {
  type QSigmaConfig,
  type QSigmaReport,
  qSigma,
  qSigmaKnobs,
  type TreeBackupConfig,
  treeBackup,
  treeBackupKnobs,
} from "./qSigma.ts";
export { type TabularAlgorithm, tabularAlgorithm, tabularAlgorithms } from "./registry.ts";
// chapter 13: policy gradient methods
export {
  type PolicyParts,
  type PolicyReport,
  type ReinforceBaselineConfig,
  type ReinforceConfig,
  reinforce,
  reinforceBaseline,
  reinforceBaselineKnobs,
  reinforceKnobs,
} from "./reinforce.ts";
export { resumable, type TabularAgent, type TabularReport, type TabularState } from "./report.ts";
export { type RtdpConfig, type RtdpReport, rtdp, rtdpKnobs } from "./rtdp.ts";
export { type SarsaConfig, type SarsaReport, sarsa, sarsaKnobs } from "./sarsa.ts";
export { type SarsaLambdaConfig, sarsaLambda, sarsaLambdaKnobs } from "./sarsaLambda.ts";
// chapter 1: introduction
export {
  type PositionGame,
  type SelfPlayConfig,
  type SelfPlayReport,
  selfPlay,
  selfPlayKnobs,
} from "./selfPlay.ts";
// chapter 10: on-policy control with approximation
export {
  type SemiGradientSarsaConfig,
  type SemiGradientSarsaReport,
  semiGradientSarsa,
  semiGradientSarsaKnobs,
} from "./semiGradientSarsa.ts";
export {
  type SemiGradientTdConfig,
  type SemiGradientTdReport,
  semiGradientTd,
  semiGradientTdKnobs,
} from "./semiGradientTd.ts";
export { probabilities, type SoftmaxPolicy, softmaxPolicy } from "./softmaxPolicy.ts";
// chapter 6: temporal-difference learning
export { type Td0Config, type Td0Report, td0, td0Knobs } from "./td0.ts";
export { tdLambda } from "./tdLambda.ts";
export {
  beta as drawBeta,
  type ThompsonBanditConfig,
  thompsonBandit,
  thompsonBanditKnobs,
} from "./thompsonBandit.ts";
export { featuresFor, type TileCoding, tileCoding } from "./tileCoding.ts";
export { Trace } from "./traces.ts";
export {
  type TrajectorySamplingConfig,
  type TrajectorySamplingReport,
  trajectorySampling,
  trajectorySamplingKnobs,
} from "./trajectorySampling.ts";
export {
  type TrueOnlineSarsaConfig,
  trueOnlineSarsa,
  trueOnlineSarsaKnobs,
} from "./trueOnlineSarsa.ts";
export { trueOnlineTd } from "./trueOnlineTd.ts";
export { type UcbBanditConfig, ucbBandit, ucbBanditKnobs } from "./ucbBandit.ts";
export {
  type ValueIterationConfig,
  type ValueIterationReport,
  valueIteration,
  valueIterationKnobs,
} from "./valueIteration.ts";
export { streamsOf, type TabularWorld, tabular, Walker } from "./walker.ts";
export { type WatkinsQConfig, watkinsQ, watkinsQKnobs } from "./watkinsQ.ts";
