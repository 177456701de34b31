/** The worlds of Sutton & Barto's book, chapter by chapter. */

export { cliffWalking } from "../toyText/cliffWalking.ts";
export {
  type AccessControlOptimum,
  type AccessControlOptions,
  type AccessControlState,
  accessControl,
  accessControlOptimum,
} from "./accessControl.ts";
// chapter 11
export {
  baird,
  bairdBehaviour,
  bairdFeatures,
  bairdModel,
  bairdTarget,
  bairdWeights,
} from "./baird.ts";
export {
  type BanditState,
  bernoulliBandit,
  driftingBandit,
  type KArmedOptions,
  kArmedBandit,
  kArmedBanditKnobs,
} from "./bandits.ts";
// chapter 5
export {
  type BlackjackHand,
  type BlackjackStart,
  bookBlackjack,
  bookBlackjackModel,
  decisions,
  handNumber,
} from "./bookBlackjack.ts";
// chapter 10
export { bookMountainCar } from "./bookMountainCar.ts";
export { branchingTask } from "./branchingTask.ts";
export {
  type CarRentalOptions,
  type CarRentalState,
  carRental,
  carRentalKnobs,
} from "./carRental.ts";
export {
  type GamblerOptions,
  type GamblerState,
  gambler,
  gamblerKnobs,
  gamblerModel,
} from "./gambler.ts";
// chapters 3 and 4
export { cornersGrid, cornersGridModel, jumpingGrid, jumpingGridModel } from "./gridworlds.ts";
export { infiniteVariance, infiniteVarianceModel } from "./infiniteVariance.ts";
export { LEFT, type MaximisationBiasState, maximisationBias, RIGHT } from "./maximisationBias.ts";

// chapter 8
export {
  blockingMaze,
  dynaMaze,
  fineMaze,
  type MazeMap,
  type MazeOptions,
  type MazeState,
  maze,
  shortcutMaze,
} from "./maze.ts";
// chapter 12
export { type PuddleWorldState, puddleDepth, puddleWorld } from "./puddleWorld.ts";
export { type RacetrackOptions, racetrack, racetrackModel, rightTurn } from "./racetrack.ts";
// chapter 6
export {
  type RandomWalkOptions,
  type RandomWalkState,
  randomWalk,
  randomWalkValues,
} from "./randomWalk.ts";
// chapter 13
export { type ShortCorridorState, shortCorridor, shortCorridorValue } from "./shortCorridor.ts";
// chapter 9
export {
  type ThousandStatesFacts,
  type ThousandStatesState,
  thousandStates,
  thousandStatesFacts,
  thousandStatesModel,
} from "./thousandStates.ts";
// chapters 1 and 2
export {
  type Game,
  minimax,
  perfectMoves,
  reachable,
  type Tally,
  type TicTacToeOptions,
  type TicTacToeState,
  tally,
  ticTacToe,
  ticTacToeGame,
} from "./ticTacToe.ts";
export { WIND, type WindyGridOptions, type WindyGridState, windyGrid } from "./windyGrid.ts";
