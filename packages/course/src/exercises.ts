/** Every exercise of the path, in the order of its stations and of the ladder. */
import { unknownName } from "gradus/core";
import { neuron } from "../stations/01-nielsen/exercises/01-neuron/check.ts";
import { feedforward } from "../stations/01-nielsen/exercises/02-feedforward/check.ts";
import { gradientStep } from "../stations/01-nielsen/exercises/03-gradient-step/check.ts";
import { backprop } from "../stations/01-nielsen/exercises/04-backprop/check.ts";
import { miniBatch } from "../stations/01-nielsen/exercises/05-mini-batch/check.ts";
import { sgd } from "../stations/01-nielsen/exercises/06-sgd/check.ts";
import { crossEntropy } from "../stations/01-nielsen/exercises/07-cross-entropy/check.ts";
import { regularise } from "../stations/01-nielsen/exercises/08-regularise/check.ts";
import { initialise } from "../stations/01-nielsen/exercises/09-initialise/check.ts";
import { convolution } from "../stations/01-nielsen/exercises/10-convolution/check.ts";
import { bumps } from "../stations/01-nielsen/exercises/11-bumps/check.ts";
import { logSoftmaxExercise } from "../stations/02-deep-learning-specialization/exercises/01-log-softmax/check.ts";
import { decayExercise } from "../stations/02-deep-learning-specialization/exercises/02-decay/check.ts";
import { dropoutExercise } from "../stations/02-deep-learning-specialization/exercises/03-dropout/check.ts";
import { adamExercise } from "../stations/02-deep-learning-specialization/exercises/04-adam/check.ts";
import { batchNormExercise } from "../stations/02-deep-learning-specialization/exercises/05-batch-norm/check.ts";
import { convolveExercise } from "../stations/02-deep-learning-specialization/exercises/06-convolve/check.ts";
import { convolveBackExercise } from "../stations/02-deep-learning-specialization/exercises/07-convolve-back/check.ts";
import { maxPoolExercise } from "../stations/02-deep-learning-specialization/exercises/08-max-pool/check.ts";
import { gradientCheckExercise } from "../stations/02-deep-learning-specialization/exercises/09-gradient-check/check.ts";
import { lstmCellExercise } from "../stations/02-deep-learning-specialization/exercises/10-lstm-cell/check.ts";
import { boxesExercise } from "../stations/02-deep-learning-specialization/exercises/11-boxes/check.ts";
import { bigrams } from "../stations/03-deepmind-deep-learning/exercises/01-bigrams/check.ts";
import { causalMaskExercise } from "../stations/03-deepmind-deep-learning/exercises/02-causal-mask/check.ts";
import { attentionExercise } from "../stations/03-deepmind-deep-learning/exercises/03-attention/check.ts";
import { headsExercise } from "../stations/03-deepmind-deep-learning/exercises/04-heads/check.ts";
import { positions } from "../stations/03-deepmind-deep-learning/exercises/05-positions/check.ts";
import { vae } from "../stations/03-deepmind-deep-learning/exercises/06-vae/check.ts";
import { ganLosses } from "../stations/03-deepmind-deep-learning/exercises/07-gan-losses/check.ts";
import { clipAndDraw } from "../stations/03-deepmind-deep-learning/exercises/08-clip-and-draw/check.ts";
import { backThroughTime } from "../stations/03-deepmind-deep-learning/exercises/09-back-through-time/check.ts";
import { incrementalMean } from "../stations/04-sutton-barto/exercises/01-incremental-mean/check.ts";
import { epsilonGreedy } from "../stations/04-sutton-barto/exercises/02-epsilon-greedy/check.ts";
import { ucb } from "../stations/04-sutton-barto/exercises/03-ucb/check.ts";
import { gradientBandit } from "../stations/04-sutton-barto/exercises/04-gradient-bandit/check.ts";
import { bellmanBackup } from "../stations/04-sutton-barto/exercises/05-bellman-backup/check.ts";
import { policyEvaluation } from "../stations/04-sutton-barto/exercises/06-policy-evaluation/check.ts";
import { policyImprovement } from "../stations/04-sutton-barto/exercises/07-policy-improvement/check.ts";
import { valueIteration } from "../stations/04-sutton-barto/exercises/08-value-iteration/check.ts";
import { discountedReturns } from "../stations/04-sutton-barto/exercises/09-discounted-returns/check.ts";
import { firstVisitReturns } from "../stations/04-sutton-barto/exercises/10-first-visit-returns/check.ts";
import { mcControlES } from "../stations/04-sutton-barto/exercises/11-mc-control-es/check.ts";
import { weightedIS } from "../stations/04-sutton-barto/exercises/12-weighted-is/check.ts";
import { td0 } from "../stations/04-sutton-barto/exercises/13-td0/check.ts";
import { sarsa } from "../stations/04-sutton-barto/exercises/14-sarsa/check.ts";
import { qLearning } from "../stations/04-sutton-barto/exercises/15-q-learning/check.ts";
import { expectedSarsa } from "../stations/04-sutton-barto/exercises/16-expected-sarsa/check.ts";
import { doubleQ } from "../stations/04-sutton-barto/exercises/17-double-q/check.ts";
import { nStepReturn } from "../stations/04-sutton-barto/exercises/18-n-step-return/check.ts";
import { nStepSarsa } from "../stations/04-sutton-barto/exercises/19-n-step-sarsa/check.ts";
import { treeBackup } from "../stations/04-sutton-barto/exercises/20-tree-backup/check.ts";
import { dynaQ } from "../stations/04-sutton-barto/exercises/21-dyna-q/check.ts";
import { prioritisedSweeping } from "../stations/04-sutton-barto/exercises/22-prioritised-sweeping/check.ts";
import { tileCode } from "../stations/04-sutton-barto/exercises/23-tile-code/check.ts";
import { fourier } from "../stations/04-sutton-barto/exercises/24-fourier/check.ts";
import { semiGradientTD } from "../stations/04-sutton-barto/exercises/25-semi-gradient-td/check.ts";
import { tdLambda } from "../stations/04-sutton-barto/exercises/26-td-lambda/check.ts";
import { trueOnlineTD } from "../stations/04-sutton-barto/exercises/27-true-online-td/check.ts";
import { reinforce } from "../stations/04-sutton-barto/exercises/28-reinforce/check.ts";
import { reinforceBaseline } from "../stations/04-sutton-barto/exercises/29-reinforce-baseline/check.ts";
import { tdcExercise } from "../stations/04-sutton-barto/exercises/30-tdc/check.ts";
import { easy21Step } from "../stations/05-ucl/exercises/01-easy21-step/check.ts";
import { dealerEnds } from "../stations/05-ucl/exercises/02-dealer-ends/check.ts";
import { monteCarloControl } from "../stations/05-ucl/exercises/03-monte-carlo-control/check.ts";
import { sarsaLambda } from "../stations/05-ucl/exercises/04-sarsa-lambda/check.ts";
import { cuboids } from "../stations/05-ucl/exercises/05-cuboids/check.ts";
import { ucb1 } from "../stations/05-ucl/exercises/06-ucb1/check.ts";
import { thompson } from "../stations/05-ucl/exercises/07-thompson/check.ts";
import { minimax } from "../stations/05-ucl/exercises/08-minimax/check.ts";
import { replayRing } from "../stations/05-ucl/exercises/09-replay-ring/check.ts";
import { dqnTarget } from "../stations/05-ucl/exercises/10-dqn-target/check.ts";
import { doubleTarget } from "../stations/05-ucl/exercises/11-double-target/check.ts";
import { duelling } from "../stations/05-ucl/exercises/12-duelling/check.ts";
import { nStepTarget } from "../stations/05-ucl/exercises/13-n-step-target/check.ts";
import { sumTree } from "../stations/05-ucl/exercises/14-sum-tree/check.ts";
import { importance } from "../stations/05-ucl/exercises/15-importance/check.ts";
import { c51Projection } from "../stations/05-ucl/exercises/16-c51-projection/check.ts";
import { quantileHuber } from "../stations/05-ucl/exercises/17-quantile-huber/check.ts";
import { softmaxScore } from "../stations/06-bootcamp/exercises/01-softmax-score/check.ts";
import { normalScore } from "../stations/06-bootcamp/exercises/02-normal-score/check.ts";
import { baseline } from "../stations/06-bootcamp/exercises/03-baseline/check.ts";
import { naturalStep } from "../stations/06-bootcamp/exercises/04-natural-step/check.ts";
import { conjugateGradient } from "../stations/06-bootcamp/exercises/05-conjugate-gradient/check.ts";
import { lineSearch } from "../stations/06-bootcamp/exercises/06-line-search/check.ts";
import { cloningLoss } from "../stations/06-bootcamp/exercises/07-cloning-loss/check.ts";
import { aggregate } from "../stations/06-bootcamp/exercises/08-aggregate/check.ts";
import { mistakesAddUp } from "../stations/06-bootcamp/exercises/09-mistakes-add-up/check.ts";
import { normalLogProb } from "../stations/07-spinning-up/exercises/01-normal-log-prob/check.ts";
import { rewardToGo } from "../stations/07-spinning-up/exercises/02-reward-to-go/check.ts";
import { bootstrap } from "../stations/07-spinning-up/exercises/03-bootstrap/check.ts";
import { gae } from "../stations/07-spinning-up/exercises/04-gae/check.ts";
import { runningMoments } from "../stations/07-spinning-up/exercises/05-running-moments/check.ts";
import { entropy } from "../stations/07-spinning-up/exercises/06-entropy/check.ts";
import { a2cLoss } from "../stations/07-spinning-up/exercises/07-a2c-loss/check.ts";
import { clip } from "../stations/07-spinning-up/exercises/08-clip/check.ts";
import { approxKl } from "../stations/07-spinning-up/exercises/09-approx-kl/check.ts";
import { minibatches } from "../stations/07-spinning-up/exercises/10-minibatches/check.ts";
import { valueClip } from "../stations/07-spinning-up/exercises/11-value-clip/check.ts";
import { explainedVariance } from "../stations/07-spinning-up/exercises/12-explained-variance/check.ts";
import { bugTimeLimit } from "../stations/07-spinning-up/exercises/13-bug-time-limit/check.ts";
import { bugRatio } from "../stations/07-spinning-up/exercises/14-bug-ratio/check.ts";
import { bugDoneMask } from "../stations/07-spinning-up/exercises/15-bug-done-mask/check.ts";
import { bugAdvantageAxis } from "../stations/07-spinning-up/exercises/16-bug-advantage-axis/check.ts";
import { bugStopGradient } from "../stations/07-spinning-up/exercises/17-bug-stop-gradient/check.ts";
import { bugShapes } from "../stations/07-spinning-up/exercises/18-bug-shapes/check.ts";
import { polyakExercise } from "../stations/07-spinning-up/exercises/19-polyak/check.ts";
import { ddpgActor } from "../stations/07-spinning-up/exercises/20-ddpg-actor/check.ts";
import { td3Target } from "../stations/07-spinning-up/exercises/21-td3-target/check.ts";
import { squashedLogProb } from "../stations/07-spinning-up/exercises/22-squashed-log-prob/check.ts";
import { temperature } from "../stations/07-spinning-up/exercises/23-temperature/check.ts";
import { hindsight } from "../stations/07-spinning-up/exercises/24-hindsight/check.ts";
import { bugFrozen } from "../stations/07-spinning-up/exercises/25-bug-frozen/check.ts";
import { bugAfterlife } from "../stations/07-spinning-up/exercises/26-bug-afterlife/check.ts";
import { bugTargetGradient } from "../stations/07-spinning-up/exercises/27-bug-target-gradient/check.ts";
import { bugDdpgShapes } from "../stations/07-spinning-up/exercises/28-bug-ddpg-shapes/check.ts";
import { logSumExpExercise } from "../stations/09-goodfellow/exercises/01-log-sum-exp/check.ts";
import { walkBackExercise } from "../stations/09-goodfellow/exercises/02-walk-back/check.ts";
import { smallChangeExercise } from "../stations/09-goodfellow/exercises/03-small-change/check.ts";
import type { Exercise } from "./exercise.ts";

