/** Example 8.1, figure 8.2: how much does thinking between steps save? */
import type { Rng } from "gradus/core";
import { dynaMaze as world } from "gradus/envs/book";
import { dynaQ, fewestSteps } from "gradus/tabular";
import { type LabReport, lab, type Turn } from "../../../src/lab.ts";
import { turned } from "../../../src/turn.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { Control } from "./parts/methods.ts";
import { stage } from "./parts/onStage.ts";
import { judged, type Point, points, repeatedCurves, runsKnob, upTo } from "./parts/runs.ts";

const EPISODES = 50;
const PLANNING = [0, 5, 50] as const;

/**
 * The length of each episode.
 *
 * @param name of the curve, where a page watches this run
 */
function* lengths(
  method: Control,
  n: number,
  alpha: number,
  random: Rng,
  name?: string,
  turn?: Turn,
): Generator<LabReport, number[]> {
  const maze = world();
  const ends = [0];
  const differences = () => ends.slice(1).map((end, i) => end - ends[i]);
  const onStage = stage(maze, 0.1);
  const settings = { n, alpha, gamma: 0.95, epsilon: 0.1 };
  for (const { steps, Q } of turned(method, turn)(maze, settings, random)) {
    ends.push(steps);
    if (name !== undefined) {
      const points = differences().map((y, i) => ({ x: i + 1, [name]: y }));
      yield { progress: 0, points, live: onStage(Q) };
    }
    if (ends.length > EPISODES) break;
  }
  return differences();
}

const parts: { readonly dynaQ: Control } = { dynaQ };

/** The first episode, counted from 1, that the mean run finishes in fewer than 18 steps. */
const settled = (curve: readonly number[]): number => curve.findIndex((steps) => steps < 18) + 1;

const known: readonly Point[] = [
  { key: "optimum", value: 14, s: 0, n: 0, unit: 0 },
  ...points("n=0", 100, 1, { "@2": [721, 670] }),
  ...points("n=5", 100, 1, { "@2": [145, 66] }),
  ...points("n=50", 100, 1, { "@2": [41, 9.0] }),
];

export const dynaMaze = lab({
  id: "04/dyna-maze",
  row: "B28",
  title: "Thinking between steps: Dyna-Q in a maze",
  question:
    "After one walk through the maze, Q-learning knows only the last step of it. What do 5 or 50 imagined steps after each real one make of the same walk?",
  source: "Sutton & Barto, 2nd ed., Example 8.1, figure 8.2",
  kind: "statistical",
  knobs: {
    runs: runsKnob(50),
    alpha: { default: 0.1, symbol: "α", range: [0, 1], doc: "Step size." },
    watch: {
      default: "50",
      choices: PLANNING.map(String),
      doc: "How many imagined steps the run takes that a page shows; it changes no number.",
    },
  },
  quick: { seconds: 1.5, seeds: [1, 2] },
  full: { seconds: 5, seeds: [1, 2, 3, 4], knobs: { runs: 100 } },
  parts,
  forks: { knobs: ["alpha"], by: "turn" },
  *run({ runs, alpha, watch }, random, _, own, _from, turn) {
    const curves = PLANNING.map((n) => ({ name: `n=${n}`, at: upTo(EPISODES) }));
    const measured = yield* repeatedCurves(runs, random, curves, [2], function* (r, run) {
      const all: number[][] = [];
      for (const n of PLANNING) {
        const watched = run === 0 && watch === String(n) ? `n=${n}` : undefined;
        all.push(yield* lengths(own.dynaQ, n, alpha, r.split(), watched, turn));
      }
      return all;
    });
    const settling = PLANNING.map((n): [string, number] => [
      `settled n=${n}`,
      settled(measured[`curve n=${n}`] as readonly number[]),
    ]);
    return { ...measured, ...Object.fromEntries(settling), optimum: fewestSteps(world()) };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: about 25 episodes until the optimum for n = 0, about 5 for n = 5, about 3 for n = 50",
        known,
        claims: SETTLING.map(([n, low, high]) => ({
          text: `n = ${n}: the mean falls below 18 steps in episode ${low} to ${high}`,
          holds: (of) => of(`settled n=${n}`) >= low && of(`settled n=${n}`) <= high,
        })),
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "x", label: "episodes", range: [0, EPISODES] },
    y: { key: "n=50", label: "steps of an episode", range: [10, 2000], scale: "log" },
    curves: PLANNING.map((n) => ({ key: `n=${n}`, name: `${n} imagined` })),
    reference: { label: "shortest way 14", y: 14 },
  },
  figure: (measured) =>
    curvesFigure(
      {
        title: "Steps of an episode",
        x: { label: "episode" },
        y: { scale: "log" },
        names: PLANNING.map((n) => `n=${n}`),
        references: [{ label: "the shortest way", y: 14 }],
      },
      measured,
    ),
});

/** An independent program: episodes 33, 7 and 3; ± 4 deviations of this number (3.1, 0.3, 0.4) over seeds 100–115, 50 runs each. */
const SETTLING: readonly (readonly [n: number, low: number, high: number])[] = [
  [0, 20, 46],
  [5, 6, 8],
  [50, 2, 5],
];
