/**
 * Mazes drawn as text, which may change with time: the Dyna maze (Sutton & Barto, 2nd ed., Example 8.1), the blocking and the
 * shortcut maze (Examples 8.2 and 8.3), and finer and finer copies of the Dyna maze (Example 8.4).
 *
 * +1 for reaching a goal, which ends the episode, 0 otherwise. A step into a wall or off the map leaves one where one is. States
 * are numbered row by row from the top left, walls included; actions are up, right, down, left. When a maze changes, the change is
 * part of its state: the clock runs on from episode to episode.
 */
import { ValueError } from "../../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export interface MazeState {
  at: number;
  /** Of a changing maze: steps of all episodes since the state was created. */
  time: number;
}

/** Rows of equal length: S the start, G goals, # walls, anything else floor. */
export type MazeMap = readonly string[];

export interface MazeOptions {
  readonly id: string;
  readonly title: string;
  readonly map: MazeMap;
  /** The map that holds from step `after` on; same size, same start. */
  readonly later?: { readonly map: MazeMap; readonly after: number };
  readonly maxSteps?: number;
}

interface Plan {
  readonly columns: number;
  readonly start: number;
  /** [cell · 4 + action]: where the step ends. */
  readonly next: Int32Array;
  readonly isGoal: readonly boolean[];
}

/** Up, right, down, left as [rows, columns]. */
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

/** @throws ValueError for a map without start or goal, or with rows of different lengths */
export function maze({
  id,
  title,
  map,
  later,
  maxSteps = 10_000,
}: MazeOptions): World<MazeState, Discrete, Discrete> {
  const first = planOf(id, map);
  const second = later === undefined ? first : planOf(id, later.map);
  const change = later?.after ?? Infinity;
  if (second.next.length !== first.next.length || second.start !== first.start) {
    throw new ValueError(
      `${id}: both maps of a changing maze must have the same size and the same start.`,
    );
  }
  const scenery: WorldScenery =
    later === undefined
      ? { family: "maze", map, after: Infinity }
      : { family: "maze", map, later: later.map, after: change };
  return {
    id,
    title,
    observationSpace: discrete(first.isGoal.length),
    actionSpace: discrete(MOVES.length),
    maxSteps,
    create: () => ({ at: first.start, time: 0 }),
    reset(state) {
      state.at = first.start;
      if (later === undefined) state.time = 0; // else the clock runs on: that is the point of a changing maze
    },
    step(state, action, _, outcome) {
      const plan = state.time >= change ? second : first;
      if (later !== undefined) state.time++;
      state.at = plan.next[state.at * MOVES.length + action];
      outcome.terminated = plan.isGoal[state.at];
      outcome.reward = outcome.terminated ? 1 : 0;
    },
    observe(state, out, at) {
      out[at] = state.at;
    },
    text: (state) => drawn(later !== undefined && state.time >= change ? later.map : map, state.at),
    keys: { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 },
    scenery,
  };
}

function planOf(id: string, map: MazeMap): Plan {
  const rows = map.length;
  const columns = map[0]?.length ?? 0;
  const odd = map.findIndex((row) => row.length !== columns);
  if (rows === 0 || columns === 0 || odd >= 0)
    throw new ValueError(
      `${id}: the rows of a map must be equally long; row ${Math.max(odd, 0)} is not.`,
    );
  const cells = [...map.join("")];
  if (cells.filter((c) => c === "S").length !== 1)
    throw new ValueError(`${id}: a map needs exactly one start, S.`);
  if (!cells.includes("G"))
    throw new ValueError(`${id}: the map has no goal; write G where an episode ends.`);
  const next = new Int32Array(cells.length * MOVES.length);
  cells.forEach((_, cell) => {
    MOVES.forEach(([down, right], action) => {
      const row = Math.floor(cell / columns) + down;
      const column = (cell % columns) + right;
      const isFree =
        row >= 0 && row < rows && column >= 0 && column < columns && map[row][column] !== "#";
      next[cell * MOVES.length + action] = isFree ? row * columns + column : cell;
    });
  });
  return { columns, start: cells.indexOf("S"), next, isGoal: cells.map((c) => c === "G") };
}

