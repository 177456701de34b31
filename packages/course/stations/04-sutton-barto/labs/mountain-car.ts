/** Section 10.1 and figures 10.2–10.4, 12.10: a weak car, eight tilings, and how far ahead to look. */
import { type Rng, StateError } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { bookMountainCar } from "gradus/envs/book";
import {
  type Features,
  type SemiGradientSarsaReport,
  sarsaLambda,
  semiGradientSarsa,
  tileCoding,
} from "gradus/tabular";
import { type Chart, type LabReport, type Live, lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { bandCaption, curvesFigure, meanList, meansWithErrors } from "./parts/curves.ts";
import {
  curveSums,
  judged,
  type Point,
  points,
  pointsOf,
  repeated,
  repeatedCurves,
  runsKnob,
  upTo,
} from "./parts/runs.ts";

const TILINGS = 8;
/** The book has no time limit. Here an episode of 10 000 steps counts as one that would not end. */
const LIMIT = 10_000;
const world = { ...bookMountainCar(), maxSteps: LIMIT };
const features = tileCoding({ low: [-1.2, -0.07], high: [0.5, 0.07], tiles: 8, tilings: TILINGS });
/** The eyes of the car. */
const parts: { readonly features: Features } = { features };

/** More of them are no accident. */
const MOST_STUCK = 100;
/** Runs that were set aside. */
interface Tally {
  stuck: number;
}

/**
 * Steps of each episode. α is given for all tilings together, as in the figures.
 *
 * Without ε, Sarsa with tiles has no guarantee: about one run in three hundred falls into a loop that lasts for thousands of steps,
 * and would decide a mean alone. Such a run is counted, set aside, and replaced.
 */
function lengths(
  n: number,
  alpha: number,
  episodes: number,
  random: Rng,
  tally: Tally,
  x: Features = features,
): number[] {
  return watchedLengths(n, alpha, episodes, random, tally, x).next().value as number[];
}

/** The same as a run that a page watches, if the curve has a name: the car drives, and the cost to go is a picture. */
function* watchedLengths(
  n: number,
  alpha: number,
  episodes: number,
  random: Rng,
  tally: Tally,
  x: Features,
  name?: string,
): Generator<LabReport, number[]> {
  for (;;) {
    const run = semiGradientSarsa(
      world,
      { n, alpha: alpha / TILINGS },
      random.split(),
      undefined,
      x,
    );
    const steps: number[] = [];
    do {
      const { episodeReturn, agent } = run.next().value as SemiGradientSarsaReport;
      steps.push(-(episodeReturn as number));
      if (name === undefined || (steps.length > 20 && steps.length % 5 !== 0)) continue;
      const points = steps.map((y, i) => ({ x: i + 1, [name]: y }));
      yield { progress: 0, points, live: drive(agent) };
    } while (steps.length < episodes && steps[steps.length - 1] < LIMIT);
    if (steps[steps.length - 1] < LIMIT) return steps;
    if (++tally.stuck > MOST_STUCK)
      throw new StateError(
        `Mountain car: ${tally.stuck} runs have not reached the goal in ${LIMIT} steps; with these features the car does not learn.`,
      );
  }
}

const PIXELS = 34;

/** The car on the page, and what it thinks the way to the goal costs: position to the right, speed upwards. */
function drive(agent: SemiGradientSarsaReport["agent"]): Live {
  const [low, high] = [
    [-1.2, -0.07],
    [0.5, 0.07],
  ];
  const at = (axis: number, i: number) =>
    low[axis] + ((high[axis] - low[axis]) * (i + 0.5)) / PIXELS;
  const cost = (i: number) =>
    -(agent.value?.([at(0, i % PIXELS), at(1, PIXELS - 1 - Math.floor(i / PIXELS))]) ?? 0);
  return {
    world: world as AnyWorld,
    act: (o) => agent.act(o),
    maps: [
      {
        title: "cost to go (dark: dear)",
        width: PIXELS,
        height: PIXELS,
        values: Array.from({ length: PIXELS * PIXELS }, (_, i) => cost(i)),
      },
    ],
  };
}

/** At most one run in twenty may have been set aside (and one in a small set). */
const fewStuck = (runsOfOne: number) => ({
  text: "few runs are caught in a loop",
  holds: (of: (key: string) => number) => of("stuck") <= Math.max(1, 0.05 * runsOfOne * of("runs")),
});

const spans = (steps: readonly number[]): Record<string, number> => ({
  "1–50": mean(steps.slice(0, 50)),
  "51–100": mean(steps.slice(50, 100)),
  "401–500": mean(steps.slice(400, 500)),
});

const learning: readonly Point[] = [
  ...points("α=0.1", 100, 1, { "1–50": [571, 9], "401–500": [137, 3] }),
  ...points("α=0.2", 100, 1, { "1–50": [407, 5], "401–500": [126, 7] }),
  ...points("α=0.5", 100, 1, { "1–50": [284, 4.4], "401–500": [117, 4.5] }),
];
const ALPHAS = [0.1, 0.2, 0.5] as const;
/** The mean curves so far, for a page. */
const soFar = (curves: ReturnType<typeof curveSums>, names: readonly string[]) => {
  const measured = curves.measured();
  return pointsOf(
    names.map((name) => ({ name, at: upTo(500) })),
    names.flatMap((name) => measured[`curve ${name}`]),
  );
};
const stepsChart = (names: readonly string[]): Chart => ({
  x: { key: "x", label: "episodes", range: [0, 500] },
  y: {
    key: names[names.length - 1],
    label: "steps of an episode",
    range: [100, 2000],
    scale: "log",
  },
  curves: names.map((name) => ({ key: name, name })),
});

const nameOf = (alpha: number): string => `α = ${alpha}/8`;
const episodesPlot = {
  title: "Steps of an episode",
  x: { label: "episodes" },
  y: { scale: "log" },
} as const;

export const mountainCarSarsa = lab({
  id: "04/mountain-car",
  row: "B40",
  title: "A weak car learns to swing",
  question:
    "Zero is a hopeful guess where every step costs one: it explores without ε. How fast does semi-gradient Sarsa learn with three step sizes?",
  source: "Sutton & Barto, 2nd ed., Example 10.1, figure 10.2",
  kind: "statistical",
  knobs: { runs: runsKnob(4) },
  quick: { seconds: 1, seeds: [1, 2] },
  full: { seconds: 20, seeds: [1, 2], knobs: { runs: 50 } },
  parts,
  *run({ runs }, random, _, own) {
    const names = ALPHAS.flatMap((alpha) =>
      ["1–50", "401–500"].map((span) => `α=${alpha} ${span}`),
    );
    const tally = { stuck: 0 };
    const curves = curveSums(ALPHAS.map(nameOf), 500);
    function* once(r: Rng, run: number): Generator<LabReport, number[]> {
      const all: number[] = [];
      for (const [i, alpha] of ALPHAS.entries()) {
        const watched = run === 0 && alpha === 0.5 ? nameOf(alpha) : undefined;
        const steps = yield* watchedLengths(1, alpha, 500, r, tally, own.features, watched);
        curves.add(i, steps);
        const by = spans(steps);
        all.push(by["1–50"], by["401–500"]);
      }
      return all;
    }
    const measured = yield* repeated(runs, random, names, once, () => ({
      points: soFar(curves, ALPHAS.map(nameOf)),
    }));
    return { ...measured, ...tally, ...curves.measured() };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: α = 0.5/8 learns fastest, all reach 100 to 200 steps",
        known: learning,
        claims: [
          {
            text: "the larger α, the faster",
            holds: (of) =>
              of("α=0.5 1–50") < of("α=0.2 1–50") && of("α=0.2 1–50") < of("α=0.1 1–50"),
          },
          fewStuck(3),
        ],
      },
      measured,
    ),
  chart: { ...stepsChart(ALPHAS.map(nameOf)), hasWorld: true },
  figure: (measured) =>
    curvesFigure({ ...episodesPlot, names: ALPHAS.map(nameOf), smoothing: 5 }, measured),
});

