/** Checks of first-visit returns. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { blackjackPrediction } from "../../labs/blackjack.ts";
import { played } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  firstVisitReturns(S: number[], R: number[], states: number, gamma: number): (number | null)[];
}

/** The same with another choice among the returns of a state. */
const choosing =
  (
    choose: (returns: number[]) => number,
    none: number | null = null,
    discount?: number,
  ): Solution["firstVisitReturns"] =>
  (S, R, states, gamma) => {
    const G = new Array<number>(S.length + 1).fill(0);
    for (let t = S.length - 1; t >= 0; t--) G[t] = R[t] + (discount ?? gamma) * G[t + 1];
    return Array.from({ length: states }, (_, s) => {
      const returns = G.filter((_, t) => S[t] === s);
      return returns.length === 0 ? none : choose(returns);
    });
  };

const first = (G: number[]) => G[0];

export const firstVisitReturns = exercise<Solution>({
  id: "04/first-visit-returns",
  folder: "04-sutton-barto/exercises/10-first-visit-returns",
  title: "The first time counts",
  source: "Sutton & Barto, 2nd ed., section 5.1, box p. 92",
  functions: ["firstVisitReturns"],
  reference,
  cases: [
    {
      name: "each state once",
      given: "States 0, 2, 1 with rewards 1, 2, 4, γ = 0.5.",
      run: (f) => ({ G: f.firstVisitReturns([0, 2, 1], [1, 2, 4], 3, 0.5) }),
      expected: { G: [3, 4, 4] },
    },
    {
      name: "a state not visited",
      given: "States 1, 3 of 0 … 4, rewards 0, 0: a return of 0 is not the same as none.",
      run: (f) => ({ G: f.firstVisitReturns([1, 3], [0, 0], 5, 1) }),
      expected: { G: [null, 0, null, 0, null] },
    },
    {
      name: "two visits",
      given:
        "Exercise 5.5: one state, ten steps, reward 1 each, γ = 1; another state before the last step.",
      run: (f) => ({
        G: f.firstVisitReturns([0, 0, 0, 0, 0, 0, 0, 0, 1, 0], new Array(10).fill(1), 2, 1),
      }),
      expected: { G: [10, 2] },
    },
    {
      name: "a random walk",
      given: "60 random states of 12 with random rewards, γ = 0.9.",
      run: (f) => {
        const random = rng(15);
        const S = Array.from({ length: 60 }, () => random.integer(12));
        return {
          G: f.firstVisitReturns(
            S,
            S.map(() => random.normal()),
            12,
            0.9,
          ),
        };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/blackjack-prediction, 12 000 games a seed, with your returns in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          blackjackPrediction,
          {
            mcPrediction: function* (world, _knobs, random, _from, policy) {
              const play = played(world, random);
              const states = world.observationSpace.n;
              const [V, N] = [new Float64Array(states), new Float64Array(states)];
              for (let episodes = 1; ; episodes++) {
                const { S, R } = play(policy);
                f.firstVisitReturns(S, R, states, 1).forEach((g, s) => {
                  if (g !== null) V[s] += (g - V[s]) / ++N[s];
                });
                yield { V, episodes };
              }
            },
          },
          { settings: { games: 12_000 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "last visit instead of the first",
      explanation: "Yours keeps the return of the last visit.",
      wrong: { firstVisitReturns: choosing((G) => G[G.length - 1]) },
    },
    {
      name: "every visit averaged",
      explanation: "That is every-visit Monte Carlo; here only the first visit counts.",
      wrong: { firstVisitReturns: choosing((G) => G.reduce((a, b) => a + b) / G.length) },
    },
    {
      name: "0 for states that were not visited",
      explanation: "A state without a visit has no return: null, not 0.",
      wrong: { firstVisitReturns: choosing(first, 0) },
    },
    {
      name: "discount forgotten",
      explanation: "A reward k steps later counts γᵏ times.",
      wrong: { firstVisitReturns: choosing(first, null, 1) },
    },
  ],
});
