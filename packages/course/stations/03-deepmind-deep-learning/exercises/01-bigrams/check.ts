/** Checks of counted pairs: seven letters by hand, one added, unseen pairs, random texts, and the lab that counts. */
import { log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { countingLetters } from "../../labs/names.ts";
import { type CountModel, countModel } from "../../labs/parts/countModels.ts";
import * as reference from "./reference.ts";

interface Solution {
  bigramCounts(codes: number[], size: number): number[][];
  bigramLoss(counts: number[][], codes: number[], added: number): number;
}

const empty = (size: number): number[][] =>
  Array.from({ length: size }, () => new Array<number>(size).fill(0));

/** Pairs by their places in the text, with a slip in which. */
const counted =
  (pair: (codes: number[], i: number) => readonly [number, number] | undefined) =>
  (codes: number[], size: number): number[][] => {
    const counts = empty(size);
    codes.forEach((_, i) => {
      const found = pair(codes, i);
      if (found) counts[found[0]][found[1]]++;
    });
    return counts;
  };
const usual = (codes: number[], i: number) => [i === 0 ? 0 : codes[i - 1], codes[i]] as const;

/** The loss, with a slip. */
const lost =
  ({
    base = log,
    total = (row, _, added) => row.reduce((s, n) => s + n, 0) + added * row.length,
    divided = true,
    sign = -1,
  }: {
    base?: (p: number) => number;
    total?: (row: number[], counts: number[][], added: number) => number;
    divided?: boolean;
    sign?: number;
  }): Solution["bigramLoss"] =>
  (counts, codes, added) => {
    const each = codes.map((_, i) => {
      const [a, b] = usual(codes, i);
      return base((counts[a][b] + added) / total(counts[a], counts, added));
    });
    return (sign * each.reduce((s, v) => s + v, 0)) / (divided ? codes.length : 1);
  };

/** "ab.aab." */
const TEXT = [1, 2, 0, 1, 1, 2, 0];
const COUNTS = [
  [0, 2, 0],
  [0, 1, 2],
  [2, 0, 0],
];
const LN3 = log(3);

const stream = rng(111);
const draws = [2, 5, 9].map((size) => ({
  size,
  seen: Array.from({ length: 60 }, () => stream.integer(size)),
  fresh: Array.from({ length: 25 }, () => stream.integer(size)),
}));

/** The learner's counts in the place of the library's model of pairs. */
const pairs =
  (f: Solution): typeof countModel =>
  (codes, size, order, added): CountModel => {
    if (order !== 1) return countModel(codes, size, order, added);
    const counts = f.bigramCounts(Array.from(codes), size);
    return {
      order,
      logLikelihood(text) {
        const characters = text.length;
        return { sum: -characters * f.bigramLoss(counts, Array.from(text), added), characters };
      },
    };
  };

export const bigrams = exercise<Solution>({
  id: "03/bigrams",
  folder: "03-deepmind-deep-learning/exercises/01-bigrams",
  title: "What follows what",
  source: "DeepMind and UCL 2020, lecture 6; A. Karpathy, makemore",
  functions: ["bigramCounts", "bigramLoss"],
  reference,
  cases: [
    {
      name: "two words",
      given: "“ab.aab.”, with 0 the end, a = 1, b = 2.",
      run: (f) => f.bigramCounts(TEXT, 3),
      expected: COUNTS,
    },
    {
      name: "their loss",
      given: "Nothing added: a leads to b two times in three, all else is certain.",
      run: (f) => f.bigramLoss(COUNTS, TEXT, 0),
      expected: (3 * LN3 - 2 * Math.LN2) / 7,
    },
    {
      name: "one added",
      given: "The same with 1 added to each count: 3/5 four times, ½ twice, ⅓ once.",
      run: (f) => f.bigramLoss(COUNTS, TEXT, 1),
      expected: (4 * log(5 / 3) + 2 * Math.LN2 + LN3) / 7,
    },
    {
      name: "never seen",
      given: "The text “b.”: with nothing added impossible, with 1 added ⅕ and 3/5.",
      run: (f) => [f.bigramLoss(COUNTS, [2, 0], 0), f.bigramLoss(COUNTS, [2, 0], 1)],
      expected: [Number.POSITIVE_INFINITY, (log(5) + log(5 / 3)) / 2],
    },
    {
      name: "nothing known",
      given: "No counts and 1 added: every letter is one in 27.",
      run: (f) => f.bigramLoss(empty(27), [3, 1, 4, 1, 5, 0], 1),
      expected: 3 * LN3,
    },
    {
      name: "random texts",
      given: "Three alphabets, 60 letters counted, the loss of 25 others with ½ added.",
      run: (f) =>
        draws.map(({ size, seen, fresh }) => {
          const counts = f.bigramCounts(seen, size);
          return { counts, loss: f.bigramLoss(counts, fresh, 0.5) };
        }),
      expected: draws.map(({ size, seen, fresh }) => {
        const counts = counted(usual)(seen, size);
        return { counts, loss: lost({})(counts, fresh, 0.5) };
      }),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/counting-letters, one seed, with your pairs: the loss on new invented names, beside the exact one of their source.",
      swap: true,
      run: (f) => labVerdict(countingLetters, { countModel: pairs(f) }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the first letter left out",
      explanation: "The first letter follows what stands before it, 0.",
      wrong: { bigramCounts: counted((codes, i) => (i === 0 ? undefined : usual(codes, i))) },
    },
    {
      name: "the pair turned round",
      explanation: "The row is the letter before, the column the one that follows.",
      wrong: {
        bigramCounts: counted((codes, i) => {
          const [a, b] = usual(codes, i);
          return [b, a];
        }),
      },
    },
    {
      name: "one list for all rows",
      explanation: "`fill([])` puts the same list into every row: make a new one for each.",
      wrong: {
        bigramCounts(codes, size) {
          const row = new Array<number>(size).fill(0);
          for (const next of codes) row[next]++;
          return Array.from({ length: size }, () => [...row]);
        },
      },
    },
    {
      name: "divided by all pairs",
      explanation:
        "Given the letter before, the probabilities sum to 1: divide by the sum of its row.",
      wrong: {
        bigramLoss: lost({
          total: (_, counts, added) =>
            counts.flat().reduce((s, n) => s + n, 0) + added * counts.length,
        }),
      },
    },
    {
      name: "added once to the total",
      explanation: "Every place of the row has `added` on top, so the total has it as many times.",
      wrong: {
        bigramLoss: lost({ total: (row, _, added) => row.reduce((s, n) => s + n, 0) + added }),
      },
    },
    {
      name: "added above only",
      explanation: "The total of the row grows as well, by `added` for each of its places.",
      wrong: { bigramLoss: lost({ total: (row) => row.reduce((s, n) => s + n, 0) }) },
    },
    {
      name: "the sum instead of the mean",
      explanation: "Nats a letter: divide by how many letters there are.",
      wrong: { bigramLoss: lost({ divided: false }) },
    },
    {
      name: "bits instead of nats",
      explanation: "The natural logarithm, not the one to base 2.",
      wrong: { bigramLoss: lost({ base: (p) => log(p) / Math.LN2 }) },
    },
    {
      name: "the wrong sign",
      explanation: "The logarithm of a probability is negative; the loss is minus that.",
      wrong: { bigramLoss: lost({ sign: 1 }) },
    },
  ],
});
