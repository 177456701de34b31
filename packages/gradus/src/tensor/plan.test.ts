/** The plan of a program: results that are alive together never overlap, and others share memory. */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import type { Argument, Storage } from "./engine.ts";
import { layOut } from "./plan.ts";
import type { Step } from "./trace.ts";

const owner = { generation: 0, ended: "" };
const site = new Error();
const at = (plan: number): Argument => ({
  storage: { address: 0, size: 1, owner, generation: 0, plan } as Storage,
  offset: 0,
});

/** out ← f(inputs) */
function step(out: number, ...inputs: number[]): Step {
  if (inputs.length === 2)
    return { kernel: "add", args: [at(out), at(inputs[0]), at(inputs[1]), 1, 1, 1, 1], site };
  return { kernel: "exp", args: [at(out), at(inputs[0]), 1], site };
}

test("a chain of any length needs room for two results at a time", () => {
  const n = 50;
  const steps = Array.from({ length: n }, (_, i) => step(i + 1, i));
  const sizes = new Array<number>(n + 1).fill(100); // 400 bytes, rounded to 448
  const { offsets, bytes } = layOut(steps, sizes, new Set([0]));
  expect(bytes).toBe(3 * 448); // the input stays, two results take turns
  expect(offsets[0]).not.toBe(offsets[1]);
  expect(new Set(offsets).size).toBe(3);
});

test("what is never used has no place", () => {
  expect(layOut([step(1, 0)], [16, 16, 16], new Set([0, 1])).offsets[2]).toBe(-1);
});

test("a result that is read again late keeps its place until then", () => {
  const steps = [step(1, 0), step(2, 1), step(3, 2), step(4, 3), step(5, 1, 4)];
  const { offsets } = layOut(steps, new Array<number>(6).fill(16), new Set([0]));
  for (const other of [2, 3, 4, 5]) expect(offsets[other]).not.toBe(offsets[1]);
});

test("inputs, constants and outputs lie apart from everything, from the first step to the last", () => {
  const steps = [step(2, 0), step(3, 2), step(4, 3, 1)];
  const { offsets } = layOut(steps, new Array<number>(5).fill(16), new Set([0, 1, 4]));
  for (const pinned of [0, 1, 4]) {
    for (const [i, o] of offsets.entries()) {
      if (i !== pinned) expect(o).not.toBe(offsets[pinned]);
    }
  }
});

test("random programs: places that are alive at the same step never overlap, and the whole is no larger than needed", () => {
  const random = rng(3);
  for (let trial = 0; trial < 200; trial++) {
    const inputs = 1 + random.integer(3);
    const n = 2 + random.integer(30);
    const sizes = Array.from({ length: inputs + n }, () => 1 + random.integer(200));
    const steps = Array.from({ length: n }, (_, i) => {
      const earlier = (): number => random.integer(inputs + i);
      return random.uniform() < 0.5
        ? step(inputs + i, earlier())
        : step(inputs + i, earlier(), earlier());
    });
    const pinned = new Set([...Array.from({ length: inputs }, (_, i) => i), inputs + n - 1]);
    const { offsets, bytes } = layOut(steps, sizes, pinned);

    const used = steps.map((s) =>
      s.args.flatMap((a) =>
        typeof a === "object" && "storage" in a ? [a.storage.plan as number] : [],
      ),
    );
    const life = sizes.map((_, plan) => {
      if (pinned.has(plan)) return [-1, n];
      const times = used.flatMap((plans, t) => (plans.includes(plan) ? [t] : []));
      return [Math.min(...times), Math.max(...times)];
    });
    const room = (plan: number): number => Math.ceil((sizes[plan] * 4) / 64) * 64;
    for (let a = 0; a < sizes.length; a++) {
      expect(offsets[a] % 64).toBe(0);
      expect(offsets[a] + room(a)).toBeLessThanOrEqual(bytes);
      for (let b = 0; b < a; b++) {
        const together = life[a][0] <= life[b][1] && life[b][0] <= life[a][1];
        const apart = offsets[a] + room(a) <= offsets[b] || offsets[b] + room(b) <= offsets[a];
        expect(!together || apart, `${a} and ${b} of trial ${trial}`).toBe(true);
      }
    }
    expect(bytes).toBeLessThanOrEqual(sizes.reduce((s, _, plan) => s + room(plan), 0));
  }
});
