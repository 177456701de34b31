/** Checks of the bumps; at the end, the challenge of chapter 4 with the measure of its lab. */
import { rng, sigmoid } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { averageDeviation, hiddenGoal, universalityBumps } from "../../labs/universality-bumps.ts";
import { numbers } from "../nets.ts";
import * as reference from "./reference.ts";

interface Solution {
  bumps(heights: number[], w: number, x: number): number;
  chooseHeights(n: number, goal: (x: number) => number): number[];
}

/** Bumps with other edges, or other output weights. */
const drawn =
  (edge: (k: number, n: number) => number, back = -1, slope = 1): Solution["bumps"] =>
  (heights, w, x) =>
    heights.reduce((sum, h, k) => {
      const at = (s: number) => sigmoid(slope * w * (x - s));
      return sum + h * (at(edge(k, heights.length)) + back * at(edge(k + 1, heights.length)));
    }, 0);
const even = (k: number, n: number) => k / n;

export const bumps = exercise<Solution>({
  id: "01/bumps",
  folder: "01-nielsen/exercises/11-bumps",
  title: "Any function, from bumps",
  source: "Nielsen, ch. 4, “Universality with one input and one output”",
  functions: ["bumps", "chooseHeights"],
  reference,
  cases: [
    {
      name: "one bump",
      given: "The only height is 0.8, w = 1000: in the middle, x = 0.5, the bump is all there.",
      run: (f) => ({ out: f.bumps([0.8], 1000, 0.5) }),
      expected: { out: 0.8 },
    },
    {
      name: "two bumps",
      given: "Heights 2 and −1, w = 1000, at x = 0.25, 0.75 and, between them, 0.5.",
      run: (f) => ({ out: [0.25, 0.75, 0.5].map((x) => f.bumps([2, -1], 1000, x)) }),
      expected: { out: [2, -1, 0.5] },
    },
    {
      name: "soft edges",
      given: "Four random heights, w = 12, at seven random places.",
      run: (f) => {
        const random = rng(81);
        const heights = numbers(4, random, -2, 2);
        return { out: numbers(7, random).map((x) => f.bumps(heights, 12, x)) };
      },
    },
    {
      name: "heights of a straight line",
      given: "The goal 2x − 1 and four bumps: the heights in the middle of each are −¾, −¼, ¼, ¾.",
      run: (f) => ({ heights: f.chooseHeights(4, (x) => 2 * x - 1) }),
      expected: { heights: [-0.75, -0.25, 0.25, 0.75].map((h) => between(h - 0.01, h + 0.01)) },
    },
    {
      name: "the challenge with yours",
      given:
        "The goal of chapter 4 (eq. 113), five bumps, w = 1000: the average deviation; and with 50 bumps.",
      swap: true,
      run: (f) => {
        const deviation = (n: number) => {
          const heights = f.chooseHeights(n, hiddenGoal);
          return averageDeviation((x) => f.bumps(heights, 1000, x));
        };
        return { "5 bumps": deviation(5), "50 bumps": deviation(50) };
      },
      // 0.3592 is the least that five sharp bumps can reach; steps of weight 1000 are 1/250 wide
      expected: { "5 bumps": between(0.349, 0.4), "50 bumps": between(0, 0.1) },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 01/universality-bumps with your bumps and heights: 5, and then 10, 20 and 50; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(universalityBumps, {
          bumps: (heights, w) => (x) => f.bumps([...heights], w, x),
          bestHeights: (n) => f.chooseHeights(n, hiddenGoal),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "second neuron adds",
      explanation: "The second neuron of a pair takes the step back: its output weight is −h.",
      wrong: { bumps: drawn(even, 1) },
    },
    {
      name: "only one neuron a bump",
      explanation: "Without the second neuron a step goes up and never comes down.",
      wrong: { bumps: drawn(even, 0) },
    },
    {
      name: "bias with the wrong sign",
      explanation: "A neuron with weight w steps at s when its bias is −w s.",
      wrong: { bumps: drawn((k, n) => -k / n) },
    },
    {
      name: "heights taken at the left edge",
      explanation:
        "The goal at the left edge of a bump says little about the rest of it; take its middle, or the median.",
      wrong: { chooseHeights: (n, goal) => Array.from({ length: n }, (_, k) => goal(k / n)) },
    },
    {
      name: "edges not divided by n",
      explanation: "n bumps share the interval from 0 to 1: bump k begins at k/n, not at k.",
      wrong: { bumps: drawn((k) => k) },
    },
  ],
});
