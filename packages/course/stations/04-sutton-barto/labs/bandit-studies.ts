/** Figure 2.6, the parameter study of all bandit methods, and Exercise 2.5, where the true values wander. */
import { lab } from "../../../src/lab.ts";
import { curvesFigure, meanList } from "./parts/curves.ts";
import { banditOnStage } from "./parts/onStage.ts";
import { judged, type Point, paired, repeatedCurves, runsKnob } from "./parts/runs.ts";
import {
  gradientMethod,
  type Learner,
  meanOf,
  play,
  thinned,
  ucbMethod,
  valueMethod,
} from "./parts/testbed.ts";

interface Family {
  readonly name: string;
  /** Powers of two of the parameter. */
  readonly exponents: readonly number[];
  readonly learner: (parameter: number) => Learner;
}

const powerOfTwo = (e: number): number => (e < 0 ? 1 / (1 << -e) : 1 << e);
const span = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const families: readonly Family[] = [
  { name: "ε-greedy", exponents: span(-7, -2), learner: (epsilon) => valueMethod({ epsilon }) },
  { name: "gradient", exponents: span(-5, 2), learner: (alpha) => gradientMethod({ alpha }) },
  { name: "UCB", exponents: span(-4, 2), learner: (c) => ucbMethod({ c }) },
  {
    name: "optimistic",
    exponents: span(-2, 2),
    learner: (initial) => valueMethod({ epsilon: 0, alpha: 0.1, initial }),
  },
];

/**
 * The best of each family, over 2000 problems of an independent program, which places the best ε and α one power of two lower than two
 * others (ours and a second independent one) do. s of the average reward of a problem from seeds of 100 and above.
 */
const best = (name: string, exponent: number, value: number): Point => ({
  key: `${name} @${exponent}`,
  value,
  s: 0.62,
  n: 2000,
  unit: 0.01,
});

export const banditParameterStudy = lab({
  id: "04/bandit-parameter-study",
  row: "B6",
  title: "Four ways to explore, each at its best",
  question:
    "Each method has one parameter. Which method is best at its best, and which forgives a wrong parameter?",
  source: "Sutton & Barto, 2nd ed., section 2.10, figure 2.6",
  kind: "statistical",
  knobs: {
    runs: runsKnob(200),
    steps: {
      default: 1000,
      range: [100, 10_000],
      integer: true,
      doc: "Pulls of each problem; the figure shows the mean reward of all.",
    },
  },
  quick: { seconds: 1.5, seeds: [1] },
  full: { seconds: 15, seeds: [1], knobs: { runs: 2000 } },
  *run({ runs, steps }, random) {
    const curves = families.map(({ name, exponents }) => ({ name, at: exponents }));
    return yield* repeatedCurves(runs, random, curves, span(-7, 2), (r) => {
      const same = paired(r);
      return families.map(({ exponents, learner }) =>
        exponents.map((e) => meanOf(play(learner(powerOfTwo(e)), { steps }, same()).rewards)),
      );
    });
  },
  chart: {
    x: { key: "x", label: "log₂ of the parameter: ε, α, c or the first estimate", range: [-7, 2] },
    y: { key: "UCB", label: "mean reward of the first 1000 pulls", range: [0.9, 1.6] },
    curves: families.map(({ name }) => ({ key: name, name })),
  },
  verdict: (measured, budget) =>
    judged(
      {
        published: "a figure: UCB, then optimism, then gradient, then ε-greedy; each an inverted U",
        note: "All methods meet the same problems. The quick run has too few of them to tell UCB from optimism and optimism from gradient; the full run has enough.",
        known: [
          best("ε-greedy", -4, 1.329),
          best("gradient", -2, 1.436),
          best("UCB", 0, 1.49),
          best("optimistic", 0, 1.467),
        ],
        claims: [
          { text: "UCB above ε-greedy", holds: (of) => of("UCB @0") > of("ε-greedy @-4") },
          {
            text: "optimistic above ε-greedy",
            holds: (of) => of("optimistic @0") > of("ε-greedy @-4"),
          },
          {
            text: "gradient above ε-greedy",
            holds: (of) => of("gradient @-2") > of("ε-greedy @-4"),
          },
          {
            text: "an inverted U for gradient",
            holds: (of) =>
              of("gradient @-5") < of("gradient @-2") && of("gradient @2") < of("gradient @-2"),
          },
          {
            text: "an inverted U for optimism",
            holds: (of) =>
              of("optimistic @-2") < of("optimistic @0") &&
              of("optimistic @2") < of("optimistic @0"),
          },
          ...(budget === "full"
            ? [
                {
                  text: "UCB above optimistic",
                  holds: (of: (key: string) => number) => of("UCB @0") > of("optimistic @0"),
                },
                {
                  text: "optimistic above gradient",
                  holds: (of: (key: string) => number) => of("optimistic @0") > of("gradient @-2"),
                },
              ]
            : []),
        ],
      },
      measured,
    ),
  figure: (measured) => ({
    title: "Average reward of the first 1000 steps",
    x: { label: "ε, α, c or Q₁", scale: "log" },
    series: families.map(({ name, exponents }) => {
      const y = meanList(measured, `curve ${name}`);
      const runs = measured.reduce((sum, m) => sum + Number(m["runs"]), 0);
      const error = meanList(measured, `deviation ${name}`).map((s) => (2 * s) / Math.sqrt(runs));
      return {
        name,
        x: exponents.map(powerOfTwo),
        y,
        low: y.map((v, e) => v - error[e]),
        high: y.map((v, e) => v + error[e]),
      };
    }),
    caption: "Bands: ± 2 standard errors of the mean; all methods meet the same problems.",
  }),
});

