/** Checks of the generalised advantage: by hand, its two limits, against the double sum, in PPO. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

type Gae = (
  rewards: number[],
  values: number[],
  nextValues: number[],
  ends: boolean[],
  gamma: number,
  lambda: number,
) => number[];

interface Solution {
  gae: Gae;
}

const random = rng(74);
const list = () => Array.from({ length: 25 }, () => random.normal());
const [rewards, values, nextValues] = [list(), list(), list()];
const ends = rewards.map(() => random.random() < 0.2);
const delta = rewards.map((r, t) => r + 0.9 * nextValues[t] - values[t]);

/** Σ_k (γλ)^k δ_{t+k} until the end of the episode: the O(T²) form. */
const written = (lambda: number): number[] =>
  delta.map((_, t) => {
    let [sum, weight] = [0, 1];
    for (let k = t; k < delta.length; k++) {
      sum += weight * delta[k];
      weight *= 0.9 * lambda;
      if (ends[k]) break;
    }
    return sum;
  });

const never = (t: readonly boolean[]): boolean[] => t.map(() => false);

export const gae = exercise<Solution>({
  id: "07/gae",
  folder: "07-spinning-up/exercises/04-gae",
  title: "Between one step and all of them",
  source: "Schulman et al. 2016, eq. 16, arXiv:1506.02438",
  functions: ["gae"],
  reference,
  cases: [
    {
      name: "one step",
      given: "r = 1, V = 4, V′ = 10, γ = ½: δ = 1 + 5 − 4.",
      run: (f) => f.gae([1], [4], [10], [false], 0.5, 0.9),
      expected: [2],
    },
    {
      name: "two steps",
      given: "r = (1, 2), V = (3, 4), V′ = (4, 6), γ = ½, λ = ½: δ = (0, 1), Â₀ = ¼.",
      run: (f) => f.gae([1, 2], [3, 4], [4, 6], [false, false], 0.5, 0.5),
      expected: [0.25, 1],
    },
    {
      name: "an end among three",
      given:
        "r = (1, 2, 4), V = (3, 4, 5), V′ = (4, 0, 6), γ = λ = ½; the second step ended an episode: δ = (0, −2, 2).",
      run: (f) => f.gae([1, 2, 4], [3, 4, 5], [4, 0, 6], [false, true, false], 0.5, 0.5),
      expected: [-0.5, -2, 2],
    },
    {
      name: "a cut among three",
      given:
        "The same, but the clock cut the episode and V of its last state is 8: it counts, and the sum stops there.",
      run: (f) => f.gae([1, 2, 4], [3, 4, 5], [4, 8, 6], [false, true, false], 0.5, 0.5),
      expected: [0.5, 2, 2],
    },
    {
      name: "λ = 0",
      given: "25 random steps, an end in one of five, γ = 0.9: the one-step errors.",
      run: (f) => f.gae(rewards, values, nextValues, ends, 0.9, 0),
      expected: delta,
    },
    {
      name: "the double sum",
      given: "The same with λ = 0.8 and λ = 1. Expected: every sum written out.",
      run: (f) => [0.8, 1].map((l) => f.gae(rewards, values, nextValues, ends, 0.9, l)),
      expected: [written(0.8), written(1)],
    },
    {
      name: "PPO with yours",
      given: "The lab 07/ppo-by-hand, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ gae: f.gae }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "ends ignored",
      explanation:
        "The advantage of the next episode flows into this one. At an end the sum begins anew.",
      wrong: { gae: (r, v, n, e, g, l) => reference.gae(r, v, n, never(e), g, l) },
    },
    {
      name: "mask off by one",
      explanation:
        "`ends[t]` belongs to step t itself: its sum stops, not that of the step before.",
      wrong: {
        gae: (r, v, n, e, g, l) =>
          reference.gae(
            r,
            v,
            n,
            e.map((_, t) => e[t + 1] ?? false),
            g,
            l,
          ),
      },
    },
    {
      name: "a cut not bootstrapped",
      explanation:
        "`nextValues` is already 0 where nothing follows. Do not mask it again with `ends`: a time limit still bootstraps.",
      wrong: {
        gae: (r, v, n, e, g, l) =>
          reference.gae(
            r,
            v,
            n.map((x, t) => (e[t] ? 0 : x)),
            e,
            g,
            l,
          ),
      },
    },
    {
      name: "λ without γ",
      explanation: "The advantage of the next step counts γ λ times.",
      wrong: {
        gae(r, v, n, e, g, l) {
          let next = 0;
          return r
            .map((_, i) => r.length - 1 - i)
            .map((t) => (next = r[t] + g * n[t] - v[t] + (e[t] ? 0 : l * next)))
            .reverse();
        },
      },
    },
    {
      name: "the value added",
      explanation: "δ is what was found minus what was expected: − V(s).",
      wrong: {
        gae: (r, v, n, e, g, l) =>
          reference.gae(
            r,
            v.map((x) => -x),
            n,
            e,
            g,
            l,
          ),
      },
    },
    {
      name: "advantage with the wrong sign",
      explanation: "Better than expected is positive: reward and next value minus V(s).",
      wrong: { gae: (r, v, n, e, g, l) => reference.gae(r, v, n, e, g, l).map((a) => -a) },
    },
  ],
});
