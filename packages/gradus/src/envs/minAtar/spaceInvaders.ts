/**
 * MinAtar's Space Invaders: a cannon at the bottom shoots at aliens that come down in a block. +1 for each alien; an alien or a
 * bullet at the cannon ends the game.
 *
 * Bullets move a cell a step. The cannon can shoot every 5 steps; every 10 steps the alien nearest to it shoots, the lowest of its
 * column. The block moves a cell to the side every 12 steps, or every n steps once fewer than 12 are left; at the edge it comes
 * down by a row and turns. A cleared block is followed by a new one, with ramping one that moves a step sooner, down to every 6.
 *
 * Observation [10, 10, 6]: cannon, aliens, aliens going left, aliens going right, own bullets, aliens' bullets. Nothing is random
 * but sticky actions.
 */
import { type ConfigOf, configure } from "../../core/knobs.ts";
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

export const spaceInvadersKnobs = rampingKnobs;
export type SpaceInvadersConfig = ConfigOf<typeof spaceInvadersKnobs>;

const PLANES = 6;
const GLYPHS = ["▲", "W", "W", "W", "|", "!"];
const CELLS = SIZE * SIZE;
const [BLOCK_ROWS, BLOCK_LEFT, BLOCK_RIGHT] = [4, 2, 7];
const [RELOAD, ALIEN_RELOAD] = [5, 10];
const [SLOWEST, FASTEST] = [12, 6];

export interface SpaceInvadersState extends Playing {
  /** Column; it is in the last row. */
  cannon: number;
  /** 1 where there is one, row by row: aliens, own bullets, theirs. */
  aliens: Uint8Array;
  shots: Uint8Array;
  bombs: Uint8Array;
  /** How many aliens are left. */
  left: number;
  /** Where the aliens go: 1 or −1. */
  way: number;
  /** Steps until the aliens move, and at most how many between two moves. */
  moveIn: number;
  moveEvery: number;
  /** Steps until an alien shoots, and until the cannon can. */
  bombIn: number;
  shotIn: number;
}

export function spaceInvaders(
  overrides: Partial<SpaceInvadersConfig> = {},
): MinAtarWorld<SpaceInvadersState> {
  const config = configure(spaceInvadersKnobs, overrides);
  const {
    actionSpace,
    keys,
    moves: known,
    move,
  } = controls(["stay", "left", "right", "fire"], config);
  const scenery: WorldScenery = { family: "minAtarSpaceInvaders", moves: known };
  const world: MinAtarWorld<SpaceInvadersState> = {
    id: "MinAtar/SpaceInvaders-v1",
    title: "Shoot aliens before they are down.",
    observationSpace: boardSpace(PLANES),
    actionSpace,
    maxSteps: Infinity,
    create: () => ({
      ...{ lastMove: 0, cannon: 0, left: 0, way: 0, moveIn: 0, moveEvery: 0, bombIn: 0, shotIn: 0 },
      aliens: new Uint8Array(CELLS),
      shots: new Uint8Array(CELLS),
      bombs: new Uint8Array(CELLS),
    }),
    reset(state) {
      state.lastMove = 0;
      state.cannon = SIZE / 2;
      state.shots.fill(0);
      state.bombs.fill(0);
      state.way = -1;
      state.moveIn = state.moveEvery = SLOWEST;
      state.bombIn = ALIEN_RELOAD;
      state.shotIn = 0;
      line(state);
    },
    step(state, action, random, outcome) {
      outcome.reward = 0;
      outcome.terminated = false;
      const { aliens, shots, bombs } = state;
      const done = move(state, action, random);
      if (done === "left") state.cannon = Math.max(state.cannon - 1, 0);
      if (done === "right") state.cannon = Math.min(state.cannon + 1, LAST);
      if (done === "fire" && state.shotIn === 0) {
        shots[LAST * SIZE + state.cannon] = 1;
        state.shotIn = RELOAD;
      }
      rise(shots);
      sink(bombs);
      const here = LAST * SIZE + state.cannon;
      if (bombs[here] === 1 || aliens[here] === 1) outcome.terminated = true;
      if (state.moveIn === 0) {
        march(state, outcome);
        state.moveIn = Math.min(state.left, state.moveEvery);
        if (aliens[here] === 1) outcome.terminated = true;
      }
      if (state.bombIn === 0) {
        bombs[nearest(state)] = 1;
        state.bombIn = ALIEN_RELOAD;
      }
      outcome.reward = strike(state);
      if (state.shotIn > 0) state.shotIn--;
      state.moveIn--;
      state.bombIn--;
      if (state.left > 0) return;
      if (config.ramping && state.moveEvery > FASTEST) state.moveEvery--;
      line(state);
    },
    observe({ cannon, aliens, shots, bombs, way }, out, at) {
      out.fill(0, at, at + CELLS * PLANES);
      put(out, at, PLANES, LAST, cannon, 0);
      const going = way < 0 ? 2 : 3;
      for (let i = 0; i < CELLS; i++) {
        const cell = at + i * PLANES;
        if (aliens[i] === 1) out[cell + 1] = out[cell + going] = 1;
        if (shots[i] === 1) out[cell + 4] = 1;
        if (bombs[i] === 1) out[cell + 5] = 1;
      }
    },
    keys,
    scenery,
    text: (state) => boardText(world, state, GLYPHS),
  };
  return world;
}