const STEPS = 10_000;

const names = ["average", "constant"] as const;

export const nonstationaryBandit = lab({
  id: "04/nonstationary-bandit",
  row: "B7",
  title: "When the arms change, forget",
  question:
    "All arms begin equal and wander. The sample average weighs the first reward like the last; what does a constant step gain?",
  source: "Sutton & Barto, 2nd ed., Exercise 2.5",
  kind: "statistical",
  knobs: {
    runs: runsKnob(60),
    walk: {
      default: 0.01,
      range: [0, 1],
      doc: "Standard deviation of a step of every true value.",
    },
  },
  quick: { seconds: 1, seeds: [1, 2] },
  full: { seconds: 8, seeds: [1], knobs: { runs: 1000 } },
  *run({ runs, walk }, random) {
    const pieces = Array.from({ length: 100 }, (_, i) => i);
    const curves = names.flatMap((name) => [
      { name: `${name} reward`, at: [STEPS] },
      { name: `${name} optimal`, at: [STEPS] },
      { name: `course of ${name}`, at: pieces },
    ]);
    yield { progress: 0, live: banditOnStage({ steps: STEPS, spread: 0, walk }, 0.1) };
    return yield* repeatedCurves(
      runs,
      random,
      curves,
      [STEPS],
      (r) => {
        const same = paired(r);
        return [0, 0.1].flatMap((alpha) => {
          const { rewards, optimal } = play(
            valueMethod({ epsilon: 0.1, alpha }),
            { steps: STEPS, spread: 0, walk },
            same(),
          );
          return [
            [meanOf(rewards, STEPS - 1000)],
            [meanOf(optimal, STEPS - 1000)],
            thinned(optimal),
          ];
        });
      },
      { scale: 100 },
    );
  },
  chart: {
    x: { key: "x", label: "pulls", range: [0, STEPS] },
    y: { key: "course of constant", label: "share of pulls of the best arm", range: [0, 1] },
    curves: names.map((name) => ({
      key: `course of ${name}`,
      name: name === "average" ? "sample average" : "constant step",
    })),
    hasWorld: true,
  },
  verdict: (measured) =>
    judged(
      {
        published: "— (an exercise: show the difficulty of sample averages)",
        note: "Over the last 1000 of 10 000 steps. A second independent program, with fewer runs, has 1.00 and 41 % for the sample average, 1.37 and 76 % for the constant step.",
        known: [
          { key: "average reward @10000", value: 1.042, s: 0.65, n: 500, unit: 0.001 },
          { key: "constant reward @10000", value: 1.318, s: 0.55, n: 500, unit: 0.001 },
          { key: "average optimal @10000", value: 0.428, s: 0.4, n: 500, unit: 0.001 },
          { key: "constant optimal @10000", value: 0.761, s: 0.19, n: 500, unit: 0.001 },
        ],
        claims: [
          {
            text: "the constant step earns more",
            holds: (of) => of("constant reward @10000") > of("average reward @10000") + 0.1,
          },
          {
            text: "and takes the best arm more often",
            holds: (of) => of("constant optimal @10000") > of("average optimal @10000") + 0.1,
          },
        ],
      },
      measured,
    ),
  figure(measured) {
    const figure = curvesFigure(
      {
        title: "Share of best actions",
        x: { label: "steps" },
        names: names.map((n) => `course of ${n}`),
        at: Array.from({ length: 100 }, (_, i) => (i + 0.5) * (STEPS / 100)),
      },
      measured,
    );
    return {
      ...figure,
      series: figure.series.map((s, i) => ({
        ...s,
        name: ["sample average", "constant step 0.1"][i],
      })),
    };
  },
});
