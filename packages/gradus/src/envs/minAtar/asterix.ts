/**
 * MinAtar's Asterix: gold to pick up and enemies to avoid come in rows from both sides. +1 for gold; an enemy ends the game.
 *
 * Every `spawnEvery` steps (10 at first) something enters one of the eight inner rows that is empty, if any is: from either side
 * with equal chance, gold in one of three cases. All of it moves one cell every `moveEvery` steps (5 at first). With ramping the
 * game becomes faster every 102 steps: things enter one step sooner each time, and move one step sooner every other time.
 *
 * Observation [10, 10, 4]: player, enemies, where enemies and gold came from, gold.
 */
import { type ConfigOf, configure } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { Outcome } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import {
  boardSpace,
  boardText,
  controls,
  LAST,
  type MinAtarWorld,
  type Playing,
  put,
  rampingKnobs,
  SIZE,
} from "./common.ts";

export const asterixKnobs = rampingKnobs;
export type AsterixConfig = ConfigOf<typeof asterixKnobs>;

const PLANES = 4;
const GLYPHS = ["☺", "✗", "-", "$"];
const ROWS = SIZE - 2; // where things move; the player keeps to them, too
const GOLD_SHARE = 1 / 3;
const [SPAWN_EVERY, MOVE_EVERY, RAMP_EVERY] = [10, 5, 102];
export const [NOTHING, ENEMY, GOLD] = [0, 1, 2];

export interface AsterixState extends Playing {
  row: number;
  column: number;
  /** Of each inner row: nothing, an enemy or gold; its column; its direction, 1 or −1. */
  kinds: Int8Array;
  columns: Int8Array;
  ways: Int8Array;
  /** Steps until something enters and until everything moves, and how often that happens now. */
  spawnIn: number;
  moveIn: number;
  spawnEvery: number;
  moveEvery: number;
  /** Steps until the game becomes faster, and how often it has. */
  rampIn: number;
  ramps: number;
}

export function asterix(overrides: Partial<AsterixConfig> = {}): MinAtarWorld<AsterixState> {
  const config = configure(asterixKnobs, overrides);
  const {
    actionSpace,
    keys,
    moves: known,
    move,
  } = controls(["stay", "left", "up", "right", "down"], config);
  const scenery: WorldScenery = { family: "minAtarAsterix", moves: known };
  const world: MinAtarWorld<AsterixState> = {
    id: "MinAtar/Asterix-v1",
    title: "Pick up gold, keep away from enemies.",
    observationSpace: boardSpace(PLANES),
    actionSpace,
    maxSteps: Infinity,
    create: () => ({
      ...{ lastMove: 0, row: 0, column: 0, spawnIn: 0, moveIn: 0, spawnEvery: 0, moveEvery: 0 },
      ...{ rampIn: 0, ramps: 0 },
      kinds: new Int8Array(ROWS),
      columns: new Int8Array(ROWS),
      ways: new Int8Array(ROWS),
    }),
    reset(state) {
      state.lastMove = 0;
      state.row = state.column = SIZE / 2;
      for (const of of [state.kinds, state.columns, state.ways]) of.fill(0);
      state.spawnIn = state.spawnEvery = SPAWN_EVERY;
      state.moveIn = state.moveEvery = MOVE_EVERY;
      state.rampIn = RAMP_EVERY;
      state.ramps = 0;
    },
    step(state, action, random, outcome) {
      outcome.reward = 0;
      outcome.terminated = false;
      const done = move(state, action, random);
      if (state.spawnIn === 0) {
        spawn(state, random);
        state.spawnIn = state.spawnEvery;
      }
      if (done === "left") state.column = Math.max(state.column - 1, 0);
      if (done === "right") state.column = Math.min(state.column + 1, LAST);
      if (done === "up") state.row = Math.max(state.row - 1, 1);
      if (done === "down") state.row = Math.min(state.row + 1, ROWS);
      meet(state, outcome);
      if (state.moveIn === 0) {
        advance(state);
        meet(state, outcome);
        state.moveIn = state.moveEvery;
      }
      state.spawnIn--;
      state.moveIn--;
      if (config.ramping) ramp(state);
    },
    observe({ row, column, kinds, columns, ways }, out, at) {
      out.fill(0, at, at + SIZE * SIZE * PLANES);
      put(out, at, PLANES, row, column, 0);
      for (let i = 0; i < ROWS; i++) {
        if (kinds[i] === NOTHING) continue;
        put(out, at, PLANES, i + 1, columns[i], kinds[i] === GOLD ? 3 : 1);
        const behind = columns[i] - ways[i];
        if (behind >= 0 && behind <= LAST) put(out, at, PLANES, i + 1, behind, 2);
      }
    },
    keys,
    scenery,
    text: (state) => boardText(world, state, GLYPHS),
  };
  return world;
}

/** Something enters an empty row, if there is one. */
function spawn({ kinds, columns, ways }: AsterixState, random: Rng): void {
  const isFromLeft = random.integer(2) === 1;
  const isGold = random.random() < GOLD_SHARE;
  let empty = 0;
  for (let i = 0; i < ROWS; i++) if (kinds[i] === NOTHING) empty++;
  if (empty === 0) return;
  let skip = random.integer(empty);
  let i = 0;
  while (kinds[i] !== NOTHING || skip-- > 0) i++;
  kinds[i] = isGold ? GOLD : ENEMY;
  columns[i] = isFromLeft ? 0 : LAST;
  ways[i] = isFromLeft ? 1 : -1;
}

/** What is where the player is: gold is taken, an enemy ends the game. */
function meet({ row, column, kinds, columns }: AsterixState, outcome: Outcome): void {
  const i = row - 1;
  if (kinds[i] === NOTHING || columns[i] !== column) return;
  if (kinds[i] === ENEMY) outcome.terminated = true;
  else {
    kinds[i] = NOTHING;
    outcome.reward++;
  }
}

/** Everything moves by a cell; what leaves the board is gone. */
function advance({ kinds, columns, ways }: AsterixState): void {
  for (let i = 0; i < ROWS; i++) {
    if (kinds[i] === NOTHING) continue;
    columns[i] += ways[i];
    if (columns[i] < 0 || columns[i] > LAST) kinds[i] = NOTHING;
  }
}

function ramp(state: AsterixState): void {
  state.rampIn--;
  if (state.rampIn > 0) return;
  state.rampIn = RAMP_EVERY;
  state.ramps++;
  if (state.ramps % 2 === 0 && state.moveEvery > 1) state.moveEvery--;
  if (state.spawnEvery > 1) state.spawnEvery--;
}
