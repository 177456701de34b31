/** Axes: where a value lies, round numbers to write beside them, and how numbers are written. */
import { log10, pow } from "gradus/core";

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Value → place. */
  at(value: number): number;
  /** Place → value. */
  from(place: number): number;
  readonly ticks: readonly number[];
}

/** 4 to 6 round numbers from low to high. */
export function ticks(low: number, high: number, most = 6): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / Math.max(1, most - 1);
  const unit = pow(10, Math.floor(log10(rough)));
  const step = unit * ([1, 2, 2.5, 5, 10].find((m) => m * unit >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const v = (first + i) * step;
    return Math.abs(v) < step * 1e-9 ? 0 : v;
  });
}

export function linear(low: number, high: number, from: number, to: number, most = 6): Scale {
  const span = high - low || 1;
  return {
    low,
    high,
    at: (v) => from + ((v - low) / span) * (to - from),
    from: (p) => low + ((p - from) / (to - from)) * span,
    ticks: ticks(low, high, most),
  };
}

export function logarithmic(low: number, high: number, from: number, to: number): Scale {
  const [a, b] = [log10(low), log10(high)];
  const inner = linear(a, b, from, to);
  const first = Math.ceil(a - 1e-9);
  const all = Array.from({ length: Math.floor(b + 1e-9) - first + 1 }, (_, i) =>
    pow(10, first + i),
  );
  const every = Math.ceil(all.length / 6);
  return {
    low,
    high,
    at: (v) => inner.at(log10(Math.max(v, low * 1e-3))),
    from: (p) => pow(10, inner.from(p)),
    ticks: all.filter((_, i) => i % every === 0),
  };
}

const raised: Readonly<Record<string, string>> = { "-": "⁻" };
/** "1.0e-4" as "10⁻⁴", "8.9e-6" as "8.9·10⁻⁶". */
function inPowers(text: string): string {
  const [factor, power] = text.replace("e+", "e").split("e");
  const up = [...power].map((c) => raised[c] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]).join("");
  const times = factor === "1.0" ? "" : `${factor.replace(".0", "")}·`;
  return `${times}10${up}`;
}

/** A true minus sign, thin spaces in thousands, as many digits as the step needs. */
export function written(v: number, step = 0): string {
  if (!Number.isFinite(v)) return "–";
  const size = Math.abs(v);
  let text: string;
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) text = inPowers(size.toExponential(1));
  else {
    const digits =
      step > 0
        ? Math.max(
            0,
            Math.min(6, -Math.floor(log10(step) + 1e-9) + (String(step).includes("25") ? 1 : 0)),
          )
        : size >= 100
          ? 0
          : size >= 10
            ? 1
            : size >= 1
              ? 2
              : 3;
    text = size.toFixed(digits);
    if (step > 0 && text.includes(".")) text = text.replace(/0+$/, "").replace(/\.$/, "");
    const [whole, part] = text.split(".");
    text = whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") + (part === undefined ? "" : `.${part}`);
  }
  return v < 0 && Number(text.replace(/\u2009/g, "")) !== 0 ? `−${text}` : text;
}

/** A curve as SVG writes it. */
export const path = (
  points: readonly (readonly [number, number])[],
  sx: Scale,
  sy: Scale,
): string =>
  points
    .map(([x, y], i) => `${i === 0 ? "M" : "L"}${sx.at(x).toFixed(1)} ${sy.at(y).toFixed(1)}`)
    .join("");
