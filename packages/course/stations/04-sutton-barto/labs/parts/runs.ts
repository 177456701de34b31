/** Many independent runs of one experiment, and verdicts on their means. Shared by the labs of the book's figures. */
import { type Rng, rng, ValueError } from "gradus/core";
import { fixed } from "../../../../src/format.ts";
import { drawn, farthest } from "../../../../src/interval.ts";
import type { LabReport, Measured, Verdict } from "../../../../src/lab.ts";
import { type Band, inBand, mean } from "../../../../src/statistics.ts";

/** A knob for how many runs a seed averages over. */
export const runsKnob = (count: number) =>
  ({
    default: count,
    range: [2, 100_000],
    integer: true,
    doc: "Independent runs that are averaged.",
  }) as const;

/** What one run gives; a generator where a page may watch it learn. Runs are numbered from 0. */
export type Experiment<T> = (random: Rng, run: number) => T | Generator<LabReport, T>;

/** What a page shows of the means so far. */
export type Look = (
  means: readonly number[],
  runs: number,
) => Pick<LabReport, "series" | "points" | "live" | "text">;

/** Reports of `repeated`: a smooth curve, and no more than a page can draw. */
const REPORTS = 60;

/**
 * Runs an experiment `count` times, each with a stream of its own.
 *
 * @param names what the numbers of one run are called
 * @param look  what a page shows on the way, from the means so far in the order of the names
 * @returns for every name the mean, and under "s name" the standard deviation of single runs; and `runs`, the count
 */
export function* repeated(
  count: number,
  random: Rng,
  names: readonly string[],
  experiment: Experiment<ArrayLike<number>>,
  look?: Look,
): Generator<LabReport, Record<string, number>> {
  const sum = new Float64Array(names.length);
  const squares = new Float64Array(names.length);
  let shown: LabReport["live"];
  for (let run = 0; run < count; run++) {
    const given = experiment(random.split(), run);
    let numbers: ArrayLike<number>;
    if ("next" in given) {
      numbers = yield* watched(given, run / count, (live) => {
        shown = live;
      });
    } else numbers = given;
    if (numbers.length !== names.length)
      throw new ValueError(`A run gave ${numbers.length} numbers for ${names.length} names.`);
    for (let i = 0; i < sum.length; i++) {
      sum[i] += numbers[i];
      squares[i] += numbers[i] * numbers[i];
    }
    if (run === 0 || ((run + 1) * REPORTS) % count < REPORTS) {
      const means = () => Array.from(sum, (s) => s / (run + 1));
      yield {
        progress: (run + 1) / count,
        ...(shown === undefined ? {} : { live: shown }),
        ...look?.(means(), run + 1),
      };
    }
  }
  const measured: Record<string, number> = { runs: count };
  names.forEach((name, i) => {
    const m = sum[i] / count;
    measured[name] = m;
    measured[`s ${name}`] = Math.sqrt(
      Math.max(0, squares[i] - count * m * m) / Math.max(1, count - 1),
    );
  });
  return measured;
}

/** A run that a page watches: its reports, all at the progress of the whole; what it shows stays on show afterwards. */
function* watched<T>(
  run: Generator<LabReport, T>,
  progress: number,
  keep: (live: LabReport["live"]) => void,
): Generator<LabReport, T> {
  for (;;) {
    const { value, done } = run.next();
    if (done === true) return value;
    if (value.live !== undefined) keep(value.live);
    yield { ...value, progress };
  }
}

/** A curve that every run gives: its name, and where its points lie on the abscissa. */
export interface Curve {
  readonly name: string;
  readonly at: readonly number[];
}

/** 1 … n */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/**
 * The same for curves: the mean curves and the deviations of single runs as lists, for a figure, and single points of them by name,
 * "TD 0.1 @25".
 *
 * On the way a page sees the mean curves so far, as points { x, name: y, … }.
 *
 * @param marks abscissas of the points that the verdict looks at
 * @param scale factor of the abscissas in the page
 * @param look  what the page sees instead
 */
