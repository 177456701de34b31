/**
 * A figure as SVG: horizontal hairlines, direct labels at the line's end, dashed references, no legend and no rotated text.
 * It is readable on light and on dark ground: the colours follow `prefers-color-scheme`.
 */
import { log10, pow, ValueError } from "gradus/core";
import type { Axis, Figure, Series } from "./figure.ts";

const width = 720;
const height = 420;
const frame = { left: 64, right: 168, top: 56, bottom: 64 };
const plotWidth = width - frame.left - frame.right;
const plotHeight = height - frame.top - frame.bottom;

const style = `
  .ground { fill: #fcfdfc } .hair { stroke: #d5ddd9; stroke-width: 1 } .zero { stroke: #7f8f89; stroke-width: 1 }
  text { font: 13px "Source Sans 3", "Segoe UI", system-ui, sans-serif; fill: #44534e }
  .title { font-size: 15px; font-weight: 600; fill: #14201d } .caption { font-size: 12px; fill: #5f6e69 }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round } .band { stroke: none; opacity: 0.16 }
  .ref { stroke: #44534e; stroke-width: 1.5; stroke-dasharray: 6 4 }
  .s0 { --c: #1c63b0 } .s1 { --c: #c2520a } .s2 { --c: #a8467f } .s3 { --c: #153430 } .s4 { --c: #594929 }
  .line { stroke: var(--c) } .band, .dot, .name { fill: var(--c) } .name { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0f1614 } .hair { stroke: #2a3833 } .zero { stroke: #74867f } text { fill: #b4c1bb }
    .title { fill: #e8eeeb } .caption { fill: #8fa099 } .ref { stroke: #b4c1bb } .band { opacity: 0.22 }
    .s0 { --c: #73b3f7 } .s1 { --c: #f79a53 } .s2 { --c: #e23f98 } .s3 { --c: #dbf7e8 } .s4 { --c: #ede61f }
  }`;

/** Where a value lies, from 0 to 1, and the ticks of its axis. */
interface Scale {
  readonly place: (v: number) => number;
  readonly ticks: readonly number[];
}

function extent(axis: Pick<Axis, "range">, values: readonly number[]): readonly [number, number] {
  if (axis.range !== undefined) return axis.range;
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0)
    throw new ValueError("figure: there is nothing to draw; every value is missing or infinite.");
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const margin = high > low ? 0.04 * (high - low) : Math.abs(high) * 0.1 + 1;
  return [low - margin, high + margin];
}

function scaleOf(
  axis: Pick<Axis, "scale" | "range">,
  values: readonly number[],
  ticks: number,
): Scale {
  const isLog = axis.scale === "log";
  const map = isLog ? log10 : (v: number): number => v;
  const positive = isLog ? values.filter((v) => v > 0) : values;
  const given = axis.range?.map(map) as [number, number] | undefined;
  const [low, high] = extent(given === undefined ? {} : { range: given }, positive.map(map));
  return {
    place: (v) => (map(v) - low) / (high - low),
    ticks: isLog ? powersOfTen(low, high) : roundNumbers(low, high, ticks),
  };
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

function powersOfTen(low: number, high: number): number[] {
  const first = Math.ceil(low);
  const all = Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, i) =>
    pow(10, first + i),
  );
  return all.length > 0 ? all : [pow(10, low), pow(10, high)];
}

