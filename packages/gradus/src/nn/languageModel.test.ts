/** The blocks equal PyTorch's (parity.test.ts), and so does a whole model; here: what it may see, and how it goes on. */
import { expect, test } from "vitest";
import { log } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { engine, tensor } from "../tensor/create.ts";
import { type LanguageModel, languageModel, pickSymbol } from "./languageModel.ts";
import { parameterCount } from "./module.ts";

const size = { vocabulary: 7, context: 8, width: 12, heads: 3, layers: 2 } as const;
/** Weights of the size of one, so that what it answers depends on what it sees. */
function livelyModel(seed: number): LanguageModel {
  const random = rng(seed);
  const model = languageModel(size, random);
  for (const p of model.parameters) p.assign(p.data.map((v) => v + random.normal(0, 0.5)));
  return model;
}
const codes = (...values: number[]) => tensor(Int32Array.from(values), [1, values.length]);

test("as many numbers as by hand: tables, blocks of 12 w² + 13 w, a norm, a dense layer", () => {
  const { vocabulary: V, context, width: w, layers } = size;
  const block = 12 * w * w + 13 * w;
  expect(parameterCount(languageModel(size, rng(1)))).toBe(
    (V + context) * w + layers * block + 2 * w + (w + 1) * V,
  );
});

test("before training every symbol is about equally likely: the loss is near log V", () => {
  const model = languageModel({ ...size, vocabulary: 65, width: 48 }, rng(2));
  const logProb = model.forward(codes(1, 2, 3, 4)).logSoftmax().data;
  for (const v of logProb) expect(Math.abs(v + log(65))).toBeLessThan(1);
});

test("a later symbol changes nothing before it, and something at its own place", () => {
  const model = livelyModel(3);
  const before = model.forward(codes(1, 5, 2, 6, 3, 0)).data;
  const after = model.forward(codes(1, 5, 2, 6, 4, 1)).data;
  expect([...after.slice(0, 4 * 7)]).toEqual([...before.slice(0, 4 * 7)]);
  expect([...after.slice(4 * 7, 5 * 7)]).not.toEqual([...before.slice(4 * 7, 5 * 7)]);
});

test("the same symbols in another order are another text: places count", () => {
  const model = livelyModel(4);
  const last = (...c: number[]) => [...model.forward(codes(...c)).data.slice(-7)];
  expect(last(1, 2, 3)).not.toEqual(last(2, 1, 3));
});

/** Without memory: the whole text so far through the model, for every symbol. */
function generateAnew(model: LanguageModel, prompt: readonly number[], count: number): number[] {
  const all = [...prompt];
  while (all.length < prompt.length + count) {
    const logits = model.forward(codes(...all)).data.slice(-size.vocabulary);
    all.push(pickSymbol(logits, rng(0), { temperature: 0 }));
  }
  return all.slice(prompt.length);
}

test("what is remembered gives the same symbols as reading all again for each of them", () => {
  for (const seed of [5, 6, 7, 8]) {
    const model = livelyModel(seed);
    for (const prompt of [[1], [4, 2, 0]]) {
      const count = size.context - prompt.length + 1; // the last one sees a full context
      const found = model.generate(prompt, count, rng(1), { temperature: 0 });
      expect([...found]).toEqual(generateAnew(model, prompt, count));
    }
  }
});

test("past the context it goes on from the second half of it; of a long prompt the end counts", () => {
  const model = livelyModel(9);
  const long = model.generate([3], 20, rng(1), { temperature: 0 });
  const all = [3, ...long];
  // the symbol at place 9 is the first with more than 8 before it: it sees the four last
  expect(all[9]).toBe(generateAnew(model, all.slice(5, 9), 1)[0]);
  const prompt = [6, 6, 6, 6, 1, 2, 3, 4, 5, 0];
  const [next] = model.generate(prompt, 1, rng(1), { temperature: 0 });
  expect(next).toBe(generateAnew(model, prompt.slice(-8), 1)[0]);
});

test("equal seeds go on equally, other seeds otherwise; the engine's memory stays as it was", () => {
  const model = livelyModel(10);
  const go = (seed: number) => [...model.generate([0], 40, rng(seed))];
  expect(go(1)).toEqual(go(1));
  expect(go(1)).not.toEqual(go(2));
  const before = engine().heap.inUse;
  for (let i = 0; i < 5; i++) go(i);
  expect(engine().heap.inUse).toEqual(before);
});

test("drawn symbols are as frequent as their probabilities, within four standard errors", () => {
  const logits = [log(0.5), log(0.3), log(0.15), log(0.05)];
  const share = (options: { temperature?: number; topK?: number }) => {
    const random = rng(11);
    const n = 4000;
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) counts[pickSymbol(logits, random, options)] += 1 / n;
    return counts;
  };
  const near = (found: number[], wanted: number[]) =>
    found.forEach((p, i) => {
      const error = Math.sqrt((wanted[i] * (1 - wanted[i])) / 4000);
      expect(Math.abs(p - wanted[i])).toBeLessThanOrEqual(4 * error);
    });
  near(share({}), [0.5, 0.3, 0.15, 0.05]);
  near(share({ topK: 2 }), [0.625, 0.375, 0, 0]);
  const squares = [0.25, 0.09, 0.0225, 0.0025].map((p) => p / 0.365); // temperature ½ squares them
  near(share({ temperature: 0.5 }), squares);
  expect(
    pickSymbol(
      logits.map((l) => l + 1000),
      rng(1),
      { temperature: 0 },
    ),
  ).toBe(0);
});

test("too long, of the wrong shape, unknown or empty: one clear error", () => {
  const model = languageModel(size, rng(12));
  expect(() => model.forward(codes(0, 1, 2, 3, 4, 5, 6, 0, 1))).toThrow(
    "languageModel: 9 symbols do not fit into a context of 8. Give it the last 8, or make it with context: 9.",
  );
  expect(() => model.forward(tensor(Int32Array.of(1, 2)))).toThrow(
    "expected symbols [B, T], got [2]",
  );
  expect(() => model.forward(codes(1, 7))).toThrow("7");
  expect(() => model.generate([], 3, rng(1))).toThrow("the prompt is empty");
  expect(() => model.generate([1], 1.5, rng(1))).toThrow("count is 1.5");
  expect(() => model.generate([1], 1, rng(1), { temperature: -1 })).toThrow("temperature is -1");
  expect(() => model.generate([1], 1, rng(1), { topK: 0 })).toThrow("topK is 0");
  expect(() => languageModel({ ...size, heads: 5 }, rng(1))).toThrow("5 heads do not divide");
});
