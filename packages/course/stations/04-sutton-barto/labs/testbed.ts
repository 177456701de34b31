/** Figures 2.2–2.5 on the 10-armed testbed: ε-greedy, optimism, upper confidence bounds, gradients. */
import type { Rng } from "gradus/core";
import { epsilonGreedyBandit, gradientBandit, type TabularWorld, ucbBandit } from "gradus/tabular";
import type { Figure } from "../../../src/figure.ts";
import { type Chart, type LabReport, lab, type Measured } from "../../../src/lab.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { Bandit } from "./parts/methods.ts";
import { banditOnStage } from "./parts/onStage.ts";
import { judged, type Point, paired, repeatedCurves, runsKnob } from "./parts/runs.ts";
import { meanOf, play, thinned } from "./parts/testbed.ts";

const parts: Readonly<Record<"epsilonGreedyBandit" | "ucbBandit" | "gradientBandit", Bandit>> = {
  epsilonGreedyBandit,
  ucbBandit,
  gradientBandit,
};

interface Contender {
  readonly name: string;
  readonly method: keyof typeof parts;
  readonly knobs: Parameters<Bandit>[1];
}
type What = "rewards" | "optimal";

const stepsKnob = {
  default: 1000,
  range: [200, 10_000],
  integer: true,
  doc: "Pulls of each problem.",
} as const;
const budgets = {
  quick: { seeds: [1, 2] },
  full: { seeds: [1, 2], knobs: { runs: 2000 } },
} as const;

/**
 * Every contender on the same problems: means over the last 100 steps ("reward ε 0.1", "optimal ε 0.1"), single early steps
 * ("reward step 11 ε 0.1"), and curves of 100 points.
 */
function* compare(
  contenders: readonly Contender[],
  methods: typeof parts,
  runs: number,
  steps: number,
  mean: number,
  random: Rng,
  early: number,
): Generator<LabReport, Measured> {
  const whats: What[] = ["rewards", "optimal"];
  const label = { rewards: "reward", optimal: "optimal" };
  const curves = contenders.flatMap(({ name }) =>
    whats.flatMap((what) => [
      { name: `${label[what]} ${name}`, at: [steps, early, early + 1] }, // the last 100 steps, and two single ones
      {
        name: `course of ${label[what]} ${name}`,
        at: Array.from({ length: 100 }, (_, i) => i + 0.5),
      },
    ]),
  );
  yield { progress: 0, live: banditOnStage({ steps, mean }, 0.1) };
  const measured = yield* repeatedCurves(
    runs,
    random,
    curves,
    [steps, early, early + 1],
    (r) => {
      const same = paired(r);
      return contenders.flatMap(({ method, knobs }) => {
        const learner = (world: TabularWorld, random: Rng) => methods[method](world, knobs, random);
        const result = play(learner, { steps, mean }, same());
        return whats.flatMap((what) => {
          const xs = result[what];
          return [[meanOf(xs, steps - 100), xs[early - 1], xs[early]], thinned(xs)];
        });
      });
    },
    { scale: steps / 100 },
  );
  const first = contenders.map(
    ({ name }) =>
      [
        `first reward ${name}`,
        (measured[`curve course of reward ${name}`] as readonly number[])[0],
      ] as const,
  );
  return { ...measured, ...Object.fromEntries(first), steps };
}

/** The course of a quantity over the steps of a problem, each point the mean of a hundredth of them. */
const course =
  (what: "reward" | "optimal", contenders: readonly Contender[]) =>
  (measured: readonly Measured[]): Figure => {
    const piece = Number(measured[0]["steps"]) / 100;
    const figure = curvesFigure(
      {
        title: what === "reward" ? "Reward" : "Share of best actions",
        x: { label: "steps" },
        names: contenders.map(({ name }) => `course of ${what} ${name}`),
        at: Array.from({ length: 100 }, (_, i) => (i + 0.5) * piece),
        ...(what === "reward"
          ? { references: [{ label: "1.539, the best possible", y: 1.5388 }] }
          : {}),
      },
      measured,
    );
    return { ...figure, series: figure.series.map((s, i) => ({ ...s, name: contenders[i].name })) };
  };

/** The same while it runs: the mean over the problems so far. */
const live = (what: "reward" | "optimal", contenders: readonly Contender[]): Chart => ({
  x: { key: "x", label: "pulls", range: [0, 1000] },
  hasWorld: true,
  y: {
    key: `course of ${what} ${contenders[contenders.length - 1].name}`,
    label: what === "reward" ? "mean reward of a pull" : "share of pulls of the best arm",
    range: what === "reward" ? [0, 1.6] : [0, 1],
  },
  curves: contenders.map(({ name }) => ({
    key: `course of ${what} ${name}`,
    name: name.replace("ε ", "ε = ").replace("with ", "").replace("without ", "no "),
  })),
  ...(what === "reward" ? { reference: { label: "best possible", y: 1.5388 } } : {}),
});

