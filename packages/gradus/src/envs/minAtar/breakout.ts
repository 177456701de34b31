/**
 * MinAtar's Breakout: a paddle keeps a ball in play that breaks three rows of bricks. +1 a brick; it ends when the ball is lost.
 *
 * The ball moves one cell along a diagonal in each step. At a side wall it stays in its column for a step and turns; so it does at
 * the ceiling, in its row. Where it would enter a brick, the brick goes and the ball turns up or down instead of entering; right
 * after that it passes through bricks for one step. Above the paddle it turns up; it goes back where it came from if only the cell
 * that it was heading for is over the paddle. Once all bricks are gone, three new rows come when the ball is next at the bottom.
 *
 * Observation [10, 10, 4]: paddle, ball, where the ball was before, bricks.
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
  minAtarKnobs,
  type Playing,
  put,
  SIZE,
} from "./common.ts";

export const breakoutKnobs = minAtarKnobs;
export type BreakoutConfig = ConfigOf<typeof breakoutKnobs>;

const PLANES = 4;
const GLYPHS = ["▀", "●", "∘", "▒"];
const [TOP_BRICKS, BRICK_ROWS] = [1, 3];
const START_ROW = 3;
const START_PADDLE = 4;

export interface BreakoutState extends Playing {
  /** Column; it is in the last row. */
  paddle: number;
  row: number;
  column: number;
  /** Where the ball goes: 1 or −1. */
  down: number;
  right: number;
  /** Where the ball was a step ago. */
  lastRow: number;
  lastColumn: number;
  /** The last step broke a brick. */
  struck: boolean;
  /** 1 where a brick is, row by row from the second row of the board. */
  bricks: Uint8Array;
  /** How many are left. */
  left: number;
}

export function breakout(overrides: Partial<BreakoutConfig> = {}): MinAtarWorld<BreakoutState> {
  const {
    actionSpace,
    keys,
    moves: known,
    move,
  } = controls(["stay", "left", "right"], configure(breakoutKnobs, overrides));
  const scenery: WorldScenery = { family: "minAtarBreakout", moves: known };
  const world: MinAtarWorld<BreakoutState> = {
    id: "MinAtar/Breakout-v1",
    title: "Keep a ball in play that breaks bricks.",
    observationSpace: boardSpace(PLANES),
    actionSpace,
    maxSteps: Infinity,
    create: () => ({
      ...{
        lastMove: 0,
        paddle: 0,
        row: 0,
        column: 0,
        down: 0,
        right: 0,
        lastRow: 0,
        lastColumn: 0,
      },
      ...{ struck: false, bricks: new Uint8Array(BRICK_ROWS * SIZE), left: 0 },
    }),
    reset(state, random) {
      const isRight = random.integer(2) === 1;
      state.lastMove = 0;
      state.paddle = START_PADDLE;
      state.row = state.lastRow = START_ROW;
      state.column = state.lastColumn = isRight ? LAST : 0;
      state.down = 1;
      state.right = isRight ? -1 : 1;
      state.struck = false;
      lay(state);
    },
    step(state, action, random, outcome) {
      const done = move(state, action, random);
      if (done === "left") state.paddle = Math.max(state.paddle - 1, 0);
      if (done === "right") state.paddle = Math.min(state.paddle + 1, LAST);
      fly(state, outcome);
    },
    observe({ paddle, row, column, lastRow, lastColumn, bricks }, out, at) {
      out.fill(0, at, at + SIZE * SIZE * PLANES);
      put(out, at, PLANES, LAST, paddle, 0);
      put(out, at, PLANES, row, column, 1);
      put(out, at, PLANES, lastRow, lastColumn, 2);
      for (let i = 0; i < bricks.length; i++) {
        if (bricks[i] === 1) out[at + (TOP_BRICKS * SIZE + i) * PLANES + 3] = 1;
      }
    },
    keys,
    scenery,
    text: (state) => boardText(world, state, GLYPHS),
  };
  return world;
}

/** Three full rows. */
function lay(state: BreakoutState): void {
  state.bricks.fill(1);
  state.left = state.bricks.length;
}

/** One step of the ball. */
function fly(state: BreakoutState, outcome: Outcome): void {
  const { row, column, bricks, paddle } = state;
  outcome.reward = 0;
  outcome.terminated = false;
  state.lastRow = row;
  state.lastColumn = column;
  let next = row + state.down;
  const aside = column + state.right;
  const aim = Math.min(Math.max(aside, 0), LAST);
  if (aim !== aside) state.right = -state.right;
  const brick = (next - TOP_BRICKS) * SIZE + aim;
  const hasBrick = next >= TOP_BRICKS && next < TOP_BRICKS + BRICK_ROWS && bricks[brick] === 1;
  const strikes = hasBrick && !state.struck;
  state.struck = strikes;
  if (next < 0) {
    next = row;
    state.down = 1;
  } else if (strikes) {
    bricks[brick] = 0;
    state.left--;
    outcome.reward = 1;
    next = row;
    state.down = -state.down;
  } else if (next === LAST) {
    if (state.left === 0) lay(state);
    if (paddle === column || paddle === aim) {
      if (paddle !== column) state.right = -state.right;
      next = row;
      state.down = -1;
    } else outcome.terminated = true;
  }
  state.row = next;
  state.column = aim;
}
