/** Lab 4 of the bootcamp, first half: policy gradients with every derivative by hand, on a point and on a pole. */
import { log10, type Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { makeWorld } from "gradus/envs";
import type { Figure } from "../../../src/figure.ts";
import { type LabReport, type Live, lab, type Measured, type Turn } from "../../../src/lab.ts";
import { largest, mean, smallest } from "../../../src/statistics.ts";
import { settingsAt } from "../../../src/turn.ts";
import {
  judged,
  type Point,
  paired,
  part,
  points,
  upTo,
} from "../../04-sutton-barto/labs/parts/runs.ts";
import {
  best,
  type Matrix,
  type SimpleOptions,
  type SimpleParts,
  simpleParts,
  simplePolicyGradient,
} from "./parts/simple.ts";

const ITERATIONS = 100;
const parts = simpleParts;

const knobs = {
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  rate: { default: 0.1, symbol: "α", range: [0, 10], doc: "Length of a plain step." },
  batch: {
    default: 2000,
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Experience in an iteration, at least; whole episodes.",
  },
} as const;

interface Curve {
  readonly returns: readonly number[];
  readonly scatter: number;
}

/** The average return of each iteration, and the mean scatter of the steps that make the gradients of the last half. */
function* curve(
  name: string,
  world: AnyWorld,
  options: SimpleOptions,
  random: Rng,
  own: SimpleParts,
  turn?: Turn,
): Generator<LabReport, Curve> {
  const returns: number[] = [];
  let scatter = 0;
  for (const report of simplePolicyGradient(
    world,
    (iteration) => settingsAt(options, turn, iteration - 1),
    random,
    own,
  )) {
    returns.push(report.averageReturn);
    if (report.iteration > ITERATIONS / 2) scatter += report.scatter / (ITERATIONS / 2);
    if (report.iteration % 2 === 0) {
      const { iteration, averageReturn, scatter, theta } = report;
      const series = { iteration, [name]: averageReturn, [`scatter ${name}`]: log10(scatter) };
      yield { progress: iteration / ITERATIONS, series, live: onStage(world, theta) };
    }
    if (report.iteration === ITERATIONS) return { returns, scatter };
  }
  return { returns, scatter };
}

/** ε of the lab is what the algorithm calls its natural step. */
const renamed = (turn: Turn | undefined): Turn | undefined =>
  turn && { ...turn, settings: { ...turn.settings, natural: turn.settings["epsilon"] } };

/** The policy's middle acts, and its numbers as a picture: a row for each action, or each number of it. */
const onStage = (world: AnyWorld, theta: Matrix): Live => ({
  world,
  act: (s) => best(theta, Array.from(s), world.actionSpace.kind === "discrete"),
  maps: [
    {
      title: "θ, the last column the bias",
      width: theta[0].length,
      height: theta.length,
      values: theta.flat(),
      signed: true,
    },
  ],
});

/** Named points of a curve. */
const marks = (name: string, { returns }: Curve, at: readonly number[]): Record<string, number> =>
  Object.fromEntries(at.map((k) => [`${name} @${k}`, returns[k - 1]]));

function figure(
  title: string,
  names: readonly string[],
  references: Figure["references"],
): (measured: readonly Measured[]) => Figure {
  return (measured) => ({
    title,
    x: { label: "iterations of 2000 steps" },
    series: names.map((name) => {
      const curves = measured.map((m) => m[`curve ${name}`] as readonly number[]);
      const at = (f: (ys: readonly number[]) => number) =>
        curves[0].map((_, i) => f(curves.map((c) => c[i])));
      return { name, x: upTo(ITERATIONS), y: at(mean), low: at(smallest), high: at(largest) };
    }),
    caption: `Mean of ${measured.length} seeds; the bands reach from the worst to the best.`,
    ...(references === undefined ? {} : { references }),
  });
}

/** Independent program (Python's standard library), 10 runs: seeds 1001 … 1010; s the larger of theirs and ours, seeds 101 … 105. */
const knownPoint: readonly Point[] = [
  ...points("none", 10, 0.1, { "@100": [-27.5, 3] }),
  ...points("baseline", 10, 0.1, { "@30": [-25.4, 0.9], "@60": [-21.4, 0.6] }),
];

export const pgPoint = lab({
  id: "06/pg-point",
  row: "K7",
  title: "A point, six numbers, and a baseline",
  question:
    "A point shall walk to the middle, and only its distance tells how well it does. How much sooner does it, if every return is compared with what is usual at that time?",
  source: "Deep RL Bootcamp 2017, lab 4, part 1",
  kind: "statistical",
  world: () => makeWorld("Point-v0"),
  knobs,
  quick: { seconds: 5, seeds: [1, 2, 3] },
  full: { seconds: 16, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  forks: { knobs: ["gamma", "rate"], by: "turn" },
  *run(config, random, _, own, _from, turn) {
    const world = makeWorld("Point-v0");
    const same = paired(random);
    const options = { ...config, natural: 0 };
    const [none, baseline] = [
      yield* part(
        0,
        0.5,
        curve("none", world, { ...options, isBaseline: false }, same(), own, turn),
      ),
      yield* part(
        0.5,
        1,
        curve("baseline", world, { ...options, isBaseline: true }, same(), own, turn),
      ),
    ];
    return {
      runs: 1,
      ...marks("none", none, [30, 60, 100]),
      ...marks("baseline", baseline, [30, 60, 100]),
      "scatter none": none.scatter,
      "scatter baseline": baseline.scatter,
      "curve none": none.returns,
      "curve baseline": baseline.returns,
    };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "about −25 after 100 iterations; with a baseline above −25 after 30, above −21 after 60",
        known: knownPoint,
        claims: [
          {
            text: "with the baseline after 60 iterations it is ahead of itself without after 100 (by 6.1 in the independent program, more than three standard errors of three seeds)",
            holds: (of) => of("baseline @60") > of("none @100"),
          },
          {
            text: "the baseline makes the scatter of the gradient's terms at least ten times smaller",
            holds: (of) => of("scatter none") > 10 * of("scatter baseline"),
          },
        ],
        note: "The lab's sheet prints what one run gave. The independent program repeats it ten times: −27.5 ± 3.0 without a baseline.",
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "iteration", label: "iterations of 2000 steps", range: [0, ITERATIONS] },
    y: { key: "baseline", label: "average return of an episode; 0 is the middle", range: [-50, 0] },
    curves: [
      { key: "baseline", name: "with baseline" },
      { key: "none", name: "without" },
    ],
    reference: { label: "−21, printed", y: -21 },
    figures: [
      { key: "scatter baseline", label: "log₁₀ scatter, with" },
      { key: "scatter none", label: "log₁₀ scatter, without" },
    ],
  },
  figure: figure(
    "Average return",
    ["none", "baseline"],
    [
      { label: "−25", y: -25 },
      { label: "−21", y: -21 },
    ],
  ),
});

export const pgCartPole = lab({
  id: "06/pg-cart-pole",
  row: "K7",
  title: "Ten numbers keep a pole up",
  question:
    "Two actions, one weight for each number that the world shows and one for the bias. How far do a softmax and its derivative come in a hundred iterations?",
  source: "Deep RL Bootcamp 2017, lab 4, part 1",
  kind: "statistical",
  world: () => makeWorld("CartPole-v0"),
  knobs,
  quick: { seconds: 2, seeds: [1, 2, 3] },
  full: { seconds: 7, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  forks: { knobs: ["gamma", "rate"], by: "turn" },
  *run(config, random, _, own, _from, turn) {
    const world = makeWorld("CartPole-v0");
    const options = { ...config, natural: 0, isBaseline: true };
    const { returns } = yield* curve("return", world, options, random, own, turn);
    return {
      runs: 1,
      ...marks("return", { returns, scatter: 0 }, [10, 60]),
      "best ten": largest(upTo(ITERATIONS - 9).map((k) => mean(returns.slice(k - 1, k + 9)))),
      "curve return": returns,
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "above 180 of 200",
        known: points("return", 10, 1, { "@10": [45, 6], "@60": [168, 20] }),
        claims: [
          {
            text: "on average over the seeds the best ten iterations in a row reach 180",
            holds: (of) => of("best ten") > 180,
          },
        ],
        note: "Steps of one length for ever: late in the training the policy still jumps about.",
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "iteration", label: "iterations of 2000 steps", range: [0, ITERATIONS] },
    y: { key: "return", label: "return (steps upright), 200 is perfect", range: [0, 210] },
    reference: { label: "180, printed", y: 180 },
    figures: [{ key: "scatter return", label: "log₁₀ scatter of the terms" }],
  },
  figure: figure("Average return", ["return"], [{ label: "180", y: 180 }]),
});

export const naturalGradient = lab({
  id: "06/natural-gradient",
  row: "K8",
  title: "Steps measured in what the policy does",
  question:
    "The same gradient, but a step is as long as the policy changes, not as the numbers do. How many iterations does that save?",
  source: "Deep RL Bootcamp 2017, lab 4, part 2; Kakade 2001",
  kind: "statistical",
  knobs: {
    ...knobs,
    epsilon: {
      default: 0.01,
      symbol: "ε",
      range: [1e-6, 1],
      doc: "How far the policy moves in a step: the KL divergence, to second order.",
    },
  },
  quick: { seconds: 4, seeds: [1, 2, 3] },
  full: { seconds: 14, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  forks: { knobs: ["gamma", "rate", "epsilon"], by: "turn" },
  *run({ epsilon, ...config }, random, _, own, _from, turn) {
    const world = makeWorld("CartPole-v0");
    const same = paired(random);
    const options = { ...config, isBaseline: true };
    const [plain, natural] = [
      yield* part(0, 0.5, curve("plain", world, { ...options, natural: 0 }, same(), own, turn)),
      yield* part(
        0.5,
        1,
        curve("natural", world, { ...options, natural: epsilon }, same(), own, renamed(turn)),
      ),
    ];
    return {
      runs: 1,
      ...marks("natural", natural, [10, 60]),
      ...marks("plain", plain, [60]),
      "last forty natural": mean(natural.returns.slice(60)),
      "last forty plain": mean(plain.returns.slice(60)),
      "curve plain": plain.returns,
      "curve natural": natural.returns,
    };
  },
  verdict: (measured) =>
    judged(
      {
        published: "much more stable",
        known: points("natural", 10, 1, { "@10": [189, 18] }),
        claims: [
          {
            text: "after 10 iterations it is where the plain gradient is after 60",
            holds: (of) => of("natural @10") > of("plain @60"),
          },
          {
            text: "the last forty iterations lie above 190 on average, and above the plain gradient's",
            holds: (of) =>
              of("last forty natural") > 190 && of("last forty natural") > of("last forty plain"),
          },
        ],
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "iteration", label: "iterations of 2000 steps", range: [0, ITERATIONS] },
    y: { key: "natural", label: "return (steps upright), 200 is perfect", range: [0, 210] },
    curves: [
      { key: "natural", name: "natural" },
      { key: "plain", name: "plain" },
    ],
  },
  figure: figure("Average return", ["plain", "natural"], undefined),
});
