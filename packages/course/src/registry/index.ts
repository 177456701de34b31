/** Every lab of the path, in the order of its stations and of the source's own table of results. */

import { unknownName } from "gradus/core";
import { averageDarkness } from "../../stations/01-nielsen/labs/average-darkness.ts";
import { bitwiseDigits } from "../../stations/01-nielsen/labs/bitwise-digits.ts";
import {
  convWithoutDense,
  firstConvNet,
  rectifiedConv,
  shallowSoftmax,
  tanhConv,
  twoConvLayers,
} from "../../stations/01-nielsen/labs/convolution.ts";
import {
  crossEntropyDigits,
  crossEntropyHundred,
} from "../../stations/01-nielsen/labs/cross-entropy.ts";
import { dataSize } from "../../stations/01-nielsen/labs/data-size.ts";
import { depthSweep } from "../../stations/01-nielsen/labs/depth-sweep.ts";
import {
  learningRateTooLarge,
  learningRateTooSmall,
} from "../../stations/01-nielsen/labs/extreme-learning-rates.ts";
import {
  moreDataLessOverfitting,
  weightDecayFullData,
} from "../../stations/01-nielsen/labs/full-data.ts";
import { gradientDescentBall } from "../../stations/01-nielsen/labs/gradient-descent-ball.ts";
import {
  hundredHiddenDecay,
  ninetyEightPercent,
} from "../../stations/01-nielsen/labs/hundred-hidden.ts";
import { hyperParameterGame } from "../../stations/01-nielsen/labs/hyper-parameter-game.ts";
import { moreHiddenNeurons } from "../../stations/01-nielsen/labs/more-hidden-neurons.ts";
import { noHiddenLayer } from "../../stations/01-nielsen/labs/no-hidden-layer.ts";
import { oneNeuronCrossEntropy } from "../../stations/01-nielsen/labs/one-neuron-cross-entropy.ts";
import { oneNeuronQuadratic } from "../../stations/01-nielsen/labs/one-neuron-quadratic.ts";
import { overfitting, weightDecay } from "../../stations/01-nielsen/labs/overfitting.ts";
import { perceptronNand } from "../../stations/01-nielsen/labs/perceptron-nand.ts";
import {
  dropoutSmallData,
  l1Shrinks,
  momentumLab,
} from "../../stations/01-nielsen/labs/regularisers.ts";
import { softmaxTemperature } from "../../stations/01-nielsen/labs/softmax-temperature.ts";
import { earlyStopping, learningRateSchedule } from "../../stations/01-nielsen/labs/stopping.ts";
import { threeLearningRates } from "../../stations/01-nielsen/labs/three-learning-rates.ts";
import {
  convDropout,
  ensemble,
  expandedData,
  extraDenseLayer,
} from "../../stations/01-nielsen/labs/towards-the-record.ts";
import { twoLayerDigits } from "../../stations/01-nielsen/labs/two-layer-digits.ts";
import { universalityBumps } from "../../stations/01-nielsen/labs/universality-bumps.ts";
import { universalityTowers } from "../../stations/01-nielsen/labs/universality-towers.ts";
import {
  unstableGradientsStart,
  unstableGradientsTraining,
} from "../../stations/01-nielsen/labs/unstable-gradients.ts";
import {
  weightInitialisation,
  weightInitialisationHundred,
} from "../../stations/01-nielsen/labs/weight-initialisation.ts";
import { wiggledSlopes } from "../../stations/01-nielsen/labs/wiggled-slopes.ts";
import { boxesOverThings } from "../../stations/02-deep-learning-specialization/labs/boxes.ts";
import { convolutionStepByStep } from "../../stations/02-deep-learning-specialization/labs/convolution-step-by-step.ts";
import { fourOrNine } from "../../stations/02-deep-learning-specialization/labs/four-or-nine.ts";
import { gradientChecking } from "../../stations/02-deep-learning-specialization/labs/gradient-checking.ts";
import { startingWeights } from "../../stations/02-deep-learning-specialization/labs/initialisation.ts";
import { layersStepByStep } from "../../stations/02-deep-learning-specialization/labs/layers-step-by-step.ts";
import { optimisersOnMoons } from "../../stations/02-deep-learning-specialization/labs/optimisers-on-moons.ts";
import {
  planarFlower,
  planarHiddenUnits,
} from "../../stations/02-deep-learning-specialization/labs/planar-flower.ts";
import { footballRegularised } from "../../stations/02-deep-learning-specialization/labs/regularisation.ts";
import { warmUps } from "../../stations/02-deep-learning-specialization/labs/warm-ups.ts";
import { wordVectors } from "../../stations/02-deep-learning-specialization/labs/word-vectors.ts";
import { attentionTasks } from "../../stations/03-deepmind-deep-learning/labs/attention-tasks.ts";
import { autoencoder } from "../../stations/03-deepmind-deep-learning/labs/autoencoder.ts";
import { characterTransformer } from "../../stations/03-deepmind-deep-learning/labs/character-transformer.ts";
import { dates } from "../../stations/03-deepmind-deep-learning/labs/dates.ts";
import { evidenceBound } from "../../stations/03-deepmind-deep-learning/labs/evidence-bound.ts";
import { ganRing } from "../../stations/03-deepmind-deep-learning/labs/gan-ring.ts";
import { inventingNames } from "../../stations/03-deepmind-deep-learning/labs/inventing-names.ts";
import { memoryCells } from "../../stations/03-deepmind-deep-learning/labs/memory-cells.ts";
import {
  countingLetters,
  readingNames,
} from "../../stations/03-deepmind-deep-learning/labs/names.ts";
import { playground } from "../../stations/03-deepmind-deep-learning/labs/playground.ts";
import { quadraticRace } from "../../stations/03-deepmind-deep-learning/labs/quadratic-race.ts";
import { skips } from "../../stations/03-deepmind-deep-learning/labs/skips.ts";
import { transformerParts } from "../../stations/03-deepmind-deep-learning/labs/transformer-parts.ts";
import { vaeDigits } from "../../stations/03-deepmind-deep-learning/labs/vae.ts";
import { accessControlQueue } from "../../stations/04-sutton-barto/labs/access-control.ts";
import {
  bairdDiverges,
  bairdEmphatic,
  bairdTdc,
} from "../../stations/04-sutton-barto/labs/baird.ts";
import {
  banditParameterStudy,
  nonstationaryBandit,
} from "../../stations/04-sutton-barto/labs/bandit-studies.ts";
import { batchTdOrMonteCarlo } from "../../stations/04-sutton-barto/labs/batch-td-or-monte-carlo.ts";
import {
  blackjackOffPolicy,
  blackjackOptimal,
  blackjackPrediction,
} from "../../stations/04-sutton-barto/labs/blackjack.ts";
import { carRentalLab, carRentalModified } from "../../stations/04-sutton-barto/labs/car-rental.ts";
import { blockingMaze, shortcutMaze } from "../../stations/04-sutton-barto/labs/changing-mazes.ts";
import { cliff, cliffStepSizes } from "../../stations/04-sutton-barto/labs/cliff-walking.ts";
import { coarseCodingLab } from "../../stations/04-sutton-barto/labs/coarse-coding.ts";
import { blocking } from "../../stations/04-sutton-barto/labs/conditioning.ts";
import { dynaMaze } from "../../stations/04-sutton-barto/labs/dyna-maze.ts";
import { expectedOrSample } from "../../stations/04-sutton-barto/labs/expected-or-sample.ts";
import { fourByFour } from "../../stations/04-sutton-barto/labs/four-by-four.ts";
import { gamblerLab, gamblerOtherCoins } from "../../stations/04-sutton-barto/labs/gambler.ts";
import {
  gridworldOptimal,
  gridworldRandomPolicy,
} from "../../stations/04-sutton-barto/labs/gridworld.ts";
import { infiniteVarianceLab } from "../../stations/04-sutton-barto/labs/infinite-variance.ts";
import { lambdaReturns } from "../../stations/04-sutton-barto/labs/lambda-return.ts";
import { maximisationBias } from "../../stations/04-sutton-barto/labs/maximisation-bias.ts";
import {
  mountainCarGrid,
  mountainCarNStep,
  mountainCarSarsa,
  mountainCarTraces,
} from "../../stations/04-sutton-barto/labs/mountain-car.ts";
import { nStepRandomWalk } from "../../stations/04-sutton-barto/labs/n-step-td.ts";
import { prioritisedSweeping } from "../../stations/04-sutton-barto/labs/prioritised-sweeping.ts";
import { racetrackLab } from "../../stations/04-sutton-barto/labs/racetrack.ts";
import { realTimeDp } from "../../stations/04-sutton-barto/labs/real-time-dp.ts";
import { corridor, reinforceCorridor } from "../../stations/04-sutton-barto/labs/short-corridor.ts";
import { tdOrMonteCarlo } from "../../stations/04-sutton-barto/labs/td-or-monte-carlo.ts";
import {
  gradientBanditLab,
  optimisticValues,
  testbed,
  upperConfidenceBound,
} from "../../stations/04-sutton-barto/labs/testbed.ts";
import {
  bases,
  semiGradientTdLab,
  stateAggregationLab,
  tilings,
} from "../../stations/04-sutton-barto/labs/thousand-states.ts";
import { ticTacToeLab } from "../../stations/04-sutton-barto/labs/tic-tac-toe.ts";
import { traceTasks } from "../../stations/04-sutton-barto/labs/trace-tasks.ts";
import { trajectorySampling } from "../../stations/04-sutton-barto/labs/trajectory-sampling.ts";
import { windyGridworld, windyKings } from "../../stations/04-sutton-barto/labs/windy-gridworld.ts";
import { banditRegret } from "../../stations/05-ucl/labs/bandit-regret.ts";
import { deadlyTriad } from "../../stations/05-ucl/labs/deadly-triad.ts";
import { dqnFamily } from "../../stations/05-ucl/labs/dqn-family.ts";
import { easy21Exact, easy21MonteCarlo } from "../../stations/05-ucl/labs/easy21.ts";
import { easy21Linear } from "../../stations/05-ucl/labs/easy21-linear.ts";
import { easy21SarsaLambda } from "../../stations/05-ucl/labs/easy21-sarsa-lambda.ts";
import { minAtarFamily } from "../../stations/05-ucl/labs/minatar-family.ts";
import { qOverestimates } from "../../stations/05-ucl/labs/q-overestimates.ts";
import { catchBallLab } from "../../stations/06-bootcamp/labs/catch.ts";
import { cloneCartPole } from "../../stations/06-bootcamp/labs/clone-cart-pole.ts";
import { crawlerRobot } from "../../stations/06-bootcamp/labs/crawler.ts";
import { crossEntropyCartPole } from "../../stations/06-bootcamp/labs/cross-entropy-cart-pole.ts";
import {
  pgGaeCartPole,
  trpoCartPoleLab,
  trpoPendulum,
} from "../../stations/06-bootcamp/labs/deep-policy-gradients.ts";
import {
  lakeGymnasium,
  lakePolicyIteration,
  lakeValueIteration,
} from "../../stations/06-bootcamp/labs/frozen-lake.ts";
import { modelControl } from "../../stations/06-bootcamp/labs/model-control.ts";
import {
  naturalGradient,
  pgCartPole,
  pgPoint,
} from "../../stations/06-bootcamp/labs/policy-gradients-by-hand.ts";
import { qOnAGrid } from "../../stations/06-bootcamp/labs/q-on-a-grid.ts";
import { tightrope } from "../../stations/06-bootcamp/labs/tightrope.ts";
import { a2cByHand, ppoByHand } from "../../stations/07-spinning-up/labs/by-hand.ts";
import { silentBug, td3Core } from "../../stations/07-spinning-up/labs/control.ts";
import {
  criticSteps,
  ownNetwork,
  whichDetail,
} from "../../stations/07-spinning-up/labs/details.ts";
import { memoryChain } from "../../stations/07-spinning-up/labs/memory.ts";
import { normalLikelihood } from "../../stations/07-spinning-up/labs/normal-likelihood.ts";
import {
  hindsightLights,
  regulatorLab,
  softActorLab,
} from "../../stations/07-spinning-up/labs/off-policy-by-hand.ts";
import {
  a2cCartPole,
  ppoAcrobot,
  ppoCartPole,
  ppoMountainCar,
  ppoPendulum,
  ppoPendulumFails,
  rpoPendulum,
  simplePg,
  trpoCartPole,
} from "../../stations/07-spinning-up/labs/small-worlds.ts";
import { adversarial } from "../../stations/09-goodfellow/labs/adversarial.ts";
import { capacity } from "../../stations/09-goodfellow/labs/capacity.ts";
import { chapterEight } from "../../stations/09-goodfellow/labs/chapter-eight.ts";
import { computationalGraph } from "../../stations/09-goodfellow/labs/computational-graph.ts";
import { earlyStoppingIsDecay } from "../../stations/09-goodfellow/labs/early-stopping.ts";
import { echoState } from "../../stations/09-goodfellow/labs/echo-state.ts";
import { principalComponents } from "../../stations/09-goodfellow/labs/principal-components.ts";
import { softmaxOverflow } from "../../stations/09-goodfellow/labs/softmax-overflow.ts";
import { throughTime } from "../../stations/09-goodfellow/labs/through-time.ts";
import { xorByHand } from "../../stations/09-goodfellow/labs/xor-by-hand.ts";
import { zigzag } from "../../stations/09-goodfellow/labs/zigzag.ts";
import type { Lab } from "../lab.ts";

