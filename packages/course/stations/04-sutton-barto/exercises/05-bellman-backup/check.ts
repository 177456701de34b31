/** Checks of one expected update. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { gridworldOptimal } from "../../labs/gridworld.ts";
import { planned } from "../methods.ts";
import { cornersModel, randomModel, type Transition } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  bellmanBackup(outcomes: readonly Transition[], V: number[], gamma: number): number;
}

const one = (next: number, reward: number, terminated = false, probability = 1): Transition => ({
  probability,
  next,
  reward,
  terminated,
});

/** The value of the equiprobable policy in Example 4.1, by 200 synchronous sweeps of expected updates. */
function swept({ bellmanBackup }: Solution): number[] {
  let V = new Array<number>(16).fill(0);
  for (let k = 0; k < 200; k++) {
    V = cornersModel.map((rows) =>
      rows.reduce((sum, outcomes) => sum + bellmanBackup(outcomes, V, 1) / 4, 0),
    );
  }
  return V;
}

export const bellmanBackup = exercise<Solution>({
  id: "04/bellman-backup",
  folder: "04-sutton-barto/exercises/05-bellman-backup",
  title: "What is an action worth?",
  source: "Sutton & Barto, 2nd ed., section 4.1, eq. 4.4",
  functions: ["bellmanBackup"],
  reference,
  cases: [
    {
      name: "one outcome",
      given: "Surely to state 1 with reward 2; V = [0, 10], γ = 0.9.",
      run: (f) => ({ q: f.bellmanBackup([one(1, 2)], [0, 10], 0.9) }),
      expected: { q: 11 },
    },
    {
      name: "two outcomes",
      given: "With ¼ to state 0 (reward 4), with ¾ to state 1 (reward 0); V = [8, 4], γ = 0.5.",
      run: (f) => ({
        q: f.bellmanBackup([one(0, 4, false, 0.25), one(1, 0, false, 0.75)], [8, 4], 0.5),
      }),
      expected: { q: 3.5 },
    },
    {
      name: "the end",
      given: "Reward −1, and the episode is over; the table says V = [0, 100].",
      run: (f) => ({ q: f.bellmanBackup([one(1, -1, true)], [0, 100], 0.9) }),
      expected: { q: -1 },
    },
    {
      name: "random model",
      given: "A random model of 6 states and 3 actions, γ = 0.8; the list holds every q(s, a).",
      run: (f) => {
        const random = rng(4);
        const V = Array.from({ length: 6 }, () => random.normal());
        return {
          q: randomModel(6, 3, random)
            .flat()
            .map((row) => f.bellmanBackup(row, V, 0.8)),
        };
      },
    },
    {
      name: "the gridworld with yours",
      given: "200 sweeps of the 4 × 4 grid under the random policy (figure 4.1) with your update.",
      swap: true,
      run: (f) => {
        const V = swept(f);
        return { corner: V[0], beside: V[1], middle: V[5], farthest: V[3] };
      },
      expected: {
        corner: 0,
        beside: between(-14, -13.99), // −14, −18, −22 in the limit
        middle: between(-18, -17.99),
        farthest: between(-22, -21.99),
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/gridworld-optimal: value iteration from your backups, V(s) ← the largest of them; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(gridworldOptimal, {
          valueIteration: planned((model, gamma, theta) => {
            const V = model.map(() => 0);
            for (let change = theta, sweeps = 0; change >= theta && sweeps < 1000; sweeps++) {
              change = 0;
              for (let s = 0; s < V.length; s++) {
                const best = Math.max(
                  ...model[s].map((outcomes) => f.bellmanBackup([...outcomes], V, gamma)),
                );
                change = Math.max(change, Math.abs(best - V[s]));
                V[s] = best;
              }
            }
            return V;
          }),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The episode is over, and yours still adds γ V(s′). Nothing follows an end.",
      wrong: {
        bellmanBackup: (outcomes, V, gamma) =>
          outcomes.reduce((q, o) => q + o.probability * (o.reward + gamma * V[o.next]), 0),
      },
    },
    {
      name: "reward of the last step lost",
      explanation: "A terminating outcome still brings its reward; only what follows it is 0.",
      wrong: {
        bellmanBackup: (outcomes, V, gamma) =>
          outcomes.reduce(
            (q, o) => q + (o.terminated ? 0 : o.probability * (o.reward + gamma * V[o.next])),
            0,
          ),
      },
    },
    {
      name: "discount forgotten",
      explanation: "The value of the next state counts γ times.",
      wrong: { bellmanBackup: (outcomes, V) => reference.bellmanBackup(outcomes, V, 1) },
    },
    {
      name: "reward discounted as well",
      explanation: "γ belongs to V(s′) alone: r + γ V(s′), not γ (r + V(s′)).",
      wrong: {
        bellmanBackup: (outcomes, V, gamma) => gamma * reference.bellmanBackup(outcomes, V, 1),
      },
    },
    {
      name: "probabilities ignored",
      explanation: "Yours takes the plain mean of the outcomes; each counts with its probability.",
      wrong: {
        bellmanBackup: (outcomes, V, gamma) =>
          reference.bellmanBackup(
            outcomes.map((o) => ({ ...o, probability: 1 / outcomes.length })),
            V,
            gamma,
          ),
      },
    },
  ],
});
