/**
 * Words as arrows: angles between them, "a is to b as c is to …", and how a direction that should not matter is taken out.
 *
 * The vectors are ours, small enough to check by hand: royalty, gender, age, food, profession.
 */
import { lab, type NumberMap } from "../../../src/lab.ts";
import { goldenVerdict, type KnownTable } from "./parts/golden.ts";

type Vector = number[];
export type Words = Readonly<Record<string, readonly number[]>>;

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);
const scaled = (a: readonly number[], k: number): Vector => a.map((v) => k * v);
const plus = (a: readonly number[], b: readonly number[]): Vector => a.map((v, i) => v + b[i]);
const minus = (a: readonly number[], b: readonly number[]): Vector => a.map((v, i) => v - b[i]);

/** cos of the angle between u and v: u · v / (‖u‖ ‖v‖). */
function cosineSimilarity(u: readonly number[], v: readonly number[]): number {
  return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
}

/** a is to b as c is to …: the word d, none of the three, with d − c most like b − a. */
function completeAnalogy(words: Words, a: string, b: string, c: string): string {
  const wanted = minus(words[b], words[a]);
  let [best, found] = [-Infinity, ""];
  for (const [word, vector] of Object.entries(words)) {
    if ([a, b, c].includes(word)) continue;
    const like = cosineSimilarity(wanted, minus(vector, words[c]));
    if (like > best) [best, found] = [like, word];
  }
  return found;
}

/** e without its part along g. */
function neutralize(e: readonly number[], g: readonly number[]): Vector {
  return minus(e, scaled(g, dot(e, g) / dot(g, g)));
}

/** Two words of a pair at equal distance from everything neutral: the same part across g, opposite parts along it, and length 1. */
function equalize(
  u: readonly number[],
  v: readonly number[],
  g: readonly number[],
): [Vector, Vector] {
  const middle = scaled(plus(u, v), 0.5);
  const across = neutralize(middle, g);
  const along = minus(middle, across);
  const rest = Math.sqrt(Math.abs(1 - dot(across, across)));
  const corrected = (w: readonly number[]): Vector => {
    const part = minus(minus(w, neutralize(w, g)), along);
    return plus(scaled(part, rest / Math.sqrt(dot(part, part))), across);
  };
  return [corrected(u), corrected(v)];
}

/** royalty, gender (−1 … 1), age, food, profession */
const WORDS: Words = {
  king: [1, -1, 0.7, 0, 0],
  queen: [1, 1, 0.7, 0, 0],
  prince: [1, -1, 0.1, 0, 0],
  princess: [1, 1, 0.1, 0, 0],
  man: [0, -1, 0.6, 0, 0],
  woman: [0, 1, 0.6, 0, 0],
  boy: [0, -1, 0, 0, 0],
  girl: [0, 1, 0, 0, 0],
  apple: [0, 0, 0, 1, 0],
  bread: [0, 0, 0.1, 1, 0],
  nurse: [0, 0.6, 0.5, 0, 1],
  engineer: [0, -0.6, 0.5, 0, 1],
};
const names = Object.keys(WORDS);

/** [analogy, the word that closes it]: each difference is exactly another one. */
const ANALOGIES = [
  ["man", "woman", "king", "queen"],
  ["king", "prince", "queen", "princess"],
  ["man", "boy", "woman", "girl"],
  ["boy", "girl", "prince", "princess"],
] as const;

const GENDER = [0, 1, 0, 0, 0];
const half = Math.sqrt(1 - 0.04);

