/** Section 1.5: tic-tac-toe by self-play, and the facts of the game by counting. */
import {
  type Game,
  minimax,
  perfectMoves,
  reachable,
  tally,
  ticTacToeGame,
} from "gradus/envs/book";
import { selfPlay } from "gradus/tabular";
import { fixed, percent } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { turned } from "../../../src/turn.ts";
import { offBy } from "./parts/golden.ts";

type Player = (position: number, moves: readonly number[]) => number[];

const evenly = (moves: readonly number[], chosen: readonly number[]): number[] =>
  moves.map((m) => (chosen.includes(m) ? 1 / chosen.length : 0));
const anyMove: Player = (_position, moves) => evenly(moves, moves);

/** One player's choices where it moves, another's where the other moves. */
const against =
  (game: Game, first: Player, second: Player): Player =>
  (position, moves) =>
    (game.mover(position) === 1 ? first : second)(position, moves);

const three = ({
  first,
  second,
  draw,
}: {
  first: number;
  second: number;
  draw: number;
}): number[] => [first, second, draw];

/** The facts, by walking through all games. */
export function facts(game: Game, solve = minimax) {
  const positions = reachable(game);
  const value = solve(game);
  const perfect: Player = (position, moves) => evenly(moves, perfectMoves(game, value, position));
  return {
    perfect,
    counts: [
      positions.length,
      positions.filter((p) => game.winner(p) !== undefined).length,
      value(game.start),
    ],
    games: three(tally(game, (_p, moves) => moves.map(() => 1))),
    "random, random": three(tally(game, anyMove)),
    "perfect, random": three(tally(game, against(game, perfect, anyMove))),
    "random, perfect": three(tally(game, against(game, anyMove, perfect))),
  };
}

const KNOWN = {
  counts: [5478, 958, 0],
  games: [131_184, 77_904, 46_080],
  "random, random": [0.58492, 0.2881, 0.12698],
  "perfect, random": [0.96781, 0, 0.03219],
  "random, perfect": [0, 0.77748, 0.22252],
} as const;

/** Who plays whom in the figure. */
const PAIRS = [
  "random, random",
  "perfect, random",
  "random, perfect",
  "learned, learned",
  "learned, random",
  "random, learned",
  "learned, perfect",
  "perfect, learned",
] as const;

/** Games after which a page looks besides: most is learned in the first few thousand. */
const EARLY: readonly number[] = [100, 250, 500, 1000, 2000];