/** Known means of the last 100 of 1000 steps over 2000 problems; s of a single problem from seeds 100 and above. */
const reward = (name: string, value: number, s: number): Point => ({
  key: `reward ${name} @1000`,
  value,
  s,
  n: 2000,
  unit: 0.01,
});
/** Shares of best actions; a share p of single problems has a deviation of at most √(p (1 − p)). */
const optimal = (name: string, percent: number): Point => ({
  key: `optimal ${name} @1000`,
  value: percent / 100,
  s: Math.sqrt((percent / 100) * (1 - percent / 100)),
  n: 2000,
  unit: 0.001,
});

const GREEDY: readonly Contender[] = [0, 0.01, 0.1].map((epsilon) => ({
  name: `ε ${epsilon}`,
  method: "epsilonGreedyBandit",
  knobs: { epsilon },
}));

export const testbed = lab({
  id: "04/testbed",
  row: "B2",
  title: "The 10-armed testbed: greed does not pay",
  question:
    "A method that always takes what looks best gets stuck, in most problems, on an arm that is not. How much exploration is right, after 1000 steps and after 10 000?",
  source: "Sutton & Barto, 2nd ed., section 2.3, figures 2.1 and 2.2",
  kind: "statistical",
  knobs: { runs: runsKnob(300), steps: stepsKnob },
  quick: { seconds: 0.6, ...budgets.quick },
  full: { seconds: 4, ...budgets.full },
  parts,
  *run({ runs, steps }, random, _, own) {
    return yield* compare(GREEDY, own, runs, steps, 0, random, 11);
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: ε = 0.1 finds the best arm in about 80 % of the last steps, ε = 0 in a third; the best possible mean is 1.5388",
        known: [
          reward("ε 0", 1.02, 0.62),
          reward("ε 0.01", 1.33, 0.6),
          reward("ε 0.1", 1.37, 0.57),
          optimal("ε 0", 36),
          optimal("ε 0.01", 62),
          optimal("ε 0.1", 79.5),
        ],
        claims: [
          {
            text: "greedy earns least",
            holds: (of) =>
              of("reward ε 0 @1000") < of("reward ε 0.01 @1000") &&
              of("reward ε 0 @1000") < of("reward ε 0.1 @1000"),
          },
          {
            text: "ε = 0.1 takes the best arm most often",
            holds: (of) =>
              of("optimal ε 0 @1000") < of("optimal ε 0.01 @1000") &&
              of("optimal ε 0.01 @1000") < of("optimal ε 0.1 @1000"),
          },
        ],
      },
      measured,
    ),
  chart: live("reward", GREEDY),
  figure: course("reward", GREEDY),
});

const OPTIMISTIC: readonly Contender[] = [
  { name: "Q₁ = 5", method: "epsilonGreedyBandit", knobs: { epsilon: 0, alpha: 0.1, initial: 5 } },
  { name: "Q₁ = 0", method: "epsilonGreedyBandit", knobs: { epsilon: 0.1, alpha: 0.1 } },
];

export const optimisticValues = lab({
  id: "04/optimistic-values",
  row: "B3",
  title: "Optimism explores",
  question:
    "Estimates that begin far too high are disappointed by every arm in turn. The eleventh step is suddenly good, and then it gets worse again: why (Exercise 2.6)?",
  source: "Sutton & Barto, 2nd ed., section 2.6, figure 2.3",
  kind: "statistical",
  knobs: { runs: runsKnob(300), steps: stepsKnob },
  quick: { seconds: 0.4, ...budgets.quick },
  full: { seconds: 3, ...budgets.full },
  parts,
  *run({ runs, steps }, random, _, own) {
    return yield* compare(OPTIMISTIC, own, runs, steps, 0, random, 11);
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: optimism ends above 80 % of best actions, ε = 0.1 below",
        note: "In the first ten steps every arm is tried once. The eleventh takes the one whose single reward was highest, and is disappointed again.",
        known: [
          optimal("Q₁ = 5", 86.1),
          optimal("Q₁ = 0", 75.7),
          { key: "optimal Q₁ = 5 @11", value: 0.439, s: 0.5, n: 2000, unit: 0.001 },
        ],
        claims: [
          {
            text: "optimism ends higher",
            holds: (of) => of("optimal Q₁ = 5 @1000") > of("optimal Q₁ = 0 @1000"),
          },
          {
            text: "a dip after the spike of step 11",
            holds: (of) => of("optimal Q₁ = 5 @12") < of("optimal Q₁ = 5 @11"),
          },
        ],
      },
      measured,
    ),
  chart: live("optimal", OPTIMISTIC),
  figure: course("optimal", OPTIMISTIC),
});

