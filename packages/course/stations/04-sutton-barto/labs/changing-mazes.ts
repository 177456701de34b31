/** Examples 8.2 and 8.3, figures 8.4 and 8.5: when the model is wrong. */
import type { Rng } from "gradus/core";
import { blockingMaze as blocking, shortcutMaze as shortcut } from "gradus/envs/book";
import { dynaQ, dynaQPlus, fewestSteps } from "gradus/tabular";
import { type Chart, lab, type Turn } from "../../../src/lab.ts";
import { turned } from "../../../src/turn.ts";
import { curvesFigure } from "./parts/curves.ts";
import { judged, type Point, points, repeatedCurves, runsKnob } from "./parts/runs.ts";

type World = ReturnType<typeof blocking>;

/** Prizes collected by each of the steps 0, 100, 200 … */
function prizes(run: Iterable<{ readonly steps: number }>, at: readonly number[]): number[] {
  const ends: number[] = [];
  for (const { steps } of run) {
    ends.push(steps);
    if (steps >= at[at.length - 1]) break;
  }
  return at.map((t) => ends.filter((end) => end <= t).length);
}

const steps = (report: { readonly steps: number }): number => report.steps;

const SHARED = { alpha: 1, gamma: 0.95, epsilon: 0.1 } as const;

/** The book leaves open how long an action that was never taken has waited: since the start, or since its state was first met. */
const METHODS = [
  {
    name: "Dyna-Q",
    of: (n: number, _: number, turn?: Turn) => (world: World, random: Rng) =>
      turned(dynaQ, turn, steps)(world, { ...SHARED, n }, random),
  },
  {
    name: "Dyna-Q+",
    of: (n: number, kappa: number, turn?: Turn) => (world: World, random: Rng) =>
      turned(dynaQPlus, turn, steps)(world, { ...SHARED, n, kappa }, random),
  },
  {
    name: "Dyna-Q+ (seen)",
    of: (n: number, kappa: number, turn?: Turn) => (world: World, random: Rng) =>
      turned(dynaQPlus, turn, steps)(world, { ...SHARED, n, kappa, untried: "seen" }, random),
  },
] as const;

const prizesChart = (label: string, steps: number, most: number): Chart => ({
  x: { key: "x", label, range: [0, steps] },
  y: { key: "Dyna-Q", label: "prizes collected", range: [0, most] },
  curves: METHODS.map(({ name }) => ({ key: name, name })),
});

const hundreds = (last: number): number[] =>
  Array.from({ length: last / 100 + 1 }, (_, i) => 100 * i);

const blockingKnown: readonly Point[] = [
  { key: "way before", value: 10, s: 0, n: 0, unit: 0 },
  { key: "way after", value: 16, s: 0, n: 0, unit: 0 },
  ...points("Dyna-Q", 67, 1, { "@3000": [79, 35] }), // given with a standard error of 5,
  ...points("Dyna-Q+ (seen)", 67, 1, { "@3000": [123, 13] }), // and of 3
];

export const blockingMaze = lab({
  id: "04/blocking-maze",
  row: "B29",
  title: "The door is walled up: a model that is too optimistic",
  question:
    "After 1000 steps the way is blocked and a longer one opens. Both agents keep running into the wall at first. What does a reward for curiosity change?",
  source: "Sutton & Barto, 2nd ed., Example 8.2, figure 8.4",
  kind: "statistical",
  knobs: {
    runs: runsKnob(30),
    n: {
      default: 10,
      symbol: "n",
      range: [0, 200],
      integer: true,
      doc: "Imagined steps after each real one.",
    },
    kappa: { default: 1e-4, symbol: "κ", range: [0, 1], log: true, doc: "Curiosity of Dyna-Q+." },
  },
  quick: { seconds: 1.2, seeds: [1, 2] },
  full: { seconds: 6, seeds: [1, 2, 3, 4], knobs: { runs: 100 } },
  forks: { knobs: ["n", "kappa"], by: "turn" },
  *run({ runs, n, kappa }, random, _data, _parts, _from, turn) {
    const at = hundreds(3000);
    const curves = METHODS.map(({ name }) => ({ name, at }));
    const measured = yield* repeatedCurves(runs, random, curves, [1000, 3000], (r) =>
      METHODS.map(({ of }) => prizes(of(n, kappa, turn)(blocking(), r.split()), at)),
    );
    return {
      ...measured,
      "way before": fewestSteps(blocking()),
      "way after": fewestSteps(blocking(0)),
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: Dyna-Q+ ahead after the change",
        known: blockingKnown,
        claims: [
          {
            text: "Dyna-Q+ collects more, read either way",
            holds: (of) =>
              Math.min(of("Dyna-Q+ @3000"), of("Dyna-Q+ (seen) @3000")) > of("Dyna-Q @3000"),
          },
        ],
        note: "The known number belongs to the reading in which an untried action waits since its state was first met. Counted from the very first step, curiosity is stronger at the start, and about 12 prizes more are collected.",
      },
      measured,
    ),
  chart: prizesChart("steps; the way changes after 1000", 3000, 140),
  figure: (measured) =>
    curvesFigure(
      {
        title: "Prizes collected",
        x: { label: "steps; the way changes after 1000" },
        names: METHODS.map(({ name }) => name),
        at: hundreds(3000),
      },
      measured,
    ),
});

