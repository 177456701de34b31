/** Checks of a mended PPO: on rollouts of random numbers, and on the meadow. The starter's fault is one of the mistakes below. */
import { between, exercise } from "../../../../src/exercise.ts";
import { type Improve, improving, meadow, meadowSettings, randomRollout } from "../tablePpo.ts";
import * as reference from "./reference.ts";

interface Solution {
  improve: Improve;
}

/** What the function makes of a rollout, from a policy that prefers nothing. */
function after(f: Solution, steps: number, environments: number, passes: number, seed: number) {
  const theta = [0, 1, 2].map((s) => [0.2 * s, 0]);
  const value = [0, 0.5, -0.5];
  const D = randomRollout(seed, steps, environments);
  const figures = f.improve(theta, value, D, { ...meadowSettings, passes });
  return { theta, value, figures };
}

export const bugDoneMask = exercise<Solution>({
  id: "07/bug-done-mask",
  folder: "07-spinning-up/exercises/15-bug-done-mask",
  title: "Nothing fails: echoes of another life",
  source: "Spinning Up, Exercises; Huang et al. 2022",
  functions: ["improve"],
  updates: { improve: [0, 1] },
  planted: "the end one step late",
  reference,
  cases: [
    {
      name: "one environment",
      given:
        "A rollout of random numbers: twelve steps of one environment, some of which end or cut an episode; one pass.",
      run: (f) => after(f, 12, 1, 1, 103),
    },
    {
      name: "a rollout",
      given: "Ten steps of four environments; one pass.",
      run: (f) => after(f, 10, 4, 1, 203),
    },
    {
      name: "four passes",
      given: "The same with four passes, so that ratios leave 1 ± 0.2.",
      run: (f) => after(f, 10, 4, 4, 203),
    },
    {
      name: "far-off ratios",
      given: "Twenty steps of three environments, twenty passes.",
      run: (f) => after(f, 20, 3, 20, 303),
    },
    {
      name: "the meadow with yours",
      given:
        "The meadow of the statement, 150 updates: how often the policy grazes, the median of five runs.",
      swap: true,
      run: (f) => meadow(f.improve),
      expected: { grazing: between(0.8, 1) },
    },
  ],
  mistakes: [
    {
      name: "the end one step late",
      explanation:
        "Whether a sum stops is asked of the next step. The end belongs to the step itself, [t], not [t + 1].",
      wrong: { improve: improving("mask") },
    },
    {
      name: "advantages scaled step by step",
      explanation:
        "Each step of the rollout gets mean 0 and deviation 1 over its few environments. That hides which steps were good: scale all rows together.",
      wrong: { improve: improving("axis") },
    },
    {
      name: "ratio upside down",
      explanation:
        "The ratio is π over π_old: the new logarithm minus the old one. Yours falls as an action becomes more likely.",
      wrong: { improve: improving("ratio") },
    },
    {
      name: "time limit treated as an end",
      explanation:
        "Where only the clock cut an episode, V of its last state counts. Nothing follows an end of the world alone.",
      wrong: { improve: improving("limit") },
    },
  ],
});
