/**
 * MinAtar's Freeway: a chicken crosses eight lanes of traffic. +1 for each crossing; 2501 steps make a game.
 *
 * The chicken can move up or down once in three steps. Reaching the top or being hit puts it back to the bottom. A car of speed k
 * moves one cell every k + 1 steps and comes back on the other side. Each crossing draws all speeds (1 to 5) and directions anew.
 *
 * Observation [10, 10, 7]: chicken, cars, and five planes of where cars came from, one for each speed.
 */
import { type ConfigOf, configure } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { WorldScenery } from "../scenery.ts";
import {
  boardSpace,
  boardText,
  controls,
  LAST,
  type MinAtarWorld,
  minAtarKnobs,
  type Playing,
  put,
  SIZE,
} from "./common.ts";

export const freewayKnobs = minAtarKnobs;
export type FreewayConfig = ConfigOf<typeof freewayKnobs>;

const PLANES = 7;
const GLYPHS = ["☺", "▪", "1", "2", "3", "4", "5"];
const CARS = SIZE - 2;
const SPEEDS = 5;
const CHICKEN_COLUMN = 4;
const REST = 3; // steps between two moves of the chicken
const STEPS = 2501;

export interface FreewayState extends Playing {
  /** The chicken's row. */
  row: number;
  /** Steps until it can move. */
  rest: number;
  /** Of the car in each lane, from the top: column; direction, 1 or −1; speed, 1 to 5; steps until it moves. */
  columns: Int8Array;
  ways: Int8Array;
  speeds: Int8Array;
  waits: Int8Array;
  /** Steps until the game is over. */
  left: number;
}

export function freeway(overrides: Partial<FreewayConfig> = {}): MinAtarWorld<FreewayState> {
  const {
    actionSpace,
    keys,
    moves: known,
    move,
  } = controls(["stay", "up", "down"], configure(freewayKnobs, overrides));
  const scenery: WorldScenery = { family: "minAtarFreeway", moves: known };
  const world: MinAtarWorld<FreewayState> = {
    id: "MinAtar/Freeway-v1",
    title: "Cross eight lanes of traffic.",
    observationSpace: boardSpace(PLANES),
    actionSpace,
    maxSteps: Infinity,
    create: () => ({
      ...{ lastMove: 0, row: 0, rest: 0, left: 0 },
      columns: new Int8Array(CARS),
      ways: new Int8Array(CARS),
      speeds: new Int8Array(CARS),
      waits: new Int8Array(CARS),
    }),
    reset(state, random) {
      state.lastMove = 0;
      state.row = LAST;
      state.rest = REST;
      state.left = STEPS;
      state.columns.fill(0);
      drawCars(state, random);
    },
    step(state, action, random, outcome) {
      outcome.reward = 0;
      const done = move(state, action, random);
      if (state.rest === 0 && (done === "up" || done === "down")) {
        state.rest = REST;
        state.row = done === "up" ? state.row - 1 : Math.min(state.row + 1, LAST);
      }
      if (state.rest > 0) state.rest--;
      if (state.row === 0) {
        outcome.reward = 1;
        state.row = LAST;
        drawCars(state, random);
      }
      drive(state);
      outcome.terminated = --state.left === 0;
    },
    observe({ row, columns, ways, speeds }, out, at) {
      out.fill(0, at, at + SIZE * SIZE * PLANES);
      put(out, at, PLANES, row, CHICKEN_COLUMN, 0);
      for (let i = 0; i < CARS; i++) {
        put(out, at, PLANES, i + 1, columns[i], 1);
        put(out, at, PLANES, i + 1, around(columns[i] - ways[i]), 1 + speeds[i]);
      }
    },
    keys,
    scenery,
    text: (state) => boardText(world, state, GLYPHS),
  };
  return world;
}

const around = (column: number): number => (column + SIZE) % SIZE;

/** Speeds and directions of all cars; where they are stays. */
function drawCars({ ways, speeds, waits }: FreewayState, random: Rng): void {
  for (let i = 0; i < CARS; i++) {
    speeds[i] = waits[i] = 1 + random.integer(SPEEDS);
    ways[i] = random.integer(2) === 1 ? 1 : -1;
  }
}

/** One step of all cars; a chicken in the way goes back to the bottom. */
function drive(state: FreewayState): void {
  const { columns, ways, speeds, waits } = state;
  for (let i = 0; i < CARS; i++) {
    hit(state, i);
    if (waits[i] > 0) {
      waits[i]--;
      continue;
    }
    waits[i] = speeds[i];
    columns[i] = around(columns[i] + ways[i]);
    hit(state, i);
  }
}

function hit(state: FreewayState, car: number): void {
  if (state.row === car + 1 && state.columns[car] === CHICKEN_COLUMN) state.row = LAST;
}
