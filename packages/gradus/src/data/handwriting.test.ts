import { expect, test } from "vitest";
import { asMnist, type Ink } from "./handwriting.ts";

const drawing = (width: number, height: number, at: (x: number, y: number) => number): Ink => ({
  width,
  height,
  values: Float64Array.from({ length: width * height }, (_, i) =>
    at(i % width, Math.floor(i / width)),
  ),
});

const box = (pixels: Uint8Array): number[] => {
  const inked = Array.from(pixels.keys()).filter((i) => pixels[i]! > 0);
  const [xs, ys] = [inked.map((i) => i % 28), inked.map((i) => Math.floor(i / 28))];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};

test("a bar of 12 × 60 anywhere becomes 4 × 20 in the middle: columns 12 to 15, rows 4 to 23", () => {
  for (const [left, top] of [
    [60, 20],
    [0, 0],
    [88, 140],
  ] as const) {
    const { pixels, cut, scaled } = asMnist(
      drawing(100, 200, (x, y) => (x >= left && x < left + 12 && y >= top && y < top + 60 ? 1 : 0)),
    );
    expect(box(pixels)).toEqual([12, 4, 15, 23]);
    expect([cut, scaled]).toEqual([
      { width: 12, height: 60 },
      { width: 4, height: 20 },
    ]);
  }
});

test("it is the centre of mass that goes to the middle, not the centre of the box", () => {
  // A block of 20 × 10 under a thin stem of 4 × 10: mass 200 · 14.5 + 40 · 4.5 over 240, row 12.8 of 20.
  const { pixels } = asMnist(drawing(20, 20, (x, y) => (y >= 10 || (x >= 8 && x < 12) ? 1 : 0)));
  let [mass, sum] = [0, 0];
  pixels.forEach((v, i) => {
    mass += v;
    sum += v * Math.floor(i / 28);
  });
  expect(Math.abs(sum / mass - 13.5)).toBeLessThanOrEqual(0.5); // whole pixels
  expect(box(pixels)[1]).toBe(1); // not 4: round(13.5 − 12.83) = 1
});

test("no ink and a wrong number of values are refused", () => {
  expect(() => asMnist(drawing(9, 9, () => 0))).toThrow("there is no ink");
  expect(() => asMnist({ width: 9, height: 9, values: new Float64Array(80) })).toThrow(
    "a picture of 9 × 9 has 81 values, not 80",
  );
});
