/**
 * The two small gridworlds of Sutton & Barto: the 5 × 5 of Example 3.5 (figures 3.2 and 3.5) and the 4 × 4 of Example 4.1
 * (figure 4.1), with their exact models. States are numbered row by row from the top left; actions are north, south, east, west.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

/** [rows down, columns right]: north, south, east, west. */
const MOVES = [
  [-1, 0],
  [1, 0],
  [0, 1],
  [0, -1],
] as const;
const keys = { ArrowUp: 0, ArrowDown: 1, ArrowRight: 2, ArrowLeft: 3 };

/** The cell in a direction; undefined off the grid. */
function neighbour(s: number, a: number, size: number): number | undefined {
  const row = Math.floor(s / size) + MOVES[a][0];
  const column = (s % size) + MOVES[a][1];
  return row >= 0 && row < size && column >= 0 && column < size ? row * size + column : undefined;
}

export const jumpingGridKnobs = {
  fromA: { default: 10, doc: "Reward of the jump from A to A′, four cells down." },
  fromB: { default: 5, doc: "Reward of the jump from B to B′, two cells down." },
  bump: { default: -1, doc: "Reward of a step off the grid, which leaves one where one is." },
} as const satisfies Knobs;
export type JumpingGridOptions = Partial<ConfigOf<typeof jumpingGridKnobs>>;

export const cornersGridKnobs = {
  size: { default: 4, range: [2, 100], integer: true, doc: "Rows and columns." },
} as const satisfies Knobs;
export type CornersGridOptions = Partial<ConfigOf<typeof cornersGridKnobs>>;

/** All four actions in A lead to A′ with +10, in B to B′ with +5; leaving the grid costs 1. It goes on for ever. */
export function jumpingGridModel(options: JumpingGridOptions = {}): Mdp {
  const { fromA, fromB, bump } = configure(jumpingGridKnobs, options);
  const special: ReadonlyMap<number, readonly [next: number, reward: number]> = new Map([
    [1, [21, fromA]],
    [3, [13, fromB]],
  ]);
  return mdp({
    states: 25,
    actions: 4,
    start: new Float64Array(25).fill(1 / 25),
    transitions: (s, a) => {
      const [jump, reward] = special.get(s) ?? [];
      const next = jump ?? neighbour(s, a, 5);
      return [certain(next ?? s, reward ?? (next === undefined ? bump : 0), false)];
    },
  });
}

/** −1 a step until one of two opposite corners; the walls cost nothing more. */
export function cornersGridModel(options: CornersGridOptions = {}): Mdp {
  const { size } = configure(cornersGridKnobs, options);
  const states = size * size;
  const isCorner = (s: number) => s === 0 || s === states - 1;
  const open = Array.from({ length: states }, (_, s) => (isCorner(s) ? 0 : 1 / (states - 2)));
  return mdp({
    states,
    actions: 4,
    start: open,
    transitions: (s, a) => {
      if (isCorner(s)) return [certain(s, 0, true)];
      const next = neighbour(s, a, size) ?? s;
      return [certain(next, -1, isCorner(next))];
    },
  });
}

const certain = (next: number, reward: number, terminated: boolean): Transition => ({
  probability: 1,
  next,
  reward,
  terminated,
});

/** Example 3.5 as a world. */
export function jumpingGrid(options: JumpingGridOptions = {}): World<MdpState, Discrete, Discrete> {
  const { fromA, fromB, bump } = configure(jumpingGridKnobs, options);
  const scenery: WorldScenery = { family: "jumpingGrid" };
  const letters: Readonly<Record<number, string>> = { 1: "A", 3: "B", 21: "a", 13: "b" };
  return mdpWorld(jumpingGridModel({ fromA, fromB, bump }), {
    id: "JumpingGrid-v1",
    title: `From A jump to a for ${signed(fromA)}, from B to b for ${signed(fromB)}; walls cost ${-bump}.`,
    maxSteps: 100,
    keys,
    text: ({ state }) => picture(5, (s) => (s === state ? "●" : (letters[s] ?? "·"))),
    scenery,
  });
}

/** Example 4.1 as a world. */
export function cornersGrid(options: CornersGridOptions = {}): World<MdpState, Discrete, Discrete> {
  const { size } = configure(cornersGridKnobs, options);
  const last = size * size - 1;
  const scenery: WorldScenery = { family: "cornersGrid", size };
  return mdpWorld(cornersGridModel({ size }), {
    id: "CornersGrid-v1",
    title: "The shortest way to one of two corners.",
    maxSteps: 1000,
    keys,
    text: ({ state }) =>
      picture(size, (s) => (s === state ? "●" : s === 0 || s === last ? "■" : "·")),
    scenery,
  });
}

const signed = (v: number): string => (v > 0 ? `+${v}` : String(v));

function picture(size: number, cell: (s: number) => string): string {
  const row = (r: number) => Array.from({ length: size }, (_, c) => cell(r * size + c)).join(" ");
  return `${Array.from({ length: size }, (_, r) => row(r)).join("\n")}\n`;
}
