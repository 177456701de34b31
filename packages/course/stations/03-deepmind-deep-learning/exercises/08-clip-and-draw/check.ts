/** Checks of clipping and drawing: entries and places on the line by hand, random ones, and the lab that invents names. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { inventingNames } from "../../labs/inventing-names.ts";
import * as reference from "./reference.ts";

interface Solution {
  clip(slope: number[], limit: number): number[];
  draw(probabilities: number[], u: number): number;
}

const stream = rng(121);
const slopes = Array.from({ length: 40 }, () => stream.normal(0, 3));
const draws = Array.from({ length: 30 }, () => {
  const weights = Array.from({ length: 1 + stream.integer(8) }, () => stream.random());
  const total = weights.reduce((a, b) => a + b, 0);
  return { probabilities: weights.map((w) => w / total), u: stream.random() };
});
/** On which letter u falls, from the ends of all letters. */
const fallsOn = (
  probabilities: number[],
  u: number,
  isAfter = (u: number, end: number) => u >= end,
): number => {
  const ends = probabilities.map((_, i) =>
    probabilities.slice(0, i + 1).reduce((a, b) => a + b, 0),
  );
  return Math.min(ends.filter((end) => isAfter(u, end)).length, probabilities.length - 1);
};

export const clipAndDraw = exercise<Solution>({
  id: "03/clip-and-draw",
  folder: "03-deepmind-deep-learning/exercises/08-clip-and-draw",
  title: "Clip, and draw",
  source: "A. Ng, Sequence Models, week 1; Pascanu et al. 2013, arXiv:1211.5063",
  functions: ["clip", "draw"],
  reference,
  cases: [
    {
      name: "entries",
      given: "3, −0.2, −7, 0, 1 and −1, with the limit 1.",
      run: (f) => f.clip([3, -0.2, -7, 0, 1, -1], 1),
      expected: [1, -0.2, -1, 0, 1, -1],
    },
    {
      name: "places on the line",
      given: "Probabilities ¼, ½, ¼ and u = 0, 0.24, 0.25, 0.74, 0.75, 0.99.",
      run: (f) => [0, 0.24, 0.25, 0.74, 0.75, 0.99].map((u) => f.draw([0.25, 0.5, 0.25], u)),
      expected: [0, 0, 1, 1, 2, 2],
    },
    {
      name: "nothing of its own",
      given: "Probabilities 0, 1, 0: always letter 1, also for u = 0.",
      run: (f) => [0, 0.5, 0.999].map((u) => f.draw([0, 1, 0], u)),
      expected: [1, 1, 1],
    },
    {
      name: "a little less than 1",
      given: "Probabilities 0.5 and 0.499, u = 0.9995: the last letter.",
      run: (f) => f.draw([0.5, 0.499], 0.9995),
      expected: 1,
    },
    {
      name: "random ones",
      given: "40 entries clipped at 2, and 30 draws among up to eight letters.",
      run: (f) => ({
        clipped: f.clip([...slopes], 2),
        drawn: draws.map(({ probabilities, u }) => f.draw(probabilities, u)),
      }),
      expected: {
        clipped: slopes.map((g) => (g > 2 ? 2 : g < -2 ? -2 : g)),
        drawn: draws.map(({ probabilities, u }) => fallsOn(probabilities, u)),
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 03/inventing-names, one seed: a network trained with your clipped slopes, and 300 names of your drawing, weighed by the source that invented what it learned from.",
      swap: true,
      run: (f) =>
        labVerdict(inventingNames, {
          clip: (slope, limit) => f.clip([...slope], limit),
          draw: (probabilities, u) => f.draw([...probabilities], u),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "clipped at one side only",
      explanation: "Slopes below −limit are too large as well.",
      wrong: { clip: (slope, limit) => slope.map((g) => Math.min(limit, g)) },
    },
    {
      name: "what is too large becomes 0",
      explanation: "It becomes the limit, with its sign: the direction is still worth something.",
      wrong: { clip: (slope, limit) => slope.map((g) => (Math.abs(g) > limit ? 0 : g)) },
    },
    {
      name: "the sign lost",
      explanation: "Below −limit comes −limit, not limit.",
      wrong: { clip: (slope, limit) => slope.map((g) => (Math.abs(g) > limit ? limit : g)) },
    },
    {
      name: "always the likeliest",
      explanation:
        "Nothing is drawn then: u decides, and a letter is taken as often as it is probable.",
      wrong: { draw: (p) => p.indexOf(Math.max(...p)) },
    },
    {
      name: "any letter, whatever its probability",
      explanation: "Letters lie on the line as long as they are probable, not all equally long.",
      wrong: { draw: (p, u) => Math.floor(u * p.length) },
    },
    {
      name: "the end belongs to the letter",
      explanation:
        "A letter owns its beginning, not its end: compare with <, or one of probability 0 is drawn.",
      wrong: { draw: (p, u) => fallsOn(p, u, (u, end) => u > end) },
    },
    {
      name: "not added up",
      explanation:
        "u lies before the end of a letter, which is the sum of all probabilities up to it.",
      wrong: {
        draw(p, u) {
          const found = p.findIndex((share) => u < share);
          return found < 0 ? p.length - 1 : found;
        },
      },
    },
  ],
});
