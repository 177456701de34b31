/** Checks of Easy21's 36 features: corners, overlaps, every state; then Sarsa(λ) on them. */
import { rng } from "gradus/core";
import { featureFunction } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { easy21Linear } from "../../labs/easy21-linear.ts";
import * as reference from "./reference.ts";

interface Solution {
  cuboids(dealer: number, sum: number): number[];
  actionValue(w: number[], dealer: number, sum: number, action: number): number;
}

interface Slip {
  readonly dealerLength?: number;
  readonly sumLength?: number;
  readonly number?: (i: number, j: number) => number;
  readonly firstOnly?: boolean;
}

/** Both functions with a slip in the features. */
function slipped({
  dealerLength = 4,
  sumLength = 6,
  number = (i, j) => 6 * i + j,
  firstOnly = false,
}: Slip): Solution {
  const cuboids = (dealer: number, sum: number): number[] => {
    const active: number[] = [];
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 6; j++)
        if (
          dealer > 3 * i &&
          dealer <= 3 * i + dealerLength &&
          sum > 3 * j &&
          sum <= 3 * j + sumLength
        )
          active.push(number(i, j));
    return firstOnly ? active.slice(0, 1) : active;
  };
  const actionValue: Solution["actionValue"] = (w, dealer, sum, action) =>
    cuboids(dealer, sum).reduce((q, k) => q + w[18 * action + k], 0);
  return { cuboids, actionValue };
}

/** Another order of the 36 weights. */
const weighing =
  (place: (k: number, action: number) => number): Solution["actionValue"] =>
  (w, dealer, sum, action) =>
    reference.cuboids(dealer, sum).reduce((q, k) => q + w[place(k, action)], 0);

const dealers = Array.from({ length: 10 }, (_, i) => i + 1);
const sums = Array.from({ length: 21 }, (_, i) => i + 1);

export const cuboids = exercise<Solution>({
  id: "05/cuboids",
  folder: "05-ucl/exercises/05-cuboids",
  title: "36 weights instead of 420 numbers",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21, question 4",
  functions: ["cuboids", "actionValue"],
  reference,
  cases: [
    {
      name: "overlaps",
      given: "Dealer 4 lies in two ranges, sum 5 in two: four cuboids; dealer 2, sum 12: two.",
      run: (f) => ({ active: [f.cuboids(4, 5), f.cuboids(2, 12)] }),
      expected: {
        active: [
          [0, 1, 6, 7],
          [2, 3],
        ],
      },
    },
    {
      name: "the corners",
      given: "Dealer 1, sum 1; dealer 1, sum 21; dealer 10, sum 1; dealer 10, sum 21.",
      run: (f) => ({
        active: [f.cuboids(1, 1), f.cuboids(1, 21), f.cuboids(10, 1), f.cuboids(10, 21)],
      }),
      expected: { active: [[0], [5], [12], [17]] },
    },
    {
      name: "how many",
      given:
        "All 210 states together: the ranges of the dealer cover 12 cards, those of the sum 36 sums, 12 · 36.",
      run: (f) => ({
        active: dealers.reduce(
          (n, d) => n + sums.reduce((m, s) => m + f.cuboids(d, s).length, 0),
          0,
        ),
      }),
      expected: { active: 432 },
    },
    {
      name: "every state",
      given: "Sums 1 … 21 against dealers 1 … 10.",
      run: (f) => dealers.map((d) => sums.map((s) => f.cuboids(d, s))),
    },
    {
      name: "values",
      given: "Weights w[i] = i, dealer 4, sum 5: 0 + 1 + 6 + 7 to stick, 72 more to hit.",
      run: (f) => {
        const w = Array.from({ length: 36 }, (_, i) => i);
        return { q: [f.actionValue(w, 4, 5, 0), f.actionValue(w, 4, 5, 1)] };
      },
      expected: { q: [14, 86] },
    },
    {
      name: "random weights",
      given: "36 random weights, 20 random states.",
      run: (f) => {
        const random = rng(53);
        const w = Array.from({ length: 36 }, () => random.normal());
        return Array.from({ length: 20 }, () =>
          f.actionValue(w, 1 + random.integer(10), 1 + random.integer(21), random.integer(2)),
        );
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 05/easy21-linear, 4 runs of 5000 games for each of eleven λ, sees the game through your cuboids; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          easy21Linear,
          {
            cuboids: () =>
              featureFunction(18, (s) =>
                Int32Array.from(f.cuboids(1 + Math.floor(s[0] / 21), 1 + (s[0] % 21))),
              ),
          },
          { settings: { runs: 4 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "ranges that do not overlap",
      explanation:
        "Neighbouring ranges share numbers: 4 is the end of 1–4 and the beginning of 4–7.",
      wrong: slipped({ dealerLength: 3, sumLength: 3 }),
    },
    {
      name: "ends left out",
      explanation: "Both ends of a range belong to it.",
      wrong: slipped({ dealerLength: 3, sumLength: 5 }),
    },
    {
      name: "numbered the other way",
      explanation: "The number of a cuboid is 6 i + j: the range of the sum counts fastest.",
      wrong: slipped({ number: (i, j) => 3 * j + i }),
    },
    {
      name: "only one cuboid",
      explanation: "A state lies in all cuboids that contain it, up to four.",
      wrong: slipped({ firstOnly: true }),
    },
    {
      name: "one set of weights for both actions",
      explanation: "Each action has 18 weights of its own: those of action a begin at 18 a.",
      wrong: { actionValue: weighing((k) => k) },
    },
    {
      name: "actions counted fastest",
      explanation: "All weights of action 0 come first, then those of action 1: w[18 a + k].",
      wrong: { actionValue: weighing((k, action) => 2 * k + action) },
    },
  ],
});
