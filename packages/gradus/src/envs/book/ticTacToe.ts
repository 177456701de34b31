/**
 * Tic-tac-toe. Sutton & Barto, section 1.5.
 *
 * A position is a number in base 3, cell 0 (top left) the lowest digit: 0 empty, 1 X, 2 O. X moves first. The game as such is for
 * self-play and enumeration; the world is the game against a given opponent.
 */

import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const POSITIONS = 19_683; // 3⁹
const powers = [1, 3, 9, 27, 81, 243, 729, 2187, 6561];
const lines = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
] as const;

const at = (position: number, cell: number): number => Math.floor(position / powers[cell]) % 3;

function analyse(position: number) {
  const board = Array.from({ length: 9 }, (_, cell) => at(position, cell));
  const line = lines.find(
    ([a, b, c]) => board[a] !== 0 && board[a] === board[b] && board[b] === board[c],
  );
  const empty = board.flatMap((mark, cell) => (mark === 0 ? [cell] : []));
  // X has moved as often as O when it is X's turn
  const mover = board.filter((m) => m === 1).length === board.filter((m) => m === 2).length ? 1 : 2;
  const winner = line === undefined ? (empty.length === 0 ? 0 : undefined) : board[line[0]];
  return { winner, mover, moves: winner === undefined ? empty : [] };
}

/** The rules, as self-play needs them (tabular/selfPlay.ts). Players are 1 and 2. */
export interface Game {
  /** How many numbers positions may have, and the first of them. */
  readonly positions: number;
  readonly actions: number;
  readonly start: number;
  /** Who moves: 1 or 2. */
  mover(position: number): number;
  /** The actions of the mover; none when the game is over. */
  moves(position: number): readonly number[];
  /** The position after a move. */
  after(position: number, move: number): number;
  /** 1 or 2, or 0 for a draw; undefined while the game goes on. */
  winner(position: number): number | undefined;
}

export function ticTacToeGame(): Game {
  const known = new Array<ReturnType<typeof analyse> | undefined>(POSITIONS);
  const facts = (position: number) => (known[position] ??= analyse(position));
  return {
    positions: POSITIONS,
    actions: 9,
    start: 0,
    mover: (position) => facts(position).mover,
    moves: (position) => facts(position).moves,
    after: (position, cell) => position + powers[cell] * facts(position).mover,
    winner: (position) => facts(position).winner,
  };
}

/** All positions that can occur. */
export function reachable(game: Game): number[] {
  const seen = new Set<number>([game.start]);
  for (const position of seen)
    for (const move of game.moves(position)) seen.add(game.after(position, move));
  return [...seen];
}

/** Outcomes of all games, in order of play: how many, by winner. */
export interface Tally {
  readonly first: number;
  readonly second: number;
  readonly draw: number;
}

/** How often each player wins where both choose as told: weights of the moves in a position, which need not sum to 1. */
export function tally(
  game: Game,
  weights: (position: number, moves: readonly number[]) => readonly number[],
): Tally {
  const known = new Map<number, Tally>();
  const of = (position: number): Tally => {
    const winner = game.winner(position);
    if (winner !== undefined)
      return {
        first: winner === 1 ? 1 : 0,
        second: winner === 2 ? 1 : 0,
        draw: winner === 0 ? 1 : 0,
      };
    const found = known.get(position);
    if (found !== undefined) return found;
    let sum: Tally = { first: 0, second: 0, draw: 0 };
    const moves = game.moves(position);
    const w = weights(position, moves);
    moves.forEach((move, i) => {
      const { first, second, draw } =
        w[i] === 0 ? { first: 0, second: 0, draw: 0 } : of(game.after(position, move));
      sum = {
        first: sum.first + w[i] * first,
        second: sum.second + w[i] * second,
        draw: sum.draw + w[i] * draw,
      };
    });
    known.set(position, sum);
    return sum;
  };
  return of(game.start);
}

/** The value of a position for player 1 if both play perfectly: 1, 0 or −1. */
export function minimax(game: Game): (position: number) => number {
  const known = new Map<number, number>();
  const value = (position: number): number => {
    const winner = game.winner(position);
    if (winner !== undefined) return winner === 1 ? 1 : winner === 2 ? -1 : 0;
    const found = known.get(position);
    if (found !== undefined) return found;
    const values = game.moves(position).map((move) => value(game.after(position, move)));
    const best = game.mover(position) === 1 ? Math.max(...values) : Math.min(...values);
    known.set(position, best);
    return best;
  };
  return value;
}

/** The moves that keep the value of a position. */
export function perfectMoves(
  game: Game,
  value: (position: number) => number,
  position: number,
): number[] {
  return game
    .moves(position)
    .filter((move) => value(game.after(position, move)) === value(position));
}

export interface TicTacToeState {
  position: number;
}

export const ticTacToeKnobs = {
  opponent: {
    default: "random",
    choices: ["random", "perfect"],
    doc: "random plays any move, perfect any of the best.",
  },
} as const satisfies Knobs;
export type TicTacToeOptions = Partial<ConfigOf<typeof ticTacToeKnobs>>;

/**
 * The game as X: reward 1 for a win, −1 for a loss, 0 for a draw. Action: the cell, 0 … 8 row by row. The world carries the rules
 * along, so that self-play can use it.
 */
export function ticTacToe(
  options: TicTacToeOptions = {},
): World<TicTacToeState, Discrete, Discrete> & Game {
  const { opponent } = configure(ticTacToeKnobs, options);
  const scenery: WorldScenery = { family: "ticTacToe" };
  const game = ticTacToeGame();
  const value = minimax(game);
  const answer = (position: number, random: Rng): number => {
    const moves =
      opponent === "perfect" ? perfectMoves(game, value, position) : game.moves(position);
    return game.after(position, moves[random.integer(moves.length)]);
  };
  return {
    ...game,
    id: opponent === "perfect" ? "TicTacToePerfect-v1" : "TicTacToe-v1",
    title: `Three in a row, against ${opponent === "perfect" ? "a perfect" : "a random"} player.`,
    observationSpace: discrete(POSITIONS),
    actionSpace: discrete(9),
    maxSteps: Infinity,
    create: () => ({ position: 0 }),
    reset(state) {
      state.position = game.start;
    },
    step(state, cell, random, outcome) {
      const isLegal = at(state.position, cell) === 0;
      if (isLegal) state.position = game.after(state.position, cell);
      if (isLegal && game.winner(state.position) === undefined)
        state.position = answer(state.position, random);
      const winner = game.winner(state.position);
      outcome.terminated = !isLegal || winner !== undefined; // a move onto a mark loses the game
      outcome.reward = !isLegal || winner === 2 ? -1 : winner === 1 ? 1 : 0;
    },
    observe: ({ position }, out, i) => {
      out[i] = position;
    },
    mask({ position }, out, i) {
      for (let cell = 0; cell < 9; cell++) out[i + cell] = at(position, cell) === 0 ? 1 : 0;
    },
    text: ({ position }) => board(position),
    keys: Object.fromEntries(Array.from({ length: 9 }, (_, cell) => [String(cell + 1), cell])),
    scenery,
  };
}

function board(position: number): string {
  const row = (r: number) => [0, 1, 2].map((c) => "·XO"[at(position, 3 * r + c)]).join(" ");
  return `${[0, 1, 2].map(row).join("\n")}\n`;
}
