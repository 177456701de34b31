/** Figures from the curves that `repeatedCurves` measured. */
import type { Axis, Figure, Reference, Series } from "../../../../src/figure.ts";
import type { Measured } from "../../../../src/lab.ts";
import { upTo } from "./runs.ts";

/** The mean over seeds of a list that every seed measured. */
export function meanList(measured: readonly Measured[], key: string): number[] {
  const lists = measured.map((m) => m[key] as readonly number[]);
  return lists[0].map((_, i) => lists.reduce((sum, list) => sum + list[i], 0) / lists.length);
}

/** The mean of each value and its neighbours, `width` in all, as far as there are so many. */
export function smooth(ys: readonly number[], width: number): number[] {
  return ys.map((_, i) => {
    const window = ys.slice(Math.max(0, i - (width >> 1)), i + ((width + 1) >> 1));
    return window.reduce((a, b) => a + b, 0) / window.length;
  });
}

export interface CurvesFigure {
  readonly title: string;
  readonly x: Axis;
  readonly y?: Figure["y"];
  readonly names: readonly string[];
  /** Abscissas; 1, 2, 3 … if absent. */
  readonly at?: readonly number[];
  readonly references?: readonly Reference[];
  /** How many points at the start are left out, for curves that begin far from everything else. */
  readonly skip?: number;
  /** Width of a running mean, for noisy curves; they then have no band. */
  readonly smoothing?: number;
}

/** Mean curves, each with a band of ± 2 standard errors of the mean. */
export function curvesFigure(
  { title, x, y, names, at, references, skip = 0, smoothing = 1 }: CurvesFigure,
  measured: readonly Measured[],
): Figure {
  const runs = measured.reduce((sum, m) => sum + Number(m["runs"]), 0);
  const series = names.map((name): Series => {
    const all = meanList(measured, `curve ${name}`);
    const places = (at ?? upTo(all.length)).slice(skip);
    const means = all.slice(skip);
    if (smoothing > 1) return { name, x: places, y: smooth(means, smoothing) };
    const errors = meanList(measured, `deviation ${name}`)
      .slice(skip)
      .map((s) => (2 * s) / Math.sqrt(runs));
    return {
      name,
      x: places,
      y: means,
      low: means.map((m, i) => Math.max(m - errors[i], y?.scale === "log" ? m / 10 : -Infinity)),
      high: means.map((m, i) => m + errors[i]),
    };
  });
  const caption =
    smoothing > 1
      ? `Running means over ${smoothing}, ${runs} runs.`
      : `Bands: ± 2 standard errors of the mean, ${runs} runs.`;
  return {
    title,
    x,
    series,
    caption,
    ...(y === undefined ? {} : { y }),
    ...(references === undefined ? {} : { references }),
  };
}

/** Single numbers that `repeated` measured, side by side: their means with ± 2 standard errors of the mean, over all seeds. */
export function meansWithErrors(
  measured: readonly Measured[],
  keys: readonly string[],
): Required<Pick<Series, "y" | "low" | "high">> {
  const runs = measured.reduce((sum, m) => sum + Number(m["runs"]), 0);
  const meanOf = (key: string) =>
    measured.reduce((sum, m) => sum + Number(m[key]), 0) / measured.length;
  const y = keys.map(meanOf);
  const errors = keys.map((key) => (2 * meanOf(`s ${key}`)) / Math.sqrt(runs));
  return { y, low: y.map((v, i) => v - errors[i]), high: y.map((v, i) => v + errors[i]) };
}

/** A curve of `curveSums` or `repeatedCurves`, with its band: ± 2 standard errors of the mean over all seeds. */
export function bandOf(
  measured: readonly Measured[],
  name: string,
): Required<Pick<Series, "y" | "low" | "high">> {
  const runs = measured.reduce((sum, m) => sum + Number(m["runs"]), 0);
  const y = meanList(measured, `curve ${name}`);
  const errors = meanList(measured, `deviation ${name}`).map((s) => (2 * s) / Math.sqrt(runs));
  return { y, low: y.map((v, i) => v - errors[i]), high: y.map((v, i) => v + errors[i]) };
}

/** What the bands of `meansWithErrors` and `curvesFigure` are. */
export const bandCaption = (measured: readonly Measured[]): string =>
  `Bands: ± 2 standard errors of the mean, ${measured.reduce((sum, m) => sum + Number(m["runs"]), 0)} runs.`;