const shortcutKnown: readonly Point[] = [
  { key: "way before", value: 16, s: 0, n: 0, unit: 0 },
  { key: "way after", value: 10, s: 0, n: 0, unit: 0 },
  ...points("Dyna-Q", 20, 1, { "@6000": [287, 31] }), // taken as 20 runs
  ...points("Dyna-Q+ (seen)", 20, 1, { "@6000": [334, 20] }),
];

export const shortcutMaze = lab({
  id: "04/shortcut-maze",
  row: "B30",
  title: "A shorter way opens, and nobody looks: the shortcut maze",
  question:
    "After 3000 steps a door opens. Nothing that Dyna-Q believes turns out wrong, so it has no reason to look. Who finds the shortcut?",
  source: "Sutton & Barto, 2nd ed., Example 8.3, figure 8.5",
  kind: "statistical",
  knobs: {
    runs: runsKnob(8),
    n: {
      default: 50,
      symbol: "n",
      range: [0, 200],
      integer: true,
      doc: "Imagined steps after each real one.",
    },
    kappa: { default: 1e-3, symbol: "κ", range: [0, 1], log: true, doc: "Curiosity of Dyna-Q+." },
  },
  quick: { seconds: 2, seeds: [1, 2] },
  full: { seconds: 16, seeds: [1, 2, 3, 4], knobs: { runs: 40 } },
  forks: { knobs: ["n", "kappa"], by: "turn" },
  *run({ runs, n, kappa }, random, _data, _parts, _from, turn) {
    const at = hundreds(6000);
    const curves = METHODS.map(({ name }) => ({ name, at }));
    const measured = yield* repeatedCurves(runs, random, curves, [3000, 5500, 6000], (r) =>
      METHODS.map(({ of }) => prizes(of(n, kappa, turn)(shortcut(), r.split()), at)),
    );
    const last = METHODS.map(({ name }): [string, number] => [
      `${name} last 500`,
      Number(measured[`${name} @6000`]) - Number(measured[`${name} @5500`]),
    ]);
    return {
      ...measured,
      ...Object.fromEntries(last),
      "way before": fewestSteps(shortcut()),
      "way after": fewestSteps(shortcut(0)),
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: Dyna-Q+ bends upwards after the shortcut opens, Dyna-Q does not",
        known: shortcutKnown,
        claims: [
          // 500 steps hold 500/16 = 31.2 prizes on the long way, 50 on the short one, without random actions
          {
            text: "in the last 500 steps Dyna-Q still goes the long way (fewer than 31.2 prizes)",
            holds: (of) => of("Dyna-Q last 500") < 31.2,
          },
          {
            text: "and Dyna-Q+ the short one (more than 31.2)",
            holds: (of) => Math.min(of("Dyna-Q+ last 500"), of("Dyna-Q+ (seen) last 500")) > 31.2,
          },
        ],
        note: "An independent program has 27.5 and 40.4 prizes in the last 500 steps. Its Dyna-Q+ counts the waiting of an untried action since its state was first met; counted from the very first step, it collects about 30 prizes more, all of them early.",
      },
      measured,
    ),
  chart: prizesChart("steps; the shortcut opens after 3000", 6000, 400),
  figure: (measured) =>
    curvesFigure(
      {
        title: "Prizes collected",
        x: { label: "steps; the shortcut opens after 3000" },
        names: METHODS.map(({ name }) => name),
        at: hundreds(6000),
      },
      measured,
    ),
});
