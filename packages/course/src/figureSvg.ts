/**
 * A figure as SVG: horizontal hairlines, direct labels at the line's end, dashed references, no legend and no rotated text.
 * Series with panels are drawn as small multiples that share their axes. It is readable on light and on dark ground: the colours
 * follow `prefers-color-scheme`.
 */
import { ValueError } from "gradus/core";
import type { Figure, Reference, Series } from "./figure.ts";
import { drawGrids } from "./figureGrid.ts";
import { type Scale, scaleOf } from "./figureScale.ts";
import { at, escaped, figureStyle, widthOf, wrapped } from "./figureStyle.ts";

export { label, logarithmic, roundNumbers } from "./figureScale.ts";

const width = 720;
const left = 64;
const colours = 5;
const labelGap = 16;

/** Where a plot stands, in px. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Room for names at the right. */
  readonly right: number;
  /** "" where another plot below has it. */
  readonly xLabel: string;
  /** Lines of the names along the horizontal axis. */
  readonly xLines: number;
  readonly hasNumbers: boolean;
}

/** @throws ValueError for more than five names of series, none, or series whose x and y differ in length */
export function figureSvg(figure: Figure): string {
  const title = wrapped(figure.title, width - left - 16, 15, true);
  const top = 28 + 19 * (title.length - 1) + 28;
  const body = figure.grids === undefined ? plots(figure, top) : grids(figure, top);
  const caption =
    figure.caption === undefined ? [] : wrapped(figure.caption, width - left - 16, 12, false);
  const below = top + body.height;
  const height = Math.ceil(below + 12 + 16 * caption.length);
  const lines = (kind: string, texts: readonly string[], y: number, step: number) =>
    texts.map(
      (text, i) =>
        `<text class="${kind}" x="${left}" y="${at(y + i * step)}">${escaped(text)}</text>`,
    );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(figure.title).replaceAll('"', "&quot;")}">`,
    `<style>${figureStyle}</style><rect class="ground" width="${width}" height="${height}"/>`,
    ...lines("title", title, 28, 19),
    body.svg,
    ...lines("caption", caption, below + 12, 16),
    "</svg>",
  ].join("\n");
}

function grids(figure: Figure, top: number): { svg: string; height: number } {
  const { svg, height } = drawGrids(figure.grids ?? [], width - left - 24);
  return { svg: `<g transform="translate(${left} ${top - 12})">${svg}</g>`, height: height + 4 };
}

/** All plots of a figure: one, or small multiples in two or three columns. */
function plots(figure: Figure, top: number): { svg: string; height: number } {
  const { series, references = [], isEachItsOwn = false } = figure;
  const panels = [...new Set(series.map((s) => s.panel))].map((panel) => ({
    panel,
    own: series.filter((s) => s.panel === panel),
    references: references.filter((r) => r.panel === undefined || r.panel === panel),
  }));
  const names = [...new Set(series.map((s) => s.name))];
  const isSaid = series.some((s) => s.name !== s.panel); // else the headings of the plots name them
  check(series, isSaid ? Math.max(names.length, ...panels.map(({ own }) => own.length)) : 1);
  const all = { own: series, references };
  const allX = series.flatMap((s) => s.x);
  const xs = scaleOf(figure.x, allX, panels.length > 1 ? 3 : 6);
  const ys = (of: typeof all) => scaleOf(figure.y ?? {}, heights(of), panels.length > 2 ? 4 : 5);
  const { frames, height } = layout(figure, panels, isSaid ? names : [], top);
  const drawn = panels.map((one, i) =>
    plot({ ...one, names: isSaid ? names : [], xs, ys: ys(isEachItsOwn ? one : all) }, frames[i]),
  );
  return { svg: drawn.join("\n"), height };
}

interface Drawable {
  readonly own: readonly Series[];
  readonly references: readonly Reference[];
}

const heights = ({ own, references }: Drawable): number[] => [
  ...own.flatMap((s) => [...s.y, ...(s.low ?? []), ...(s.high ?? []), ...(s.runs ?? []).flat()]),
  ...references.map((r) => r.y),
];

