/**
 * MinAtar's Seaquest: a submarine saves divers from among fish and other submarines. +1 for each of those that it shoots, and up to
 * +10 for coming up with six divers: one for each cell of oxygen left. An enemy, its bullet, no more oxygen, or coming up with no
 * diver end the game.
 *
 * Oxygen lasts for 200 steps under water; coming up fills it and costs a diver, or all six. Every 20 steps an enemy enters a row
 * from either side, a submarine in one of three cases, and every 30 steps a diver does; enemies do not enter a row against the
 * direction of others in it. All of them move a cell every 6 steps, submarines shoot every 11, and so can the player every 5.
 * Bullets move a cell a step. With ramping enemies enter a step sooner after each coming up, and move a step sooner after every other.
 *
 * Observation [10, 10, 10]: front of the submarine, its back, own bullets, where enemies and divers came from, enemies' bullets,
 * fish, enemy submarines, gauge of oxygen, gauge of divers, divers.
 */
import { type ConfigOf, configure } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { Numbers } from "../../env/space.ts";
import type { Outcome } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import {
  boardSpace,
  boardText,
  controls,
  LAST,
  type MinAtarWorld,
  type Move,
  moves,
  type Playing,
  put,
  rampingKnobs,
  SIZE,
} from "./common.ts";

export const seaquestKnobs = rampingKnobs;
export type SeaquestConfig = ConfigOf<typeof seaquestKnobs>;

const PLANES = 10;
const GLYPHS = ["◆", "◇", "*", "-", "x", "f", "s", "O", "D", "d"];
const ROWS = SIZE - 2; // under water, from row 1; the last row has the gauges
const [ENEMY_EVERY, DIVER_EVERY, MOVE_EVERY] = [20, 30, 5];
const SUB_SHARE = 1 / 3;
const FASTEST_MOVE = 2;
const [RELOAD, ENEMY_RELOAD] = [5, 10];
const OXYGEN = 200;
const MOST_DIVERS = 6;
const ROOM = 64; // more than can be on the board at once

/** Things of one kind, oldest first: row, column, direction (1 or −1), and two clocks, of moving and of shooting. */
export interface Swarm {
  count: number;
  rows: Int8Array;
  columns: Int8Array;
  ways: Int8Array;
  waits: Int8Array;
  loads: Int8Array;
}

export interface SeaquestState extends Playing {
  /** Of the submarine's front; 1 where it faces right, −1 left. */
  row: number;
  column: number;
  way: number;
  oxygen: number;
  /** Divers on board; negative after coming up with six, see `breathe`. */
  saved: number;
  /** It has been up since it was under water. */
  isUp: boolean;
  shotIn: number;
  shots: Swarm;
  fish: Swarm;
  subs: Swarm;
  bombs: Swarm;
  divers: Swarm;
  enemyIn: number;
  diverIn: number;
  /** How often enemies enter and move now, and how often the player came up. */
  enemyEvery: number;
  moveEvery: number;
  ramps: number;
}

export function seaquest(overrides: Partial<SeaquestConfig> = {}): MinAtarWorld<SeaquestState> {
  const config = configure(seaquestKnobs, overrides);
  const { actionSpace, keys, moves: known, move } = controls(moves, config);
  const scenery: WorldScenery = { family: "minAtarSeaquest", moves: known };
  const world: MinAtarWorld<SeaquestState> = {
    id: "MinAtar/Seaquest-v1",
    title: "Save divers, shoot fish, breathe.",
    observationSpace: boardSpace(PLANES),
    actionSpace,
    maxSteps: Infinity,
    create: () => ({
      ...{ lastMove: 0, row: 0, column: 0, way: 0, oxygen: 0, saved: 0, isUp: false, shotIn: 0 },
      ...{ shots: swarm(), fish: swarm(), subs: swarm(), bombs: swarm(), divers: swarm() },
      ...{ enemyIn: 0, diverIn: 0, enemyEvery: 0, moveEvery: 0, ramps: 0 },
    }),
    reset(state) {
      state.lastMove = 0;
      state.row = 0;
      state.column = SIZE / 2;
      state.way = -1;
      state.oxygen = OXYGEN;
      state.saved = 0;
      state.isUp = true;
      state.shotIn = 0;
      for (const of of [state.shots, state.fish, state.subs, state.bombs, state.divers]) empty(of);
      state.enemyIn = state.enemyEvery = ENEMY_EVERY;
      state.diverIn = DIVER_EVERY;
      state.moveEvery = MOVE_EVERY;
      state.ramps = 0;
    },
    step(state, action, random, outcome) {
      outcome.reward = 0;
      outcome.terminated = false;
      const done = move(state, action, random);
      if (state.enemyIn === 0) {
        enterEnemy(state, random);
        state.enemyIn = state.enemyEvery;
      }
      if (state.diverIn === 0) {
        const row = 1 + random.integer(ROWS);
        const isFromLeft = random.integer(2) === 1;
        enter(state.divers, row, isFromLeft ? 0 : LAST, isFromLeft ? 1 : -1, MOVE_EVERY, 0);
        state.diverIn = DIVER_EVERY;
      }
      steer(state, done);
      flyShots(state, outcome);
      driftDivers(state);
      hunt(state, state.subs, outcome);
      flyBombs(state, outcome);
      hunt(state, state.fish, outcome);
      state.enemyIn--;
      state.diverIn--;
      if (state.shotIn > 0) state.shotIn--;
      breathe(state, outcome, config.ramping);
    },
    observe: (state, out, at) => look(state, out, at),
    keys,
    scenery,
    text: (state) => boardText(world, state, GLYPHS),
  };
  return world;
}

