/** Checks of signs of places: the beginning, one place on, odd widths, many, and a place that is found by turning the hands back. */
import { cos, exp, log, pow, rng, sin } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { transformerParts } from "../../labs/transformer-parts.ts";
import { attention } from "../03-attention/reference.ts";
import * as reference from "./reference.ts";

interface Solution {
  positionalEncoding(length: number, width: number): number[][];
}

/** Radians a place of pair i. */
const speed = (i: number, width: number, base = 10_000): number =>
  exp((-2 * i * log(base)) / width);

const encoded =
  (of: (t: number, d: number, width: number) => number): Solution["positionalEncoding"] =>
  (length, width) =>
    Array.from({ length }, (_, t) => Array.from({ length: width }, (_2, d) => of(t, d, width)));
const wave = (d: number, angle: number): number => (d % 2 === 0 ? sin(angle) : cos(angle));

/**
 * Looks `back` places back: the query is the place's own sign with each hand turned back by what it turns in so many places, which
 * is the same turn everywhere. Where the most attention goes, for places that have one to look at.
 */
function found(f: Solution, back: number): number[] {
  const [length, width] = [40, 32];
  const signs = f.positionalEncoding(length, width);
  const turnedBack = signs.map((row) =>
    row.map((v, d) => {
      const angle = back * speed(Math.floor(d / 2), width);
      return d % 2 === 0
        ? v * cos(angle) - row[d + 1] * sin(angle)
        : v * cos(angle) + row[d - 1] * sin(angle);
    }),
  );
  const { weights } = attention(turnedBack, signs, signs);
  return weights.slice(back).map((row) => row.indexOf(Math.max(...row)));
}

const stream = rng(114);
const sizes = [0, 1, 2].map(() => [2 + stream.integer(9), 1 + stream.integer(12)] as const);

export const positions = exercise<Solution>({
  id: "03/positions",
  folder: "03-deepmind-deep-learning/exercises/05-positions",
  title: "A sign for every place",
  source: "Vaswani et al. 2017, section 3.5, arXiv:1706.03762",
  functions: ["positionalEncoding"],
  reference,
  cases: [
    {
      name: "the first place",
      given: "One place of six numbers: sin 0 and cos 0, in turn.",
      run: (f) => f.positionalEncoding(1, 6),
      expected: [[0, 1, 0, 1, 0, 1]],
    },
    {
      name: "two numbers",
      given: "Three places: the hand of seconds, one radian a place.",
      run: (f) => f.positionalEncoding(3, 2),
      expected: [
        [0, 1],
        [sin(1), cos(1)],
        [sin(2), cos(2)],
      ],
    },
    {
      name: "four numbers",
      given: "Place 5 of width 4: angles 5 and 5/100.",
      run: (f) => f.positionalEncoding(6, 4)[5],
      expected: [sin(5), cos(5), sin(0.05), cos(0.05)],
    },
    {
      name: "eight numbers",
      given: "Place 3 of width 8: angles 3, 0.3, 0.03, 0.003.",
      run: (f) => f.positionalEncoding(4, 8)[3],
      expected: [3, 0.3, 0.03, 0.003].flatMap((a) => [sin(a), cos(a)]),
    },
    {
      name: "an odd width",
      given: "Place 1 of width 3: the second pair has only its sine.",
      run: (f) => f.positionalEncoding(2, 3)[1],
      expected: [sin(1), cos(1), sin(1 / pow(10_000, 2 / 3))],
    },
    {
      name: "random sizes",
      given: "Three tables of up to 10 places and 12 numbers.",
      run: (f) => sizes.map(([n, width]) => f.positionalEncoding(n, width)),
      expected: sizes.map(([n, width]) =>
        encoded((t, d, w) => wave(d, t * speed(Math.floor(d / 2), w)))(n, width),
      ),
    },
    {
      name: "looking back",
      given:
        "40 places of 32 numbers. Each turns the hands of its own sign back by 1, 3 and 10 places and asks who has such a sign: the place so far back.",
      swap: true,
      run: (f) => [1, 3, 10].map((back) => found(f, back)),
      expected: [1, 3, 10].map((back) => Array.from({ length: 40 - back }, (_, t) => t)),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/transformer-parts, one seed, with your signs: beside the library's, and equally alike at equal distances.",
      swap: true,
      run: (f) =>
        labVerdict(transformerParts, { positionalEncoding: f.positionalEncoding }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "sine and cosine exchanged",
      explanation: "Sines stand at even numbers: place 0 begins with sin 0 = 0.",
      wrong: {
        positionalEncoding: encoded((t, d, w) => wave(d + 1, t * speed(Math.floor(d / 2), w))),
      },
    },
    {
      name: "only sines",
      explanation: "Every second number is a cosine.",
      wrong: { positionalEncoding: encoded((t, d, w) => sin(t * speed(Math.floor(d / 2), w))) },
    },
    {
      name: "an angle of its own for every number",
      explanation: "Both numbers of a pair have the same angle: the exponent has 2⌊d/2⌋, not d.",
      wrong: { positionalEncoding: encoded((t, d, w) => wave(d, t * speed(d / 2, w))) },
    },
    {
      name: "the exponent without its 2",
      explanation: "The exponent is 2i/width for pair i.",
      wrong: {
        positionalEncoding: encoded((t, d, w) => wave(d, t * speed(Math.floor(d / 2) / 2, w))),
      },
    },
    {
      name: "faster instead of slower",
      explanation: "Divide by the power: later pairs turn more slowly.",
      wrong: {
        positionalEncoding: encoded((t, d, w) => wave(d, t / speed(Math.floor(d / 2), w))),
      },
    },
    {
      name: "counted from 1",
      explanation: "The first place is number 0.",
      wrong: {
        positionalEncoding: encoded((t, d, w) => wave(d, (t + 1) * speed(Math.floor(d / 2), w))),
      },
    },
    {
      name: "sines first, cosines after them",
      explanation: "Sine and cosine of a pair stand side by side, not in two halves.",
      wrong: {
        positionalEncoding: encoded((t, d, w) => {
          const half = Math.ceil(w / 2);
          return d < half ? sin(t * speed(d, w)) : cos(t * speed(d - half, w));
        }),
      },
    },
  ],
});
