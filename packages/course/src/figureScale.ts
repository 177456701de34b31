/** The axes of figures: where a value lies between 0 and 1, and which round numbers mark it. */
import { log10, pow, ValueError } from "gradus/core";
import type { Axis } from "./figure.ts";

export interface Scale {
  readonly place: (v: number) => number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** @throws ValueError where no value is finite, or, on a logarithmic axis, positive */
export function scaleOf(
  axis: Omit<Axis, "label">,
  values: readonly number[],
  ticks: number,
): Scale {
  const isLog = axis.scale === "log";
  const map = isLog ? log10 : (v: number): number => v;
  const usable = isLog ? values.filter((v) => v > 0) : values;
  const given = axis.range?.map(map) as [number, number] | undefined;
  const [low, high] = given ?? extent(usable.map(map));
  const marks = isLog ? logarithmic(low, high) : roundNumbers(low, high, ticks);
  return {
    place: (v) => (map(v) - low) / (high - low),
    ticks: axis.names ?? marks.map((at) => ({ at, text: label(at) })),
  };
}

function extent(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0)
    throw new ValueError("figure: there is nothing to draw; every value is missing or infinite.");
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const margin = high > low ? 0.04 * (high - low) : Math.abs(high) * 0.1 + 1;
  return [low - margin, high + margin];
}

/** Between 4 and 6 or so round numbers in [low, high]. */
export function roundNumbers(low: number, high: number, about = 5): number[] {
  const rough = (high - low) / about;
  const unit = pow(10, Math.floor(log10(rough)));
  const step =
    [1, 2, 2.5, 5, 10].map((k) => k * unit).find((s) => (high - low) / s <= about + 0.5) ??
    10 * unit;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * Powers of ten between 10^low and 10^high, every other one where they are many; 1, 2, 5 … where they are few; round numbers
 * where even those are.
 */
export function logarithmic(low: number, high: number): number[] {
  const within = (factors: readonly number[]): number[] => {
    const all: number[] = [];
    for (let e = Math.floor(low); e <= high; e++)
      for (const k of factors) all.push(Number((k * pow(10, e)).toPrecision(12)));
    return all.filter((v) => log10(v) >= low - 1e-9 && log10(v) <= high + 1e-9);
  };
  const tens = within([1]);
  const thinned = tens.filter((_, i) => i % Math.ceil(tens.length / 6) === 0);
  for (const marks of [thinned, within([1, 3]), within([1, 2, 5])])
    if (marks.length >= 3) return marks;
  return roundNumbers(pow(10, low), pow(10, high), 6);
}

/** A true minus sign, thin spaces in thousands. */
export function label(v: number): string {
  const [whole, part] = String(Math.abs(v)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
  return `${v < 0 ? "−" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
}
