/**
 * Exported policies are, byte for byte, the files that onnxruntime ran, and Gradus answers what onnxruntime answered.
 * The fixture: `npx tsx tools/onnx.ts DIR && python3 tools/fixtures/onnx_policies.py DIR` (1000 observations each, there).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { rng } from "../core/random.ts";
import { box, discrete, readFlat } from "../env/space.ts";
import { linear } from "../nn/layers.ts";
import { module } from "../nn/module.ts";
import { varint } from "../nn/onnx/protobuf.ts";
import { readSafetensors } from "../nn/safetensors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  answerOf,
  casePolicy,
  type PolicyCase,
  policyCases,
  policyOfCase,
} from "./fixtures/policies.ts";
import { learn } from "./learn.ts";
import { policyOnnx, policyWeights } from "./policyOnnx.ts";

interface Answer {
  readonly observation: number[];
  readonly mask?: number[];
  /** onnxruntime's action, flat. */
  readonly theirs: number[];
}
const fixture = JSON.parse(
  readFileSync(new URL("policyOnnx.fixture.json", import.meta.url), "utf8"),
) as { readonly cases: Record<string, { readonly sha256: string; readonly answers: Answer[] }> };

/** An action as one list of numbers. */
function flat(value: unknown): number[] {
  if (typeof value !== "object" || value === null) return [value as number];
  return Object.values(value).flatMap(flat);
}

describe.each(Object.keys(policyCases))("%s", (name) => {
  const { sha256, answers } = fixture.cases[name];

  test("the file is the one that onnxruntime ran", () => {
    const bytes = policyOnnx(policyOfCase(name));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  });

  test("the policy answers what onnxruntime answered", () => {
    const policy = policyOfCase(name);
    for (const { observation, mask, theirs } of answers) {
      const ours = flat(answerOf(policy, observation, mask && Uint8Array.from(mask)));
      expect(ours.length).toBe(theirs.length);
      ours.forEach((v, i) => {
        expect(Math.abs(v - theirs[i])).toBeLessThan(1e-5 * Math.max(1, Math.abs(theirs[i])));
      });
    }
  });
});

test("protocol buffers write whole numbers in base 128, low groups first: 300 is AC 02, −1 is nine FF and 01", () => {
  expect(varint(0)).toEqual([0]);
  expect(varint(300)).toEqual([0xac, 0x02]); // the example of the encoding's own guide
  expect(varint(-1)).toEqual([...new Array(9).fill(0xff), 0x01]);
});

const small: PolicyCase = { observationSpace: box(-1, 1, [2]), actionSpace: discrete(2) };

test("what does not follow from the observation by differentiable operations is refused, not exported as a constant", () => {
  const trunk = (inputs: number, random: ReturnType<typeof rng>) => {
    const layer = linear(inputs, 3, random);
    return Object.assign(
      module({ layer }, (x: Tensor) => layer.forward(x).detach().tanh()),
      { width: 3 },
    );
  };
  expect(() => policyOnnx(casePolicy({ ...small, trunk }, "detached"))).toThrow(/detach\(\)/);
});

test("a width that cannot be told from the number of rows is refused", () => {
  const policy = casePolicy({ ...small, config: { hidden: "502" } }, "wide");
  expect(() => policyOnnx(policy)).toThrow(/multiples of 251/);
});

test("the policy of a table has no network: the message says what fits", () => {
  const { policy } = learn("q-learning", "FrozenLake-v1", { steps: 100 });
  expect(() => policyOnnx(policy)).toThrow(/--policy FILE/);
  expect(() => policyWeights(policy)).toThrow(/--policy FILE/);
});

test("weights have PyTorch's names and shapes, and statistics of observations beside them", () => {
  const { tensors } = readSafetensors(
    policyWeights(policyOfCase("numbers, stretched, normalised")),
  );
  expect(tensors.get("actor.0.weight")?.shape).toEqual([16, 3]);
  expect(tensors.get("action.logStd")?.shape).toEqual([2]);
  const mean = tensors.get("normaliser.mean")?.data as Float64Array;
  expect(Math.abs(mean[1] - 1000)).toBeLessThan(0.05); // 500 draws of N(1000, 0.1)
});

test("a number in a Dict goes where its name says", () => {
  const policy = policyOfCase("parts");
  const [{ observation }] = fixture.cases["parts"].answers;
  const value = readFlat(policy.world.observationSpace, Float64Array.from(observation)) as object;
  const shuffled = Object.fromEntries(Object.entries(value).reverse());
  expect(policy.act(shuffled)).toEqual(policy.act(value));
});
