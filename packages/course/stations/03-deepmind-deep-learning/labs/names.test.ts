import { tensor } from "gradus";
import { exp, log, rng } from "gradus/core";
import { vocabulary } from "gradus/data";
import { languageModel } from "gradus/nn";
import { expect, test } from "vitest";
import type { Lab, LabData } from "../../../src/lab.ts";
import { noData, quickVerdict } from "../../../src/quickVerdict.ts";
import { countingLetters, readingNames } from "./names.ts";
import { countModel } from "./parts/countModels.ts";
import { alphabet, nameSource } from "./parts/inventedNames.ts";
import { recurrentModel, windowModel } from "./parts/languageModels.ts";

test("entropies fall with what is known: nothing, how often, one letter back, the source's two", () => {
  const { limits } = nameSource();
  expect(limits.uniform).toBeCloseTo(log(27), 12);
  expect(limits.source).toBeLessThan(limits.bigram);
  expect(limits.bigram).toBeLessThan(limits.unigram);
  expect(limits.unigram).toBeLessThan(limits.uniform);
});

test("invented names end, begin with a letter, and equal seeds give equal names", () => {
  const { text } = nameSource();
  const names = text(500, rng(1)).split(".");
  expect(names.length).toBe(501);
  expect(names.slice(0, 500).every((name) => /^[a-z]+$/.test(name))).toBe(true);
  expect(text(500, rng(1))).toBe(names.join("."));
});

test("counts by hand: of aab. the bigram model gives a|. = 1, a|a = ½, b|a = ½, .|b = 1", () => {
  const v = vocabulary([..."\u002eab"]);
  const model = countModel(v.encode("aab."), 3, 1, 0);
  expect(model.logLikelihood(v.encode("ab."))).toEqual({
    sum: 2 * log(0.5) - log(0.5),
    characters: 3,
  });
  const laplace = countModel(v.encode("aab."), 3, 1, 1);
  expect(exp(laplace.logLikelihood(v.encode("b")).sum)).toBeCloseTo(1 / 4, 12); // (0 + 1)/(1 + 3)
});

const models = {
  window: windowModel({ vocabulary: 27, width: 4, hidden: 8, context: 3 }, rng(1)),
  recurrent: recurrentModel({ vocabulary: 27, width: 4, hidden: 8, gated: false }, rng(1)),
  gated: recurrentModel({ vocabulary: 27, width: 4, hidden: 8, gated: true }, rng(1)),
  attention: languageModel({ vocabulary: 27, width: 8, heads: 2, layers: 2, context: 6 }, rng(1)),
};
for (const [name, model] of Object.entries(models)) {
  test(`${name} does not see what it predicts: later letters change nothing before them`, () => {
    const logits = (codes: number[]) =>
      model.forward(tensor(Int32Array.from(codes), [1, 6])).data.slice(0, 4 * 27);
    const seen = logits([1, 5, 9, 2, 7, 3]);
    expect(logits([1, 5, 9, 2, 26, 0])).toEqual(seen);
    expect(logits([1, 5, 9, 3, 7, 3])).not.toEqual(seen);
  });
}

for (const lab of [countingLetters, readingNames] as readonly Lab[]) {
  test(`${lab.id}: the quick budget passes`, () => {
    const { pass, measured } = quickVerdict(lab);
    expect(pass, measured).toBe(true);
  });
}

test("counts that look one letter less far back, and a reader three times too sure, are caught", () => {
  const early: typeof countModel = (codes, size, order, added) =>
    countModel(codes, size, Math.max(0, order - 1), added);
  expect(quickVerdict(countingLetters, { parts: { countModel: early } }).pass).toBe(false);
  const tooSure = (random: Parameters<typeof windowModel>[1]) => {
    const model = windowModel({ vocabulary: 27, width: 16, hidden: 64, context: 3 }, random);
    return { ...model, forward: (x: never) => model.forward(x).mul(3) };
  };
  expect(
    quickVerdict(readingNames, {
      settings: { steps: 40 },
      parts: { ...readingNames.parts, window: tooSure },
    }).pass,
  ).toBe(false);
});

test("names of one's own are read from names.txt", () => {
  const data: LabData = {
    ...noData,
    text: (file) => (file === "names.txt" ? "Emma\nOlivia\nAva\n" : undefined),
  };
  const { measured, published, pass } = quickVerdict(countingLetters, {}, data);
  expect(published).toContain("your names.txt has 16 letters and ends");
  expect(measured).toContain("on the names that were counted");
  expect(pass).toBe(true);
});

test("the alphabet has an end and 26 letters", () => {
  expect(alphabet.length).toBe(27);
});