export const ticTacToeLab = lab({
  id: "04/tic-tac-toe",
  row: "B1",
  title: "Tic-tac-toe, learned by playing against oneself",
  question:
    "Nobody tells it a strategy, only who won. Do two learned players draw, as perfect ones do? And does playing against itself also prepare it for an opponent who plays otherwise?",
  source: "Sutton & Barto, 2nd ed., section 1.5",
  kind: "statistical",
  knobs: {
    games: { default: 100_000, range: [1000, 1e7], integer: true, doc: "Games of self-play." },
    alpha: { default: 0.1, symbol: "α", range: [0, 1], doc: "Step size." },
    epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of exploring moves." },
  },
  quick: { seconds: 0.7, seeds: [1, 2] },
  full: { seconds: 4, seeds: [1, 2, 3, 4, 5], knobs: { games: 200_000 } },
  parts: { minimax },
  forks: { knobs: ["alpha", "epsilon"], by: "turn" },
  *run({ games, alpha, epsilon }, random, _, own, _from, turn) {
    const game = ticTacToeGame();
    const { perfect, ...counted } = facts(game, own.minimax);
    const plays = turned(selfPlay, turn, ({ episodes }) => episodes);
    const learner = plays(game, { alpha, epsilon }, random);
    let V: readonly Float64Array[] = [];
    const greedy: Player = (position, moves) => {
      const values = moves.map((move) => V[game.mover(position) - 1][game.after(position, move)]);
      const best = Math.max(...values);
      return evenly(
        moves,
        moves.filter((_, i) => values[i] === best),
      );
    };
    const piece = Math.max(1, Math.floor(games / 20));
    for (const report of learner) {
      V = report.V;
      if (report.episodes % piece === 0 || EARLY.includes(report.episodes)) {
        const [asFirst] = three(tally(game, against(game, greedy, anyMove)));
        const [, asSecond] = three(tally(game, against(game, anyMove, greedy)));
        yield {
          progress: report.episodes / games,
          series: { games: report.episodes, first: 100 * asFirst, second: 100 * asSecond },
        };
      }
      if (report.episodes >= games) break;
    }
    return {
      ...counted,
      "learned, learned": three(tally(game, greedy)),
      "learned, random": three(tally(game, against(game, greedy, anyMove))),
      "random, learned": three(tally(game, against(game, anyMove, greedy))),
      "learned, perfect": three(tally(game, against(game, greedy, perfect))),
      "perfect, learned": three(tally(game, against(game, perfect, greedy))),
    };
  },
  chart: {
    x: { key: "games", label: "games against itself", range: [0, 100_000] },
    y: {
      key: "first",
      label: "games won against a player who moves at random, %",
      range: [0, 100],
    },
    curves: [
      { key: "first", name: "moving first" },
      { key: "second", name: "moving second" },
    ],
  },
  figure(measured) {
    const means = (i: number) =>
      PAIRS.map(
        (pair) =>
          (100 * measured.reduce((sum, m) => sum + (m[pair] as readonly number[])[i], 0)) /
          measured.length,
      );
    return {
      title: "Share of games, in %, by who moves first and who second",
      x: {
        label: "first player, second player",
        names: PAIRS.map((pair, i) => ({ at: i, text: pair.replace(", ", "\n") })),
      },
      y: { range: [-2, 102] },
      series: ["first wins", "second wins", "draw"].map((name, i) => ({
        name,
        x: PAIRS.map((_, k) => k),
        y: means(i),
        points: true,
      })),
      caption: `Computed from the tables of ${measured.length} ${measured.length === 1 ? "seed" : "seeds"}, not played out.`,
    };
  },
  verdict(measured) {
    const isCounted = measured.every((m) =>
      Object.entries(KNOWN).every(([key, known]) => offBy(m[key], known) <= 5.1e-6),
    );
    const part = (key: string, i: number) => measured.map((m) => (m[key] as readonly number[])[i]);
    const draws = part("learned, learned", 2);
    const lost = [part("learned, random", 1), part("random, learned", 0)].map(
      (xs) => xs.reduce((a, b) => a + b, 0) / xs.length,
    );
    const show = (xs: readonly number[]) => xs.map((x) => percent(100 * x, 1)).join(", ");
    return {
      published: "— (the book gives no numbers; it lets the reader find out what self-play learns)",
      measured: `two learned players draw ${show(draws)} of their games (${measured.length} seeds); learned against random: wins ${show(part("learned, random", 0))} as first, ${show(part("random, learned", 1))} as second; loses to a perfect player ${show(part("learned, perfect", 1))} as first, ${show(part("perfect, learned", 0))} as second`,
      exact:
        "5478 positions, 958 of them final; 255 168 games: X wins 131 184, O 77 904, 46 080 draws; perfect play draws; random players: 58.5 % / 28.8 % / 12.7 %; a perfect player beats a random one in 96.8 % as first, in 77.7 % as second, and never loses",
      tolerance:
        "The counts equal; the probabilities, exact, to five digits. Two learned greedy players draw every game, on every seed; against a random player a learned one loses at most one game in fifty (a position that self-play hardly ever reaches may still be unlearned).",
      pass:
        measured.length > 0 &&
        isCounted &&
        draws.every((d) => Math.abs(d - 1) < 1e-12) &&
        lost.every((l) => l <= 0.02),
      note: `Lost against a random player: ${lost.map((l) => fixed(100 * l, 2)).join(" % and ")} %. All percentages are computed from the learned tables, not played out.`,
    };
  },
});
