/** Worlds of cells: each with its value, tinted by it, and with what the policy does there. */
import type { Grid } from "./figure.ts";
import { label } from "./figureScale.ts";
import { at, escaped } from "./figureStyle.ts";

const head = 28; // room for the title of a grid

export interface Drawn {
  readonly svg: string;
  readonly height: number;
}

/** The grids side by side, in a space of the given width, from (0, 0) on. */
export function drawGrids(grids: readonly Grid[], width: number): Drawn {
  const gap = 32;
  const room = (width - gap * (grids.length - 1)) / grids.length;
  const drawn = grids.map((grid, i) => {
    const size = Math.min(64, room / grid.columns);
    return {
      svg: `<g transform="translate(${at(i * (room + gap))} 0)">${gridSvg(grid, size)}</g>`,
      height: head + Math.ceil(grid.values.length / grid.columns) * size,
    };
  });
  return {
    svg: drawn.map(({ svg }) => svg).join("\n"),
    height: Math.max(...drawn.map(({ height }) => height)),
  };
}

function gridSvg({ title, columns, values, texts, notes }: Grid, size: number): string {
  const finite = values.filter(Number.isFinite);
  const show = (v: number): string => (finite.every(Number.isInteger) ? label(v) : decimals(v));
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const cells = values.map((v, i) => {
    const [x, y] = [(i % columns) * size, head + Math.floor(i / columns) * size];
    const tint = Number.isFinite(v) && high > low ? 0.04 + (0.36 * (v - low)) / (high - low) : 0;
    const text = texts?.[i] ?? (Number.isFinite(v) ? show(v) : "");
    const note = notes?.[i] ?? "";
    const middle = at(x + size / 2);
    const up = note === "" || text === "" ? 5 : -3;
    return (
      `<rect class="cell" x="${at(x)}" y="${at(y)}" width="${at(size)}" height="${at(size)}" fill-opacity="${tint.toFixed(3)}"/>` +
      `<rect class="edge" x="${at(x)}" y="${at(y)}" width="${at(size)}" height="${at(size)}"/>` +
      put("value", middle, at(y + size / 2 + up), text) +
      put("note", middle, at(y + size / 2 + (text === "" ? 5 : 16)), note)
    );
  });
  return `<text class="panel" x="0" y="14">${escaped(title)}</text>${cells.join("")}`;
}

const decimals = (v: number): string => v.toFixed(2).replace("-", "−");

const put = (kind: string, x: string, y: string, text: string): string =>
  text === ""
    ? ""
    : `<text class="${kind}" x="${x}" y="${y}" text-anchor="middle">${escaped(text)}</text>`;