/** A new block of aliens at the top. */
function line(state: SpaceInvadersState): void {
  const { aliens } = state;
  aliens.fill(0);
  for (let row = 0; row < BLOCK_ROWS; row++)
    aliens.fill(1, row * SIZE + BLOCK_LEFT, row * SIZE + BLOCK_RIGHT + 1);
  state.left = BLOCK_ROWS * (BLOCK_RIGHT - BLOCK_LEFT + 1);
}

/** A row up, or down; what leaves the board is gone. */
function rise(cells: Uint8Array): void {
  cells.copyWithin(0, SIZE);
  cells.fill(0, LAST * SIZE);
}
function sink(cells: Uint8Array): void {
  cells.copyWithin(SIZE, 0);
  cells.fill(0, 0, SIZE);
}

/** Whether a column of the board has an alien. */
function isManned(aliens: Uint8Array, column: number): boolean {
  for (let i = column; i < CELLS; i += SIZE) if (aliens[i] === 1) return true;
  return false;
}

/** The aliens go a cell to the side; at the edge they come down and turn instead, from the last row to the end of the game. */
function march(state: SpaceInvadersState, outcome: Outcome): void {
  const { aliens, way } = state;
  if (!isManned(aliens, way < 0 ? 0 : LAST)) {
    if (way < 0) aliens.copyWithin(0, 1);
    else aliens.copyWithin(1, 0);
    for (let i = way < 0 ? LAST : 0; i < CELLS; i += SIZE) aliens[i] = 0;
    return;
  }
  state.way = -way;
  for (let i = LAST * SIZE; i < CELLS; i++) if (aliens[i] === 1) outcome.terminated = true;
  sink(aliens);
}

/** The cell of the alien that shoots: of the manned column nearest to the cannon, the left of two, its lowest. */
function nearest({ aliens, cannon }: SpaceInvadersState): number {
  let best = -1;
  for (let column = 0; column < SIZE; column++) {
    if (!isManned(aliens, column)) continue;
    if (best < 0 || Math.abs(column - cannon) < Math.abs(best - cannon)) best = column;
  }
  let cell = LAST * SIZE + best;
  while (aliens[cell] === 0) cell -= SIZE;
  return cell;
}

/** Bullets that meet aliens; says how many. */
function strike(state: SpaceInvadersState): number {
  const { aliens, shots } = state;
  let hits = 0;
  for (let i = 0; i < CELLS; i++) {
    if (shots[i] === 0 || aliens[i] === 0) continue;
    shots[i] = aliens[i] = 0;
    hits++;
  }
  state.left -= hits;
  return hits;
}
