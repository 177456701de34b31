/** Checks of batch normalisation: by hand, what is remembered, evaluation, random batches, a stream of batches. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

interface Running {
  mean: number[];
  variance: number[];
}
type BatchNorm = (
  x: number[][],
  gamma: number[],
  beta: number[],
  running: Running,
  isTraining: boolean,
  momentum: number,
  eps: number,
) => { out: number[][]; running: Running };
interface Solution {
  batchNorm: BatchNorm;
}

interface Slip {
  readonly divisor?: readonly [now: (n: number) => number, kept: (n: number) => number];
  readonly noRoot?: boolean;
  readonly epsOutside?: boolean;
  readonly rows?: boolean;
  readonly isAlwaysTraining?: boolean;
  readonly usesRunning?: boolean;
  readonly isExchanged?: boolean;
  readonly forgetsMean?: boolean;
  readonly betaBefore?: boolean;
}

/** The two moments of a list, Σ (x − m)² divided by `by`. */
function moments(list: number[], by: number): readonly [number, number] {
  const m = list.reduce((a, b) => a + b, 0) / list.length;
  return [m, list.reduce((s, v) => s + (v - m) * (v - m), 0) / by];
}

const slipped =
  (slip: Slip): BatchNorm =>
  (x, gamma, beta, running, training, momentum, eps) => {
    const isTraining = training || (slip.isAlwaysTraining ?? false);
    const n = x.length;
    const [now, kept] = slip.divisor ?? [(k) => k, (k) => k - 1];
    const columns = gamma.map((_, j) => x.map((row) => row[j]));
    const batch = columns.map((c) => moments(c, now(n)));
    const uses = (i: number, j: number): readonly [number, number] => {
      if (!isTraining || slip.usesRunning) return [running.mean[j], running.variance[j]];
      return slip.rows ? moments(x[i], x[i].length) : batch[j];
    };
    const out = x.map((row, i) =>
      row.map((v, j) => {
        const [m, s] = uses(i, j);
        const root = slip.noRoot
          ? s + eps
          : slip.epsOutside
            ? Math.sqrt(s) + eps
            : Math.sqrt(s + eps);
        const hat = (v - (slip.forgetsMean ? 0 : m)) / root;
        return slip.betaBefore ? gamma[j] * (hat + beta[j]) : gamma[j] * hat + beta[j];
      }),
    );
    if (!isTraining) return { out, running };
    const share = slip.isExchanged ? 1 - momentum : momentum;
    const blend = (old: number[], of: (j: number) => number): number[] =>
      old.map((v, j) => v + share * (of(j) - v));
    const mean = blend(running.mean, (j) => batch[j][0]);
    const variance = blend(running.variance, (j) => moments(columns[j], kept(n))[1]);
    return { out, running: { mean, variance } };
  };

const X = [
  [1, 10],
  [3, 30],
  [5, 20],
  [7, 20],
];
const fresh: Running = { mean: [0, 0], variance: [1, 1] };
const stream = rng(105);
const batches = [2, 5, 9].map((n, i) => ({
  x: Array.from({ length: n }, () => Array.from({ length: i + 2 }, () => stream.normal(i, 3))),
  gamma: Array.from({ length: i + 2 }, () => stream.normal(1, 0.5)),
  beta: Array.from({ length: i + 2 }, () => stream.normal()),
  running: {
    mean: Array.from({ length: i + 2 }, () => stream.normal()),
    variance: Array.from({ length: i + 2 }, () => stream.uniform(0.5, 3)),
  },
}));
const plain = (given: ReturnType<BatchNorm>) => ({ out: given.out, running: { ...given.running } });

/** 400 batches of 8 examples with mean 5 and deviation 2; then one example alone, at 9: two deviations up. */
function streamed(f: Solution) {
  const random = rng(21);
  let running: Running = { mean: [0], variance: [1] };
  for (let k = 0; k < 400; k++) {
    const x = Array.from({ length: 8 }, () => [random.normal(5, 2)]);
    ({ running } = f.batchNorm(x, [1], [0], running, true, 0.02, 1e-5));
  }
  const { out } = f.batchNorm([[9]], [1], [0], running, false, 0.02, 1e-5);
  return { mean: running.mean[0], variance: running.variance[0], alone: out[0][0] };
}

