/** The little statistics that verdicts need. All sums run from left to right, so equal inputs give equal bits. */
import { ValueError } from "gradus/core";

export function mean(xs: readonly number[]): number {
  if (xs.length === 0) throw new ValueError("The mean of no numbers is not defined.");
  return xs.reduce((sum, x) => sum + x, 0) / xs.length;
}

/** The sample standard deviation, with n − 1; 0 for a single number. */
export function deviation(xs: readonly number[]): number {
  if (xs.length < 2) return 0;
  const centre = mean(xs);
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / (xs.length - 1));
}

export function median(xs: readonly number[]): number {
  const sorted = [...xs].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : mean([sorted[middle - 1], sorted[middle]]);
}

export const largest = (xs: readonly number[]): number => xs.reduce((a, b) => (b > a ? b : a));
export const smallest = (xs: readonly number[]): number => xs.reduce((a, b) => (b < a ? b : a));

/** A statistic of the seeds of a budget: their mean, their median, their best. */
export type Statistic = (xs: readonly number[]) => number;

/** An interval; the verdict is whether a number lies in it. NaN lies in none. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

export const inBand = (x: number, { low, high }: Band): boolean => x >= low && x <= high;

/**
 * Where the statistic of k new runs must lie, if they follow the same law as n runs of an independent program.
 *
 *     S ± 4 s √(1/k′ + 1/n′)
 *
 * The n runs are cut into n′ = ⌊n/k⌋ groups of k, and S and s are mean and standard deviation of the statistic over the
 * groups (k′ = 1). For the mean itself all runs are used: s is the deviation of single runs, k′ = k, n′ = n. Four standard
 * errors: a correct program fails about once in ten thousand times, if the law is normal.
 *
 * @param least half-width below which the band is not drawn (the rounding of the printed number, or the grain of the test set)
 */
export function bandOf(
  runs: readonly number[],
  k: number,
  statistic: Statistic = mean,
  least = 0,
): Band {
  const whole = statistic === mean;
  const groups = whole ? runs : grouped(runs, k).map(statistic);
  if (groups.length < 3) {
    throw new ValueError(
      `A band needs at least 3 groups of ${k} independent runs; there are ${runs.length} runs.`,
    );
  }
  const half = 4 * deviation(groups) * Math.sqrt((whole ? 1 / k : 1) + 1 / groups.length);
  return around(mean(groups), Math.max(half, least));
}

export const around = (centre: number, half: number): Band => ({
  low: centre - half,
  high: centre + half,
});

function grouped(xs: readonly number[], k: number): number[][] {
  const groups: number[][] = [];
  for (let i = 0; i + k <= xs.length; i += k) groups.push(xs.slice(i, i + k));
  return groups;
}

/**
 * How far the mean of k accuracies of our own may lie from one printed accuracy, in points:
 *
 *     4 √(p(1 − p)/n) √(1 + 1/k)
 *
 * Which of the n pictures of a finite test set a trained network gets right is chance at the margin; the binomial error is
 * the scale of it (runs with different seeds scatter by a little less or more). The printed number is one run, ours are k.
 *
 * @param percent the printed accuracy, in per cent
 */
export function sampling(percent: number, k: number, n = 10_000): number {
  const p = percent / 100;
  return 400 * Math.sqrt(((p * (1 - p)) / n) * (1 + 1 / k));
}