const UCB: readonly Contender[] = [
  { name: "UCB", method: "ucbBandit", knobs: { c: 2 } },
  { name: "ε 0.1", method: "epsilonGreedyBandit", knobs: { epsilon: 0.1 } },
];

/**
 * The arm with the largest of ten single rewards R = q + noise, both of variance 1: E[q | R] = R/2, and E[max R] = √2 · 1.53875, the
 * expected maximum of ten standard normals.
 */
const SPIKE = 1.538753 / Math.SQRT2;

export const upperConfidenceBound = lab({
  id: "04/upper-confidence-bound",
  row: "B4",
  title: "Explore what you know least",
  question:
    "An upper confidence bound explores on purpose, not at random. What does that gain on the testbed, and why is there a spike at step 11 (Exercise 2.8)?",
  source: "Sutton & Barto, 2nd ed., section 2.7, figure 2.4",
  kind: "statistical",
  knobs: { runs: runsKnob(300), steps: stepsKnob },
  quick: { seconds: 0.5, ...budgets.quick },
  full: { seconds: 4, ...budgets.full },
  parts,
  *run({ runs, steps }, random, _, own) {
    return yield* compare(UCB, own, runs, steps, 0, random, 11);
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: UCB ends at about 1.5, above ε-greedy; a spike at step 11",
        known: [
          reward("UCB", 1.493, 0.57),
          reward("ε 0.1", 1.367, 0.57),
          { key: "reward UCB @11", value: SPIKE, s: 1.29, n: 0, unit: 0.001 },
        ],
        note: "At step 11 every arm was tried once, so the bound follows the largest of ten single rewards, whose arm is worth E[max of 10 normals]/√2 = 1.088 on average. (2000 problems of an independent program gave 1.136 ± 0.029.)",
        claims: [
          {
            text: "UCB above ε-greedy",
            holds: (of) => of("reward UCB @1000") > of("reward ε 0.1 @1000"),
          },
          {
            text: "a spike: step 11 far above the mean of the first hundredth of the steps",
            holds: (of) => of("reward UCB @11") > of("first reward UCB") + 0.5,
          },
        ],
      },
      measured,
    ),
  chart: live("reward", UCB),
  figure: course("reward", UCB),
});

const GRADIENT: readonly Contender[] = [0.1, 0.4].flatMap((alpha) =>
  [true, false].map((baseline) => ({
    name: `α ${alpha} ${baseline ? "with" : "without"} baseline`,
    method: "gradientBandit" as const,
    knobs: { alpha, baseline },
  })),
);

export const gradientBanditLab = lab({
  id: "04/gradient-bandit",
  row: "B5",
  title: "A gradient needs a baseline",
  question:
    "All rewards are near +4. Only what is better than usual should make an action more likely; what happens to a learner that does not know what is usual?",
  source: "Sutton & Barto, 2nd ed., section 2.8, figure 2.5",
  kind: "statistical",
  knobs: { runs: runsKnob(200), steps: stepsKnob },
  quick: { seconds: 1.2, ...budgets.quick },
  full: { seconds: 10, ...budgets.full },
  parts,
  *run({ runs, steps }, random, _, own) {
    return yield* compare(GRADIENT, own, runs, steps, 4, random, 11);
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: with baseline about 85 % and 74 %, without about 50 % and 30 %",
        known: [
          optimal("α 0.1 with baseline", 84.3),
          optimal("α 0.1 without baseline", 47.3),
          optimal("α 0.4 with baseline", 73.8),
          optimal("α 0.4 without baseline", 27.6),
        ],
        claims: [
          {
            text: "the baseline helps at α = 0.1",
            holds: (of) =>
              of("optimal α 0.1 with baseline @1000") >
              of("optimal α 0.1 without baseline @1000") + 0.2,
          },
          {
            text: "and at α = 0.4",
            holds: (of) =>
              of("optimal α 0.4 with baseline @1000") >
              of("optimal α 0.4 without baseline @1000") + 0.2,
          },
        ],
      },
      measured,
    ),
  chart: live("optimal", GRADIENT),
  figure: course("optimal", GRADIENT),
});