export function* repeatedCurves(
  count: number,
  random: Rng,
  curves: readonly Curve[],
  marks: readonly number[],
  experiment: Experiment<readonly ArrayLike<number>[]>,
  { scale = 1, look }: { readonly scale?: number; readonly look?: Look } = {},
): Generator<LabReport, Measured> {
  const names = curves.flatMap(({ name, at }) => at.map((x) => `${name} @${x}`));
  const flat = (lists: readonly ArrayLike<number>[]) => lists.flatMap((list) => Array.from(list));
  function* flattened(run: Generator<LabReport, readonly ArrayLike<number>[]>) {
    return flat(yield* run);
  }
  const all = yield* repeated(
    count,
    random,
    names,
    (r, run) => {
      const given = experiment(r, run);
      return "next" in given ? flattened(given) : flat(given);
    },
    look ?? ((means) => ({ points: pointsOf(curves, means, scale) })),
  );
  const measured: Record<string, number | readonly number[]> = { runs: count };
  for (const { name, at } of curves) {
    for (const x of marks.filter((m) => at.includes(m))) {
      measured[`${name} @${x}`] = all[`${name} @${x}`];
      measured[`s ${name} @${x}`] = all[`s ${name} @${x}`];
    }
    measured[`curve ${name}`] = at.map((x) => all[`${name} @${x}`]);
    measured[`deviation ${name}`] = at.map((x) => all[`s ${name} @${x}`]);
  }
  return measured;
}

/** More points than this in a curve are averaged in pieces before a page draws them. */
const DRAWN = 100;

/** Curves of fewer points are numbers for the verdict, not pictures. */
const FEW = 4;

/** Curves as points that share their abscissas: means over consecutive pieces where there are many. */
export function pointsOf(
  curves: readonly Curve[],
  values: readonly number[],
  scale = 1,
): Record<string, number>[] {
  const byX = new Map<number, Record<string, number>>();
  let offset = 0;
  for (const { name, at } of curves) {
    const pieces = at.length < FEW ? 0 : Math.min(DRAWN, at.length);
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [piece, piece + 1].map((p) => Math.floor((p * at.length) / pieces));
      const x = scale * mean(at.slice(from, to));
      const point = byX.get(x) ?? { x };
      point[name] = mean(values.slice(offset + from, offset + to));
      byX.set(x, point);
    }
    offset += at.length;
  }
  return [...byX.values()].sort((a, b) => a["x"] - b["x"]);
}

/** Curves that come along beside the numbers of `repeated`: mean and deviation of each point, for a figure. */
export function curveSums(names: readonly string[], length: number) {
  const sums = names.map(() => new Float64Array(length));
  const squares = names.map(() => new Float64Array(length));
  const counts = names.map(() => 0);
  return {
    add(i: number, values: readonly number[]): void {
      counts[i]++;
      values.forEach((v, k) => {
        sums[i][k] += v;
        squares[i][k] += v * v;
      });
    },
    /** As `repeatedCurves` names them. */
    measured(): Record<string, number[]> {
      const all: Record<string, number[]> = {};
      for (const [i, name] of names.entries()) {
        const n = counts[i];
        all[`curve ${name}`] = Array.from(sums[i], (v) => v / n);
        all[`deviation ${name}`] = Array.from(squares[i], (v, k) =>
          Math.sqrt(Math.max(0, v - (sums[i][k] * sums[i][k]) / n) / Math.max(1, n - 1)),
        );
      }
      return all;
    },
  };
}

/** The same run as one part of a whole: its progress goes from `low` to `high`. */
export function* part<M>(
  low: number,
  high: number,
  run: Generator<LabReport, M>,
): Generator<LabReport, M> {
  let next = run.next();
  while (!next.done) {
    yield { ...next.value, progress: low + (high - low) * next.value.progress };
    next = run.next();
  }
  return next.value;
}

/** Streams that all begin alike, so that methods which are compared meet the same world. */
export function paired(random: Rng): () => Rng {
  const start = random.state();
  return () => rng.from(start);
}

/** A number to be reproduced. */
export interface Point {
  readonly key: string;
  /** What an independent program measured or computed. */
  readonly value: number;
  /** Standard deviation of a single run, from seeds of 100 and above. */
  readonly s: number;
  /** How many runs stand behind `value`, 100 where that is not known; 0 where the value is exact. */
  readonly n: number;
  /** The unit of the last printed digit of `value`. */
  readonly unit: number;
}

