/**
 * From a picture that a person drew to what a network of digits reads.
 *
 * MNIST was made so: the ink is cut out, scaled into 20×20 pixels keeping its proportions (grey levels come from the
 * anti-aliasing), and put into 28×28 with its centre of mass in the middle (LeCun, Cortes, Burges: "The MNIST database").
 * A network that has only seen such pictures fails on others, so the same is done here to any picture: dark ink on light
 * ground or light on dark, any size, with or without transparency. Left out: several digits, ruled paper, photographs with shadows.
 */
import { type DecodedPng, decode, hasPngSignature } from "fast-png";
import { DataError } from "gradus/core";
import type { Picture } from "./terminal.ts";

/** Brightness in [0, 1], row by row. */
interface Grey {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** A 28×28 picture as MNIST has them, and what was done to get it, for the reader. */
export interface Prepared {
  readonly picture: Picture;
  readonly done: readonly string[];
}

/** Reads the bytes of a PNG file. @throws DataError if they are not one */
export function readPng(bytes: Uint8Array, name: string): Grey {
  if (!hasPngSignature(bytes)) {
    throw new DataError(
      `${name} is not a PNG file. Save the picture as PNG (any size, 8 or 16 bits) and try again.`,
    );
  }
  try {
    return grey(decode(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataError(`${name} is a damaged PNG file (${why}). Save the picture again.`);
  }
}

/** Reads sample `i` of a decoded picture in [0, 1]; pictures of 1, 2 and 4 bits are packed into bytes, row by row. */
function sampler(png: DecodedPng): (x: number, y: number, channel: number) => number {
  const { width, channels, depth, data } = png;
  if (depth >= 8) {
    const most = depth === 16 ? 65535 : 255;
    return (x, y, c) => data[(y * width + x) * channels + c] / most;
  }
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const most = (1 << depth) - 1;
  return (x, y) => {
    const byte = data[y * rowBytes + Math.floor(x / perByte)];
    return ((byte >> (8 - depth * ((x % perByte) + 1))) & most) / most;
  };
}

/** Colour and opacity of each pixel as one brightness. Transparent pixels show white paper, unless all the ink is in the opacity. */
function grey(png: DecodedPng): Grey {
  const { width, height, channels, depth, palette } = png;
  const sample = sampler(png);
  const most = (1 << Math.min(depth, 8)) - 1;
  const values = new Float64Array(width * height);
  const opacity = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      let luminance = sample(x, y, 0);
      let alpha = 1;
      if (palette) {
        const [r = 0, g = 0, b = 0, a = 255] = palette[Math.round(luminance * most)] ?? [];
        luminance = brightness(r / 255, g / 255, b / 255);
        alpha = a / 255;
      } else {
        if (channels >= 3) luminance = brightness(luminance, sample(x, y, 1), sample(x, y, 2));
        if (channels === 2 || channels === 4) alpha = sample(x, y, channels - 1);
      }
      values[i] = luminance * alpha + (1 - alpha);
      opacity[i] = alpha;
    }
  }
  const drawnInOpacity = spread(values) < 0.05 && spread(opacity) > 0.05; // white ink on a transparent ground
  return { width, height, values: drawnInOpacity ? opacity.map((a) => 1 - a) : values };
}

/** Rec. 601 luma: how bright a colour looks. */
const brightness = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;

const largest = (values: Float64Array): number =>
  values.reduce((a, b) => Math.max(a, b), -Infinity);
const smallest = (values: Float64Array): number =>
  values.reduce((a, b) => Math.min(a, b), Infinity);
const spread = (values: Float64Array): number => largest(values) - smallest(values);

/** The brightness of the ground: the median of the border, which a digit seldom touches. */
function ground({ width, height, values }: Grey): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(values[x], values[(height - 1) * width + x]);
  for (let y = 0; y < height; y++) border.push(values[y * width], values[y * width + width - 1]);
  border.sort((a, b) => a - b);
  return border[border.length >> 1];
}

/** Fainter than this share of the darkest ink is noise of the paper. */
const noise = 0.15;

/**
 * A digit in 28×28 as MNIST was made.
 *
 * @throws DataError if the picture is blank
 */
export function prepare(image: Grey, name: string): Prepared {
  const paper = ground(image);
  const light = largest(image.values) - paper;
  const dark = paper - smallest(image.values);
  const strongest = Math.max(light, dark);
  if (!(strongest > 0.05)) {
    throw new DataError(
      `${name} is blank: all its pixels are alike. Draw one digit, dark on light or light on dark.`,
    );
  }
  const sign = dark > light ? -1 : 1;
  const ink = inked(image, (v) => Math.min(1, (sign * (v - paper)) / strongest));
  const cut = cropped(ink);
  const thick = thickened(cut);
  const small = scaled(thick.image, 20);
  const picture = centred(small, 28);
  return {
    picture,
    done: [
      sign < 0 ? "dark ink on a light ground, inverted" : "light ink on a dark ground",
      `ink of ${cut.width}×${cut.height} cut out of ${image.width}×${image.height}`,
      ...(thick.by > 0 ? ["thin strokes thickened"] : []),
      `scaled to ${small.width}×${small.height}, centre of mass in the middle of 28×28`,
    ],
  };
}

function inked(image: Grey, ink: (value: number) => number): Grey {
  return {
    ...image,
    values: image.values.map((v) => {
      const amount = ink(v);
      return amount < noise ? 0 : amount;
    }),
  };
}

/** The smallest rectangle that holds all the ink. */
function cropped({ width, height, values }: Grey): Grey {
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
  const part = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    part.set(values.subarray((top + y) * width + left, (top + y) * width + right + 1), y * w);
  }
  return { width: w, height: h, values: part };
}

/** Strokes of MNIST are two to three pixels wide in 20×20; a thin pen on a large canvas would vanish when scaled. */
const thinnest = 1.6;

/** Widens the strokes to at least `thinnest` pixels of the result. Their width is 2 · area / outline. */
function thickened(image: Grey): { image: Grey; by: number } {
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
function dilated({ width, height, values }: Grey, radius: number): Grey {
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
function scaled({ width, height, values }: Grey, size: number): Grey {
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
  const most = largest(result);
  return { width: w, height: h, values: result.map((v) => v / most) };
}

/** In the middle of size×size by the centre of mass, in whole pixels, but never over the edge. */
function centred({ width, height, values }: Grey, size: number): Picture {
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
  return { width: size, height: size, pixels };
}