const known: KnownTable = {
  "cosines by hand": {
    // (3, 4) and (4, 3): 24/25. Opposite ones −1. A right angle 0. Ten times as long: the same.
    values: [0.96, -1, 0, 0.96],
    within: 1e-15,
  },
  "man and woman": { values: [(0.36 - 1) / 1.36], within: 1e-15 },
  "apple and bread": { values: [1 / Math.sqrt(1.01)], within: 1e-15 },
  analogies: { values: ANALOGIES.map(([, , , word]) => names.indexOf(word)), within: 0 },
  "nurse and engineer without gender": {
    values: [0, 0, 0.5, 0, 1, 0, 0, 0.5, 0, 1],
    within: 1e-15,
  },
  "along a slanted direction": {
    // (3, 1) without its part along (1, 1): (3, 1) − 2 (1, 1)
    values: [1, -1],
    within: 1e-15,
  },
  "a pair made equal": {
    // (−0.9, 0.2) and (0.5, 0.2) along (1, 0): ±√(1 − 0.2²)
    values: [-half, 0.2, half, 0.2],
    within: 1e-15,
  },
};

/** How alike every word is to every other. */
const similarities = (cosine: typeof cosineSimilarity, words: Words, title: string): NumberMap => ({
  title,
  width: names.length,
  height: names.length,
  values: names.flatMap((a) => names.map((b) => cosine(words[a], words[b]))),
  signed: true,
});

export const wordVectors = lab({
  id: "02/word-vectors",
  row: "D18",
  title: "Man is to woman as king is to …",
  question:
    "Words are arrows in five directions. Which sum of arrows leads from king to queen, and what becomes of nurse and engineer when the direction of gender is taken out of them?",
  source: "A. Ng, Sequence Models, week 2: operations on word vectors",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { cosineSimilarity, completeAnalogy, neutralize, equalize },
  chart: {
    x: {
      key: "share",
      label: "share of gender that is taken out of nurse and engineer",
      range: [0, 1],
    },
    y: { key: "likeness", label: "how alike they are: cosine", range: [0, 1] },
    hasMaps: true,
  },
  *run(_config, _random, _data, own) {
    const { nurse, engineer } = WORDS;
    const neutral = [nurse, engineer].map((w) => own.neutralize(w, GENDER));
    const after = { ...WORDS, nurse: neutral[0], engineer: neutral[1] };
    const maps = [
      similarities(own.cosineSimilarity, WORDS, "how alike the words are"),
      similarities(own.cosineSimilarity, after, "professions without gender"),
    ];
    for (let i = 0; i <= 20; i++) {
      const share = i / 20;
      const moved = [nurse, engineer].map((w, k) =>
        w.map((v, d) => (1 - share) * v + share * neutral[k][d]),
      );
      const likeness = own.cosineSimilarity(moved[0], moved[1]);
      yield { progress: share, series: { share, likeness }, live: { maps } };
    }
    const [first, second] = own.equalize([-0.9, 0.2], [0.5, 0.2], [1, 0]);
    return {
      "cosines by hand": [
        own.cosineSimilarity([3, 4], [4, 3]),
        own.cosineSimilarity([1, 2], [-2, -4]),
        own.cosineSimilarity([1, 0], [0, 7]),
        own.cosineSimilarity([30, 40], [4, 3]),
      ],
      "man and woman": [own.cosineSimilarity(WORDS["man"], WORDS["woman"])],
      "apple and bread": [own.cosineSimilarity(WORDS["apple"], WORDS["bread"])],
      analogies: ANALOGIES.map(([a, b, c]) => names.indexOf(own.completeAnalogy(WORDS, a, b, c))),
      "nurse and engineer without gender": neutral.flat(),
      "along a slanted direction": own.neutralize([3, 1], [1, 1]),
      "a pair made equal": [...first, ...second],
    };
  },
  verdict: (measured) =>
    goldenVerdict(known, measured, {
      published:
        "—: the assignment's numbers belong to GloVe vectors, which are not ours to hand out",
      tolerance:
        "The vectors are ours and the numbers worked out by hand: 24/25 for (3, 4) and (4, 3), −0.64/1.36 for man and woman, ±√0.96 for a pair made equal; each to the last bit or the one before. The four analogies close exactly.",
    }),
});