const aheadKnown: readonly Point[] = [
  ...points("n=1", 100, 1, { "1–50": [284, 4.4], "51–100": [149, 10], "401–500": [117, 6] }),
  ...points("n=8", 100, 1, { "1–50": [239, 17], "51–100": [122, 17], "401–500": [110, 10] }),
];

export const mountainCarNStep = lab({
  id: "04/mountain-car-n-step",
  row: "B41",
  title: "Eight steps ahead learn faster than one",
  question:
    "Let the target count eight rewards instead of one, with the step size that suits each. How much sooner is the car good, and does it end up better?",
  source: "Sutton & Barto, 2nd ed., figure 10.3",
  kind: "statistical",
  knobs: { runs: runsKnob(6) },
  quick: { seconds: 1, seeds: [1, 2] },
  full: { seconds: 20, seeds: [1, 2], knobs: { runs: 50 } },
  *run({ runs }, random) {
    const tally = { stuck: 0 };
    const cells = [
      { name: "n=1", n: 1, alpha: 0.5 },
      { name: "n=8", n: 8, alpha: 0.3 },
    ];
    const names = cells.flatMap(({ name }) =>
      ["1–50", "51–100", "401–500"].map((span) => `${name} ${span}`),
    );
    const curves = curveSums(
      cells.map(({ name }) => name),
      500,
    );
    const measured = yield* repeated(
      runs,
      random,
      names,
      (r) =>
        cells.flatMap(({ n, alpha }, i) => {
          const steps = lengths(n, alpha, 500, r, tally);
          curves.add(i, steps);
          return Object.values(spans(steps));
        }),
      () => ({
        points: soFar(
          curves,
          cells.map(({ name }) => name),
        ),
      }),
    );
    return { ...measured, ...tally, ...curves.measured() };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: n = 8 learns faster and ends lower",
        known: aheadKnown,
        claims: [
          {
            text: "n = 8 is ahead in the first 50 episodes and in the next",
            holds: (of) => of("n=8 1–50") < of("n=1 1–50") && of("n=8 51–100") < of("n=1 51–100"),
          },
          fewStuck(2),
        ],
      },
      measured,
    ),
  chart: stepsChart(["n=1", "n=8"]),
  figure: (measured) =>
    curvesFigure({ ...episodesPlot, names: ["n=1", "n=8"], smoothing: 5 }, measured),
});

