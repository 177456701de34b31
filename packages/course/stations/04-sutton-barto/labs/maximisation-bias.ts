/** Example 6.7, figure 6.5: Q-learning believes its luckiest estimate, Double Q-learning asks a second table. */
import type { Rng } from "gradus/core";
import { maximisationBias as bets, LEFT } from "gradus/envs/book";
import { doubleQ, qLearning } from "gradus/tabular";
import { type LabReport, lab, type Turn } from "../../../src/lab.ts";
import { turned } from "../../../src/turn.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { Control } from "./parts/methods.ts";
import { stage } from "./parts/onStage.ts";
import { judged, type Point, points, repeatedCurves, runsKnob, upTo } from "./parts/runs.ts";

const EPISODES = 300;
const MARKS = [1, 10, 50, 100, 200, 300];

/**
 * Whether each episode's first step went left: 100 if so, else 0.
 *
 * @param isWatched by a page, which then sees who goes where
 */
function* lefts(
  method: Control,
  alpha: number,
  epsilon: number,
  random: Rng,
  isWatched: boolean,
  turn?: Turn,
): Generator<LabReport, number[]> {
  const world = bets();
  const wentLeft: number[] = [];
  const watched: typeof world = {
    ...world,
    step(state, action, draws, outcome) {
      if (state.at === 0) wentLeft.push(action === LEFT ? 100 : 0);
      world.step(state, action, draws, outcome);
    },
  };
  const run = turned(method, turn)(watched, { alpha, epsilon }, random);
  const onStage = stage(world, epsilon);
  while (wentLeft.length < EPISODES) {
    const { value } = run.next();
    if (isWatched && value !== undefined) yield { progress: 0, live: onStage(value.Q) };
  }
  return wentLeft;
}

const parts: Readonly<Record<"qLearning" | "doubleQ", Control>> = { qLearning, doubleQ };

const known: readonly Point[] = [
  ...points("Q", 10_000, 1, {
    "@1": [50, 50],
    "@10": [87, 34],
    "@50": [83, 36],
    "@100": [46, 50],
    "@200": [16, 38],
    "@300": [12, 33],
  }),
  ...points("double", 10_000, 1, { "@1": [49, 50], "@10": [45, 50], "@50": [14, 35] }),
  ...points("double", 10_000, 0.1, { "@100": [9.3, 30], "@200": [7.7, 25], "@300": [6.5, 26] }),
];

export const maximisationBias = lab({
  id: "04/maximisation-bias",
  row: "B26",
  title: "Nine in ten take the losing bet: maximisation bias",
  question:
    "Left costs 0.1 on average, right costs nothing. Why does Q-learning go left in nine of ten episodes at first, and what does a second table of values change?",
  source: "Sutton & Barto, 2nd ed., Example 6.7, figure 6.5",
  kind: "statistical",
  knobs: {
    runs: runsKnob(500),
    alpha: { default: 0.1, symbol: "α", range: [0, 1], doc: "Step size." },
    epsilon: {
      default: 0.1,
      symbol: "ε",
      range: [0, 1],
      doc: "Share of random actions; half of them go left in any case.",
    },
  },
  quick: { seconds: 0.6, seeds: [1, 2] },
  full: { seconds: 4, seeds: [1, 2], knobs: { runs: 5000 } },
  parts,
  forks: { knobs: ["alpha", "epsilon"], by: "turn" },
  *run({ runs, alpha, epsilon }, random, _, own, _from, turn) {
    const curves = ["Q", "double"].map((name) => ({ name, at: upTo(EPISODES) }));
    const measured = yield* repeatedCurves(runs, random, curves, MARKS, function* (r, run) {
      return [
        yield* lefts(own.qLearning, alpha, epsilon, r.split(), run === 0, turn),
        yield* lefts(own.doubleQ, alpha, epsilon, r.split(), false, turn),
      ];
    });
    return { ...measured, peak: Math.max(...(measured["curve Q"] as readonly number[])) };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: Q-learning rises above 90 % and is at 5 % only much later; Double Q-learning stays below 50 %",
        known,
        claims: [
          { text: "Q-learning's peak lies above 90 %", holds: (of) => of("peak") > 90 },
          {
            text: "Double Q-learning goes left less often from episode 10 on",
            holds: (of) => [10, 50, 100, 200, 300].every((m) => of(`double @${m}`) < of(`Q @${m}`)),
          },
        ],
        note: "The best that ε = 0.1 allows is 5 %.",
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "x", label: "episodes", range: [0, EPISODES] },
    y: { key: "Q", label: "episodes that take the losing bet, %", range: [0, 100] },
    curves: [
      { key: "Q", name: "Q-learning" },
      { key: "double", name: "Double Q" },
    ],
    reference: { label: "best with ε = 0.1", y: 5 },
  },
  figure: (measured) =>
    curvesFigure(
      {
        title: "Episodes that go left, %",
        x: { label: "episode" },
        names: ["Q", "double"],
        references: [{ label: "the best with ε = 0.1", y: 5 }],
      },
      measured,
    ),
});
