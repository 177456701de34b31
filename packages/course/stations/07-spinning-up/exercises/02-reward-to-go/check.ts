/** Checks of rewards to go: by hand, against the sum written out, in a hundred iterations on a pole. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { pgCartPole } from "../../../06-bootcamp/labs/policy-gradients-by-hand.ts";
import * as reference from "./reference.ts";

interface Solution {
  rewardToGo(rewards: number[], ends: boolean[], gamma: number): number[];
}

const random = rng(72);
const rewards = Array.from({ length: 30 }, () => random.normal());
const ends = rewards.map(() => random.random() < 0.2);

/** Every sum written out. */
const written = rewards.map((_, t) => {
  let [sum, weight] = [0, 1];
  for (let k = t; k < rewards.length; k++) {
    sum += weight * rewards[k];
    weight *= 0.9;
    if (ends[k]) break;
  }
  return sum;
});

const one = (R: readonly number[]): boolean[] => R.map((_, t) => t === R.length - 1);

export const rewardToGo = exercise<Solution>({
  id: "07/reward-to-go",
  folder: "07-spinning-up/exercises/02-reward-to-go",
  title: "Not for the past",
  source: "Spinning Up, Introduction to RL, part 3",
  functions: ["rewardToGo"],
  reference,
  cases: [
    {
      name: "one episode",
      given: "Rewards 1, 2, 4; γ = 1.",
      run: (f) => f.rewardToGo([1, 2, 4], [false, false, true], 1),
      expected: [7, 6, 4],
    },
    {
      name: "discounted",
      given: "Rewards 1, 2, 4; γ = ½.",
      run: (f) => f.rewardToGo([1, 2, 4], [false, false, true], 0.5),
      expected: [3, 4, 4],
    },
    {
      name: "two episodes",
      given: "Rewards 1, 1 and 10, 10, 10; γ = 1.",
      run: (f) => f.rewardToGo([1, 1, 10, 10, 10], [false, true, false, false, true], 1),
      expected: [2, 1, 30, 20, 10],
    },
    {
      name: "cut by the end of the list",
      given: "Rewards 3, 5; the episode has not ended; γ = 0.1.",
      run: (f) => f.rewardToGo([3, 5], [false, false], 0.1),
      expected: [3.5, 5],
    },
    {
      name: "thirty steps",
      given:
        "30 random rewards, an end in one step of five, γ = 0.9. Expected: every sum written out.",
      run: (f) => f.rewardToGo(rewards, ends, 0.9),
      expected: written,
    },
    {
      name: "the pole with yours",
      given: "The lab 06/pg-cart-pole, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          pgCartPole,
          { returns: (R: number[], gamma: number) => f.rewardToGo(R, one(R), gamma) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the whole return for every step",
      explanation:
        "That rewards an action for what came before it. Each step gets what follows it.",
      wrong: {
        rewardToGo(R, E, gamma) {
          const go = reference.rewardToGo(R, E, gamma);
          let first = 0;
          return go.map((_, t) => {
            if (t > 0 && E[t - 1]) first = t;
            return go[first];
          });
        },
      },
    },
    {
      name: "ends ignored",
      explanation: "The next episode is another one: at an end the sum begins anew.",
      wrong: {
        rewardToGo: (R, E, gamma) =>
          reference.rewardToGo(
            R,
            E.map(() => false),
            gamma,
          ),
      },
    },
    {
      name: "the end one step early",
      explanation:
        "`ends[t]` is true at the last step of an episode; its own reward still counts for the steps before.",
      wrong: {
        rewardToGo: (R, E, gamma) =>
          reference.rewardToGo(
            R,
            E.map((_, t) => E[t + 1] ?? false),
            gamma,
          ),
      },
    },
    {
      name: "the sum from the front",
      explanation: "Yours adds what came before the step. Go backwards.",
      wrong: {
        rewardToGo(R, E, gamma) {
          let sum = 0;
          return R.map((r, t) => {
            sum = r + (t > 0 && E[t - 1] ? 0 : gamma * sum);
            return sum;
          });
        },
      },
    },
    {
      name: "no discount",
      explanation: "What comes a step later counts γ times.",
      wrong: { rewardToGo: (R, E) => reference.rewardToGo(R, E, 1) },
    },
  ],
});
