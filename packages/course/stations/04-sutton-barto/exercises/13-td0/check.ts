/** Checks of TD(0): single steps by hand, the ends, the random walk of Example 6.2. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { tdOrMonteCarlo } from "../../labs/td-or-monte-carlo.ts";
import { prediction } from "../methods.ts";
import { type Step, step, walk } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  td0(V: number[], step: Step, alpha: number, gamma: number): void;
}

const after = (f: Solution, V: number[], one: Step, alpha: number, gamma: number) => {
  f.td0(V, one, alpha, gamma);
  return { V };
};

/** Values after 100 episodes of the walk from 0.5; terminal states begin with a value that must not count. */
function walked(f: Solution, episodes: number, alpha: number, seed: number): number[] {
  const random = rng(seed);
  const V = [9, 0.5, 0.5, 0.5, 0.5, 0.5, 9];
  for (let e = 0; e < episodes; e++) for (const one of walk(random)) f.td0(V, one, alpha, 1);
  return V;
}

export const td0 = exercise<Solution>({
  id: "04/td0",
  folder: "04-sutton-barto/exercises/13-td0",
  title: "Learn a guess from a guess",
  source: "Sutton & Barto, 2nd ed., section 6.1, eq. 6.2",
  functions: ["td0"],
  updates: { td0: [0] },
  reference,
  cases: [
    {
      name: "one step",
      given: "V = [0, 4], from state 0 to state 1 with reward 1; α = 0.1, γ = 0.5.",
      run: (f) => after(f, [0, 4], step(0, 0, 1, 1), 0.1, 0.5),
      expected: { V: [0.3, 4] },
    },
    {
      name: "an old estimate",
      given: "V = [5, 2, 8], from state 2 to state 0 with reward −1; α = 0.5, γ = 0.9.",
      run: (f) => after(f, [5, 2, 8], step(2, 0, -1, 0), 0.5, 0.9),
      expected: { V: [5, 2, 5.75] },
    },
    {
      name: "the end",
      given: "V = [0.5, 7]: the episode ends with state 1 and reward 1; α = 0.1, γ = 1.",
      run: (f) => after(f, [0.5, 7], step(0, 0, 1, 1, { terminated: true }), 0.1, 1),
      expected: { V: [0.55, 7] },
    },
    {
      name: "a time limit",
      given: "V = [0.5, 7]: the clock stops the episode in state 1, reward 1; α = 0.1, γ = 1.",
      run: (f) => after(f, [0.5, 7], step(0, 0, 1, 1, { truncated: true }), 0.1, 1),
      expected: { V: [1.25, 7] },
    },
    {
      name: "three episodes",
      given: "Three episodes of the five-state walk from V = 0.5, α = 0.1, γ = 1.",
      run: (f) => ({ V: walked(f, 3, 0.1, 3) }),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/td-or-monte-carlo, 50 runs a seed, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(tdOrMonteCarlo, { td0: prediction(f.td0) }, { settings: { runs: 50 } }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "The episode is over, and yours still adds γ V(S′). Nothing follows an end.",
      wrong: {
        td0: (V, s, alpha, gamma) => reference.td0(V, { ...s, terminated: false }, alpha, gamma),
      },
    },
    {
      name: "time limit treated as an end",
      explanation: "A time limit is not the end of the world: truncated steps still count V(S′).",
      wrong: {
        td0: (V, s, alpha, gamma) =>
          reference.td0(V, { ...s, terminated: s.terminated || s.truncated }, alpha, gamma),
      },
    },
    {
      name: "discount forgotten",
      explanation: "The value of the next state counts γ times.",
      wrong: { td0: (V, s, alpha) => reference.td0(V, s, alpha, 1) },
    },
    {
      name: "old value not subtracted",
      explanation: "You add α times the whole target; the error is the target minus V(S).",
      wrong: {
        td0: (V, { S, R, next, terminated }, alpha, gamma) => {
          V[S] += alpha * (R + (terminated ? 0 : gamma * V[next]));
        },
      },
    },
    {
      name: "next state updated",
      explanation: "The step teaches about the state it started from, S, not about S′.",
      wrong: {
        td0: (V, { S, R, next, terminated }, alpha, gamma) => {
          V[next] += alpha * (R + (terminated ? 0 : gamma * V[next]) - V[S]);
        },
      },
    },
    {
      name: "error with the wrong sign",
      explanation:
        "The estimate moves away from its target: subtract V(S) from the target, not the target from V(S).",
      wrong: {
        td0: (V, { S, R, next, terminated }, alpha, gamma) => {
          V[S] += alpha * (V[S] - (R + (terminated ? 0 : gamma * V[next])));
        },
      },
    },
  ],
});
