/** Exercise 1.1 of Spinning Up: the log-likelihood of a diagonal normal, on a batch of random numbers. */
import { tensor } from "gradus";
import { exp, log } from "gradus/core";
import { diagonalNormal } from "gradus/nn";
import { lab } from "../../../src/lab.ts";
import { largest } from "../../../src/statistics.ts";

const ROWS = 32;
const SIZE = 10;

/** In double precision; one row. */
function normalLogProb(a: number[], mean: number[], logStd: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const z = (a[i] - mean[i]) / exp(logStd[i]);
    sum += z * z + 2 * logStd[i] + log(2 * Math.PI);
  }
  return -sum / 2;
}

/**
 * Of the engine's float32: each of about ten roundings of a row is at most 2⁻²⁴ of the largest term on the way, and exp and the
 * square double those of z; 64 · 2⁻²⁴ of the sum of the terms' sizes leaves room for all of them.
 */
const allowed = (terms: number): number => 64 * 2 ** -24 * terms;

export const normalLikelihood = lab({
  id: "07/normal-likelihood",
  row: "P2",
  title: "How likely was that? Ten numbers at once",
  question:
    "The density of ten independent normals, as a logarithm. Do your numbers and the engine's agree to the last digits?",
  source: "Spinning Up, exercise 1.1",
  kind: "golden",
  knobs: {
    spread: {
      default: 1,
      range: [0, 10],
      doc: "Deviation of the random means and log-deviations.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1, 2, 3, 4, 5] },
  parts: { normalLogProb },
  *run({ spread }, random, _, own) {
    const table = () =>
      Array.from({ length: ROWS }, () =>
        Array.from({ length: SIZE }, () => Math.fround(random.normal(0, spread))),
      );
    const [mean, logStd] = [table(), table()];
    const a = mean.map((row, r) =>
      row.map((m, i) => Math.fround(m + exp(logStd[r][i]) * random.normal())),
    );
    const theirs = diagonalNormal(tensor(mean), tensor(logStd)).logProb(tensor(a)).toArray();
    const errors = (theirs as number[]).map((x, r) => {
      const terms = logStd[r].reduce(
        (sum, l, i) => sum + ((a[r][i] - mean[r][i]) / exp(l)) ** 2 / 2 + Math.abs(l) + 0.92,
        1,
      );
      return Math.abs(x - own.normalLogProb(a[r], mean[r], logStd[r])) / allowed(terms);
    });
    yield { progress: 1, text: `${ROWS} rows of ${SIZE} numbers` };
    return { worst: largest(errors), errors };
  },
  verdict(measured) {
    const worst = largest(measured.map((m) => Number(m["worst"])));
    return {
      published: "log p = −½ Σ [((x − μ)/σ)² + 2 log σ + log 2π]",
      measured: `largest difference ${worst.toPrecision(2)} of what float32 allows`,
      exact: "the same sum in double precision",
      tolerance:
        "64 · 2⁻²⁴ of the sum of the terms' sizes in a row: ten roundings of numbers no larger than that, with room for the exponential.",
      pass: measured.length > 0 && worst <= 1,
    };
  },
  figure: ([m]) => ({
    title: "Difference, as a share of what float32 allows",
    x: { label: "rows" },
    series: [
      {
        name: "engine − double precision",
        x: (m["errors"] as readonly number[]).map((_, i) => i + 1),
        y: m["errors"] as readonly number[],
        points: true,
      },
    ],
  }),
});
