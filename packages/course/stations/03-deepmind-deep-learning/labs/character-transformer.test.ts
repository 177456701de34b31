import { concat } from "gradus";
import { log, rng } from "gradus/core";
import { languageModel } from "gradus/nn";
import { expect, test } from "vitest";
import type { LabData } from "../../../src/lab.ts";
import { noData, quickVerdict } from "../../../src/quickVerdict.ts";
import { characterTransformer } from "./character-transformer.ts";
import { verseSource, wellFormed } from "./parts/verse.ts";

const { text, longest, limits } = verseSource();

test("a sentence costs four words, ln 12 + ln 12 + 2 ln 8, over its mean length; who forgets pays for six", () => {
  const drawn = 2 * log(12) + 2 * log(8);
  // 12 names of 40 letters, 12 things of 44, 8 verbs of 40, twice each, and 16 other characters
  const length = 2 * (40 / 12 + 44 / 12 + 40 / 8) + 16;
  expect(limits.source).toBeCloseTo(drawn / length, 12);
  expect(limits.forgetful).toBeCloseTo((drawn + 2 * log(12)) / length, 12);
});

test("its mean length is that of 20 000 sentences, within four standard errors, and none is longer than it says", () => {
  const lines = text(20_000, rng(1)).split("\n").slice(0, -1);
  const lengths = lines.map((line) => line.length + 1);
  const mean = lengths.reduce((s, n) => s + n, 0) / lengths.length;
  const variance = lengths.reduce((s, n) => s + (n - mean) * (n - mean), 0) / lengths.length;
  const wanted = (2 * log(12) + 2 * log(8)) / limits.source;
  expect(Math.abs(mean - wanted)).toBeLessThanOrEqual(4 * Math.sqrt(variance / 20_000));
  expect(Math.max(...lengths)).toBe(longest);
  expect(new Set(lines.slice(0, 2000)).size).toBeGreaterThan(1500); // of 12 · 12 · 8 · 8 = 9216
});

test("what the source writes is well formed; one repeated word exchanged is not", () => {
  expect(wellFormed(text(50, rng(2)))).toEqual({ sentences: 50, right: 50 });
  expect(wellFormed("ada sees the cat; the cat finds bo.\n")).toEqual({ sentences: 1, right: 0 });
  expect(wellFormed("ada sees the cat; the fig finds ada.\n")).toEqual({ sentences: 1, right: 0 });
  expect(wellFormed("ada sees the cat; the cat finds ada.\nbo")).toEqual({
    sentences: 1,
    right: 1,
  });
});

test("in the quick budget it comes below what the best that forgets could reach", () => {
  const { pass, measured } = quickVerdict(characterTransformer);
  expect(pass, measured).toBe(true);
});

const few = { steps: 60, width: 16, layers: 1 };
type Make = typeof languageModel;

test("a model that sees the character it predicts, a blind one, and one that had no time are caught", () => {
  const sees: Make = (size, random) => {
    const model = languageModel(size, random);
    const forward: typeof model.forward = (codes) => {
      const T = codes.shape[1];
      return model.forward(concat([codes.slice(1, 1, T), codes.slice(1, 0, 1)], 1));
    };
    return { ...model, forward };
  };
  const cheat = quickVerdict(characterTransformer, {
    settings: { steps: 150, width: 32, layers: 1, rate: 0.02 },
    parts: { languageModel: sees },
  });
  expect(cheat.pass).toBe(false);
  expect(cheat.rows?.[0].measured).toBeLessThan(cheat.rows?.[0].accepted[0] ?? 0);
  const blind: Make = (size, random) => {
    const model = languageModel(size, random);
    return {
      ...model,
      forward: (codes) => model.forward(codes.cast("float32").mul(0).cast("int32")),
    };
  };
  expect(
    quickVerdict(characterTransformer, { settings: few, parts: { languageModel: blind } }).pass,
  ).toBe(false);
  expect(quickVerdict(characterTransformer, { settings: few }).pass).toBe(false);
});

test("a text of one's own is read from tinyshakespeare.txt, and one that is too short is refused", () => {
  const data = (own: string): LabData => ({
    ...noData,
    text: (file) => (file === "tinyshakespeare.txt" ? own : undefined),
  });
  const settings = { ...few, steps: 20, context: 8 };
  const { published, measured, note } = quickVerdict(
    characterTransformer,
    { settings },
    data("To be, or not to be: that is the question.\n".repeat(30)),
  );
  expect(published).toContain("your tinyshakespeare.txt has 1290 characters");
  expect(measured).toContain("on the last tenth");
  expect(note).toContain("It writes: ");
  expect(() => quickVerdict(characterTransformer, { settings }, data("To be"))).toThrow(
    "tinyshakespeare.txt has 5 characters; its last tenth must be longer than the context of 8.",
  );
  expect(() => quickVerdict(characterTransformer, { settings })).toThrow(
    `context is 8; it must be longer than the longest sentence, ${longest} characters.`,
  );
});
