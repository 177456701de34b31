/** Figure 7.2: how far ahead should TD look, and with which step size? */
import type { Rng } from "gradus/core";
import { randomWalk, randomWalkValues } from "gradus/envs/book";
import { nStepTd } from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { smallest } from "../../../src/statistics.ts";
import { bandCaption, meanList, meansWithErrors } from "./parts/curves.ts";
import type { Prediction } from "./parts/methods.ts";
import { judged, type Point, paired, points, repeated, runsKnob } from "./parts/runs.ts";

const WALK = { states: 19, left: -1 } as const;
const world = randomWalk(WALK);
const truth = randomWalkValues(WALK);

/** √(mean over the 19 states of (V − v)²), averaged over the first ten episodes. */
function error(method: Prediction, n: number, alpha: number, random: Rng): number {
  let total = 0;
  let episodes = 0;
  for (const { V } of method(world, { n, alpha, initial: 0 }, random)) {
    let sum = 0;
    for (let s = 1; s <= 19; s++) sum += (V[s] - truth[s]) * (V[s] - truth[s]);
    total += Math.sqrt(sum / 19);
    if (++episodes === 10) return total / 10;
  }
  throw new Error("internal: a prediction ended");
}

const parts: { readonly nStepTd: Prediction } = { nStepTd };

/** n and the step size at which it does best. */
const BEST = [
  [1, 0.8],
  [2, 0.6],
  [4, 0.4],
  [8, 0.25],
  [16, 0.15],
  [32, 0.1],
] as const;
/** For larger n the best of these is taken. */
const FAR = [64, 128, 512] as const;
const SMALL_STEPS = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1] as const;
/** The grid of the figure, drawn in full runs. */
const GRID = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

const known: readonly Point[] = [
  ...points("best", 100, 0.001, {
    "n=1": [0.346, 0.02],
    "n=2": [0.278, 0.043],
    "n=4": [0.265, 0.051],
    "n=8": [0.278, 0.054],
    "n=16": [0.312, 0.054],
    "n=32": [0.365, 0.055],
  }),
  ...points("best", 100, 0.001, {
    "n=64": [0.416, 0.046],
    "n=128": [0.469, 0.066],
    "n=512": [0.506, 0.083],
  }),
];

export const nStepRandomWalk = lab({
  id: "04/n-step-td",
  row: "B27",
  title: "Neither one step nor the whole episode: n = 4",
  question:
    "TD(0) counts one reward before it guesses, Monte Carlo counts all. On a walk of 19 states, what lies between, and how does the best step size move?",
  source: "Sutton & Barto, 2nd ed., Example 7.1, figure 7.2",
  kind: "statistical",
  knobs: {
    runs: runsKnob(50),
    grid: { default: false, doc: "Also measures the whole grid of n and α, for the figure." },
  },
  quick: { seconds: 1.2, seeds: [1, 2] },
  full: { seconds: 22, seeds: [1, 2], knobs: { runs: 200, grid: true } },
  parts,
  *run({ runs, grid }, random, _, own) {
    const cells = [
      ...BEST.map(([n, alpha]) => ({ n, alpha })),
      ...FAR.flatMap((n) => SMALL_STEPS.map((alpha) => ({ n, alpha }))),
    ];
    const drawn = grid
      ? [...BEST.map(([n]) => n), ...FAR].flatMap((n) => GRID.map((alpha) => ({ n, alpha })))
      : [];
    const nameOf = (n: number, alpha: number) => `n=${n} α=${alpha}`;
    const extra = drawn.filter((d) => !cells.some((c) => c.n === d.n && c.alpha === d.alpha));
    const all = [...cells, ...extra];
    const raw = yield* repeated(
      runs,
      random,
      all.map(({ n, alpha }) => nameOf(n, alpha)),
      (r) => {
        const same = paired(r);
        return all.map(({ n, alpha }) => error(own.nStepTd, n, alpha, same()));
      },
      (means) => ({
        points: [...BEST.map(([n]) => n), ...FAR].map((n) => ({
          n,
          error: smallest(cells.flatMap((c, i) => (c.n === n ? [means[i]] : []))),
        })),
      }),
    );
    const measured: Record<string, number | readonly number[]> = { runs };
    for (const [n, alpha] of BEST) {
      measured[`best n=${n}`] = raw[nameOf(n, alpha)];
      measured[`s best n=${n}`] = raw[`s ${nameOf(n, alpha)}`];
    }
    for (const n of FAR) {
      measured[`best n=${n}`] = smallest(SMALL_STEPS.map((alpha) => raw[nameOf(n, alpha)]));
      measured[`s best n=${n}`] = raw[`s ${nameOf(n, SMALL_STEPS[3])}`];
    }
    if (grid) {
      measured["grid α"] = GRID;
      for (const n of [...BEST.map(([m]) => m), ...FAR])
        measured[`curve n=${n}`] = GRID.map((alpha) => raw[nameOf(n, alpha)]);
    }
    return measured;
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: an intermediate n is best, about 0.27 at n = 4",
        known,
        claims: [
          {
            text: "n = 4 is the best",
            holds: (of) =>
              [1, 2, 8, 16, 32, 64, 128, 512].every((n) => of("best n=4") < of(`best n=${n}`)),
          },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "n", label: "n, steps that are counted", range: [1, 512], scale: "log" },
    y: {
      key: "error",
      label: "error over the first ten episodes, at the best α",
      range: [0.2, 0.6],
    },
  },
  figure(measured) {
    const ns = [...BEST.map(([n]) => n), ...FAR];
    const x = { label: "step size α" };
    const title = "RMS error over the first ten episodes";
    if (measured[0]["grid α"] === undefined) {
      const keys = ns.map((n) => `best n=${n}`);
      return {
        title: `${title}, at the best α`,
        x: { label: "n", scale: "log" },
        series: [{ name: "n-step TD", x: ns, ...meansWithErrors(measured, keys) }],
        caption: `${bandCaption(measured)} A full run draws the grid of n and α.`,
      };
    }
    return {
      title,
      x,
      y: { range: [0.25, 0.55] },
      series: [1, 4, 16, 64, 512].map((n) => ({
        name: `n = ${n}`,
        x: GRID,
        y: meanList(measured, `curve n=${n}`),
      })),
      caption: `Means of ${measured.reduce((sum, m) => sum + Number(m["runs"]), 0)} runs; five of the ten n.`,
    };
  },
});
