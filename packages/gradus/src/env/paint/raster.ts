/**
 * A painter into plain pixels, with smooth edges: for pictures and films where there is no screen. The same calls give the same
 * bytes everywhere.
 *
 * A pixel takes as much of a colour as the shape covers of it: exactly for upright rectangles; for circles, lines and rounded corners
 * as ½ − d, where d is the distance of the pixel's centre from the edge; for polygons by 16 lines through each row of pixels.
 */
import { cos, sin } from "../../core/math.ts";
import {
  arcPoints,
  type Painter,
  type Palette,
  type Points,
  palettes,
  type Style,
} from "../picture.ts";
import { strokesOf } from "./strokeFont.ts";

export interface RasterPainter extends Painter {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity; row by row from the top. */
  readonly pixels: Uint8ClampedArray;
}

export interface RasterOptions {
  /** Pixels per logical unit. */
  readonly scale?: number;
  readonly palette?: Palette;
}

/** A part of the surface, in pixels; the upper ends do not belong to it. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const ROWS = 16; // lines through a row of pixels

/** @param width, height of the picture, in logical units; everything outside is cut off */
export function rasterPainter(
  width: number,
  height: number,
  { scale = 1, palette = palettes.light }: RasterOptions = {},
): RasterPainter {
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  const colours = new Map(
    Object.entries(palette).map(([role, text]) => [role, channels(text)] as const),
  );

  /** The pixels of a box, and one more on each side. */
  function part(x0: number, y0: number, x1: number, y1: number): Part {
    return {
      left: Math.max(0, Math.floor(x0) - 1),
      top: Math.max(0, Math.floor(y0) - 1),
      right: Math.min(columns, Math.ceil(x1) + 1),
      bottom: Math.min(rows, Math.ceil(y1) + 1),
    };
  }

  /** Lays a colour over a part, as thick as `cover` says for a pixel with this centre. */
  function lay(
    where: Part,
    role: string,
    opacity: number,
    cover: (x: number, y: number) => number,
  ) {
    const [r, g, b] = colours.get(role)!;
    for (let y = where.top; y < where.bottom; y++) {
      for (let x = where.left; x < where.right; x++) {
        const share = cover(x + 0.5, y + 0.5) * opacity;
        if (share > 0) blend(4 * (y * columns + x), r, g, b, share);
      }
    }
  }

  function blend(i: number, r: number, g: number, b: number, share: number): void {
    const under = (pixels[i + 3] / 255) * (1 - share);
    const total = share + under;
    const mine = share / total;
    const old = under / total;
    pixels[i] = Math.round(r * mine + pixels[i] * old);
    pixels[i + 1] = Math.round(g * mine + pixels[i + 1] * old);
    pixels[i + 2] = Math.round(b * mine + pixels[i + 2] * old);
    pixels[i + 3] = Math.round(255 * total);
  }

  /** An upright rectangle: what a pixel has in common with it, across times down. */
  function fillBox(x0: number, y0: number, x1: number, y1: number, role: string, opacity: number) {
    const [r, g, b] = colours.get(role)!;
    const where = part(x0, y0, x1, y1);
    for (let y = where.top; y < where.bottom; y++) {
      const down = overlap(y + 0.5, y0, y1) * opacity;
      if (down === 0) continue;
      for (let x = where.left; x < where.right; x++) {
        const share = down * overlap(x + 0.5, x0, x1);
        if (share > 0) blend(4 * (y * columns + x), r, g, b, share);
      }
    }
  }

  /** Lines with round caps and joins, of one thickness; where they overlap they count once. */
  function strokes(lines: readonly Points[], role: string, thickness: number, opacity: number) {
    const half = (thickness * scale) / 2;
    const scaled = lines.map((line) => line.map((v) => v * scale));
    const all = boundsOf(scaled);
    const where = part(all[0] - half, all[1] - half, all[2] + half, all[3] + half);
    const across = where.right - where.left;
    if (across <= 0 || where.bottom <= where.top) return;
    const mask = new Float32Array(across * (where.bottom - where.top));
    for (const line of scaled) {
      for (let i = 0; i < line.length; i += 2) {
        if (i + 2 >= line.length && i > 0) break; // a lone point is a dot
        const [x0, y0] = [line[i], line[i + 1]];
        const [x1, y1] = i + 2 < line.length ? [line[i + 2], line[i + 3]] : [x0, y0];
        const near = part(
          Math.min(x0, x1) - half,
          Math.min(y0, y1) - half,
          Math.max(x0, x1) + half,
          Math.max(y0, y1) + half,
        );
        for (let y = near.top; y < near.bottom; y++) {
          for (let x = near.left; x < near.right; x++) {
            const at = (y - where.top) * across + x - where.left;
            const cover = coverOf(toSegment(x + 0.5, y + 0.5, x0, y0, x1, y1), half);
            if (cover > mask[at]) mask[at] = cover;
          }
        }
      }
    }
    lay(
      where,
      role,
      opacity,
      (x, y) => mask[(y - 0.5 - where.top) * across + x - 0.5 - where.left],
    );
  }

  function outline(points: Points, { stroke, width: thickness = 1, opacity = 1, dash }: Style) {
    if (stroke === undefined) return;
    strokes(dash === undefined ? [points] : dashed(points, dash), stroke, thickness, opacity);
  }

  /** A shape of which the distance from its edge is known: negative inside. */
  function shape(box: Part, style: Style, distance: (x: number, y: number) => number) {
    const { fill, stroke, width: thickness = 1, opacity = 1 } = style;
    if (fill !== undefined) lay(box, fill, opacity, (x, y) => within(0.5 - distance(x, y)));
    if (stroke === undefined) return;
    const half = (thickness * scale) / 2;
    const wide = part(box.left - half, box.top - half, box.right + half, box.bottom + half);
    lay(wide, stroke, opacity, (x, y) => coverOf(Math.abs(distance(x, y)), half));
  }

  return {
    width: columns,
    height: rows,
    pixels,
    rect(x, y, w, h, style, radius = 0) {
      const [x0, y0, x1, y1] = [x * scale, y * scale, (x + w) * scale, (y + h) * scale];
      if (radius === 0) {
        if (style.fill !== undefined) fillBox(x0, y0, x1, y1, style.fill, style.opacity ?? 1);
        outline([x, y, x + w, y, x + w, y + h, x, y + h, x, y], style);
        return;
      }
      const r = Math.min(radius * scale, (x1 - x0) / 2, (y1 - y0) / 2);
      const [cx, cy, a, b] = [(x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2 - r, (y1 - y0) / 2 - r];
      shape(part(x0, y0, x1, y1), style, (u, v) => {
        const [dx, dy] = [Math.abs(u - cx) - a, Math.abs(v - cy) - b];
        const outside = Math.sqrt(Math.max(dx, 0) ** 2 + Math.max(dy, 0) ** 2);
        return outside + Math.min(Math.max(dx, dy), 0) - r;
      });
    },
    circle(x, y, radius, style) {
      const [cx, cy, r] = [x * scale, y * scale, radius * scale];
      shape(part(cx - r, cy - r, cx + r, cy + r), style, (u, v) => {
        const [dx, dy] = [u - cx, v - cy];
        return Math.sqrt(dx * dx + dy * dy) - r;
      });
    },
    line: outline,
    polygon(points, style) {
      const { fill, opacity = 1 } = style;
      if (fill !== undefined) {
        const scaled = points.map((v) => v * scale);
        const where = part(...boundsOf([scaled]));
        const mask = filled(scaled, where);
        const across = where.right - where.left;
        lay(
          where,
          fill,
          opacity,
          (x, y) => mask[(y - 0.5 - where.top) * across + x - 0.5 - where.left],
        );
      }
      outline([...points, points[0], points[1]], style);
    },
    arc(x, y, radius, from, to, style) {
      outline(arcPoints([x, y], radius, from, to, { sin, cos }), style);
    },
    text(x, y, text, { size, role = "ink", align = "centre", isBold = false, opacity = 1 }) {
      const written = strokesOf(text, size);
      if (written.strokes.length === 0) return;
      const start = x - written.width * { left: 0, centre: 0.5, right: 1 }[align];
      const moved = written.strokes.map((line) =>
        line.map((v, i) => v + (i % 2 === 0 ? start : y)),
      );
      strokes(moved, role, size * (isBold ? 0.13 : 0.085), opacity);
    },
  };
}

const within = (v: number): number => Math.min(Math.max(v, 0), 1);

/** How much of a pixel a line covers whose middle is so far away; a line thinner than a pixel covers less of it. */
const coverOf = (distance: number, half: number): number =>
  within(half + 0.5 - distance) * Math.min(1, 2 * half);

/** The length that the interval from a to b has in common with the pixel around the centre. */
const overlap = (centre: number, a: number, b: number): number =>
  Math.max(0, Math.min(centre + 0.5, b) - Math.max(centre - 0.5, a));

function channels(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function toSegment(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : within(((x - x0) * dx + (y - y0) * dy) / length);
  const [ex, ey] = [x - x0 - t * dx, y - y0 - t * dy];
  return Math.sqrt(ex * ex + ey * ey);
}

function boundsOf(lines: readonly Points[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      box[0] = Math.min(box[0], line[i]);
      box[1] = Math.min(box[1], line[i + 1]);
      box[2] = Math.max(box[2], line[i]);
      box[3] = Math.max(box[3], line[i + 1]);
    }
  }
  return box;
}

/** How much of each pixel of a part lies inside a polygon (even–odd rule). */
function filled(points: Points, { left, top, right, bottom }: Part): Float32Array {
  const across = Math.max(0, right - left);
  const mask = new Float32Array(across * Math.max(0, bottom - top));
  for (let line = top * ROWS; line < bottom * ROWS; line++) {
    const row = Math.floor(line / ROWS) - top;
    const cuts = crossings(points, (line + 0.5) / ROWS);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const [from, to] = [Math.max(cuts[i], left), Math.min(cuts[i + 1], right)];
      for (let x = Math.floor(from); x < to; x++)
        mask[row * across + x - left] += overlap(x + 0.5, from, to) / ROWS;
    }
  }
  return mask;
}

