/**
 * Learning a game by playing against oneself, with values of afterstates. Sutton & Barto, 2nd ed., section 1.5.
 *
 *     V(Sₜ) ← V(Sₜ) + α [V(Sₜ₊₁) − V(Sₜ)]
 *
 * Each player has a table of the positions it leaves to its opponent: the probability of winning from there. It moves to the
 * highest value, or with probability ε anywhere; after a greedy move the value of its previous position moves towards the new one's.
 * An exploring move teaches nothing. A draw counts one half: the book counts it as a loss, and then a player that cannot win does
 * not care whether it loses.
 */
import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";

/** A game of two players, 1 and 2, whose positions have numbers. */
export interface PositionGame {
  readonly positions: number;
  readonly start: number;
  mover(position: number): number;
  /** The moves that can be made; none when the game is over. */
  moves(position: number): readonly number[];
  after(position: number, move: number): number;
  /** 1 or 2, or 0 for a draw; undefined while the game goes on. */
  winner(position: number): number | undefined;
}

/** A world that also has the rules of its game. @throws ValueError for any other world */
export function asGame(world: object & { readonly id: string }): PositionGame {
  if ("winner" in world && "after" in world) return world as object as PositionGame;
  throw new ValueError(
    `${world.id}: self-play needs the rules of a game of two players, as TicTacToe-v1 has. Use q-learning here.`,
  );
}

export const selfPlayKnobs = {
  alpha: { default: 0.1, symbol: "α", range: [0, 1], doc: "Step size." },
  epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of exploring moves." },
  initial: {
    default: 0.5,
    symbol: "V₀",
    range: [0, 1],
    doc: "First value of a position that does not end the game.",
  },
  draw: { default: 0.5, range: [0, 1], doc: "Value of a draw; a win is 1, a loss 0." },
} as const satisfies Knobs;
export type SelfPlayConfig = ConfigOf<typeof selfPlayKnobs>;

/** One report a game. */
export interface SelfPlayReport extends TabularReport {
  /** Value tables of player 1 and player 2, live: V[p − 1][position after p's move]. */
  readonly V: readonly [Float64Array, Float64Array];
  /** Who won: 1, 2, or 0 for a draw. */
  readonly winner: number;
}

export function* selfPlay(
  game: PositionGame,
  overrides: Partial<SelfPlayConfig>,
  random: Rng,
  from?: TabularState,
): Generator<SelfPlayReport> {
  const { alpha, epsilon, initial, draw } = configure(selfPlayKnobs, overrides);
  const stream = random.split();
  const asked = random.split();
  const table = (player: number) =>
    Float64Array.from({ length: game.positions }, (_, s) => outcome(game.winner(s), player));
  const V = [table(1), table(2)] as const;
  const count = new Float64Array(2); // moves and games
  const state = resumable({ stream, V1: V[0], V2: V[1], count }, from);
  const agent = {
    act: (S: number, { deterministic = false } = {}) =>
      !deterministic && asked.random() < epsilon ? any(S, asked) : best(S, asked),
    value: (S: number) => V[2 - game.mover(S)][S], // who does not move now has left S
  };

  for (;;) {
    let S = game.start;
    const left: [number, number] = [-1, -1]; // the last position that each player left
    while (game.winner(S) === undefined) {
      const player = game.mover(S) - 1;
      const explores = stream.random() < epsilon;
      S = game.after(S, explores ? any(S, stream) : best(S, stream));
      if (!explores) learn(player, left[player], S);
      left[player] = S;
      count[0]++;
    }
    const other = game.mover(S) - 1; // who made the last move but one, and has no move left
    learn(other, left[other], S);
    count[1]++;
    const winner = game.winner(S) ?? 0;
    const episodeReturn = winner === 0 ? 0 : winner === 1 ? 1 : -1; // for player 1
    yield { steps: count[0], episodes: count[1], episodeReturn, V, winner, agent, state };
  }

  function learn(player: number, S: number, next: number): void {
    if (S >= 0) V[player][S] += alpha * (V[player][next] - V[player][S]);
  }
  function outcome(winner: number | undefined, player: number): number {
    if (winner === undefined) return initial;
    return winner === 0 ? draw : winner === player ? 1 : 0;
  }
  function any(S: number, random: Rng): number {
    const moves = game.moves(S);
    return moves.length === 0 ? 0 : moves[random.integer(moves.length)]; // no move after the end
  }
  /** The move to the highest value of the mover's table, ties broken at random. */
  function best(S: number, random: Rng): number {
    const table = V[game.mover(S) - 1];
    let [highest, chosen, ties] = [-Infinity, 0, 0];
    for (const move of game.moves(S)) {
      const v = table[game.after(S, move)];
      if (v > highest) [highest, chosen, ties] = [v, move, 1];
      else if (v === highest && random.integer(++ties) === 0) chosen = move;
    }
    return chosen;
  }
}
