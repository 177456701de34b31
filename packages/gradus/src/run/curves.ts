/**
 * Learning curves over seeds: runs report at different steps, so each is averaged within equal stretches of steps; then the
 * interquartile mean over the runs is taken stretch by stretch, with a band that says how sure it is (statistics.ts).
 */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { bootstrapped, interquartileMean, mean } from "./statistics.ts";

/** A figure of one run over its steps. */
export interface Curve {
  readonly steps: readonly number[];
  /** NaN where a report has none. */
  readonly values: readonly number[];
}

export interface CurveOptions {
  /** How many stretches. */
  readonly bins?: number;
  readonly resamples?: number;
  readonly confidence?: number;
  /** Draws the resamples of the band. */
  readonly random: Rng;
}

/** Several runs as one curve. */
export interface JoinedCurve {
  /** Where each stretch ends. */
  readonly steps: readonly number[];
  /** Interquartile mean over the runs. */
  readonly values: readonly number[];
  /** The band; absent for fewer than three runs, which say too little. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  readonly runs: number;
}

/** Runs that are needed for a band: of two, half of all resamples are one of them alone. */
export const fewestForBand = 3;

/**
 * Joins the curves of several seeds. All are cut to the shortest, so that each point is about all of them; it begins where every
 * run has a value.
 *
 * @throws ValueError if there is no run, or no stretch in which all have a value
 */
export function joinedCurve(
  runs: readonly Curve[],
  { bins = 50, random, ...options }: CurveOptions,
): JoinedCurve {
  const end = Math.min(...runs.map(({ steps }) => steps.at(-1) ?? 0));
  if (!(end > 0) || runs.length === 0)
    throw new ValueError("joinedCurve: a run without a report cannot be drawn.");
  const rows = runs.map((run) => binned(run, end, bins));
  const first = Math.max(...rows.map((row) => row.findIndex((v) => !Number.isNaN(v))));
  if (rows.some((row) => row.every(Number.isNaN)))
    throw new ValueError("joinedCurve: a run has no value to draw.");
  const kept = rows.map((row) => row.slice(first));
  const steps = Array.from({ length: bins }, (_, k) => ((k + 1) * end) / bins).slice(first);
  const values = steps.map((_, k) => interquartileMean(kept.map((row) => row[k])));
  const joined = { steps, values, runs: runs.length };
  if (runs.length < fewestForBand) return joined;
  const band = bootstrapped([kept], interquartileMean, { random, ...options });
  return { ...joined, low: band.map((b) => b.low), high: band.map((b) => b.high) };
}

/**
 * The mean of a curve within each of `bins` equal stretches of (0, end]; where nothing was reported, the one before goes on.
 *
 * @returns NaN before the first value
 */
export function binned({ steps, values }: Curve, end: number, bins: number): number[] {
  const found: number[][] = Array.from({ length: bins }, () => []);
  for (let i = 0; i < steps.length; i++) {
    if (Number.isNaN(values[i]) || steps[i] > end) continue;
    found[Math.max(0, Math.ceil((steps[i] / end) * bins) - 1)].push(values[i]);
  }
  let before = Number.NaN;
  return found.map((inside) => (before = inside.length > 0 ? mean(inside) : before));
}