/** Where the plots of a figure stand, and how high they are together. */
function layout(
  { x, isEachItsOwn = false }: Figure,
  panels: readonly Drawable[],
  names: readonly string[],
  top: number,
): { frames: Frame[]; height: number } {
  const count = panels.length;
  const columns = count === 1 ? 1 : count === 2 || count === 4 ? 2 : 3;
  const labels = [...names, ...panels.flatMap((p) => p.references.map((r) => r.label))];
  const longest = Math.max(labels.length > 0 ? 56 : 4, ...labels.map((text) => widthOf(text)));
  const right = Math.min(250, 20 + longest);
  // Where all plots have the same names, these stand once, at the right of the last column.
  const namesOf = ({ own }: Drawable) => own.map((s) => s.name).join();
  const isAlike =
    names.length === 0 || panels.every((panel) => namesOf(panel) === namesOf(panels[0]));
  const gap = (isEachItsOwn ? 60 : 36) + (isAlike ? 0 : right - 12);
  const width1 = (width - left - right - gap * (columns - 1)) / columns;
  const height1 = count === 1 ? 300 : columns === 2 ? 200 : 160;
  const lines = Math.max(1, ...(x.names ?? []).map(({ text }) => text.split("\n").length));
  const rowHeight = height1 + (count === 1 ? 36 : 52) + 16 * lines;
  const frames = panels.map((_, i): Frame => {
    const column = i % columns;
    return {
      x: left + column * (width1 + gap),
      y: top + Math.floor(i / columns) * rowHeight + (count > 1 ? 14 : 0),
      width: width1,
      height: height1,
      right: !isAlike || column === columns - 1 || i === count - 1 ? right : 0,
      xLabel: i + columns >= count ? x.label : "",
      xLines: lines,
      hasNumbers: column === 0 || isEachItsOwn,
    };
  });
  return { frames, height: Math.ceil(count / columns) * rowHeight };
}

function check(series: readonly Series[], count: number): void {
  if (series.length === 0 || count > colours) {
    throw new ValueError(
      `figure: ${Math.min(count, series.length)} series; draw one to five, and small multiples for more.`,
    );
  }
  for (const s of series) {
    const isOnlyRuns = s.runs !== undefined && s.y.length === 0;
    if ((s.x.length !== s.y.length && !isOnlyRuns) || s.x.length === 0) {
      throw new ValueError(
        `figure: series "${s.name}" has ${s.x.length} places and ${s.y.length} values.`,
      );
    }
  }
}

interface Plot extends Drawable {
  readonly panel: string | undefined;
  /** Of the whole figure: a name's place is its colour. */
  readonly names: readonly string[];
  readonly xs: Scale;
  readonly ys: Scale;
}

function plot({ own, references, names, xs, ys, panel }: Plot, frame: Frame): string {
  const X = (v: number): number => frame.x + xs.place(v) * frame.width;
  const Y = (v: number): number => frame.y + (1 - ys.place(v)) * frame.height;
  const [end, foot] = [at(frame.x + frame.width), frame.y + frame.height];
  const across = (kind: string, v: number): string =>
    `<line class="${kind}" x1="${at(frame.x)}" x2="${end}" y1="${at(Y(v))}" y2="${at(Y(v))}"/>`;
  const clip = `clip-${Math.round(frame.x)}-${Math.round(frame.y)}`;
  const space = `x="${at(frame.x - 4)}" y="${at(frame.y - 4)}" width="${at(frame.width + 8)}" height="${at(frame.height + 8)}"`;
  return [
    panel === undefined
      ? ""
      : `<text class="panel" x="${at(frame.x)}" y="${at(frame.y - 12)}">${escaped(panel)}</text>`,
    ...ys.ticks.map(
      (t) =>
        across(t.at === 0 ? "zero" : "hair", t.at) +
        (frame.hasNumbers ? text(frame.x - 8, Y(t.at) + 4, "end", t.text) : ""),
    ),
    ...xs.ticks.flatMap((t) =>
      t.text.split("\n").map((line, i) => text(X(t.at), foot + 20 + 16 * i, "middle", line)),
    ),
    frame.xLabel === ""
      ? ""
      : text(frame.x + frame.width, foot + 22 + 16 * frame.xLines, "end", frame.xLabel),
    ...references.map((r) => across("ref", r.y)),
    `<clipPath id="${clip}"><rect ${space}/></clipPath><g clip-path="url(#${clip})">`,
    ...own.map(
      (s) =>
        `<g class="s${colourOf(names, s)}">${band(s, X, Y)}${runs(s, X, Y)}${curve(s, X, Y)}</g>`,
    ),
    "</g>",
    ...(frame.right > 0 ? labels(own, references, names, Y, frame) : []),
  ].join("\n");
}