export const exercises: readonly Exercise[] = [
  neuron,
  feedforward,
  gradientStep,
  backprop,
  miniBatch,
  sgd,
  crossEntropy,
  regularise,
  initialise,
  convolution,
  bumps,
  logSoftmaxExercise,
  decayExercise,
  dropoutExercise,
  adamExercise,
  batchNormExercise,
  convolveExercise,
  convolveBackExercise,
  maxPoolExercise,
  gradientCheckExercise,
  lstmCellExercise,
  boxesExercise,
  bigrams,
  causalMaskExercise,
  attentionExercise,
  headsExercise,
  positions,
  vae,
  ganLosses,
  clipAndDraw,
  backThroughTime,
  incrementalMean,
  epsilonGreedy,
  ucb,
  gradientBandit,
  bellmanBackup,
  policyEvaluation,
  policyImprovement,
  valueIteration,
  discountedReturns,
  firstVisitReturns,
  mcControlES,
  weightedIS,
  td0,
  sarsa,
  qLearning,
  expectedSarsa,
  doubleQ,
  nStepReturn,
  nStepSarsa,
  treeBackup,
  dynaQ,
  prioritisedSweeping,
  tileCode,
  fourier,
  semiGradientTD,
  tdcExercise,
  tdLambda,
  trueOnlineTD,
  reinforce,
  reinforceBaseline,
  easy21Step,
  dealerEnds,
  monteCarloControl,
  sarsaLambda,
  cuboids,
  ucb1,
  thompson,
  minimax,
  replayRing,
  dqnTarget,
  doubleTarget,
  duelling,
  nStepTarget,
  sumTree,
  importance,
  c51Projection,
  quantileHuber,
  softmaxScore,
  normalScore,
  baseline,
  naturalStep,
  conjugateGradient,
  lineSearch,
  cloningLoss,
  aggregate,
  mistakesAddUp,
  normalLogProb,
  rewardToGo,
  bootstrap,
  gae,
  runningMoments,
  entropy,
  a2cLoss,
  clip,
  approxKl,
  minibatches,
  valueClip,
  explainedVariance,
  polyakExercise,
  ddpgActor,
  td3Target,
  squashedLogProb,
  temperature,
  hindsight,
  bugTimeLimit,
  bugRatio,
  bugDoneMask,
  bugAdvantageAxis,
  bugStopGradient,
  bugShapes,
  bugFrozen,
  bugAfterlife,
  bugTargetGradient,
  bugDdpgShapes,
  logSumExpExercise,
  walkBackExercise,
  smallChangeExercise,
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