/** n and its best step size. */
const BEST = [
  [1, 1.25],
  [2, 1],
  [4, 1],
  [8, 0.5],
  [16, 0.25],
] as const;
const GRID = [0.25, 0.5, 0.75, 1, 1.25, 1.5] as const;

const early: readonly Point[] = points("best", 100, 1, {
  "n=1": [228, 5],
  "n=2": [229, 5],
  "n=4": [222, 10],
  "n=8": [226, 19],
  "n=16": [235, 25],
});

export const mountainCarGrid = lab({
  id: "04/mountain-car-step-sizes",
  row: "B42",
  title: "How far ahead, with which step size?",
  question:
    "Average the first 50 episodes over n and α. Is there a best n again, as on the walk of 19 states?",
  source: "Sutton & Barto, 2nd ed., figure 10.4",
  kind: "statistical",
  knobs: {
    runs: runsKnob(15),
    grid: { default: false, doc: "Also measures a grid of n and α, for the figure." },
  },
  quick: { seconds: 1, seeds: [1, 2] },
  full: { seconds: 25, seeds: [1, 2], knobs: { runs: 50, grid: true } },
  *run({ runs, grid }, random) {
    const tally = { stuck: 0 };
    const first50 = (n: number, alpha: number, r: Rng) => mean(lengths(n, alpha, 50, r, tally));
    const measured = yield* repeated(
      runs,
      random,
      BEST.map(([n]) => `best n=${n}`),
      (r) => BEST.map(([n, alpha]) => first50(n, alpha, r)),
      (means) => ({ points: BEST.map(([n], i) => ({ n, steps: means[i] })) }),
    );
    if (!grid) return { ...measured, ...tally };
    const curves = BEST.map(([n]) => ({ name: `n=${n}`, at: GRID.filter((a) => a * n <= 6) }));
    const drawn = { stuck: 0 };
    const shown = (n: number, alpha: number, r: Rng) => mean(lengths(n, alpha, 50, r, drawn));
    return {
      ...measured,
      ...tally,
      ...(yield* repeatedCurves(runs, random, curves, [], (r) =>
        curves.map(({ at }, i) => at.map((alpha) => shown(BEST[i][0], alpha, r))),
      )),
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: an intermediate n is best, near 220 steps",
        known: early,
        claims: [
          {
            text: "n = 4 beats n = 1 and n = 16",
            holds: (of) => of("best n=4") < of("best n=1") && of("best n=4") < of("best n=16"),
          },
          fewStuck(5),
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "n", label: "n, steps that are counted", range: [1, 16], scale: "log" },
    y: { key: "steps", label: "steps of an episode, mean of the first 50", range: [200, 260] },
  },
  figure(measured) {
    const title = "Steps of an episode, mean of the first 50";
    const ns = BEST.map(([n]) => n);
    if (measured[0]["curve n=1"] === undefined) {
      return {
        title: `${title}, at the best α for each n`,
        x: { label: "n", scale: "log", names: ns.map((n) => ({ at: n, text: String(n) })) },
        series: [
          {
            name: "n-step Sarsa",
            x: ns,
            ...meansWithErrors(
              measured,
              ns.map((n) => `best n=${n}`),
            ),
          },
        ],
        caption: `${bandCaption(measured)} A full run draws the grid of n and α.`,
      };
    }
    return {
      title,
      x: { label: "α · 8" },
      y: { range: [210, 300] },
      series: BEST.map(([n]) => {
        const y = meanList(measured, `curve n=${n}`);
        return { name: `n = ${n}`, x: GRID.slice(0, y.length), y };
      }),
      caption: `${bandCaption(measured).replace("Bands: ± 2 standard errors of the mean, ", "Means of ")} Values beyond 300 leave the picture.`,
    };
  },
});

const LAMBDAS = [0, 0.68, 0.84, 0.92, 0.96, 0.99] as const;
/** The best α (times eight) of each, from seeds of 100 and above. */
const STEP: Readonly<Record<number, number>> = {
  0: 1.5,
  0.68: 1.5,
  0.84: 1.25,
  0.92: 1.25,
  0.96: 1,
  0.99: 1,
};

const traced: readonly Point[] = points("λ", 100, 1, {
  "=0": [230, 5],
  "=0.68": [205, 6],
  "=0.84": [192, 9],
  "=0.92": [183, 12],
  "=0.96": [176, 19],
  "=0.99": [191, 31],
});

export const mountainCarTraces = lab({
  id: "04/mountain-car-traces",
  row: "B48",
  title: "Traces carry the news of the summit back",
  question:
    "One arrival at the top changes the values of all steps that led there, more faintly the longer ago. How long should credit last?",
  source: "Sutton & Barto, 2nd ed., figures 12.10 and 12.11",
  kind: "statistical",
  knobs: { runs: runsKnob(10) },
  quick: { seconds: 1.5, seeds: [1, 2] },
  full: { seconds: 8, seeds: [1, 2], knobs: { runs: 50 } },
  *run({ runs }, random) {
    const first50 = (
      lambda: number,
      alpha: number,
      traces: "replacing" | "accumulating",
      r: Rng,
    ) => {
      const run = sarsaLambda(
        { ...world, maxSteps: 5000 },
        { lambda, alpha: alpha / TILINGS, traces },
        r,
        undefined,
        features,
      );
      return mean(
        Array.from(
          { length: 50 },
          () => -(run.next().value as { episodeReturn: number }).episodeReturn,
        ),
      );
    };
    const measured = yield* repeated(
      runs,
      random,
      LAMBDAS.map((l) => `λ =${l}`),
      (r) => LAMBDAS.map((l) => first50(l, STEP[l], "replacing", r.split())),
      (means) => ({ points: LAMBDAS.map((lambda, i) => ({ lambda, steps: means[i] })) }),
    );
    // One run: it is several times worse, not a little.
    const accumulating = first50(0.92, 0.6, "accumulating", random.split());
    return { ...measured, accumulating };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: best near λ = 0.96 with replacing traces; accumulating traces are worse, and diverge at large α",
        known: traced,
        claims: [
          {
            text: "λ = 0.96 beats 0 and 0.84",
            holds: (of) => of("λ =0.96") < of("λ =0") && of("λ =0.96") < of("λ =0.84"),
          },
          {
            text: "accumulating traces at λ = 0.92 and α = 0.6/8 are beyond 250 steps",
            holds: (of) => of("accumulating") > 250,
          },
        ],
        note: "Episodes are cut at 5000 steps.",
      },
      measured,
    ),
  chart: {
    x: { key: "lambda", label: "λ", range: [0, 1] },
    y: { key: "steps", label: "steps of an episode, mean of the first 50", range: [150, 250] },
  },
  figure: (measured) => ({
    title: "Steps of an episode, mean of the first 50",
    x: { label: "λ" },
    series: [
      {
        name: "replacing traces",
        x: LAMBDAS,
        ...meansWithErrors(
          measured,
          LAMBDAS.map((l) => `λ =${l}`),
        ),
      },
    ],
    caption: bandCaption(measured),
  }),
});
