/** Curves of several seeds on one grid: mean, and the 95 % interval of the mean by bootstrap over seeds. */
import { rng } from "gradus/core";
import { written } from "./scales.ts";

export type Point = readonly [x: number, y: number];

export interface Group {
  readonly name: string;
  /** p1 … p5 */
  readonly colour: string;
  /** One curve a seed. */
  readonly seeds: readonly (readonly Point[])[];
  readonly faint?: boolean;
}

export interface Band {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** y of each seed there, in order. */
  readonly each: readonly number[];
}

const resamples = 200;

/** Mean of each seed's points in each of `bins` parts of [low, high]; NaN where a seed has none yet. */
export function binned(
  seeds: readonly (readonly Point[])[],
  low: number,
  high: number,
  bins: number,
): number[][] {
  return seeds.map((points) => {
    const sums = new Float64Array(bins);
    const counts = new Uint32Array(bins);
    for (const [x, y] of points) {
      if (!Number.isFinite(y)) continue;
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(((x - low) / (high - low)) * bins)));
      sums[bin] += y;
      counts[bin]++;
    }
    return Array.from(sums, (sum, i) => (counts[i] === 0 ? Number.NaN : sum / counts[i]));
  });
}

/** Fills gaps inside a curve with a straight line; ends stay open. */
export function filled(values: readonly number[]): number[] {
  const result = [...values];
  let last = -1;
  for (let i = 0; i < result.length; i++) {
    if (Number.isNaN(result[i])) continue;
    for (let k = last + 1; last >= 0 && k < i; k++)
      result[k] = result[last] + ((result[i] - result[last]) * (k - last)) / (i - last);
    last = i;
  }
  return result;
}

/** The abscissas that all curves share from their beginning; undefined where they are others, or too many to draw. */
function shared(seeds: readonly (readonly Point[])[]): readonly number[] | undefined {
  const n = Math.min(Infinity, ...seeds.map((points) => points.length));
  if (!(n > 1 && n <= 240)) return undefined;
  const xs = seeds[0].slice(0, n).map(([x]) => x);
  return seeds.every((points) => xs.every((x, i) => points[i][0] === x)) ? xs : undefined;
}

/** Bands that were computed before: a curve that grows changes its last ones only. */
export type BandMemo = Map<number, Band>;

/** The values of each seed at the abscissas that the curves share, or in bins. */
function rowsOf(
  seeds: readonly (readonly Point[])[],
  low: number,
  high: number,
  bins: number,
): { readonly xs: readonly number[]; readonly rows: readonly (readonly number[])[] } {
  const common = shared(seeds);
  if (common !== undefined)
    return { xs: common, rows: seeds.map((points) => common.map((_, i) => points[i][1])) };
  return {
    xs: Array.from({ length: bins }, (_, b) => low + ((b + 0.5) / bins) * (high - low)),
    rows: binned(seeds, low, high, bins).map(filled),
  };
}

/** Where the curve is on average, without the work of an interval. */
export function means(
  seeds: readonly (readonly Point[])[],
  low: number,
  high: number,
  bins: number,
): Point[] {
  const { xs, rows } = rowsOf(seeds, low, high, bins);
  if (rows.length === 0) return [];
  return xs
    .map((x, b): Point => [x, rows.reduce((a, row) => a + row[b], 0) / rows.length])
    .filter(([, y]) => !Number.isNaN(y));
}

/**
 * The band at the abscissas that the curves share, or over all bins in which every seed has a value.
 *
 * @param memo what an earlier call for the same curve computed; where the values are the same, the band is taken from it
 */
export function bands(
  seeds: readonly (readonly Point[])[],
  low: number,
  high: number,
  bins = 80,
  memo: BandMemo = new Map(),
): Band[] {
  const { xs, rows } = rowsOf(seeds, low, high, bins);
  const n = rows.length;
  const random = rng(1);
  const draws = Array.from({ length: n < 3 ? 0 : resamples }, () =>
    Uint8Array.from({ length: n }, () => random.integer(n)),
  );
  const result: Band[] = [];
  for (const [b, x] of xs.entries()) {
    const each = rows.map((row) => row[b]);
    if (n === 0 || each.some(Number.isNaN)) continue;
    const known = memo.get(b);
    if (known?.x === x && alike(known.each, each)) {
      result.push(known);
      continue;
    }
    const mean = each.reduce((a, y) => a + y, 0) / n;
    const resampled = Float64Array.from(
      draws,
      (draw) => draw.reduce((a, i) => a + each[i], 0) / n,
    ).sort();
    const ends =
      resampled.length === 0
        ? { low: mean, high: mean }
        : {
            low: resampled[Math.floor(0.025 * resampled.length)],
            high: resampled[Math.ceil(0.975 * resampled.length) - 1],
          };
    const band = { x, mean, ...ends, each };
    memo.set(b, band);
    result.push(band);
  }
  return result;
}

const alike = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((y, i) => y === b[i]);

/** "441 ± 15": mean and standard error. */
export function spread({ mean, each }: Band): string {
  const n = each.length;
  if (n < 2) return written(mean);
  const s = Math.sqrt(each.reduce((a, y) => a + (y - mean) ** 2, 0) / (n - 1) / n);
  return `${written(mean)} ± ${written(s)}`;
}

/** The band at the abscissa closest to x. */
export function nearest(band: readonly Band[], x: number): Band | undefined {
  let best: Band | undefined;
  for (const b of band)
    if (best === undefined || Math.abs(b.x - x) < Math.abs(best.x - x)) best = b;
  return best;
}
