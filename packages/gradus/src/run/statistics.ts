/**
 * Statistics of a few runs: deep RL rarely affords more than ten seeds, and their returns are far from normal.
 *
 * Agarwal et al. 2021, "Deep Reinforcement Learning at the Edge of the Statistical Precipice" (arXiv:2108.13264): report the
 * interquartile mean, and how sure it is by a bootstrap that is stratified over tasks. All sums run from left to right, so equal
 * inputs give equal bits.
 */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

/** A statistic of the seeds of a run: their mean, their median, their interquartile mean. */
export type Statistic = (xs: readonly number[]) => number;

/** @throws ValueError for no numbers */
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

/** Of the mean: s/√n; null for a single number. */
export function standardError(xs: readonly number[]): number | null {
  return xs.length < 2 ? null : deviation(xs) / Math.sqrt(xs.length);
}

const sorted = (xs: readonly number[]): number[] => [...xs].sort((a, b) => a - b);

/** The middle number, or the mean of the two in the middle. */
export function median(xs: readonly number[]): number {
  const ordered = sorted(xs);
  const middle = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[middle] : mean([ordered[middle - 1], ordered[middle]]);
}

/**
 * The mean of the middle half: ⌊n/4⌋ numbers are left out at either end. Between the median, which wastes most runs, and the
 * mean, which one lucky run carries away (Agarwal et al. 2021, section 4.3; as scipy's trim_mean with 0.25).
 */
export function interquartileMean(xs: readonly number[]): number {
  const cut = Math.floor(xs.length / 4);
  return mean(sorted(xs).slice(cut, xs.length - cut));
}

/**
 * The value below which the share q of the numbers lies, between neighbours by a straight line (NumPy's "linear").
 *
 * @param q in [0, 1]
 */
export function quantile(xs: readonly number[], q: number): number {
  const ordered = sorted(xs);
  const place = q * (ordered.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, ordered.length - 1);
  return ordered[low] + (place - low) * (ordered[high] - ordered[low]);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** Share of intervals that cover the true value, if it were not for the small sample. */
  readonly confidence?: number;
  /** How many samples are drawn. */
  readonly resamples?: number;
  readonly random: Rng;
}

/**
 * Percentile intervals by a stratified bootstrap, for every point of a curve.
 *
 * Whole runs are drawn with replacement, within each stratum (task) as many as there are; the statistic is taken over all of them,
 * point by point; the interval spans the middle share `confidence` of what came out. (Agarwal et al. 2021, section 4.1; rliable.)
 *
 * @param strata [task][run][point]
 * @returns an interval per point
 * @throws ValueError if a stratum is empty, or runs differ in length
 */
export function bootstrapped(
  strata: readonly (readonly (readonly number[])[])[],
  statistic: Statistic,
  { confidence = 0.95, resamples = 2000, random }: BootstrapOptions,
): Interval[] {
  const points = checkedLength(strata);
  const drawn: number[][] = Array.from({ length: points }, () => []);
  for (let n = 0; n < resamples; n++) {
    const runs = strata.flatMap((stratum) =>
      stratum.map(() => stratum[random.integer(stratum.length)]),
    );
    for (let p = 0; p < points; p++) drawn[p].push(statistic(runs.map((run) => run[p])));
  }
  const tail = (1 - confidence) / 2;
  return drawn.map((values) => ({ low: quantile(values, tail), high: quantile(values, 1 - tail) }));
}

function checkedLength(strata: readonly (readonly (readonly number[])[])[]): number {
  const points = strata[0]?.[0]?.length ?? 0;
  for (const [task, stratum] of strata.entries()) {
    if (stratum.length === 0) throw new ValueError(`bootstrapped: task ${task} has no runs.`);
    const odd = stratum.find((run) => run.length !== points);
    if (odd !== undefined) {
      throw new ValueError(
        `bootstrapped: a run of task ${task} has ${odd.length} points, the first run ${points}; bring them to equal places.`,
      );
    }
  }
  return points;
}
