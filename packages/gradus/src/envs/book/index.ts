/** The worlds of Sutton & Barto's book, chapter by chapter. */

export { cliffWalking } from "../toyText/cliffWalking.ts";
export {
  type AccessControlOptimum,
  type AccessControlOptions,
  type AccessControlState,
  accessControl,
  accessControlKnobs,
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
  bernoulliBanditKnobs,
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
  bookBlackjackKnobs,
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
export {
  type CornersGridOptions,
  cornersGrid,
  cornersGridKnobs,
  cornersGridModel,
  type JumpingGridOptions,
  jumpingGrid,
  jumpingGridKnobs,
  jumpingGridModel,
} from "./gridworlds.ts";
export { infiniteVariance, infiniteVarianceModel } from "./infiniteVariance.ts";
export {
  LEFT,
  type MaximisationBiasOptions,
  type MaximisationBiasState,
  maximisationBias,
  maximisationBiasKnobs,
  RIGHT,
} from "./maximisationBias.ts";

// chapter 8
export {
  blockingMaze,
  blockingMazeKnobs,
  dynaMaze,
  dynaMazeKnobs,
  fineMaze,
  type MazeMap,
  type MazeOptions,
  type MazeState,
  maze,
  shortcutMaze,
  shortcutMazeKnobs,
} from "./maze.ts";
// chapter 12
export {
  type PuddleWorldOptions,
  type PuddleWorldState,
  puddleDepth,
  puddleWorld,
  puddleWorldKnobs,
} from "./puddleWorld.ts";
export {
  type RacetrackOptions,
  racetrack,
  racetrackKnobs,
  racetrackModel,
  rightTurn,
} from "./racetrack.ts";
// chapter 6
export {
  type RandomWalkOptions,
  type RandomWalkState,
  randomWalk,
  randomWalkKnobs,
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
  ticTacToeKnobs,
} from "./ticTacToe.ts";
export {
  WIND,
  type WindyGridOptions,
  type WindyGridState,
  windyGrid,
  windyGridKnobs,
} from "./windyGrid.ts";
