/** Checks of the clipped surrogate: the four cases of its figure, corners, a grid, PPO. */
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  surrogate(ratio: number, A: number, clip: number): { value: number; slope: number };
}

export const clip = exercise<Solution>({
  id: "07/clip",
  folder: "07-spinning-up/exercises/08-clip",
  title: "Far enough",
  source: "Schulman et al. 2017, eq. 7, arXiv:1707.06347",
  functions: ["surrogate"],
  reference,
  cases: [
    {
      name: "nothing moved yet",
      given: "r = 1, Â = 3 and −3, ε = 0.2.",
      run: (f) => [f.surrogate(1, 3, 0.2), f.surrogate(1, -3, 0.2)],
      expected: [
        { value: 3, slope: 3 },
        { value: -3, slope: -3 },
      ],
    },
    {
      name: "good actions",
      given: "Â = 2, ε = 0.2: r = 1.5 is far enough; r = 0.5 is pushed up, however far it is off.",
      run: (f) => [f.surrogate(1.5, 2, 0.2), f.surrogate(0.5, 2, 0.2)],
      expected: [
        { value: 2.4, slope: 0 },
        { value: 1, slope: 2 },
      ],
    },
    {
      name: "bad actions",
      given: "Â = −2, ε = 0.2: r = 0.5 is far enough; r = 1.5 is pushed down.",
      run: (f) => [f.surrogate(0.5, -2, 0.2), f.surrogate(1.5, -2, 0.2)],
      expected: [
        { value: -1.6, slope: 0 },
        { value: -3, slope: -2 },
      ],
    },
    {
      name: "small advantages",
      given: "Â = ½ at r = 1.5, Â = −½ at r = 0.5, ε = 0.2.",
      run: (f) => [f.surrogate(1.5, 0.5, 0.2), f.surrogate(0.5, -0.5, 0.2)],
      expected: [
        { value: 0.6, slope: 0 },
        { value: -0.4, slope: 0 },
      ],
    },
    {
      name: "at the corners",
      given: "ε = ½, r = 1.5 with Â = 2, r = 0.5 with Â = −2: both arguments are equal.",
      run: (f) => [f.surrogate(1.5, 2, 0.5), f.surrogate(0.5, -2, 0.5)],
      expected: [
        { value: 3, slope: 2 },
        { value: -1, slope: -2 },
      ],
    },
    {
      name: "a grid",
      given: "r from 0.1 to 2.5 in steps of 0.2, Â = ± 1.5, ε = 0.1 and 0.3.",
      run: (f) =>
        [0.1, 0.3].flatMap((e) =>
          [1.5, -1.5].flatMap((A) =>
            Array.from({ length: 13 }, (_, i) => f.surrogate(0.1 + 0.2 * i, A, e)),
          ),
        ),
    },
    {
      name: "PPO with yours",
      given: "The lab 07/ppo-by-hand, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ surrogate: f.surrogate }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "clipped on both sides",
      explanation:
        "Outside 1 ± ε yours never pushes. The minimum does where the ratio has moved to the wrong side: that has to be put right.",
      wrong: {
        surrogate(r, A, e) {
          const near = Math.min(Math.max(r, 1 - e), 1 + e);
          return { value: near * A, slope: near === r ? A : 0 };
        },
      },
    },
    {
      name: "the maximum instead of the minimum",
      explanation: "The pessimistic one of the two counts: the smaller.",
      wrong: {
        surrogate(r, A, e) {
          const near = Math.min(Math.max(r, 1 - e), 1 + e);
          return r * A >= near * A ? { value: r * A, slope: A } : { value: near * A, slope: 0 };
        },
      },
    },
    {
      name: "only one side of the clip",
      explanation: "The ratio is held between 1 − ε and 1 + ε; a bad action needs the lower bound.",
      wrong: {
        surrogate(r, A, e) {
          const near = Math.min(r, 1 + e);
          return r * A <= near * A ? { value: r * A, slope: A } : { value: near * A, slope: 0 };
        },
      },
    },
    {
      name: "never clipped",
      explanation: "Without the second argument of the minimum nothing holds the policy back.",
      wrong: { surrogate: (r, A) => ({ value: r * A, slope: A }) },
    },
    {
      name: "the slope not cut",
      explanation:
        "Where the clipped argument counts, the value does not change with r: the slope is 0.",
      wrong: {
        surrogate: (r, A, e) => ({ value: reference.surrogate(r, A, e).value, slope: A }),
      },
    },
    {
      name: "the advantage with the wrong sign",
      explanation: "Better than expected is to become more likely: the slope has the sign of Â.",
      wrong: {
        surrogate(r, A, e) {
          const { value, slope } = reference.surrogate(r, -A, e);
          return { value, slope };
        },
      },
    },
  ],
});
