/** The worlds of Sutton & Barto's book, chapter by chapter. */

// chapter 6
export { type RandomWalkOptions, type RandomWalkState, randomWalk, randomWalkValues } from "./randomWalk.ts";
export { type WindyGridOptions, type WindyGridState, WIND, windyGrid } from "./windyGrid.ts";
export { cliffWalking } from "../toyText/cliffWalking.ts";
export { LEFT, type MaximisationBiasState, maximisationBias, RIGHT } from "./maximisationBias.ts";

// chapter 8
export { blockingMaze, dynaMaze, fineMaze, type MazeMap, type MazeOptions, type MazeState, maze, shortcutMaze } from "./maze.ts";
export { branchingTask } from "./branchingTask.ts";
