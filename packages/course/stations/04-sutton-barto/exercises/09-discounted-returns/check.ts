/** Checks of discounted returns. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { tdOrMonteCarlo } from "../../labs/td-or-monte-carlo.ts";
import { episodic } from "../methods.ts";
import { rms, walk } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  discountedReturns(rewards: number[], gamma: number): number[];
}

/** Returns by the definition, with what stands before each later reward. */
const summed =
  (weight: (k: number, gamma: number) => number, from = 0): Solution["discountedReturns"] =>
  (rewards, gamma) =>
    rewards.map((_, t) => rewards.slice(t + from).reduce((G, r, k) => G + weight(k, gamma) * r, 0));

const power = (gamma: number, k: number): number => (k === 0 ? 1 : gamma * power(gamma, k - 1));

export const discountedReturns = exercise<Solution>({
  id: "04/discounted-returns",
  folder: "04-sutton-barto/exercises/09-discounted-returns",
  title: "What an episode was worth",
  source: "Sutton & Barto, 2nd ed., section 3.3, eq. 3.8",
  functions: ["discountedReturns"],
  reference,
  cases: [
    {
      name: "one reward",
      given: "The only reward is 3, γ = 0.9.",
      run: (f) => ({ G: f.discountedReturns([3], 0.9) }),
      expected: { G: [3] },
    },
    {
      name: "exercise 3.8",
      given: "Rewards −1, 2, 6, 3, 2 and γ = 0.5 (Sutton & Barto, exercise 3.8).",
      run: (f) => ({ G: f.discountedReturns([-1, 2, 6, 3, 2], 0.5) }),
      expected: { G: [2, 6, 8, 4, 2] },
    },
    {
      name: "no discount",
      given: "Rewards 1, −2, 4 with γ = 1.",
      run: (f) => ({ G: f.discountedReturns([1, -2, 4], 1) }),
      expected: { G: [3, 2, 4] },
    },
    {
      name: "γ = 0",
      given: "Rewards 1, −2, 4 with γ = 0: only the next reward counts.",
      run: (f) => ({ G: f.discountedReturns([1, -2, 4], 0) }),
      expected: { G: [1, -2, 4] },
    },
    {
      name: "20 random",
      given: "20 random rewards, γ = 0.95.",
      run: (f) => ({
        G: f.discountedReturns(Array.from(rng(13).fillNormal(new Float64Array(20))), 0.95),
      }),
    },
    {
      name: "Monte Carlo with yours",
      given:
        "Example 6.2: values of the walk from every-visit means of your returns, 2000 episodes, γ = 1.",
      swap: true,
      run: (f) => {
        const random = rng(14);
        const V = new Array<number>(7).fill(0);
        const N = new Array<number>(7).fill(0);
        for (let e = 0; e < 2000; e++) {
          const steps = walk(random);
          const G = f.discountedReturns(
            steps.map(({ R }) => R),
            1,
          );
          steps.forEach(({ S }, t) => {
            V[S] += (G[t] - V[S]) / ++N[S];
          });
        }
        return { RMS: rms(V, (s) => s / 6, 5) };
      },
      expected: { RMS: between(0, 0.045) }, // standard error of a mean of some 2000 zeros and ones: 0.011; times 4
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/td-or-monte-carlo, 50 runs a seed, with your returns in constant-α Monte Carlo; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          tdOrMonteCarlo,
          {
            constantAlphaMC: episodic((V, S, R, _, alpha) => {
              const G = f.discountedReturns(R, 1);
              S.forEach((s, t) => {
                V[s] += alpha * (G[t] - V[s]);
              });
            }),
          },
          { settings: { runs: 50 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "discount forgotten",
      explanation: "A reward k steps later counts γᵏ times.",
      wrong: { discountedReturns: summed(() => 1) },
    },
    {
      name: "first reward discounted",
      explanation: "The reward that follows at once counts fully: γ⁰ = 1.",
      wrong: { discountedReturns: summed((k, gamma) => power(gamma, k + 1)) },
    },
    {
      name: "off by one: the first reward left out",
      explanation: "rewards[t] already is the reward after step t; it belongs to G at t.",
      wrong: { discountedReturns: summed(power2, 1) },
    },
    {
      name: "running sum from the front",
      explanation: "A return looks ahead. Yours adds up what has been received so far.",
      wrong: {
        discountedReturns: (rewards, gamma) => {
          let G = 0;
          return rewards.map((r) => {
            G = r + gamma * G;
            return G;
          });
        },
      },
    },
  ],
});

function power2(k: number, gamma: number): number {
  return power(gamma, k);
}
