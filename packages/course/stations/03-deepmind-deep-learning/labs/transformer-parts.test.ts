import { expect, test } from "vitest";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import {
  attention,
  causalMask,
  maskedSoftmax,
  paddingMask,
  positionalEncoding,
} from "./parts/transformerParts.ts";
import { transformerParts } from "./transformer-parts.ts";

test("printed numbers, signs, masks and a whole layer come out", () => {
  const { pass, measured, note } = quickVerdict(transformerParts);
  expect(pass, `${measured} ${note ?? ""}`).toBe(true);
});

test("padding is hidden from every place, by hand", () => {
  const no = Number.NEGATIVE_INFINITY;
  expect(paddingMask([7, 5, 0], 0)).toEqual([
    [0, 0, no],
    [0, 0, no],
    [0, 0, no],
  ]);
});

test("an odd width is refused, and heads that do not divide it", () => {
  expect(() => quickVerdict(transformerParts, { settings: { width: 25 } })).toThrow(
    "width is 25; it must be even, a sine and a cosine for each pair. Try 26.",
  );
  expect(() => quickVerdict(transformerParts, { settings: { heads: 5 } })).toThrow(
    "5 heads do not divide the width 24",
  );
});

const faults: Record<string, Record<string, unknown>> = {
  "no root of d": {
    attention: ((q, k, v, mask) => {
      const root = Math.sqrt(k[0].length);
      return attention(
        q.map((row) => row.map((x) => x * root)),
        k,
        v,
        mask,
      );
    }) as typeof attention,
  },
  "the mask forgotten": { attention: ((q, k, v) => attention(q, k, v)) as typeof attention },
  "one place too many is seen": {
    causalMask: ((n) =>
      causalMask(n + 1)
        .slice(1)
        .map((row) => row.slice(0, n))) as typeof causalMask,
  },
  "sines and cosines exchanged": {
    positionalEncoding: ((n, width) =>
      positionalEncoding(n, width).map((row) =>
        row.map((_, d) => row[d % 2 === 0 ? d + 1 : d - 1]),
      )) as typeof positionalEncoding,
  },
  "places counted from one": {
    positionalEncoding: ((n, width) =>
      positionalEncoding(n + 1, width).slice(1)) as typeof positionalEncoding,
  },
  "shares that look at what is hidden": {
    maskedSoftmax: ((scores) =>
      maskedSoftmax(
        scores,
        scores.map((row) => row.map(() => 0)),
      )) as typeof maskedSoftmax,
  },
  "numbers dealt out in turn": {
    splitHeads: (x: number[][], heads: number) =>
      Array.from({ length: heads }, (_, h) =>
        x.map((row) => row.filter((_v, d) => d % heads === h)),
      ),
  },
  "heads put together in reverse": {
    mergeHeads: (parts: number[][][]) =>
      parts[0].map((_, t) => [...parts].reverse().flatMap((part) => part[t])),
  },
};
for (const [name, parts] of Object.entries(faults)) {
  test(`caught: ${name}`, () => {
    const { pass, note } = quickVerdict(transformerParts, { parts: parts as never });
    expect(pass).toBe(false);
    expect(note).toContain("Not so");
  });
}