function drawn(map: MazeMap, at: number): string {
  const columns = map[0].length;
  return map
    .map((row, r) =>
      [...row]
        .map((c, i) => (r * columns + i === at ? "●" : c === "#" ? "█" : c === "." ? "·" : c))
        .join(" "),
    )
    .join("\n");
}

const DYNA_MAZE: MazeMap = [
  ".......#G", //
  "..#....#.",
  "S.#....#.",
  "..#......",
  ".....#...",
  ".........",
];

export const dynaMazeKnobs = {
  factor: {
    default: 1,
    range: [1, 100],
    integer: true,
    doc: "Cuts each cell into factor × factor, as in Example 8.4; episodes then have no time limit.",
  },
} as const satisfies Knobs;

/** When a changing maze changes: a row of its table of knobs. */
const changeKnobs = <const After extends number>(after: After) =>
  ({
    after: {
      default: after,
      range: [0, 1e9],
      integer: true,
      doc: "Steps, of all episodes, before the maze changes.",
    },
  }) as const satisfies Knobs;
export const blockingMazeKnobs = changeKnobs(1000);
export const shortcutMazeKnobs = changeKnobs(3000);

/** Example 8.1: 47 states, the shortest way takes 14 steps. */
export const dynaMaze = () =>
  maze({ id: "DynaMaze-v1", title: "The Dyna maze: 14 steps to the goal", map: DYNA_MAZE });

const BLOCKED_ON_THE_LEFT: MazeMap = [
  "........G", //
  ".........",
  ".........",
  ".########",
  ".........",
  "...S.....",
];
const BLOCKED_ON_THE_RIGHT: MazeMap = BLOCKED_ON_THE_LEFT.map((row) =>
  row[1] === "#" ? "########." : row,
);
const BOTH_OPEN: MazeMap = BLOCKED_ON_THE_LEFT.map((row) => (row[1] === "#" ? ".#######." : row));

/** Example 8.2: after 1000 steps the short way on the right is walled up, and a longer one on the left opens. */
export const blockingMaze = (after = 1000) =>
  maze({
    id: "BlockingMaze-v1",
    title: `The blocking maze: the way moves from right to left after ${after} steps`,
    map: BLOCKED_ON_THE_RIGHT,
    later: { map: BLOCKED_ON_THE_LEFT, after },
  });

/** Example 8.3: after 3000 steps a shorter way opens on the right; the long one on the left stays. */
export const shortcutMaze = (after = 3000) =>
  maze({
    id: "ShortcutMaze-v1",
    title: `The shortcut maze: a shorter way opens after ${after} steps`,
    map: BLOCKED_ON_THE_LEFT,
    later: { map: BOTH_OPEN, after },
  });

/** The three mazes with their knobs, as a table of worlds needs them. */
export const dynaMazeOf = (options: Partial<ConfigOf<typeof dynaMazeKnobs>> = {}) => {
  const { factor } = configure(dynaMazeKnobs, options);
  return factor === 1 ? dynaMaze() : fineMaze(factor);
};
export const blockingMazeOf = (options: Partial<ConfigOf<typeof blockingMazeKnobs>> = {}) =>
  blockingMaze(configure(blockingMazeKnobs, options).after);
export const shortcutMazeOf = (options: Partial<ConfigOf<typeof shortcutMazeKnobs>> = {}) =>
  shortcutMaze(configure(shortcutMazeKnobs, options).after);

/** Example 8.4: each cell of the Dyna maze cut into factor × factor; the start is the top left part of the old one. */
export function fineMaze(factor: number): World<MazeState, Discrete, Discrete> {
  if (!(Number.isInteger(factor) && factor >= 1))
    throw new ValueError(
      `fineMaze: the factor is ${factor}; it must be a whole number of at least 1.`,
    );
  return maze({
    id: `DynaMazeFine${factor}-v1`,
    title: `The Dyna maze, ${factor} times finer`,
    map: DYNA_MAZE.flatMap((row) =>
      Array.from({ length: factor }, (_, i) => refined(row, factor, i === 0)),
    ),
    maxSteps: Infinity,
  });
}

function refined(row: string, factor: number, isTop: boolean): string {
  return [...row]
    .map((c) => (c === "S" ? (isTop ? "S" : ".") + ".".repeat(factor - 1) : c.repeat(factor)))
    .join("");
}
