/** Checks of the rules of Easy21, card by card; at the end, Monte Carlo control in the learner's game. */
import { rng } from "gradus/core";
import { easy21 } from "gradus/envs";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { easy21MonteCarlo } from "../../labs/easy21.ts";
import * as reference from "./reference.ts";

interface After {
  sum: number;
  reward: number;
  terminated: boolean;
}
interface Solution {
  drawCard(random: () => number): number;
  easy21Step(dealer: number, sum: number, action: number, card: () => number): After;
}

const HIT = 1;
const STICK = 0;

/** A step with the cards that come, and how many of them were taken. */
function dealt(f: Solution, dealer: number, sum: number, action: number, cards: number[]) {
  let taken = 0;
  const after = f.easy21Step(dealer, sum, action, () => cards[taken++] ?? 0);
  return { ...after, cards: taken };
}

interface Slip {
  readonly bust?: (sum: number) => boolean;
  readonly enough?: number;
  readonly goesOn?: (house: number, enough: number) => boolean;
  readonly tie?: number;
  readonly win?: number;
}

/** The step with a slip. */
const slipped =
  ({
    bust = (sum) => sum < 1 || sum > 21,
    enough = 17,
    goesOn = (house, until) => house >= 1 && house < until,
    tie = 0,
    win = 1,
  }: Slip): Solution["easy21Step"] =>
  (dealer, sum, action, card) => {
    if (action === HIT) {
      const reached = sum + card();
      return { sum: reached, reward: bust(reached) ? -1 : 0, terminated: bust(reached) };
    }
    let house = dealer;
    for (let k = 0; k < 1000 && goesOn(house, enough); k++) house += card();
    const reward = bust(house) ? win : sum === house ? tie : Math.sign(sum - house);
    return { sum, reward, terminated: true };
  };

/** The library's world, played by the learner's rules. */
function worldOf(f: Solution): typeof easy21 {
  return () => ({
    ...easy21(),
    step(state, action, random, outcome) {
      const draw = () => random.random();
      const after = f.easy21Step(state.dealer, state.sum, action, () => f.drawCard(draw));
      outcome.reward = after.reward;
      outcome.terminated = after.terminated;
      if (!after.terminated) state.sum = after.sum;
    },
  });
}

