/**
 * The windy gridworld of Sutton & Barto, Example 6.5, and its variants with king's moves (Exercise 6.9) and stochastic wind
 * (Exercise 6.10).
 *
 * 7 × 10 cells; in the middle columns a wind blows the next cell upwards. −1 per step until the goal. States are numbered row by
 * row from the top left; actions are up, right, down, left, then the diagonals clockwise from up-right, then standing still.
 */
import { ValueError } from "../../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const ROWS = 7;
const COLUMNS = 10;
const START = { row: 3, column: 0 };
const GOAL = { row: 3, column: 7 };
/** Cells that the wind blows upwards, by column. */
export const WIND: readonly number[] = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];

/** [rows down, columns right] */
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 1],
  [1, 1],
  [1, -1],
  [-1, -1],
  [0, 0],
] as const;

export interface WindyGridState {
  row: number;
  column: number;
}

export const windyGridKnobs = {
  moves: {
    default: 4,
    range: [4, 9],
    integer: true,
    doc: "4: up, right, down, left; 8: the diagonals too; 9: standing still too.",
  },
  isStochastic: {
    default: false,
    doc: "Where the wind blows, it is one stronger or weaker than its mean, each in a third of the steps (Exercise 6.10).",
  },
} as const satisfies Knobs;
export type WindyGridOptions = Partial<ConfigOf<typeof windyGridKnobs>>;

const names: Readonly<Record<number, string>> = {
  4: "WindyGrid",
  8: "WindyGridKings",
  9: "WindyGridNine",
};

/** On the number keys, places around the 5, as on a keypad. */
const diagonalKeys = { "9": 4, "3": 5, "1": 6, "7": 7 };

export function windyGrid(
  options: WindyGridOptions = {},
): World<WindyGridState, Discrete, Discrete> {
  const { moves, isStochastic } = configure(windyGridKnobs, options);
  const name = names[moves];
  if (name === undefined)
    throw new ValueError(`windyGrid: moves is ${moves}; it must be 4, 8 or 9.`);
  const scenery: WorldScenery = { family: "windyGrid", wind: WIND, moves };
  return {
    id: `${name}${isStochastic ? "Gusts" : ""}-v1`,
    title: `Windy gridworld, ${moves} moves${isStochastic ? ", stochastic wind" : ""}`,
    observationSpace: discrete(ROWS * COLUMNS),
    actionSpace: discrete(moves),
    maxSteps: 10_000,
    create: () => ({ ...START }),
    reset(state) {
      Object.assign(state, START);
    },
    step(state, action, random, outcome) {
      const [down, right] = MOVES[action];
      const mean = WIND[state.column];
      const wind = isStochastic && mean > 0 ? mean + random.integer(3) - 1 : mean;
      state.row = within(state.row + down - wind, ROWS);
      state.column = within(state.column + right, COLUMNS);
      outcome.reward = -1;
      outcome.terminated = state.row === GOAL.row && state.column === GOAL.column;
    },
    observe(state, out, at) {
      out[at] = state.row * COLUMNS + state.column;
    },
    text,
    keys: {
      ...{ ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 },
      ...(moves >= 8 ? diagonalKeys : {}),
      ...(moves === 9 ? { "5": 8 } : {}),
    },
    scenery,
  };
}

const within = (x: number, size: number): number => Math.min(Math.max(x, 0), size - 1);

function text(state: WindyGridState): string {
  const cell = (row: number, column: number) =>
    row === state.row && column === state.column
      ? "●"
      : row === GOAL.row && column === GOAL.column
        ? "G"
        : WIND[column] > 0
          ? "↑"
          : "·";
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: COLUMNS }, (_, column) => cell(row, column)).join(" "),
  );
  return [...rows, WIND.join(" ")].join("\n");
}
