/**
 * Catch: a ball falls down a board of 10 × 5, a paddle at the bottom catches it, or not.
 *
 * Mnih et al. 2014 (arXiv:1406.6247), as bsuite's catch (Osband et al. 2020, arXiv:1908.03568). Actions: 0 left, 1 stay, 2 right; in
 * each step the paddle moves first, then the ball falls one row. The last step of `rows − 1` brings +1 or −1. The observation is
 * the board: 1 where ball and paddle are. Best return 1. Random play catches in one of `columns` games: its steps are as likely to
 * lead from i to j as from j to i, so that where the paddle ends is independent of where the ball is, and the mean return is
 * 2 / columns − 1 = −0.6.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const catchKnobs = {
  rows: { default: 10, range: [2, 1000], integer: true, doc: "Height of the board." },
  columns: { default: 5, range: [1, 1000], integer: true, doc: "Width of the board." },
} as const satisfies Knobs;
export type CatchConfig = ConfigOf<typeof catchKnobs>;

export interface CatchState {
  ballRow: number;
  ballColumn: number;
  /** The paddle's column; it is in the last row. */
  paddle: number;
}

export function catchBall(overrides: Partial<CatchConfig> = {}): World<CatchState, Box, Discrete> {
  const { rows, columns } = configure(catchKnobs, overrides);
  const scenery: WorldScenery = { family: "catch", rows, columns };
  return {
    id: "Catch-v1",
    title: "Catch a falling ball.",
    observationSpace: box(0, 1, [rows, columns]),
    actionSpace: discrete(3),
    maxSteps: Infinity,
    solvedAt: 1,
    create: () => ({ ballRow: 0, ballColumn: 0, paddle: 0 }),
    reset(state, random) {
      state.ballRow = 0;
      state.ballColumn = random.integer(columns);
      state.paddle = columns >> 1;
    },
    step(state, action, _, outcome) {
      state.paddle = Math.min(Math.max(state.paddle + action - 1, 0), columns - 1);
      state.ballRow++;
      outcome.terminated = state.ballRow === rows - 1;
      outcome.reward = outcome.terminated ? (state.paddle === state.ballColumn ? 1 : -1) : 0;
    },
    observe({ ballRow, ballColumn, paddle }, out, at) {
      out.fill(0, at, at + rows * columns);
      out[at + ballRow * columns + ballColumn] = 1;
      out[at + (rows - 1) * columns + paddle] = 1;
    },
    text: (state) => text(state, rows, columns),
    keys: { ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2 },
    scenery,
  };
}

function text({ ballRow, ballColumn, paddle }: CatchState, rows: number, columns: number): string {
  const cell = (r: number, c: number) =>
    r === ballRow && c === ballColumn ? "●" : r === rows - 1 && c === paddle ? "▀" : "·";
  const row = (r: number) => Array.from({ length: columns }, (_, c) => cell(r, c)).join(" ");
  return `${Array.from({ length: rows }, (_, r) => row(r)).join("\n")}\n`;
}
