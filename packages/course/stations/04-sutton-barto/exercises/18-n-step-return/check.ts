import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { nStepRandomWalk } from "../../labs/n-step-td.ts";
import { episodic } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  nStepReturn(R: number[], V: number[], t: number, n: number, gamma: number): number;
}

const R = [1, 2, 4, 8, 16];
const V = [10, 20, 30, 40, 50, 99];

/** Rewards from..to, then maybe a value, with the power of γ that stands before it. */
function made(
  shape: (
    t: number,
    n: number,
    T: number,
  ) => { to: number; at: number; power: number; boot: boolean },
): Solution["nStepReturn"] {
  return (R, V, t, n, gamma) => {
    const { to, at, power, boot } = shape(t, n, R.length);
    let [G, weight] = [0, 1];
    for (let k = t; k < Math.min(to, R.length); k++) {
      G += weight * R[k];
      weight *= gamma;
    }
    weight = 1;
    for (let i = 0; i < power; i++) weight *= gamma;
    return boot ? G + weight * (V[at] ?? 0) : G;
  };
}

const right = (t: number, n: number, T: number) => ({
  to: t + n,
  at: t + n,
  power: n,
  boot: t + n < T,
});

export const nStepReturn = exercise<Solution>({
  id: "04/n-step-return",
  folder: "04-sutton-barto/exercises/18-n-step-return",
  title: "Look n steps ahead",
  source: "Sutton & Barto, 2nd ed., section 7.1, eq. 7.1",
  functions: ["nStepReturn"],
  reference,
  cases: [
    {
      name: "one step",
      given:
        "R = [1, 2, 4, 8, 16], V = [10, 20, 30, 40, 50, 99], t = 1, n = 1, γ = 0.5: 2 + ½ · 30.",
      run: (f) => ({ G: f.nStepReturn(R, V, 1, 1, 0.5) }),
      expected: { G: 17 },
    },
    {
      name: "three steps",
      given: "The same episode, t = 0, n = 3: 1 + ½ · 2 + ¼ · 4 + ⅛ · 40.",
      run: (f) => ({ G: f.nStepReturn(R, V, 0, 3, 0.5) }),
      expected: { G: 8 },
    },
    {
      name: "exactly to the end",
      given: "The same episode, t = 2, n = 3: it is over at time 5, and V[5] = 99 must not count.",
      run: (f) => ({ G: f.nStepReturn(R, V, 2, 3, 0.5) }),
      expected: { G: 12 },
    },
    {
      name: "past the end",
      given: "The same episode, t = 3, n = 10.",
      run: (f) => ({ G: f.nStepReturn(R, V, 3, 10, 0.5) }),
      expected: { G: 16 },
    },
    {
      name: "all t and n",
      given: "The same episode with γ = 0.9: every t, n = 1 … 6.",
      run: (f) => ({
        G: R.flatMap((_, t) => [1, 2, 3, 4, 5, 6].map((n) => f.nStepReturn(R, V, t, n, 0.9))),
      }),
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/n-step-td, 20 runs, with your returns in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          nStepRandomWalk,
          {
            nStepTd: episodic((V, S, R, n, alpha) => {
              const path = S.map((s) => V[s]); // the values along the way, as they are now
              S.forEach((s, t) => {
                V[s] += alpha * (f.nStepReturn(R, path, t, n, 1) - V[s]);
                S.forEach((other, k) => {
                  if (other === s) path[k] = V[s];
                });
              });
            }),
          },
          { seeds: [1], settings: { runs: 20 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "terminal state bootstrapped",
      explanation: "At t + n = T the episode is over: V[T] does not count.",
      wrong: { nStepReturn: made((t, n, T) => ({ ...right(t, n, T), boot: t + n <= T })) },
    },
    {
      name: "off by one in n: one reward too many",
      explanation: "n rewards, R[t] to R[t + n − 1]; yours adds R[t + n] as well.",
      wrong: { nStepReturn: made((t, n, T) => ({ ...right(t, n, T), to: t + n + 1 })) },
    },
    {
      name: "off by one in n: one reward too few",
      explanation: "n rewards, R[t] to R[t + n − 1]; yours leaves the last one out.",
      wrong: { nStepReturn: made((t, n, T) => ({ ...right(t, n, T), to: t + n - 1 })) },
    },
    {
      name: "off by one in n: value of the wrong state",
      explanation: "After n rewards stands V[t + n]; yours takes its predecessor.",
      wrong: { nStepReturn: made((t, n, T) => ({ ...right(t, n, T), at: t + n - 1 })) },
    },
    {
      name: "value not discounted n times",
      explanation: "γⁿ stands before V[t + n]; yours has γ.",
      wrong: { nStepReturn: made((t, n, T) => ({ ...right(t, n, T), power: 1 })) },
    },
    {
      name: "no bootstrapping",
      explanation: "After n rewards the value of the state that is reached stands for the rest.",
      wrong: { nStepReturn: made((t, n, T) => ({ ...right(t, n, T), boot: false })) },
    },
  ],
});