/** Where a level line crosses the edges of a polygon, from left to right. */
function crossings(points: Points, y: number): number[] {
  const cuts: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const j = (i + 2) % points.length;
    const [x0, y0, x1, y1] = [points[i], points[i + 1], points[j], points[j + 1]];
    if (y0 <= y !== y1 <= y) cuts.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return cuts.sort((a, b) => a - b);
}

/** A line cut into dashes. */
function dashed(points: Points, [on, off]: readonly [number, number]): number[][] {
  const dashes: number[][] = [];
  let current: number[] | undefined = [points[0], points[1]];
  let left = on;
  for (let i = 0; i + 3 < points.length; i += 2) {
    let [x, y] = [points[i], points[i + 1]];
    const [x1, y1] = [points[i + 2], points[i + 3]];
    for (;;) {
      const rest = Math.sqrt((x1 - x) ** 2 + (y1 - y) ** 2);
      if (rest <= left) {
        left -= rest;
        current?.push(x1, y1);
        break;
      }
      x += ((x1 - x) * left) / rest;
      y += ((y1 - y) * left) / rest;
      if (current !== undefined) dashes.push([...current, x, y]);
      current = current === undefined ? [x, y] : undefined;
      left = current === undefined ? off : on;
    }
  }
  if (current !== undefined && current.length > 2) dashes.push(current);
  return dashes;
}
