/**
 * Deep sea: N × N cells; each step sinks one row, and only N steps to the right in a row lead to the treasure. Who explores by
 * chance needs 2ᴺ episodes to find it once.
 *
 * Osband et al. 2019 (JMLR 20, "Deep exploration via randomized value functions"), as bsuite's deep_sea (arXiv:1908.03568). A step
 * to the right costs 0.01 / N, a step to the left nothing; going right in the last column, which is reached only in the last row,
 * earns 1. Which of the actions 0 and 1 means right is drawn once for each cell. Best return 1 − 0.01 = 0.99; random play gets
 * 2⁻ᴺ − 0.005 on average.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import { type Mdp, mdp } from "../../env/mdp.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const deepSeaKnobs = {
  size: { default: 10, symbol: "N", range: [2, 100], integer: true, doc: "Rows and columns." },
  randomiseActions: {
    default: true,
    doc: "Whether the meaning of the actions is drawn for each cell; if not, 1 is right everywhere.",
  },
  mappingSeed: {
    default: 42,
    range: [0, 2 ** 32 - 1],
    integer: true,
    doc: "Seed of the meanings of the actions; they are the same in all episodes.",
  },
  moveCost: {
    default: 0.01,
    range: [0, 1],
    doc: "N times the cost of a step to the right.",
  },
} as const satisfies Knobs;
export type DeepSeaConfig = ConfigOf<typeof deepSeaKnobs>;

/** Row N is the bottom of the sea, where episodes end. */
export interface DeepSeaState {
  row: number;
  column: number;
}

/** The observation is the board: 1 where the diver is; all 0 at the bottom. */
export function deepSea(
  overrides: Partial<DeepSeaConfig> = {},
): World<DeepSeaState, Box, Discrete> {
  const sea = frame(overrides);
  return {
    ...sea.world,
    id: "DeepSea-v1",
    observationSpace: box(0, 1, [sea.size, sea.size]),
    observe({ row, column }, out, at) {
      out.fill(0, at, at + sea.size * sea.size);
      if (row < sea.size) out[at + row * sea.size + column] = 1;
    },
  };
}

/** The same with numbered states, for tables: row · N + column, and N² at the bottom. */
export function deepSeaTable(
  overrides: Partial<DeepSeaConfig> = {},
): World<DeepSeaState, Discrete, Discrete> {
  const sea = frame(overrides);
  return {
    ...sea.world,
    id: "DeepSeaTable-v1",
    observationSpace: discrete(sea.size * sea.size + 1),
    observe(state, out, at) {
      out[at] = sea.numberOf(state);
    },
  };
}

function frame(overrides: Partial<DeepSeaConfig>) {
  const { size, randomiseActions, mappingSeed, moveCost } = configure(deepSeaKnobs, overrides);
  const draws = rng(mappingSeed);
  const isRight = Array.from({ length: size * size }, () =>
    randomiseActions ? draws.integer(2) : 1,
  );
  const cost = moveCost / size;
  const numberOf = ({ row, column }: DeepSeaState) => Math.min(row * size + column, size * size);
  const scenery: WorldScenery = { family: "deepSea", size, isRight };
  let model: Mdp | undefined;

  /** Where an action leads from a cell, and what it brings. */
  function dive(row: number, column: number, action: number) {
    const goesRight = action === isRight[row * size + column];
    const isTreasure = goesRight && column === size - 1;
    const next = goesRight ? Math.min(column + 1, size - 1) : Math.max(column - 1, 0);
    const reward = (isTreasure ? 1 : 0) - (goesRight ? cost : 0);
    return { column: next, reward, terminated: row + 1 === size };
  }
  const world = {
    title: "Dive for a treasure that only many right steps in a row find.",
    actionSpace: discrete(2),
    maxSteps: Infinity,
    solvedAt: 1 - moveCost,
    create: (): DeepSeaState => ({ row: 0, column: 0 }),
    reset(state: DeepSeaState) {
      state.row = 0;
      state.column = 0;
    },
    step(state, action, _, outcome) {
      const { column, reward, terminated } = dive(state.row, state.column, action);
      state.row++;
      state.column = column;
      outcome.reward = reward;
      outcome.terminated = terminated;
    },
    text: ({ row, column }: DeepSeaState) => text(row, column, size),
    keys: { ArrowLeft: 0, ArrowRight: 1 },
    model: () => (model ??= deepSeaModel(size, dive)),
    modelState: numberOf,
    scenery,
  } satisfies Omit<World<DeepSeaState, Box, Discrete>, "id" | "observationSpace" | "observe">;
  return { size, numberOf, world };
}

type Dive = (
  row: number,
  column: number,
  action: number,
) => { column: number; reward: number; terminated: boolean };

/** Exact; the bottom, state N², leads to itself. */
function deepSeaModel(size: number, dive: Dive): Mdp {
  const bottom = size * size;
  return mdp({
    states: bottom + 1,
    actions: 2,
    start: 0,
    transitions: (s, a) => {
      if (s === bottom) return [{ probability: 1, next: bottom, reward: 0, terminated: true }];
      const row = Math.floor(s / size);
      const { column, reward, terminated } = dive(row, s % size, a);
      const next = terminated ? bottom : (row + 1) * size + column;
      return [{ probability: 1, next, reward, terminated }];
    },
  });
}

function text(row: number, column: number, size: number): string {
  const cell = (r: number, c: number) =>
    r === row && c === column ? "●" : r === size - 1 && c === size - 1 ? "$" : c > r ? " " : "~";
  const line = (r: number) =>
    Array.from({ length: size }, (_, c) => cell(r, c))
      .join(" ")
      .trimEnd();
  return `${Array.from({ length: size }, (_, r) => line(r)).join("\n")}\n`;
}
