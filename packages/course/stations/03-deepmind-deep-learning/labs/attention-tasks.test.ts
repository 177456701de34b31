import { tensor } from "gradus";
import { rng } from "gradus/core";
import { expect, test } from "vitest";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { attentionTasks } from "./attention-tasks.ts";
import { looking } from "./parts/looking.ts";

test("weights of attention are shares: each row sums to 1", () => {
  const net = looking({ symbols: 3, length: 4, width: 8, heads: 2, hidden: 8 }, rng(1));
  const weights = net.weights(tensor(Int32Array.of(0, 1, 2, 1, 2, 2, 0, 1), [2, 4]));
  expect(weights.shape).toEqual([2, 2, 4, 4]);
  for (const sum of weights.sum(-1).data) expect(sum).toBeCloseTo(1, 6);
});

test("copy, reverse and sort are learned in the quick budget", () => {
  const { pass, measured } = quickVerdict(attentionTasks);
  expect(pass, measured).toBe(true);
});

test("a network that cannot look, and one that had no time, are caught", () => {
  const blind: typeof looking = (size, random) => {
    const net = looking(size, random);
    return {
      module: {
        ...net.module,
        forward: (codes) => net.module.forward(codes.cast("float32").mul(0).cast("int32")),
      },
      weights: net.weights,
    };
  };
  expect(
    quickVerdict(attentionTasks, { settings: { steps: 60 }, parts: { looking: blind } }).pass,
  ).toBe(false);
  expect(quickVerdict(attentionTasks, { settings: { steps: 30 } }).pass).toBe(false);
});
