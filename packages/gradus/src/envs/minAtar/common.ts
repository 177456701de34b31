/**
 * What the MinAtar games share: a board of 10 × 10 cells seen as planes of bits, six actions, and two ways to be harder.
 *
 * Young & Tian 2019, "MinAtar: an Atari-inspired testbed for thorough and reproducible reinforcement learning experiments"
 * (arXiv:1903.03176). The rules are written from that description and from recorded games; `minAtar.test.ts` shows that every
 * frame, reward and ending of those games follows from them.
 */
import type { ConfigOf, Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import {
  type Box,
  box,
  type Discrete,
  discrete,
  flatArray,
  type Numbers,
} from "../../env/space.ts";
import type { World } from "../../env/world.ts";

/** Rows and columns of the board. */
export const SIZE = 10;
export const LAST = SIZE - 1;

/** The six actions in the order of the numbers that MinAtar gives them. */
export const moves = ["stay", "left", "up", "right", "down", "fire"] as const;
export type Move = (typeof moves)[number];

export const minAtarKnobs = {
  sticky: {
    default: 0.1,
    range: [0, 1],
    doc: "Probability that the action before is done again instead of the chosen one (Machado et al. 2018).",
  },
  actions: {
    default: "minimal",
    choices: ["minimal", "all"],
    doc: "minimal: only the actions that do something in the game; all: the six of every game, as in the paper.",
  },
} as const satisfies Knobs;

export const rampingKnobs = {
  ...minAtarKnobs,
  ramping: { default: true, doc: "The game becomes faster as it goes on." },
} as const satisfies Knobs;

export type MinAtarConfig = ConfigOf<typeof minAtarKnobs>;
export type RampingConfig = ConfigOf<typeof rampingKnobs>;

/** What every state has: the number of the move done last, for sticky actions. */
export interface Playing {
  lastMove: number;
}

/** Which moves the actions of a game stand for, and what decides the move. */
export interface Controls {
  readonly actionSpace: Discrete;
  /** What each action means. */
  readonly moves: readonly Move[];
  readonly keys: Readonly<Record<string, number>>;
  /** The move that is done: the chosen one, or with the probability of `sticky` the last one again. */
  move(state: Playing, action: number, random: Rng): Move;
}

const keyOf: Readonly<Record<Move, string>> = {
  stay: "s",
  left: "ArrowLeft",
  up: "ArrowUp",
  right: "ArrowRight",
  down: "ArrowDown",
  fire: " ",
};

/** @param useful the moves that do something in the game, in the order of `moves` */
export function controls(useful: readonly Move[], { sticky, actions }: MinAtarConfig): Controls {
  const known = actions === "all" ? moves : useful;
  const numbers = known.map((move) => moves.indexOf(move));
  return {
    actionSpace: discrete(numbers.length),
    moves: known,
    keys: Object.fromEntries(known.map((move, i) => [keyOf[move], i])),
    move(state, action, random) {
      if (sticky === 0 || random.random() >= sticky) state.lastMove = numbers[action];
      return moves[state.lastMove];
    },
  };
}

/** What is seen: 1 where a plane has something, [row, column, plane]. */
export const boardSpace = (planes: number): Box => box(0, 1, [SIZE, SIZE, planes], "uint8");

export type MinAtarWorld<State> = World<State, Box, Discrete>;

/** A state for a terminal: in each cell the character of the first plane that has something there. */
export function boardText<State>(
  world: Pick<MinAtarWorld<State>, "observationSpace" | "observe">,
  state: State,
  glyphs: readonly string[],
): string {
  const bits = flatArray(world.observationSpace);
  world.observe(state, bits, 0);
  const cell = (i: number): string =>
    glyphs.find((_, plane) => bits[i * glyphs.length + plane] === 1) ?? "·";
  const cells = Array.from({ length: SIZE }, (_, column) => column);
  const row = (r: number): string => cells.map((c) => cell(r * SIZE + c)).join(" ");
  return `${cells.map(row).join("\n")}\n`;
}

/** Writes a bit of an observation. */
export function put(
  out: Numbers,
  at: number,
  planes: number,
  row: number,
  column: number,
  plane: number,
): void {
  out[at + (row * SIZE + column) * planes + plane] = 1;
}
