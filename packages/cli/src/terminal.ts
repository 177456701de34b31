/**
 * What people read: a progress bar that is redrawn in place, tables, and pictures of half-block characters.
 * Where nobody looks at a live terminal (a file, a pipe) only the lines that stay are written.
 */
import { styleText } from "node:util";
import type { Sink } from "./io.ts";

export type Style = Parameters<typeof styleText>[0];

/** Text in a style, where the reader understands it. */
export function styled(sink: Sink, style: Style, text: string): string {
  return sink.colour ? styleText(style, text, { validateStream: false }) : text;
}

/** One line at the bottom that changes, and lines above it that stay. */
export interface Status {
  /** Redraws the changing line; at most some ten times a second, so it may be called as often as one likes. */
  show(line: () => string): void;
  /** Writes a line that stays. */
  print(line: string): void;
  /** Removes the changing line. */
  clear(): void;
}

const eraseLine = "\r\u001b[2K";
const redrawEvery = 80; // ms: smooth to the eye, and no load

export function status(sink: Sink, now: () => number = () => performance.now()): Status {
  let shown = false;
  let last = Number.NEGATIVE_INFINITY;
  const clear = (): void => {
    if (shown) sink.write(eraseLine);
    shown = false;
  };
  return {
    show(line) {
      if (!sink.live || now() - last < redrawEvery) return;
      last = now();
      sink.write(eraseLine + cut(line(), sink.columns - 1));
      shown = true;
    },
    print(line) {
      clear();
      sink.write(`${line}\n`);
    },
    clear,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a style
const escapes = /\u001b\[[0-9;]*m/g;

/** The number of characters that a reader sees. */
export function width(text: string): number {
  return [...text.replace(escapes, "")].length;
}

/** A line that would wrap cannot be redrawn in place. */
function cut(line: string, columns: number): string {
  return width(line) <= columns
    ? line
    : [...line.replace(escapes, "")].slice(0, Math.max(0, columns)).join("");
}

/** ━━━━━━────── with `done` in [0, 1]. */
export function bar(sink: Sink, done: number, length = 24): string {
  const full = Math.round(Math.min(1, Math.max(0, done)) * length);
  return styled(sink, "green", "━".repeat(full)) + styled(sink, "dim", "─".repeat(length - full));
}

const steps = [..."▁▂▃▄▅▆▇█"];

/** A curve of one character a value, between the smallest and the largest. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const level = (v: number): number =>
    high > low ? Math.round(((v - low) / (high - low)) * (steps.length - 1)) : 0;
  return values.map((v) => (Number.isFinite(v) ? steps[level(v)] : "?")).join("");
}

/** Something that need not stop the work, but should be known. */
export function warning(sink: Sink): (message: string) => void {
  return (message) => sink.write(`${styled(sink, "yellow", "warning:")} ${message}\n`);
}

/** A return, a value: 0.74, −13, 1.2e+6; a dash where there is none. */
export function figure(x: number | null): string {
  if (x === null || Number.isNaN(x)) return "—";
  return String(Number(x.toPrecision(4))).replace("-", "−");
}

/** 3.2 s, 4 min 10 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "—";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

export function percent(fraction: number, digits = 2): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** 50 000: thousands apart, with a space that does not break. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, "\u00a0");
}

/** Rows under heads, columns as wide as their longest entry. The last column is not padded. */
export function table(
  sink: Sink,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = heads.map((head, c) =>
    Math.max(width(head), ...rows.map((row) => width(row[c] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) =>
        c === cells.length - 1 ? cell : cell + " ".repeat(widths[c] - width(cell)),
      )
      .join("  ")
      .trimEnd();
  return [styled(sink, "bold", line(heads)), ...rows.map(line)].map((text) => `${text}\n`).join("");
}

/** Light values on a dark ground, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0 is the ground, 255 the brightest ink. */
  readonly pixels: ArrayLike<number>;
}

const at = ({ width, height, pixels }: Picture, x: number, y: number): number =>
  x >= 0 && y >= 0 && x < width && y < height ? pixels[y * width + x] : 0;

/** One of the 24 greys of a 256-colour terminal. */
const grey = (value: number): number => 232 + Math.round((value / 255) * 23);

/** Two pixels in one character: the upper half is drawn in the foreground, the lower one is the background. */
function halfBlock(sink: Sink, top: number, bottom: number): string {
  if (sink.colour) return `\u001b[38;5;${grey(top)};48;5;${grey(bottom)}m▀`;
  return [" ", "▄", "▀", "█"][(top > 96 ? 2 : 0) + (bottom > 96 ? 1 : 0)];
}

/** The lines of a picture, ⌈height / 2⌉ of them. */
export function drawn(sink: Sink, picture: Picture): string[] {
  const lines: string[] = [];
  for (let y = 0; y < picture.height; y += 2) {
    let line = "";
    for (let x = 0; x < picture.width; x++)
      line += halfBlock(sink, at(picture, x, y), at(picture, x, y + 1));
    lines.push(sink.colour ? `${line}\u001b[0m` : line);
  }
  return lines;
}

/** Pictures beside each other, as many as fit on a line, each over its caption. */
export function gallery(
  sink: Sink,
  entries: readonly { picture: Picture; caption: string }[],
): string {
  const cell = Math.max(1, ...entries.map((e) => Math.max(e.picture.width, width(e.caption))));
  const perRow = Math.max(1, Math.floor((sink.columns + 2) / (cell + 2)));
  let text = "";
  for (let i = 0; i < entries.length; i += perRow) {
    const row = entries.slice(i, i + perRow);
    const blocks = row.map((e) => [...drawn(sink, e.picture), e.caption]);
    const height = Math.max(...blocks.map((b) => b.length));
    for (let y = 0; y < height; y++) {
      const cells = blocks.map((b) => b[y] ?? "");
      text += `${cells
        .map((c) => c + " ".repeat(cell - width(c)))
        .join("  ")
        .trimEnd()}\n`;
    }
    text += "\n";
  }
  return text;
}

/** The part of a picture around its middle: MNIST keeps its digits in the middle 20×20, so less screen does. */
export function middle(picture: Picture, size: number): Picture {
  const left = Math.floor((picture.width - size) / 2);
  const top = Math.floor((picture.height - size) / 2);
  const pixels = Array.from({ length: size * size }, (_, i) =>
    at(picture, left + (i % size), top + Math.floor(i / size)),
  );
  return { width: size, height: size, pixels };
}
