/** Figure 6.2, right, of Example 6.2: TD(0) and constant-α Monte Carlo on the same random walks. */
import type { Rng } from "gradus/core";
import { randomWalk, randomWalkValues } from "gradus/envs/book";
import { constantAlphaMC, td0 } from "gradus/tabular";
import { type LabReport, lab } from "../../../src/lab.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { Prediction } from "./parts/methods.ts";
import { valuesOnStage } from "./parts/onStage.ts";
import {
  judged,
  type Point,
  paired,
  points,
  repeatedCurves,
  runsKnob,
  upTo,
} from "./parts/runs.ts";

const METHODS = [
  { name: "TD 0.05", method: "td0", alpha: 0.05 },
  { name: "TD 0.1", method: "td0", alpha: 0.1 },
  { name: "TD 0.15", method: "td0", alpha: 0.15 },
  { name: "MC 0.01", method: "constantAlphaMC", alpha: 0.01 },
  { name: "MC 0.02", method: "constantAlphaMC", alpha: 0.02 },
  { name: "MC 0.04", method: "constantAlphaMC", alpha: 0.04 },
] as const;
const MARKS = [10, 25, 50, 100];
const parts: Readonly<Record<"td0" | "constantAlphaMC", Prediction>> = { td0, constantAlphaMC };

/** 1000 runs of an independent program; beside each the deviation of a run over seeds 100–109. */
const known: readonly Point[] = [
  ...points("TD 0.05", 1000, 0.001, {
    "@10": [0.175, 0.0022],
    "@25": [0.11, 0.0065],
    "@50": [0.054, 0.013],
    "@100": [0.036, 0.016],
  }),
  ...points("TD 0.1", 1000, 0.001, {
    "@10": [0.128, 0.0078],
    "@25": [0.058, 0.021],
    "@50": [0.05, 0.022],
    "@100": [0.055, 0.023],
  }),
  ...points("TD 0.15", 1000, 0.001, {
    "@10": [0.095, 0.016],
    "@25": [0.056, 0.028],
    "@50": [0.07, 0.027],
    "@100": [0.071, 0.028],
  }),
  ...points("MC 0.01", 1000, 0.001, {
    "@10": [0.213, 0.0095],
    "@25": [0.184, 0.014],
    "@50": [0.145, 0.018],
    "@100": [0.097, 0.023],
  }),
  ...points("MC 0.02", 1000, 0.001, {
    "@10": [0.196, 0.02],
    "@25": [0.154, 0.029],
    "@50": [0.111, 0.034],
    "@100": [0.083, 0.039],
  }),
  ...points("MC 0.04", 1000, 0.001, {
    "@10": [0.18, 0.04],
    "@25": [0.133, 0.052],
    "@50": [0.111, 0.052],
    "@100": [0.11, 0.054],
  }),
];

const world = randomWalk();
const truth = randomWalkValues();

/** √(mean over the five states of (V − v)²) */
export function rms(V: ArrayLike<number>): number {
  let sum = 0;
  for (let s = 1; s <= 5; s++) sum += (V[s] - truth[s]) * (V[s] - truth[s]);
  return Math.sqrt(sum / 5);
}

/** The first run of TD with α = 0.1, as a page watches it: the values after each walk. */
function* watchedErrors(
  method: Prediction,
  alpha: number,
  episodes: number,
  random: Rng,
): Generator<LabReport, number[]> {
  const curve: number[] = [];
  const anyWay = new Float64Array(7 * world.actionSpace.n).fill(1 / world.actionSpace.n);
  for (const { V } of method(world, { alpha, initial: 0.5 }, random)) {
    curve.push(rms(V));
    const points = curve.map((e, i) => ({ x: i + 1, [`TD ${alpha}`]: e }));
    yield { progress: 0, live: valuesOnStage(world, V, anyWay), points };
    if (curve.length === episodes) break;
  }
  return curve;
}

/** The error after each episode of one run. */
function errors(method: Prediction, alpha: number, episodes: number, random: Rng): number[] {
  const curve: number[] = [];
  for (const { V } of method(world, { alpha, initial: 0.5 }, random)) {
    curve.push(rms(V));
    if (curve.length === episodes) break;
  }
  return curve;
}

export const tdOrMonteCarlo = lab({
  id: "04/td-or-monte-carlo",
  row: "B20",
  title: "TD learns a guess from a guess, and is right sooner",
  question:
    "Both methods see the same random walks. One waits for the end of each to learn what a state was worth, the other believes its own next guess. Which is nearer to the truth after 100 walks, and what does the step size change?",
  source: "Sutton & Barto, 2nd ed., Example 6.2 and figure on p. 125",
  kind: "statistical",
  knobs: {
    runs: runsKnob(250),
    episodes: {
      default: 100,
      range: [100, 1000],
      integer: true,
      doc: "Walks that each run learns from.",
    },
  },
  quick: { seconds: 0.8, seeds: [1, 2] },
  full: { seconds: 4, seeds: [1, 2, 3], knobs: { runs: 1000 } },
  parts,
  *run({ runs, episodes }, random, _, own) {
    const curves = METHODS.map(({ name }) => ({ name, at: upTo(episodes) }));
    function* once(r: Rng, isWatched: boolean): Generator<LabReport, number[][]> {
      const same = paired(r);
      const all: number[][] = [];
      for (const { method, alpha } of METHODS) {
        const isShown = isWatched && method === "td0" && alpha === 0.1;
        all.push(
          isShown
            ? yield* watchedErrors(own[method], alpha, episodes, same())
            : errors(own[method], alpha, episodes, same()),
        );
      }
      return all;
    }
    return yield* repeatedCurves(runs, random, curves, MARKS, (r, run) => once(r, run === 0));
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: TD below MC at all its step sizes after 100 walks",
        known,
        claims: [
          {
            text: "TD 0.05 ends below every MC",
            holds: (of) => [0.01, 0.02, 0.04].every((a) => of("TD 0.05 @100") < of(`MC ${a} @100`)),
          },
          {
            text: "TD 0.15 starts fastest and ends worst of the TDs",
            holds: (of) =>
              of("TD 0.15 @10") < of("TD 0.1 @10") && of("TD 0.15 @100") > of("TD 0.1 @100"),
          },
        ],
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "x", label: "walks", range: [0, 100] },
    y: { key: "TD 0.1", label: "root mean squared error of the five values", range: [0, 0.25] },
    curves: ["TD 0.05", "TD 0.1", "TD 0.15", "MC 0.01", "MC 0.02"].map((key) => ({
      key,
      name: key.replace(" ", ", α "),
    })),
  },
  figure: (measured) =>
    curvesFigure(
      {
        title: "RMS error of the values, mean of five states",
        x: { label: "walks" },
        names: METHODS.map(({ name }) => name).filter((name) => name !== "TD 0.15"),
      },
      measured,
    ),
});
