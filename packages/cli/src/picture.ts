/**
 * From a picture that a person drew to what a network of digits reads: dark ink on light ground or light on dark, any size,
 * with or without transparency; then as MNIST was made (`asMnist`). Left out: several digits, ruled paper, photographs with shadows.
 */
import { type DecodedPng, decode, hasPngSignature } from "fast-png";
import { DataError } from "gradus/core";
import { asMnist } from "gradus/data";
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
  const { pixels, cut, thickened, scaled } = asMnist(ink);
  return {
    picture: { width: 28, height: 28, pixels },
    done: [
      sign < 0 ? "dark ink on a light ground, inverted" : "light ink on a dark ground",
      `ink of ${cut.width}×${cut.height} cut out of ${image.width}×${image.height}`,
      ...(thickened > 0 ? ["thin strokes thickened"] : []),
      `scaled to ${scaled.width}×${scaled.height}, centre of mass in the middle of 28×28`,
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
