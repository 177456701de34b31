/** Checks of the dealer's distribution: known numbers, the linear equations solved, and the exact game built on it. */
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { easy21Exact } from "../../labs/easy21.ts";
import * as reference from "./reference.ts";

interface Solution {
  dealerEnds(first: number): number[];
}

const CARDS = Array.from({ length: 10 }, (_, i) => i + 1).flatMap((card) => [
  [card, 2 / 30] as const,
  [-card, 1 / 30] as const,
]);

/**
 * P(bust) from 1 … 16 without any pushing: b(s) = Σ p(card) b(s + card), with b = 1 where bust and 0 from 17 on, sixteen linear
 * equations, by Gauss and Jordan.
 */
function solvedBust(): number[] {
  const rows = Array.from({ length: 16 }, (_, i) => {
    const row = new Array<number>(17).fill(0);
    row[i] = 1;
    for (const [card, p] of CARDS) {
      const sum = i + 1 + card;
      if (sum < 1 || sum > 21) row[16] += p;
      else if (sum < 17) row[sum - 1] -= p;
    }
    return row;
  });
  for (let i = 0; i < 16; i++) {
    const pivot = rows[i][i];
    rows[i] = rows[i].map((x) => x / pivot);
    for (let j = 0; j < 16; j++) {
      const factor = rows[j][i];
      if (j !== i) rows[j] = rows[j].map((x, c) => x - factor * rows[i][c]);
    }
  }
  return rows.map((row) => row[16]);
}

const firsts = Array.from({ length: 16 }, (_, i) => i + 1);

interface Slip {
  readonly rounds?: number;
  readonly red?: number;
  readonly enough?: number;
  readonly sameList?: boolean;
  readonly floor?: boolean;
  readonly highest?: number;
}

/** The distribution with a slip. */
const slipped =
  (slip: Slip): Solution["dealerEnds"] =>
  (first) => {
    const { rounds = 400, red = 1 / 3, enough = 17, highest = 21 } = slip;
    const ends = new Array<number>(22).fill(0);
    let running = new Array<number>(22).fill(0);
    running[first] = 1;
    for (let k = 0; k < rounds; k++) {
      const next = slip.sameList ? running : new Array<number>(22).fill(0);
      for (let sum = 1; sum < enough; sum++) {
        const p = running[sum];
        if (slip.sameList) running[sum] = 0;
        for (let card = 1; card <= 10; card++) {
          for (const [to, share] of [
            [sum + card, ((1 - red) / 10) * p],
            [slip.floor ? Math.max(1, sum - card) : sum - card, (red / 10) * p],
          ]) {
            if (to < 1 || to > highest) ends[0] += share;
            else if (to >= enough) ends[to] += share;
            else next[to] += share;
          }
        }
      }
      running = next;
    }
    return ends;
  };

export const dealerEnds = exercise<Solution>({
  id: "05/dealer-ends",
  folder: "05-ucl/exercises/02-dealer-ends",
  title: "Where the dealer ends",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21",
  functions: ["dealerEnds"],
  reference,
  cases: [
    {
      name: "a list",
      given: "From a first card of 5: 22 numbers that make 1; only 0 and 17 … 21 are above 0.",
      run: (f) => {
        const ends = f.dealerEnds(5);
        const elsewhere = ends.slice(1, 17).reduce((a, b) => a + Math.abs(b), 0);
        return { length: ends.length, sum: ends.reduce((a, b) => a + b, 0), elsewhere };
      },
      expected: { length: 22, sum: 1, elsewhere: 0 },
      tolerance: 1e-12,
    },
    {
      name: "going bust",
      given: "First cards 1, 5, 10.",
      run: (f) => ({ bust: [1, 5, 10].map((first) => f.dealerEnds(first)[0]) }),
      expected: { bust: [0.658, 0.554, 0.352] },
      tolerance: 5.1e-4,
    },
    {
      name: "every start",
      given:
        "The probability of going bust from 1 … 16, which is also the solution of 16 linear equations.",
      run: (f) => ({ bust: firsts.map((first) => f.dealerEnds(first)[0]) }),
      expected: { bust: solvedBust() },
      tolerance: 1e-12,
    },
    {
      name: "17 to 21",
      given: "The final sums 17 … 21 from a first card of 10.",
      run: (f) => ({ p: f.dealerEnds(10).slice(17) }),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 05/easy21-exact: the whole game is solved with your dealer; where does the best player stick, and what is the game worth?",
      swap: true,
      run: (f) => labVerdict(easy21Exact, { dealerEnds: f.dealerEnds }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "stopped after a few cards",
      explanation:
        "Sums can fall again, so there is no longest game. Go on until hardly anything is running.",
      wrong: { dealerEnds: slipped({ rounds: 5 }) },
    },
    {
      name: "red as likely as black",
      explanation: "One card in three is red: 1/30 for each of them, 2/30 for each black one.",
      wrong: { dealerEnds: slipped({ red: 0.5 }) },
    },
    {
      name: "no red cards",
      explanation: "Red cards are subtracted; yours are all added.",
      wrong: { dealerEnds: slipped({ red: 0 }) },
    },
    {
      name: "the dealer hits on 17",
      explanation: "He sticks on 17 and more.",
      wrong: { dealerEnds: slipped({ enough: 18 }) },
    },
    {
      name: "21 is bust",
      explanation: "21 is the best hand; bust is above it.",
      wrong: { dealerEnds: slipped({ highest: 20 }) },
    },
    {
      name: "no bust below 1",
      explanation: "A sum below 1 is bust; yours stays at 1.",
      wrong: { dealerEnds: slipped({ floor: true }) },
    },
  ],
});