/** Points of one curve: `curve("TD 0.1", 1000, 0.001, { "@10": [0.128, 0.05] })` with value and s of each. */
export function points(
  name: string,
  n: number,
  unit: number,
  table: Readonly<Record<string, readonly [value: number, s: number]>>,
): Point[] {
  return Object.entries(table).map(([at, [value, s]]) => ({
    key: `${name} ${at}`,
    value,
    s,
    n,
    unit,
  }));
}

/** What must hold between the measured numbers, besides their levels. */
export interface Claim {
  readonly text: string;
  readonly holds: (of: (key: string) => number) => boolean;
}

/** value ± (4 s √(1/k + 1/n) + half a unit): where the mean of k runs lies if they follow the same law. */
export function bandOfPoint({ value, s, n, unit }: Point, k: number): Band {
  const half = 4 * s * Math.sqrt(1 / k + (n > 0 ? 1 / n : 0)) + unit / 2;
  return { low: value - half, high: value + half };
}

/** One number beside its band; of several the one that is farthest off. */
function comparison(
  known: readonly Point[],
  k: number,
  of: (key: string) => number,
): Pick<Verdict, "interval"> {
  const half = (p: Point): number => bandOfPoint(p, k).high - p.value;
  if (known.length !== 1)
    return farthest(known.map((p) => ({ key: p.key, off: (of(p.key) - p.value) / half(p) })));
  const [only] = known;
  const { interval } = drawn({
    xs: [of(only.key)],
    known: only.value,
    band: bandOfPoint(only, k),
    what: only.key,
  });
  return interval === undefined ? {} : { interval: { ...interval, error: only.s / Math.sqrt(k) } };
}

const digitsOf = (unit: number): number => `${unit}`.split(".")[1]?.length ?? 0;

/** The verdict on means of runs: every point in its band, every claim true. */
export function judged(
  {
    published,
    note,
    known,
    claims = [],
  }: {
    readonly published: string;
    readonly note?: string;
    readonly known: readonly Point[];
    readonly claims?: readonly Claim[];
  },
  measured: readonly Measured[],
): Verdict {
  const k = measured.reduce((sum, m) => sum + Number(m["runs"]), 0);
  const of = (key: string): number => mean(measured.map((m) => Number(m[key])));
  const outside = known.filter((p) => !inBand(of(p.key), bandOfPoint(p, k)));
  const broken = claims.filter((c) => !c.holds(of));
  const show = (value: (p: Point) => number, some = known) =>
    some.map((p) => `${p.key}: ${fixed(value(p), digitsOf(p.unit))}`).join("; ");
  const origins = [
    { origin: "computed exactly", some: known.filter((p) => p.n === 0) },
    { origin: "independent program", some: known.filter((p) => p.n > 0) },
  ].filter(({ some }) => some.length > 0);
  const half = (p: Point) => bandOfPoint(p, k).high - p.value;
  const sizes = [...new Set(known.filter((p) => p.s > 0).map((p) => (p.n === 0 ? "∞" : p.n)))].join(
    " or ",
  );
  const faults = [
    ...outside.map((p) => `${p.key} outside its band ± ${half(p).toPrecision(2)}`),
    ...broken.map((c) => `not so: ${c.text}`),
  ];
  return {
    published,
    measured: `${show((p) => of(p.key))} (${k} runs)`,
    exact: origins.map(({ origin, some }) => `${origin}: ${show((p) => p.value, some)}`).join("; "),
    tolerance: `± (4 s √(1/${k} + 1/n) + half the last digit), s from seeds of 100 and above, n = ${sizes} runs behind the known numbers: ${known.map((p) => `± ${half(p).toPrecision(2)}`).join("; ")}${claims.map((c) => `; ${c.text}`).join("")}.`,
    pass: outside.length === 0 && broken.length === 0,
    rows: known.map((p) => {
      const { low, high } = bandOfPoint(p, k);
      const digits = digitsOf(p.unit);
      return { name: p.key, known: p.value, measured: of(p.key), accepted: [low, high], digits };
    }),
    ...(broken.length === 0 ? comparison(known, k, of) : {}),
    ...(faults.length > 0
      ? { note: `${faults.join("; ")}.${note === undefined ? "" : ` ${note}`}` }
      : note === undefined
        ? {}
        : { note }),
  };
}
