/**
 * From ink of any size to a picture as MNIST has them.
 *
 * MNIST was made so: the ink is cut out, scaled into 20 × 20 pixels keeping its proportions (grey levels come from the
 * anti-aliasing), and put into 28 × 28 with its centre of mass in the middle (LeCun, Cortes, Burges: "The MNIST database").
 * A network that has only seen such pictures fails on others, so what a person draws has to go the same way.
 */
import { ShapeError, ValueError } from "../core/errors.ts";

/** Amounts of ink in [0, 1], row by row. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** A digit of 28 × 28 bytes, and what was done to get it. */
export interface Centred {
  readonly pixels: Uint8Array;
  /** Size of the rectangle that held the ink. */
  readonly cut: { readonly width: number; readonly height: number };
  /** Pixels by which thin strokes were widened on each side, before scaling; 0 if none was thin. */
  readonly thickened: number;
  /** Its size within the 28 × 28. */
  readonly scaled: { readonly width: number; readonly height: number };
}

/**
 * One digit as MNIST was made: cut out, thin strokes widened, the longer side scaled to 20 pixels, the centre of mass in the
 * middle of 28 × 28, in whole pixels.
 *
 * @throws ValueError if there is no ink, ShapeError if the values do not fill the picture
 */
export function asMnist(ink: Ink): Centred {
  const { width, height, values } = ink;
  if (values.length !== width * height) {
    throw new ShapeError(
      `asMnist: a picture of ${width} × ${height} has ${width * height} values, not ${values.length}.`,
    );
  }
  const cut = cropped(ink);
  if (cut.width <= 0) throw new ValueError("asMnist: there is no ink; every value is 0.");
  const thick = thickened(cut);
  const small = scaled(thick.image, 20);
  return {
    pixels: centred(small, 28),
    cut: { width: cut.width, height: cut.height },
    thickened: thick.by,
    scaled: { width: small.width, height: small.height },
  };
}

/** The smallest rectangle that holds all the ink. */
function cropped({ width, height, values }: Ink): Ink {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const [w, h] = [right - left + 1, bottom - top + 1];
  if (w <= 0) return { width: 0, height: 0, values: new Float64Array(0) };
  const part = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    part.set(values.subarray((top + y) * width + left, (top + y) * width + right + 1), y * w);
  }
  return { width: w, height: h, values: part };
}

/** Strokes of MNIST are two to three pixels wide in 20×20; a thin pen on a large canvas would vanish when scaled. */
const thinnest = 1.6;

/** Widens the strokes to at least `thinnest` pixels of the result. Their width is 2 · area / outline. */
function thickened(image: Ink): { image: Ink; by: number } {
  const { width, height, values } = image;
  const pixel = Math.max(width, height) / 20; // of the result, in pixels of the picture
  const has = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && values[y * width + x] >= 0.5;
  let area = 0;
  let outline = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!has(x, y)) continue;
      area++;
      outline += [has(x - 1, y), has(x + 1, y), has(x, y - 1), has(x, y + 1)].filter(
        (b) => !b,
      ).length;
    }
  }
  const stroke = (2 * area) / Math.max(1, outline);
  const by = Math.round((thinnest * pixel - stroke) / 2);
  return by > 0 ? { image: dilated(image, by), by } : { image, by: 0 };
}

/** Every pixel takes the strongest ink within `radius`, first along rows, then along columns. */
function dilated({ width, height, values }: Ink, radius: number): Ink {
  const [w, h] = [width + 2 * radius, height + 2 * radius];
  const rows = new Float64Array(w * h);
  const both = new Float64Array(w * h);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = values[y * width + x];
      if (v === 0) continue;
      for (let d = 0; d <= 2 * radius; d++) {
        const i = (y + radius) * w + x + d;
        rows[i] = Math.max(rows[i], v);
      }
    }
  }
  for (let y = radius; y < height + radius; y++) {
    for (let x = 0; x < w; x++) {
      const v = rows[y * w + x];
      if (v === 0) continue;
      for (let d = -radius; d <= radius; d++)
        both[(y + d) * w + x] = Math.max(both[(y + d) * w + x], v);
    }
  }
  return { width: w, height: h, values: both };
}

/** The share of the source's cells that each of `to` cells covers: [first source cell, shares…]. */
function covers(from: number, to: number): { first: number; shares: number[] }[] {
  return Array.from({ length: to }, (_, i) => {
    const [low, high] = [(i * from) / to, ((i + 1) * from) / to];
    const first = Math.floor(low);
    const shares: number[] = [];
    for (let k = first; k < high && k < from; k++)
      shares.push(Math.min(k + 1, high) - Math.max(k, low));
    return { first, shares: shares.map((s) => (s * to) / from) };
  });
}

/** Scales so that the longer side is `size`, each new pixel the mean of what it covers; the brightest becomes 1. */
function scaled({ width, height, values }: Ink, size: number): Ink {
  const ratio = size / Math.max(width, height);
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  const [across, down] = [covers(width, w), covers(height, h)];
  const result = new Float64Array(w * h);
  down.forEach((rows, y) => {
    across.forEach((columns, x) => {
      let sum = 0;
      rows.shares.forEach((sy, j) => {
        columns.shares.forEach((sx, i) => {
          sum += sx * sy * values[(rows.first + j) * width + columns.first + i];
        });
      });
      result[y * w + x] = sum;
    });
  });
  const most = result.reduce((a, b) => Math.max(a, b), 0);
  return { width: w, height: h, values: result.map((v) => v / most) };
}

/** In the middle of size×size by the centre of mass, in whole pixels, but never over the edge. */
function centred({ width, height, values }: Ink, size: number): Uint8Array {
  let [mass, mx, my] = [0, 0, 0];
  values.forEach((v, i) => {
    mass += v;
    mx += v * (i % width);
    my += v * Math.floor(i / width);
  });
  const place = (centre: number, extent: number): number =>
    Math.min(size - extent, Math.max(0, Math.round((size - 1) / 2 - centre / mass)));
  const [left, top] = [place(mx, width), place(my, height)];
  const pixels = new Uint8Array(size * size);
  values.forEach((v, i) => {
    pixels[(top + Math.floor(i / width)) * size + left + (i % width)] = Math.round(255 * v);
  });
  return pixels;
}