export const batchNormExercise = exercise<Solution>({
  id: "02/batch-norm",
  folder: "02-deep-learning-specialization/exercises/05-batch-norm",
  title: "The same scale for every layer",
  source: "Ioffe and Szegedy 2015, algorithms 1 and 2, arXiv:1502.03167",
  functions: ["batchNorm"],
  reference,
  cases: [
    {
      name: "two examples",
      given: "One feature, 1 and 5: mean 3, variance 4. γ = 1, β = 0, ε = 0.",
      run: (f) => f.batchNorm([[1], [5]], [1], [0], { mean: [0], variance: [1] }, true, 0.1, 0).out,
      expected: [[-1], [1]],
    },
    {
      name: "scale, shift and ε",
      given:
        "Features (1, 3, 5, 7) and (10, 30, 20, 20); γ = (2, 1), β = (10, −1), ε = 4, so roots of 9 and 54.",
      run: (f) => f.batchNorm(X, [2, 1], [10, -1], fresh, true, 0.1, 4).out,
      expected: [
        [8, -1 - 10 / Math.sqrt(54)],
        [10 - 2 / 3, -1 + 10 / Math.sqrt(54)],
        [10 + 2 / 3, -1],
        [12, -1],
      ],
    },
    {
      name: "what is remembered",
      given:
        "The same; momentum ¼, from means 0 and variances 1. Batch: means 4 and 20, variances 20/3 and 200/3.",
      run: (f) => ({ ...f.batchNorm(X, [2, 1], [10, -1], fresh, true, 0.25, 4).running }),
      expected: { mean: [1, 5], variance: [0.75 + 5 / 3, 0.75 + 50 / 3] },
    },
    {
      name: "not in training",
      given: "Running means (2, 10), variances (5, 96), ε = 4; the same examples.",
      run: (f) =>
        plain(f.batchNorm(X, [3, 1], [0, 5], { mean: [2, 10], variance: [5, 96] }, false, 0.25, 4)),
      expected: {
        out: [
          [-1, 5],
          [1, 7],
          [3, 6],
          [5, 6],
        ],
        running: { mean: [2, 10], variance: [5, 96] },
      },
    },
    {
      name: "a feature that never changes",
      given: "Four examples of 7: the variance is 0, and ε keeps the division away from it.",
      run: (f) =>
        f.batchNorm([[7], [7], [7], [7]], [5], [2], { mean: [0], variance: [1] }, true, 0.1, 1e-5)
          .out,
      expected: [[2], [2], [2], [2]],
    },
    {
      name: "random batches",
      given: "Two, five and nine examples, in training and not.",
      run: (f) =>
        batches.flatMap(({ x, gamma, beta, running }) =>
          [true, false].map((t) => plain(f.batchNorm(x, gamma, beta, running, t, 0.1, 1e-3))),
        ),
      expected: batches.flatMap(({ x, gamma, beta, running }) =>
        [true, false].map((t) => plain(slipped({})(x, gamma, beta, running, t, 0.1, 1e-3))),
      ),
    },
    {
      name: "a stream of batches",
      given:
        "400 batches of 8 examples with mean 5 and deviation 2, momentum 0.02; then one example of 9, alone: two deviations up.",
      swap: true,
      run: streamed,
      // a running mean of share a has a variance of a/(2 − a) of one batch's: of means 4/8, of variances 2 · 4²/7; four deviations
      expected: {
        mean: between(5 - 0.285, 5 + 0.285),
        variance: between(4 - 0.86, 4 + 0.86),
        alone: between((9 - 5.285) / Math.sqrt(4.86), (9 - 4.715) / Math.sqrt(3.14)),
      },
    },
  ],
  mistakes: [
    {
      name: "normalised along the examples' rows",
      explanation: "The moments belong to a feature and run over the examples: down the columns.",
      wrong: { batchNorm: slipped({ rows: true }) },
    },
    {
      name: "n − 1 in the batch",
      explanation:
        "What the batch is normalised with is divided by n; n − 1 is for what is remembered.",
      wrong: { batchNorm: slipped({ divisor: [(n) => n - 1, (n) => n - 1] }) },
    },
    {
      name: "n in what is remembered",
      explanation: "The variance that enters the running one is divided by n − 1.",
      wrong: { batchNorm: slipped({ divisor: [(n) => n, (n) => n] }) },
    },
    {
      name: "divided by the variance",
      explanation: "Divide by its root, the deviation.",
      wrong: { batchNorm: slipped({ noRoot: true }) },
    },
    {
      name: "ε outside the root",
      explanation: "ε is added to the variance, under the root.",
      wrong: { batchNorm: slipped({ epsOutside: true }) },
    },
    {
      name: "the mean not subtracted",
      explanation: "First subtract the mean, then divide.",
      wrong: { batchNorm: slipped({ forgetsMean: true }) },
    },
    {
      name: "β inside the scale",
      explanation: "γ multiplies the normalised feature only; β is added afterwards.",
      wrong: { batchNorm: slipped({ betaBefore: true }) },
    },
    {
      name: "momentum and 1 − momentum exchanged",
      explanation: "Here momentum is the share of the new batch, and it is small.",
      wrong: { batchNorm: slipped({ isExchanged: true }) },
    },
    {
      name: "in training for ever",
      explanation: "Without training the running moments are used, and stay as they are.",
      wrong: { batchNorm: slipped({ isAlwaysTraining: true }) },
    },
    {
      name: "running moments in training",
      explanation: "In training the batch is normalised with its own moments.",
      wrong: { batchNorm: slipped({ usesRunning: true }) },
    },
  ],
});
