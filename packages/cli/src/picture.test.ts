import { encode } from "fast-png";
import { expect, test } from "vitest";
import { prepare, readPng } from "./picture.ts";

interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Ink in [0, 1] at a pixel. */
  readonly ink: (x: number, y: number) => number;
}

/** An upright bar of ink, off the middle. */
const bar: Drawing = {
  width: 100,
  height: 120,
  ink: (x, y) => (x >= 60 && x < 72 && y >= 20 && y < 80 ? 1 : 0),
};

type Paint = (ink: number) => number[];

function png(
  { width, height, ink }: Drawing,
  channels: number,
  paint: Paint,
  depth: 8 | 16 = 8,
): Uint8Array {
  const most = depth === 16 ? 65535 : 255;
  const values: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      values.push(...paint(ink(x, y)).map((v) => Math.round(v * most)));
  }
  const data = depth === 16 ? Uint16Array.from(values) : Uint8Array.from(values);
  return encode({ width, height, channels, depth, data });
}

const prepared = (bytes: Uint8Array) => prepare(readPng(bytes, "digit.png"), "digit.png");
const black: Paint = (ink) => [1 - ink]; // on white paper
const chalk: Paint = (ink) => [ink]; // on a blackboard

test("the ink fills 20 pixels in its longer direction, and its centre of mass is the middle of 28×28", () => {
  const { picture } = prepared(png(bar, 1, black));
  const rows = [...Array(28).keys()].filter((y) =>
    [...Array(28).keys()].some((x) => picture.pixels[y * 28 + x] > 0),
  );
  const columns = [...Array(28).keys()].filter((x) =>
    [...Array(28).keys()].some((y) => picture.pixels[y * 28 + x] > 0),
  );
  expect([rows[0], rows.length]).toEqual([4, 20]);
  expect([columns[0], columns.length]).toEqual([12, 4]); // 12 · 20/60 = 4 wide
  expect(Math.max(...Array.from(picture.pixels))).toBe(255);
});

test("dark on light, light on dark, colour, 16 bits and both kinds of transparency give the same digit", () => {
  const expected = prepared(png(bar, 1, black)).picture.pixels;
  const same: [string, Uint8Array][] = [
    ["light on dark", png(bar, 1, chalk)],
    ["16 bits", png(bar, 1, black, 16)],
    ["colour", png(bar, 3, (ink) => [1 - ink, 1 - ink, 1 - ink])],
    ["black ink on a transparent ground", png(bar, 4, (ink) => [0, 0, 0, ink])],
    ["white ink on a transparent ground", png(bar, 4, (ink) => [1, 1, 1, ink])],
    ["grey with opacity", png(bar, 2, (ink) => [1 - ink, 1])],
  ];
  for (const [name, bytes] of same) expect(prepared(bytes).picture.pixels, name).toEqual(expected);
  expect(prepared(png(bar, 1, chalk)).done[0]).toBe("light ink on a dark ground");
  expect(prepared(png(bar, 1, black)).done[0]).toBe("dark ink on a light ground, inverted");
});

test("blue ink on yellow paper is ink: the ground is what the border shows", () => {
  const { picture } = prepared(png(bar, 3, (ink) => (ink > 0 ? [0, 0, 1] : [1, 1, 0.4])));
  expect(picture.pixels).toEqual(prepared(png(bar, 1, black)).picture.pixels);
});

test("a palette and one bit per pixel are read", () => {
  const width = 16;
  const packed = Uint8Array.from({ length: 32 }, (_, i) => (i >= 8 && i < 24 ? 0b00011000 : 0)); // 16×16: two bytes a row
  const left = Uint8Array.from(packed, (v, i) => (i % 2 === 0 ? v : 0));
  const { picture } = prepared(encode({ width, height: 16, channels: 1, depth: 1, data: left }));
  expect(picture.pixels[14 * 28 + 14]).toBe(255);
  expect(picture.pixels[14 * 28 + 4]).toBe(0);
});

test("a thin pen on a large canvas still gives strokes like MNIST's, one to three pixels wide", () => {
  const line: Drawing = {
    width: 600,
    height: 600,
    ink: (x, y) => (x >= 300 && x < 302 && y >= 100 && y < 500 ? 1 : 0),
  };
  const { picture, done } = prepared(png(line, 1, black));
  const strong = [...Array(28).keys()].filter((x) => picture.pixels[14 * 28 + x] > 127).length;
  expect(strong).toBeGreaterThanOrEqual(1);
  expect(strong).toBeLessThanOrEqual(3);
  expect(done).toContain("thin strokes thickened");
});

test("a picture that already is MNIST's stays as it is, but for one pixel of rounding of its place", () => {
  const digit: Drawing = {
    width: 28,
    height: 28,
    ink: (x, y) => (x >= 12 && x < 16 && y >= 4 && y < 24 ? 1 : 0),
  };
  const { picture } = prepared(png(digit, 1, chalk));
  for (let i = 0; i < 784; i++)
    expect(picture.pixels[i]).toBe(255 * digit.ink(i % 28, Math.floor(i / 28)));
});

test("a blank picture, a text file and half a PNG are refused with the remedy", () => {
  expect(() => prepared(png({ ...bar, ink: () => 0 }, 1, black))).toThrow("digit.png is blank");
  expect(() => prepared(new TextEncoder().encode("hello"))).toThrow("is not a PNG file");
  const whole = png(bar, 1, black);
  expect(() => prepared(whole.subarray(0, whole.length >> 1))).toThrow(/damaged PNG/);
});
