/**
 * The two small gridworlds of Sutton & Barto: the 5 × 5 of Example 3.5 (figures 3.2 and 3.5) and the 4 × 4 of Example 4.1
 * (figure 4.1), with their exact models. States are numbered row by row from the top left; actions are north, south, east, west.
 */
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";

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

/** All four actions in A lead to A′ with +10, in B to B′ with +5; leaving the grid costs 1. It goes on for ever. */
const special: ReadonlyMap<number, readonly [next: number, reward: number]> = new Map([
  [1, [21, 10]],
  [3, [13, 5]],
]);

export function jumpingGridModel(): Mdp {
  return mdp({
    states: 25,
    actions: 4,
    start: new Float64Array(25).fill(1 / 25),
    transitions: (s, a) => {
      const [jump, reward] = special.get(s) ?? [];
      const next = jump ?? neighbour(s, a, 5);
      return [certain(next ?? s, reward ?? (next === undefined ? -1 : 0), false)];
    },
  });
}

/** −1 a step until one of two opposite corners; the walls cost nothing more. */
export function cornersGridModel(): Mdp {
  const isCorner = (s: number) => s === 0 || s === 15;
  const open = Array.from({ length: 16 }, (_, s) => (isCorner(s) ? 0 : 1 / 14));
  return mdp({
    states: 16,
    actions: 4,
    start: open,
    transitions: (s, a) => {
      if (isCorner(s)) return [certain(s, 0, true)];
      const next = neighbour(s, a, 4) ?? s;
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
export function jumpingGrid(): World<MdpState, Discrete, Discrete> {
  const letters: Readonly<Record<number, string>> = { 1: "A", 3: "B", 21: "a", 13: "b" };
  return mdpWorld(jumpingGridModel(), {
    id: "JumpingGrid-v1",
    title: "From A jump to a for +10, from B to b for +5; walls cost 1.",
    maxSteps: 100,
    keys,
    text: ({ state }) => picture(5, (s) => (s === state ? "●" : (letters[s] ?? "·"))),
  });
}

/** Example 4.1 as a world. */
export function cornersGrid(): World<MdpState, Discrete, Discrete> {
  return mdpWorld(cornersGridModel(), {
    id: "CornersGrid-v1",
    title: "The shortest way to one of two corners.",
    maxSteps: 1000,
    keys,
    text: ({ state }) => picture(4, (s) => (s === state ? "●" : s === 0 || s === 15 ? "■" : "·")),
  });
}

function picture(size: number, cell: (s: number) => string): string {
  const row = (r: number) => Array.from({ length: size }, (_, c) => cell(r * size + c)).join(" ");
  return `${Array.from({ length: size }, (_, r) => row(r)).join("\n")}\n`;
}