// ── swarms ──────────────────────────────────────────────────────────────────────────────────────

const swarm = (): Swarm => ({
  count: 0,
  rows: new Int8Array(ROOM),
  columns: new Int8Array(ROOM),
  ways: new Int8Array(ROOM),
  waits: new Int8Array(ROOM),
  loads: new Int8Array(ROOM),
});

function empty(of: Swarm): void {
  of.count = 0;
  of.rows.fill(0);
  of.columns.fill(0);
  of.ways.fill(0);
  of.waits.fill(0);
  of.loads.fill(0);
}

function enter(
  into: Swarm,
  row: number,
  column: number,
  way: number,
  wait: number,
  load: number,
): void {
  const i = into.count++;
  into.rows[i] = row;
  into.columns[i] = column;
  into.ways[i] = way;
  into.waits[i] = wait;
  into.loads[i] = load;
}

/** Takes out number i; the others keep their order. */
function leave(from: Swarm, i: number): void {
  from.count--;
  close(from.rows, i, from.count);
  close(from.columns, i, from.count);
  close(from.ways, i, from.count);
  close(from.waits, i, from.count);
  close(from.loads, i, from.count);
}

/** What follows number i moves up; `count` are left. */
function close(list: Int8Array, i: number, count: number): void {
  for (let k = i; k < count; k++) list[k] = list[k + 1];
  list[count] = 0;
}

/** The oldest at a cell; −1 if none is. */
function at(of: Swarm, row: number, column: number): number {
  for (let i = 0; i < of.count; i++) if (of.rows[i] === row && of.columns[i] === column) return i;
  return -1;
}

const isOff = (column: number): boolean => column < 0 || column > LAST;

// ── one step ────────────────────────────────────────────────────────────────────────────────────

function enterEnemy({ fish, subs, moveEvery }: SeaquestState, random: Rng): void {
  const isFromLeft = random.integer(2) === 1;
  const way = isFromLeft ? 1 : -1;
  const isSub = random.random() < SUB_SHARE;
  const row = 1 + random.integer(ROWS);
  if (isAgainst(fish, row, way) || isAgainst(subs, row, way)) return;
  enter(isSub ? subs : fish, row, isFromLeft ? 0 : LAST, way, moveEvery, isSub ? ENEMY_RELOAD : 0);
}

function isAgainst(of: Swarm, row: number, way: number): boolean {
  for (let i = 0; i < of.count; i++) if (of.rows[i] === row && of.ways[i] !== way) return true;
  return false;
}

function steer(state: SeaquestState, done: Move): void {
  if (done === "fire" && state.shotIn === 0) {
    enter(state.shots, state.row, state.column, state.way, 0, 0);
    state.shotIn = RELOAD;
  }
  if (done === "left" || done === "right") {
    state.way = done === "left" ? -1 : 1;
    state.column = Math.min(Math.max(state.column + state.way, 0), LAST);
  }
  if (done === "up") state.row = Math.max(state.row - 1, 0);
  if (done === "down") state.row = Math.min(state.row + 1, ROWS);
}

/** Own bullets move and hit. */
function flyShots({ shots, fish, subs }: SeaquestState, outcome: Outcome): void {
  for (let i = 0; i < shots.count; i++) {
    shots.columns[i] += shots.ways[i];
    if (isOff(shots.columns[i]) || hits(shots, i, fish, outcome) || hits(shots, i, subs, outcome))
      leave(shots, i--);
  }
}

function hits(shots: Swarm, i: number, of: Swarm, outcome: Outcome): boolean {
  const found = at(of, shots.rows[i], shots.columns[i]);
  if (found < 0) return false;
  leave(of, found);
  outcome.reward++;
  return true;
}

const isThere = ({ row, column }: SeaquestState, of: Swarm, i: number): boolean =>
  of.rows[i] === row && of.columns[i] === column;

