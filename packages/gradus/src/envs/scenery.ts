/**
 * What the pictures of the worlds need to know besides a state: one row per family. A world carries its row as `scenery`;
 * `pictureOf` finds the drawing by its `family`.
 */
import type { Scenery } from "../env/world.ts";

export type WorldScenery =
  // a world wrapped in another, whose state holds it as `inner`
  | { readonly family: "inner"; readonly of: Scenery }
  // grids
  | { readonly family: "lake"; readonly rows: readonly string[] }
  | { readonly family: "cliff" }
  | { readonly family: "taxi" }
  | { readonly family: "jumpingGrid" }
  | { readonly family: "cornersGrid"; readonly size: number }
  | { readonly family: "windyGrid"; readonly wind: readonly number[]; readonly moves: number }
  | { readonly family: "maze"; readonly map: Map; readonly later?: Map; readonly after: number }
  | { readonly family: "racetrack"; readonly track: Map }
  | { readonly family: "catch"; readonly rows: number; readonly columns: number }
  | { readonly family: "deepSea"; readonly size: number; readonly isRight: readonly number[] }
  | { readonly family: "ticTacToe" }
  // MinAtar: what each action means
  | { readonly family: "minAtarAsterix"; readonly moves: readonly string[] }
  | { readonly family: "minAtarBreakout"; readonly moves: readonly string[] }
  | { readonly family: "minAtarFreeway"; readonly moves: readonly string[] }
  | { readonly family: "minAtarSeaquest"; readonly moves: readonly string[] }
  | { readonly family: "minAtarSpaceInvaders"; readonly moves: readonly string[] }
  // machines
  | { readonly family: "cartPole" }
  | { readonly family: "hill"; readonly goal: number }
  | { readonly family: "acrobot" }
  | { readonly family: "pendulum" }
  | { readonly family: "crawler"; readonly arm: ArmScenery }
  | { readonly family: "puddle" }
  | { readonly family: "point" }
  | { readonly family: "pointReach" }
  // chains and graphs
  | {
      readonly family: "randomWalk";
      readonly states: number;
      readonly ends: readonly [number, number];
    }
  | { readonly family: "thousandStates" }
  | { readonly family: "shortCorridor" }
  | { readonly family: "maximisationBias"; readonly actions: number }
  | { readonly family: "infiniteVariance" }
  | { readonly family: "baird" }
  | { readonly family: "memoryChain"; readonly length: number }
  | { readonly family: "bitFlipping"; readonly n: number }
  | { readonly family: "actionEqualsObservation"; readonly n: number }
  | { readonly family: "actionEqualsObservationContinuous"; readonly size: number }
  // cards, money, queues
  | { readonly family: "blackjack" }
  | { readonly family: "bookBlackjack" }
  | { readonly family: "easy21" }
  | { readonly family: "bandit"; readonly pays: "normal" | "one" }
  | { readonly family: "gambler"; readonly goal: number }
  | { readonly family: "carRental"; readonly most: number }
  | { readonly family: "accessControl"; readonly servers: number };

type Map = readonly string[];

/** Lengths of the crawler's parts, and where its joints are for each of its states: elbow and tip, [x, y] in its own units. */
export interface ArmScenery {
  readonly body: readonly [length: number, height: number];
  readonly elbows: readonly (readonly [number, number])[];
  readonly tips: readonly (readonly [number, number])[];
}

export type Family = WorldScenery["family"];
/** The row of one family. */
export type SceneryOf<F extends Family> = Extract<WorldScenery, { readonly family: F }>;
