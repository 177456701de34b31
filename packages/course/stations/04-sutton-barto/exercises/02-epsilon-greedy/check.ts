/** Checks of ε-greedy: how often which action comes. Bands are ± 4 standard errors of 8000 draws, at most 0.022. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { testbed } from "../../labs/testbed.ts";
import { sampleAverages } from "../methods.ts";
import { shares } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  epsilonGreedy(Q: number[], epsilon: number, random: () => number): number;
}

const DRAWS = 8000;
const around = (p: number) => {
  const width = 4 * Math.sqrt((p * (1 - p)) / DRAWS);
  return between(p - width, p + width);
};

function frequencies(f: Solution, Q: number[], epsilon: number): number[] {
  const random = rng(7);
  return shares(Q.length, DRAWS, () => f.epsilonGreedy(Q, epsilon, () => random.random()));
}

const any = (Q: readonly number[], random: () => number) => Math.floor(random() * Q.length);
const first = (Q: readonly number[]) => Q.indexOf(Math.max(...Q));
const fair = (Q: number[], random: () => number) => reference.epsilonGreedy(Q, 0, random);

export const epsilonGreedy = exercise<Solution>({
  id: "04/epsilon-greedy",
  folder: "04-sutton-barto/exercises/02-epsilon-greedy",
  title: "Explore a little",
  source: "Sutton & Barto, 2nd ed., section 2.2",
  functions: ["epsilonGreedy"],
  reference,
  cases: [
    {
      name: "greedy",
      given: "ε = 0 and one best action: Q = [−1, 2, 0.5].",
      run: (f) => ({ share: frequencies(f, [-1, 2, 0.5], 0) }),
      expected: { share: [0, 1, 0] },
    },
    {
      name: "all negative",
      given: "ε = 0 and nothing but losses: Q = [−3, −1, −2].",
      run: (f) => ({ share: frequencies(f, [-3, -1, -2], 0) }),
      expected: { share: [0, 1, 0] },
    },
    {
      name: "ε = 0",
      given: "ε = 0 and a random() that gives 0 every time: no exploring. Q = [0, 1].",
      run: (f) => ({ A: f.epsilonGreedy([0, 1], 0, () => 0) }),
      expected: { A: 1 },
    },
    {
      name: "ties",
      given: "ε = 0 and two best actions: Q = [3, 1, 3, 0].",
      run: (f) => ({ share: frequencies(f, [3, 1, 3, 0], 0) }),
      expected: { share: [around(0.5), 0, around(0.5), 0] },
    },
    {
      name: "exploring",
      given: "ε = 0.4 and Q = [0, 5, 1, 2].",
      run: (f) => ({ share: frequencies(f, [0, 5, 1, 2], 0.4) }),
      expected: { share: [around(0.1), around(0.7), around(0.1), around(0.1)] },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/testbed, 100 problems a seed, with your choice in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          testbed,
          {
            epsilonGreedyBandit: sampleAverages((Q, _N, _t, { epsilon }, random) =>
              f.epsilonGreedy(Q, epsilon, () => random.random()),
            ),
          },
          { settings: { runs: 100 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "ties broken by the first index",
      explanation:
        "Of equally good actions yours always takes the first, and the others are never tried.",
      wrong: {
        epsilonGreedy: (Q, epsilon, random) => (random() < epsilon ? any(Q, random) : first(Q)),
      },
    },
    {
      name: "ties broken by the last index",
      explanation:
        "Of equally good actions yours always takes the last, and the others are never tried.",
      wrong: {
        epsilonGreedy: (Q, epsilon, random) =>
          random() < epsilon ? any(Q, random) : Q.lastIndexOf(Math.max(...Q)),
      },
    },
    {
      name: "explores with probability 1 − ε",
      explanation:
        "ε is the share of random actions, not of greedy ones: compare the other way round.",
      wrong: {
        epsilonGreedy: (Q, epsilon, random) =>
          random() < epsilon ? fair(Q, random) : any(Q, random),
      },
    },
    {
      name: "the largest value sought from 0",
      explanation:
        "A search that begins with 0 as the best so far finds nothing when all values are negative; begin with −Infinity.",
      wrong: {
        epsilonGreedy: (Q, epsilon, random) => {
          if (random() < epsilon) return any(Q, random);
          let [best, action] = [0, 0];
          Q.forEach((q, a) => {
            if (q > best) [best, action] = [q, a];
          });
          return action;
        },
      },
    },
  ],
});