/** Divers move; where the submarine is, they come on board while there is room. */
function driftDivers(state: SeaquestState): void {
  const { divers } = state;
  for (let i = 0; i < divers.count; i++) {
    if (boards(state, i)) i--;
    else if (divers.waits[i] > 0) divers.waits[i]--;
    else {
      divers.waits[i] = MOVE_EVERY;
      divers.columns[i] += divers.ways[i];
      if (isOff(divers.columns[i])) leave(divers, i--);
      else if (boards(state, i)) i--;
    }
  }
}

function boards(state: SeaquestState, i: number): boolean {
  if (!isThere(state, state.divers, i) || state.saved === MOST_DIVERS) return false;
  leave(state.divers, i);
  state.saved++;
  return true;
}

/** Enemies move into the player, or into its bullets; submarines shoot. */
function hunt(state: SeaquestState, enemies: Swarm, outcome: Outcome): void {
  const { shots, subs, bombs } = state;
  for (let i = 0; i < enemies.count; i++) {
    if (isThere(state, enemies, i)) outcome.terminated = true;
    if (enemies.waits[i] > 0) enemies.waits[i]--;
    else {
      enemies.waits[i] = state.moveEvery;
      enemies.columns[i] += enemies.ways[i];
      if (isOff(enemies.columns[i])) {
        leave(enemies, i--);
        continue;
      }
      if (isThere(state, enemies, i)) outcome.terminated = true;
      else if (hits(enemies, i, shots, outcome)) {
        leave(enemies, i--);
        continue;
      }
    }
    if (enemies !== subs) continue;
    if (subs.loads[i] > 0) subs.loads[i]--;
    else {
      subs.loads[i] = ENEMY_RELOAD;
      enter(bombs, subs.rows[i], subs.columns[i], subs.ways[i], 0, 0);
    }
  }
}

/** Enemies' bullets move and hit. */
function flyBombs(state: SeaquestState, outcome: Outcome): void {
  const { bombs } = state;
  for (let i = 0; i < bombs.count; i++) {
    if (isThere(state, bombs, i)) outcome.terminated = true;
    bombs.columns[i] += bombs.ways[i];
    if (isOff(bombs.columns[i])) leave(bombs, i--);
    else if (isThere(state, bombs, i)) outcome.terminated = true;
  }
}

/** Oxygen goes down under water; coming up fills it. */
function breathe(state: SeaquestState, outcome: Outcome, ramping: boolean): void {
  if (state.row > 0) {
    state.isUp = false;
    state.oxygen--;
    if (state.oxygen < 0) outcome.terminated = true;
    return;
  }
  if (state.isUp) return;
  state.isUp = true;
  if (state.saved === 0) {
    outcome.terminated = true;
    return;
  }
  if (state.saved === MOST_DIVERS) {
    outcome.reward += bar(state.oxygen);
    state.saved = 0;
  }
  state.saved--; // after six, too, as in the recorded games: the next diver only makes up for it
  state.oxygen = OXYGEN;
  if (ramping) ramp(state);
}

function ramp(state: SeaquestState): void {
  state.ramps++;
  if (state.enemyEvery > 1) state.enemyEvery--;
  if (state.ramps % 2 === 0 && state.moveEvery > FASTEST_MOVE) state.moveEvery--;
}

/** Cells of the gauge. */
const bar = (oxygen: number): number => Math.floor((oxygen * SIZE) / OXYGEN);

// ── what is seen ────────────────────────────────────────────────────────────────────────────────

function look(state: SeaquestState, out: Numbers, at: number): void {
  const { row, column, way, oxygen, saved, shots, fish, subs, bombs, divers } = state;
  out.fill(0, at, at + SIZE * SIZE * PLANES);
  const show = (r: number, c: number, plane: number): void => put(out, at, PLANES, r, c, plane);
  show(row, column, 0);
  if (!isOff(column - way)) show(row, column - way, 1);
  for (let c = 0; c < bar(oxygen); c++) show(LAST, c, 7);
  for (let c = 0; c < saved; c++) show(LAST, LAST - 1 - c, 8);
  showAll(shots, out, at, 2, false);
  showAll(bombs, out, at, 4, false);
  showAll(fish, out, at, 5, true);
  showAll(subs, out, at, 6, true);
  showAll(divers, out, at, 9, true);
}

function showAll(of: Swarm, out: Numbers, at: number, plane: number, withTrail: boolean): void {
  for (let i = 0; i < of.count; i++) {
    put(out, at, PLANES, of.rows[i], of.columns[i], plane);
    const behind = of.columns[i] - of.ways[i];
    if (withTrail && !isOff(behind)) put(out, at, PLANES, of.rows[i], behind, 3);
  }
}