export const easy21Step = exercise<Solution>({
  id: "05/easy21-step",
  folder: "05-ucl/exercises/01-easy21-step",
  title: "A card game in a dozen lines",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21, question 1",
  functions: ["drawCard", "easy21Step"],
  reference,
  cases: [
    {
      name: "cards",
      given: "Draws 0.05 and 0.9; 0.999 and 0.33; 0.42 and 0.34; 0.2 and exactly 1/3.",
      run: (f) => {
        const draws = [0.05, 0.9, 0.999, 0.33, 0.42, 0.34, 0.2, 1 / 3];
        const random = () => draws.shift() ?? 0;
        return { cards: [0, 1, 2, 3].map(() => f.drawCard(random)) };
      },
      expected: { cards: [1, -10, 5, 3] },
    },
    {
      name: "a hit",
      given: "Dealer 4, sum 13, hit: a black 5 comes.",
      run: (f) => dealt(f, 4, 13, HIT, [5]),
      expected: { sum: 18, reward: 0, terminated: false, cards: 1 },
    },
    {
      name: "the edges of a hand",
      given: "Hits that lead to 21, 22, 1 and 0.",
      run: (f) => [
        dealt(f, 2, 12, HIT, [9]),
        dealt(f, 2, 12, HIT, [10]),
        dealt(f, 2, 5, HIT, [-4]),
        dealt(f, 2, 5, HIT, [-5]),
      ],
      expected: [
        { sum: 21, reward: 0, terminated: false, cards: 1 },
        { sum: 22, reward: -1, terminated: true, cards: 1 },
        { sum: 1, reward: 0, terminated: false, cards: 1 },
        { sum: 0, reward: -1, terminated: true, cards: 1 },
      ],
    },
    {
      name: "the dealer plays",
      given: "Dealer 8, sum 18, stick; cards +6, −2, +5: he has 8, 14, 12, 17.",
      run: (f) => dealt(f, 8, 18, STICK, [6, -2, 5, 3]),
      expected: { sum: 18, reward: 1, terminated: true, cards: 3 },
    },
    {
      name: "the dealer stops",
      given:
        "Dealer 10, sum 18, stick; +6 and +1 make 17; and +6, +2 make 18, a draw; and +10 makes 20.",
      run: (f) => [
        dealt(f, 10, 18, STICK, [6, 1, 2]),
        dealt(f, 10, 18, STICK, [6, 2, 2]),
        dealt(f, 10, 18, STICK, [10, 1]),
      ],
      expected: [
        { sum: 18, reward: 1, terminated: true, cards: 2 },
        { sum: 18, reward: 0, terminated: true, cards: 2 },
        { sum: 18, reward: -1, terminated: true, cards: 1 },
      ],
    },
    {
      name: "the dealer goes bust",
      given:
        "Dealer 9, sum 2, stick: +7, +6 make 22; dealer 3: −3 makes 0; dealer 3: −2 makes 1, then −1 makes 0.",
      run: (f) => [
        dealt(f, 9, 2, STICK, [7, 6, 5]),
        dealt(f, 3, 2, STICK, [-3, 10, 10]),
        dealt(f, 3, 2, STICK, [-2, -1, 10]),
      ],
      expected: [
        { sum: 2, reward: 1, terminated: true, cards: 2 },
        { sum: 2, reward: 1, terminated: true, cards: 1 },
        { sum: 2, reward: 1, terminated: true, cards: 2 },
      ],
    },
    {
      name: "a thousand games",
      given:
        "1000 games, each from a random hand, sticking from 16 on: the sum of the rewards of each hundred.",
      run: (f) => {
        const random = rng(50);
        const draw = () => random.random();
        return Array.from({ length: 10 }, () => {
          let total = 0;
          for (let game = 0; game < 100; game++) {
            const dealer = 1 + random.integer(10);
            let now: After = { sum: 1 + random.integer(10), reward: 0, terminated: false };
            for (let t = 0; t < 1000 && !now.terminated; t++)
              now = f.easy21Step(dealer, now.sum, now.sum < 16 ? HIT : STICK, () =>
                f.drawCard(draw),
              );
            total += now.reward;
          }
          return total;
        });
      },
    },
    {
      name: "the lab with your game",
      given:
        "The lab 05/easy21-monte-carlo, one seed, 200 000 games: the library's Monte Carlo control learns in your game, and is compared with the exact V* of the real one.",
      swap: true,
      run: (f) =>
        labVerdict(
          easy21MonteCarlo,
          { easy21: worldOf(f) },
          { seeds: [1], settings: { games: 200_000 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "every card black",
      explanation: "One card in three is red, and counts as a negative number.",
      wrong: {
        drawCard: (random) => {
          const value = Math.floor(10 * random()) + 1;
          random();
          return value;
        },
      },
    },
    {
      name: "the dealer plays on from below 1",
      explanation: "A dealer below 1 is bust and takes no more cards.",
      wrong: { easy21Step: slipped({ goesOn: (house, enough) => house < enough }) },
    },
    {
      name: "no bust below 1",
      explanation: "Red cards can take a hand below 1; that is bust as well.",
      wrong: {
        easy21Step: slipped({ bust: (sum) => sum > 21, goesOn: (house, enough) => house < enough }),
      },
    },
    {
      name: "21 is bust",
      explanation: "21 is the best hand; bust is above it.",
      wrong: { easy21Step: slipped({ bust: (sum) => sum < 1 || sum >= 21 }) },
    },
    {
      name: "the dealer hits on 17",
      explanation: "He sticks on 17 and more.",
      wrong: { easy21Step: slipped({ enough: 18 }) },
    },
    {
      name: "the dealer wins a draw",
      explanation: "Equal sums bring 0.",
      wrong: { easy21Step: slipped({ tie: -1 }) },
    },
  ],
});