/** A true minus sign, thin spaces in thousands. */
export function label(v: number): string {
  const [whole, part] = String(Math.abs(v)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u2009");
  return `${v < 0 ? "−" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const at = (n: number): string => n.toFixed(1);

/**
 * @throws ValueError for more than five series (draw small multiples), or series whose x and y differ in length
 */
export function figureSvg(figure: Figure): string {
  const { series, references = [] } = figure;
  check(series);
  const xs = scaleOf(
    figure.x,
    series.flatMap((s) => s.x),
    6,
  );
  const heights = series.flatMap((s) => [...s.y, ...(s.low ?? []), ...(s.high ?? [])]);
  const ys = scaleOf(figure.y ?? {}, [...heights, ...references.map((r) => r.y)], 5);
  const X = (v: number): number => frame.left + xs.place(v) * plotWidth;
  const Y = (v: number): number => frame.top + (1 - ys.place(v)) * plotHeight;

  const hairs = ys.ticks.map(
    (v) =>
      `<line class="${v === 0 ? "zero" : "hair"}" x1="${frame.left}" x2="${frame.left + plotWidth}" y1="${at(Y(v))}" y2="${at(Y(v))}"/>` +
      `<text x="${frame.left - 8}" y="${at(Y(v) + 4)}" text-anchor="end">${label(v)}</text>`,
  );
  const feet = xs.ticks.map(
    (v) =>
      `<text x="${at(X(v))}" y="${frame.top + plotHeight + 20}" text-anchor="middle">${label(v)}</text>`,
  );
  const dashed = references.map(
    (r) =>
      `<line class="ref" x1="${frame.left}" x2="${frame.left + plotWidth}" y1="${at(Y(r.y))}" y2="${at(Y(r.y))}"/>`,
  );
  const drawn = series.map((s, i) => `<g class="s${i}">${band(s, X, Y)}${curve(s, X, Y)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(figure.title)}">`,
    `<style>${style}</style><rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${frame.left}" y="28">${escaped(figure.title)}</text>`,
    ...hairs,
    ...feet,
    `<text x="${frame.left + plotWidth}" y="${frame.top + plotHeight + 38}" text-anchor="end">${escaped(figure.x.label)}</text>`,
    ...dashed,
    ...drawn,
    ...names(figure, Y),
    figure.caption === undefined
      ? ""
      : `<text class="caption" x="${frame.left}" y="${height - 10}">${escaped(figure.caption)}</text>`,
    "</svg>",
  ].join("\n");
}

function check(series: readonly Series[]): void {
  if (series.length === 0 || series.length > 5) {
    throw new ValueError(
      `figure: ${series.length} series; draw one to five, and small multiples for more.`,
    );
  }
  for (const s of series) {
    if (s.x.length !== s.y.length || s.x.length === 0) {
      throw new ValueError(
        `figure: series "${s.name}" has ${s.x.length} places and ${s.y.length} values.`,
      );
    }
  }
}

type Place = (v: number) => number;

function curve(s: Series, X: Place, Y: Place): string {
  const points = s.x.map((x, i) => [x, s.y[i]] as const).filter(([, y]) => Number.isFinite(y));
  if (s.points)
    return points
      .map(([x, y]) => `<circle class="dot" cx="${at(X(x))}" cy="${at(Y(y))}" r="3"/>`)
      .join("");
  return `<path class="line" d="${points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${at(X(x))} ${at(Y(y))}`).join("")}"/>`;
}

function band(s: Series, X: Place, Y: Place): string {
  const { low, high } = s;
  if (low === undefined || high === undefined) return "";
  const there = s.x.map((x, i) => `${at(X(x))} ${at(Y(high[i]))}`);
  const back = s.x.map((x, i) => `${at(X(x))} ${at(Y(low[i]))}`).reverse();
  return `<path class="band" d="M${[...there, ...back].join("L")}Z"/>`;
}

/** Names at the ends of lines, moved apart where they would collide. */
function names(figure: Figure, Y: Place): string[] {
  const ends = [
    ...figure.series.map((s, i) => ({
      text: s.name,
      y: Y(lastFinite(s.y)) + 4,
      mark: `class="name s${i}"`,
    })),
    ...(figure.references ?? []).map((r) => ({ text: r.label, y: Y(r.y) + 4, mark: "" })),
  ].sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + 16);
  const over = Math.max(0, (ends.at(-1)?.y ?? 0) - (frame.top + plotHeight + 8));
  return ends.map(
    (e) =>
      `<text ${e.mark} x="${frame.left + plotWidth + 8}" y="${at(e.y - over)}">${escaped(e.text)}</text>`,
  );
}

function lastFinite(values: readonly number[]): number {
  return values.findLast(Number.isFinite) ?? 0;
}
