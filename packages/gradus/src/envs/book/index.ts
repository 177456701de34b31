/** The worlds of Sutton & Barto's book, chapter by chapter. */

// chapters 1 and 2
export {
  type Game,
  minimax,
  perfectMoves,
  reachable,
  type Tally,
  tally,
  type TicTacToeOptions,
  type TicTacToeState,
  ticTacToe,
  ticTacToeGame,
} from "./ticTacToe.ts";
export { type BanditState, bernoulliBandit, driftingBandit, kArmedBandit, kArmedBanditKnobs, type KArmedOptions } from "./bandits.ts";

// chapters 3 and 4
export { cornersGrid, cornersGridModel, jumpingGrid, jumpingGridModel } from "./gridworlds.ts";
export { type CarRentalOptions, type CarRentalState, carRental, carRentalKnobs } from "./carRental.ts";
export { type GamblerOptions, type GamblerState, gambler, gamblerKnobs, gamblerModel } from "./gambler.ts";

// chapter 5
export { type BlackjackHand, type BlackjackStart, bookBlackjack, bookBlackjackModel, decisions, handNumber } from "./bookBlackjack.ts";
export { infiniteVariance, infiniteVarianceModel } from "./infiniteVariance.ts";
export { racetrack, racetrackModel, type RacetrackOptions, rightTurn } from "./racetrack.ts";

// chapter 6
export { type RandomWalkOptions, type RandomWalkState, randomWalk, randomWalkValues } from "./randomWalk.ts";
export { type WindyGridOptions, type WindyGridState, WIND, windyGrid } from "./windyGrid.ts";
export { cliffWalking } from "../toyText/cliffWalking.ts";
export { LEFT, type MaximisationBiasState, maximisationBias, RIGHT } from "./maximisationBias.ts";

// chapter 8
export { blockingMaze, dynaMaze, fineMaze, type MazeMap, type MazeOptions, type MazeState, maze, shortcutMaze } from "./maze.ts";
export { branchingTask } from "./branchingTask.ts";

// chapter 9
export { thousandStates, type ThousandStatesFacts, thousandStatesFacts, thousandStatesModel, type ThousandStatesState } from "./thousandStates.ts";

// chapter 10
export { bookMountainCar } from "./bookMountainCar.ts";
export { type AccessControlOptimum, type AccessControlOptions, type AccessControlState, accessControl, accessControlOptimum } from "./accessControl.ts";

// chapter 11
export { baird, bairdBehaviour, bairdFeatures, bairdModel, bairdTarget, bairdWeights } from "./baird.ts";

// chapter 12
export { type PuddleWorldState, puddleDepth, puddleWorld } from "./puddleWorld.ts";

// chapter 13
export { type ShortCorridorState, shortCorridor, shortCorridorValue } from "./shortCorridor.ts";