export const labs: readonly Lab[] = [
  // chapter 1: using neural nets to recognise handwritten digits
  perceptronNand,
  bitwiseDigits,
  gradientDescentBall,
  averageDarkness,
  twoLayerDigits,
  moreHiddenNeurons,
  learningRateTooSmall,
  learningRateTooLarge,
  noHiddenLayer,
  // chapter 2: back-propagation
  wiggledSlopes,
  // chapter 3: improving the way neural networks learn
  oneNeuronQuadratic,
  oneNeuronCrossEntropy,
  crossEntropyDigits,
  crossEntropyHundred,
  overfitting,
  weightDecay,
  moreDataLessOverfitting,
  weightDecayFullData,
  hundredHiddenDecay,
  ninetyEightPercent,
  dataSize,
  weightInitialisation,
  weightInitialisationHundred,
  threeLearningRates,
  hyperParameterGame,
  earlyStopping,
  learningRateSchedule,
  l1Shrinks,
  dropoutSmallData,
  momentumLab,
  softmaxTemperature,
  // chapter 4: a visual proof that neural nets can compute any function
  universalityBumps,
  universalityTowers,
  // chapter 5: why are deep neural networks hard to train?
  unstableGradientsStart,
  unstableGradientsTraining,
  depthSweep,
  // chapter 6: deep learning
  shallowSoftmax,
  firstConvNet,
  convWithoutDense,
  twoConvLayers,
  rectifiedConv,
  tanhConv,
  expandedData,
  extraDenseLayer,
  convDropout,
  ensemble,
  // Deep Learning specialization, courses 1 and 2
  warmUps,
  fourOrNine,
  planarFlower,
  planarHiddenUnits,
  layersStepByStep,
  startingWeights,
  footballRegularised,
  gradientChecking,
  optimisersOnMoons,
  convolutionStepByStep,
  boxesOverThings,
  wordVectors,
  // DeepMind and UCL, deep learning
  playground,
  skips,
  quadraticRace,
  countingLetters,
  readingNames,
  memoryCells,
  inventingNames,
  attentionTasks,
  dates,
  transformerParts,
  characterTransformer,
  autoencoder,
  evidenceBound,
  vaeDigits,
  ganRing,
  // Sutton & Barto, chapter 1: introduction
  ticTacToeLab,
  // chapter 2: multi-armed bandits
  testbed,
  optimisticValues,
  upperConfidenceBound,
  gradientBanditLab,
  banditParameterStudy,
  nonstationaryBandit,
  // chapter 3: finite Markov decision processes
  gridworldRandomPolicy,
  gridworldOptimal,
  // chapter 4: dynamic programming
  fourByFour,
  carRentalLab,
  carRentalModified,
  gamblerLab,
  gamblerOtherCoins,
  // chapter 5: Monte Carlo methods
  blackjackPrediction,
  blackjackOptimal,
  blackjackOffPolicy,
  infiniteVarianceLab,
  racetrackLab,
  // chapter 6: temporal-difference learning
  tdOrMonteCarlo,
  batchTdOrMonteCarlo,
  windyGridworld,
  windyKings,
  cliff,
  cliffStepSizes,
  maximisationBias,
  // chapter 7: n-step bootstrapping
  nStepRandomWalk,
  // chapter 8: planning and learning
  dynaMaze,
  blockingMaze,
  shortcutMaze,
  prioritisedSweeping,
  expectedOrSample,
  trajectorySampling,
  realTimeDp,
  // chapter 9: on-policy prediction with approximation
  stateAggregationLab,
  semiGradientTdLab,
  bases,
  coarseCodingLab,
  tilings,
  // chapter 10: on-policy control with approximation
  mountainCarSarsa,
  mountainCarNStep,
  mountainCarGrid,
  accessControlQueue,
  // chapter 11: off-policy methods with approximation
  bairdDiverges,
  bairdTdc,
  bairdEmphatic,
  // chapter 12: eligibility traces
  lambdaReturns,
  mountainCarTraces,
  traceTasks,
  // chapter 13: policy gradient methods
  corridor,
  reinforceCorridor,
  // chapters 14 and 15: psychology and neuroscience
  blocking,
  // UCL: Easy21, and the regret of bandits
  easy21Exact,
  easy21MonteCarlo,
  easy21SarsaLambda,
  easy21Linear,
  banditRegret,
  // deep Q-learning and its family
  deadlyTriad,
  qOverestimates,
  dqnFamily,
  minAtarFamily,
  // Deep RL Bootcamp, lab 1
  lakeValueIteration,
  lakePolicyIteration,
  lakeGymnasium,
  crawlerRobot,
  crossEntropyCartPole,
  // lab 3: deep Q-learning
  qOnAGrid,
  catchBallLab,
  // lab 4: policy gradients
  pgPoint,
  pgCartPole,
  naturalGradient,
  pgGaeCartPole,
  trpoCartPoleLab,
  trpoPendulum,
  // lecture 9: model-based reinforcement learning
  modelControl,
  tightrope,
  cloneCartPole,
  // Spinning Up: policy gradients, actor and critic, PPO
  normalLikelihood,
  simplePg,
  ppoByHand,
  a2cByHand,
  ownNetwork,
  criticSteps,
  whichDetail,
  memoryChain,
  // actions that are numbers: DDPG, TD3, SAC, hindsight
  regulatorLab,
  softActorLab,
  hindsightLights,
  td3Core,
  silentBug,
  // the small rows of the published tables
  ppoCartPole,
  a2cCartPole,
  trpoCartPole,
  ppoAcrobot,
  ppoPendulum,
  ppoPendulumFails,
  rpoPendulum,
  ppoMountainCar,
  // Goodfellow, Bengio, Courville, part I: linear algebra, numbers in a computer
  principalComponents,
  softmaxOverflow,
  zigzag,
  capacity,
  // part II: networks
  xorByHand,
  computationalGraph,
  earlyStoppingIsDecay,
  adversarial,
  chapterEight,
  throughTime,
  echoState,
];

/** @throws UnknownNameError with the closest ids */
export function findLab(id: string): Lab {
  const found = labs.find((lab) => lab.id === id);
  if (found) return found;
  throw unknownName(
    "lab",
    id,
    labs.map((lab) => lab.id),
  );
}