/** By its place among the names; where only the headings name the series, all have the first one. */
const colourOf = (names: readonly string[], { name }: Series): number =>
  Math.max(0, names.indexOf(name));

const text = (x: number, y: number, anchor: string, what: string): string =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escaped(what)}</text>`;

type Place = (v: number) => number;

function path(xs: readonly number[], ys: readonly number[], X: Place, Y: Place, steps = false) {
  const points = ys.map((y, i) => [X(xs[i]), Y(y)] as const).filter(([, y]) => Number.isFinite(y));
  return points
    .map(([x, y], i) => {
      if (i === 0) return `M${at(x)} ${at(y)}`;
      return steps ? `H${at(x)}V${at(y)}` : `L${at(x)} ${at(y)}`;
    })
    .join("");
}

function curve(s: Series, X: Place, Y: Place): string {
  if (s.y.length === 0) return "";
  const isLine = s.points !== true && s.y.filter(Number.isFinite).length > 1; // one value alone is a point
  if (isLine) return `<path class="line" d="${path(s.x, s.y, X, Y, s.steps)}"/>`;
  return s.x
    .map((x, i) => [x, s.y[i]] as const)
    .filter(([, y]) => Number.isFinite(y))
    .map(
      ([x, y]) =>
        `<circle class="dot" cx="${at(X(x))}" cy="${at(Y(y))}" r="${s.x.length > 50 ? 2.5 : 3.5}"/>`,
    )
    .join("");
}

const runs = (s: Series, X: Place, Y: Place): string =>
  (s.runs ?? [])
    .map(
      (ys) =>
        `<path class="run${s.y.length === 0 ? " alone" : ""}" d="${path(s.x, ys, X, Y, s.steps)}"/>`,
    )
    .join("");

function band({ x, low, high, points }: Series, X: Place, Y: Place): string {
  if (low === undefined || high === undefined) return "";
  if (points === true)
    return `<path class="whisker" d="${x.map((v, i) => `M${at(X(v))} ${at(Y(low[i]))}V${at(Y(high[i]))}`).join("")}"/>`;
  const there = x.map((v, i) => `${at(X(v))} ${at(Y(high[i]))}`);
  const back = x.map((v, i) => `${at(X(v))} ${at(Y(low[i]))}`).reverse();
  return `<path class="band" d="M${[...there, ...back].join("L")}Z"/>`;
}

/** Names at the ends of lines, moved apart where they would collide. */
function labels(
  own: readonly Series[],
  references: readonly Reference[],
  names: readonly string[],
  Y: Place,
  frame: Frame,
): string[] {
  const inside = (y: number): number => Math.min(Math.max(y, frame.y), frame.y + frame.height);
  const ends = [
    ...own
      .filter((s) => s.name !== s.panel)
      .map((s) => ({
        text: s.name,
        y: inside(Y(lastFinite(s))) + 4,
        mark: `class="name s${colourOf(names, s)}"`,
      })),
    ...references.map((r) => ({ text: r.label, y: Y(r.y) + 4, mark: "" })),
  ].sort((a, b) => a.y - b.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + labelGap);
  const over = Math.max(0, (ends.at(-1)?.y ?? 0) - (frame.y + frame.height + 8));
  return ends.map(
    (e) =>
      `<text ${e.mark} x="${at(frame.x + frame.width + 8)}" y="${at(e.y - over)}">${escaped(e.text)}</text>`,
  );
}

const lastFinite = ({ y, runs }: Series): number =>
  (y.length > 0 ? y : (runs?.[0] ?? [])).findLast(Number.isFinite) ?? 0;
