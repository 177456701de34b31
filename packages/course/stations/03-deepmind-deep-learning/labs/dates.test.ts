import { tensor } from "gradus";
import { rng } from "gradus/core";
import { expect, test } from "vitest";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { dates } from "./dates.ts";
import { translator } from "./parts/translator.ts";

const size = { reads: 5, from: 6, writes: 3, to: 4, hidden: 8 } as const;

test("each place of the answer deals out its whole attention; every character read can change every answer", () => {
  const net = translator(size, rng(1));
  const codes = [0, 1, 2, 3, 4, 0];
  const { logits, weights } = net.look(tensor(Int32Array.from(codes), [1, 6]));
  expect(logits.shape).toEqual([1, 4, 3]);
  expect(weights.shape).toEqual([1, 4, 6]);
  for (const sum of weights.sum(-1).data) expect(sum).toBeCloseTo(1, 6);
  const before = Array.from(logits.data);
  codes.forEach((_, k) => {
    const changed = codes.map((c, i) => (i === k ? (c + 1) % 5 : c));
    const after = net.module.forward(tensor(Int32Array.from(changed), [1, 6])).data;
    for (let t = 0; t < 4; t++)
      expect(after[t * 3], `read ${k}, written ${t}`).not.toBe(before[t * 3]);
  });
});

type Make = typeof translator;

test("new dates are right in the quick budget; a map read from the wrong end is caught", () => {
  const { pass, measured } = quickVerdict(dates);
  expect(pass, measured).toBe(true);
  const turned: Make = (size, random) => {
    const net = translator(size, random);
    return {
      ...net,
      look: (codes) => {
        const { logits, weights } = net.look(codes);
        return { logits, weights: weights.flip(-1) };
      },
    };
  };
  const wrong = quickVerdict(dates, { parts: { translator: turned } });
  expect(wrong.pass).toBe(false);
  expect(wrong.interval?.measured).toBeGreaterThan(95); // the answers are right: it is the map that is not
});

test("a blind network, and one that had no time, are caught", () => {
  const blind: Make = (size, random) => {
    const net = translator(size, random);
    const dark = (codes: Parameters<typeof net.look>[0]) =>
      net.look(codes.cast("float32").mul(0).cast("int32"));
    return { module: { ...net.module, forward: (codes) => dark(codes).logits }, look: dark };
  };
  const settings = { steps: 40 };
  expect(quickVerdict(dates, { settings, parts: { translator: blind } }).pass).toBe(false);
  expect(quickVerdict(dates, { settings }).pass).toBe(false);
});
