/** Checks of minimax: a pile of matches, solved by arithmetic; a game tree by hand; tic-tac-toe. */
import { type Game as BoardGame, ticTacToeGame } from "gradus/envs/book";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { ticTacToeLab } from "../../../04-sutton-barto/labs/tic-tac-toe.ts";
import * as reference from "./reference.ts";

type Game = Pick<BoardGame, "mover" | "moves" | "after" | "winner">;
interface Solution {
  minimax(game: Game, position: number): number;
  bestMoves(game: Game, position: number): number[];
}

/** Take 1, 2 or 3 matches; who takes the last one wins. Position: 2 · matches + (mover − 1). */
const matches: Game = {
  mover: (p) => 1 + (p % 2),
  moves: (p) => [1, 2, 3].filter((n) => n <= Math.floor(p / 2)),
  after: (p, n) => 2 * (Math.floor(p / 2) - n) + ((p + 1) % 2),
  winner: (p) => (p >= 2 ? undefined : p % 2 === 0 ? 2 : 1), // no matches: the other one took the last
};
const pile = (count: number, mover: number): number => 2 * count + mover - 1;

/** A tree of two moves each: player 1 chooses 0 or 1, then player 2; the leaves 3 … 6 are results, −1, 1, 0, 0. */
const tree: Game = {
  mover: (p) => (p === 0 ? 1 : 2),
  moves: (p) => (p < 3 ? [0, 1] : []),
  after: (p, move) => 2 * p + 1 + move,
  winner: (p) => [undefined, undefined, undefined, 2, 1, 0, 0][p],
};

const board = ticTacToeGame();

/** The position after some moves. */
const played = (moves: readonly number[]): number =>
  moves.reduce((position, move) => board.after(position, move), board.start);

/** Both functions, with another rule for going back from the values of the moves. */
function backing(
  back: (values: number[], mover: number) => number,
  over: (winner: number) => number = (winner) => (winner === 1 ? 1 : winner === 2 ? -1 : 0),
): Solution {
  const minimax: Solution["minimax"] = (game, position) => {
    const winner = game.winner(position);
    if (winner !== undefined) return over(winner);
    const values = game.moves(position).map((m) => minimax(game, game.after(position, m)));
    return back(values, game.mover(position));
  };
  const bestMoves: Solution["bestMoves"] = (game, position) => {
    const value = minimax(game, position);
    return game.moves(position).filter((m) => minimax(game, game.after(position, m)) === value);
  };
  return { minimax, bestMoves };
}

const fair = (values: number[], mover: number): number =>
  mover === 1 ? Math.max(...values) : Math.min(...values);

export const minimax = exercise<Solution>({
  id: "05/minimax",
  folder: "05-ucl/exercises/08-minimax",
  title: "Both play their best",
  source: "von Neumann 1928; UCL course on RL (2015), lecture 10",
  functions: ["minimax", "bestMoves"],
  reference,
  cases: [
    {
      name: "the end",
      given:
        "Finished games of tic-tac-toe: player 1 has three in a row, player 2 has, and a draw.",
      run: (f) => ({
        v: [
          f.minimax(board, played([0, 3, 1, 4, 2])),
          f.minimax(board, played([0, 3, 1, 4, 8, 5])),
          f.minimax(board, played([0, 1, 2, 4, 3, 5, 7, 6, 8])),
        ],
      }),
      expected: { v: [1, -1, 0] },
    },
    {
      name: "a small tree",
      given:
        "Player 1 chooses between two replies of player 2: results −1 or 1, and 0 or 0. He gets 0, by his second move.",
      run: (f) => ({
        v: [f.minimax(tree, 0), f.minimax(tree, 1), f.minimax(tree, 2)],
        moves: [
          f.bestMoves(tree, 0),
          f.bestMoves(tree, 1),
          f.bestMoves(tree, 2),
          f.bestMoves(tree, 4),
        ],
      }),
      expected: { v: [0, -1, 0], moves: [[1], [0], [0, 1], []] },
    },
    {
      name: "a pile of matches",
      given:
        "1 to 3 of 1 … 9 matches, the last one wins; the mover loses exactly when 4 divides their number. Player 1 is to move, then player 2.",
      run: (f) => ({
        first: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => f.minimax(matches, pile(n, 1))),
        second: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => f.minimax(matches, pile(n, 2))),
      }),
      expected: {
        first: [1, 1, 1, -1, 1, 1, 1, -1, 1],
        second: [-1, -1, -1, 1, -1, -1, -1, 1, -1],
      },
    },
    {
      name: "the right number of matches",
      given:
        "Of 5, 6, 7 matches the winning move leaves 4; of 8 every move loses. Then the same for player 2.",
      run: (f) => [
        [5, 6, 7, 8].map((n) => f.bestMoves(matches, pile(n, 1))),
        [5, 6, 7, 8].map((n) => f.bestMoves(matches, pile(n, 2))),
      ],
      expected: [
        [[1], [2], [3], [1, 2, 3]],
        [[1], [2], [3], [1, 2, 3]],
      ],
    },
    {
      name: "a fork",
      given:
        "Tic-tac-toe, player 1 in a corner, player 2 beside it in the middle of a side: player 1 wins; in the centre: a draw.",
      run: (f) => ({
        v: [f.minimax(board, played([0, 1])), f.minimax(board, played([0, 4]))],
        answers: f.bestMoves(board, played([0])),
      }),
      expected: { v: [1, 0], answers: [4] },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/tic-tac-toe: perfect players are made from your values, and meet random and learned ones; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          ticTacToeLab,
          { minimax: (game) => remembered((position) => f.minimax(game, position)) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "both players maximise",
      explanation: "Player 2 takes the move that is worst for player 1: min where he is to move.",
      wrong: backing((values) => Math.max(...values)),
    },
    {
      name: "the players exchanged",
      explanation: "Player 1 wants the largest value, player 2 the smallest.",
      wrong: backing((values, mover) => fair(values, 3 - mover)),
    },
    {
      name: "the mean of the moves",
      explanation: "That is the value against a player who moves at random.",
      wrong: backing((values) => values.reduce((a, b) => a + b, 0) / values.length),
    },
    {
      name: "a draw counted as a loss",
      explanation: "winner is 0 for a draw, and a draw is worth 0.",
      wrong: backing(fair, (winner) => (winner === 1 ? 1 : -1)),
    },
    {
      name: "the first move only",
      explanation: "Look at all moves before you choose.",
      wrong: backing((values) => values[0]),
    },
  ],
});

/** Each position asked about once: the lab asks about all 5478 of them. */
function remembered(value: (position: number) => number): (position: number) => number {
  const known = new Map<number, number>();
  return (position) => {
    const v = known.get(position) ?? value(position);
    known.set(position, v);
    return v;
  };
}
