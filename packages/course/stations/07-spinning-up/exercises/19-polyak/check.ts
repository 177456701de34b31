/** Checks of the slow copy: by hand, its ends, what is left after many updates, DDPG and TD3. */
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { regulates } from "../offPolicy.ts";

interface Solution {
  polyak(target: number[], source: number[], tau: number): void;
}

function after(f: Solution, target: number[], source: number[], tau: number, times = 1): number[] {
  for (let k = 0; k < times; k++) f.polyak(target, source, tau);
  return target;
}

const blended =
  (of: (target: number, source: number, tau: number) => number): Solution["polyak"] =>
  (target, source, tau) => {
    target.forEach((x, i) => {
      target[i] = of(x, source[i], tau);
    });
  };

export const polyakExercise = exercise<Solution>({
  id: "07/polyak",
  folder: "07-spinning-up/exercises/19-polyak",
  title: "A shadow that follows slowly",
  source: "Lillicrap et al. 2016, algorithm 1, arXiv:1509.02971",
  functions: ["polyak"],
  updates: { polyak: [0] },
  reference: {
    polyak: blended((target, source, tau) => target + tau * (source - target)),
  },
  cases: [
    {
      name: "a quarter of the way",
      given: "Target 0, 8, −4; source 4, 0, −8; τ = ¼.",
      run: (f) => after(f, [0, 8, -4], [4, 0, -8], 0.25),
      expected: [1, 6, -5],
    },
    {
      name: "not at all, and all the way",
      given: "The same with τ = 0, and with τ = 1.",
      run: (f) => [after(f, [0, 8, -4], [4, 0, -8], 0), after(f, [0, 8, -4], [4, 0, -8], 1)],
      expected: [
        [0, 8, -4],
        [4, 0, -8],
      ],
    },
    {
      name: "already there",
      given: "Target and source are both 3, 7.",
      run: (f) => after(f, [3, 7], [3, 7], 0.3),
      expected: [3, 7],
    },
    {
      name: "a hundred updates",
      given: "From 1 towards 0 with τ = 0.05: 0.95¹⁰⁰ are left.",
      run: (f) => after(f, [1], [0], 0.05, 100),
      expected: [0.95 ** 100],
    },
    {
      name: "a single number, a long list",
      given: "One weight; then 500 weights 0 … 499 towards their negatives, τ = ½.",
      run: (f) => {
        const many = Array.from({ length: 500 }, (_, i) => i);
        return [
          after(f, [2], [6], 0.5),
          after(
            f,
            many,
            many.map((x) => -x),
            0.5,
          ),
        ];
      },
      expected: [[4], new Array<number>(500).fill(0)],
    },
    {
      name: "DDPG and TD3 with yours",
      given: "The lab 07/regulator, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => regulates({ polyak: f.polyak }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "τ and 1 − τ exchanged",
      explanation: "τ is the share of the source, and it is small.",
      wrong: { polyak: blended((t, s, tau) => tau * t + (1 - tau) * s) },
    },
    {
      name: "added instead of averaged",
      explanation: "The target keeps only 1 − τ of what it was; yours grows without end.",
      wrong: { polyak: blended((t, s, tau) => t + tau * s) },
    },
    {
      name: "copied",
      explanation: "τ says how far to go; yours goes all the way at once.",
      wrong: { polyak: blended((_, s) => s) },
    },
    {
      name: "away from the source",
      explanation: "The difference has the wrong sign.",
      wrong: { polyak: blended((t, s, tau) => t + tau * (t - s)) },
    },
    {
      name: "nothing moves",
      explanation: "The target is to change in place; yours stays as it was.",
      wrong: { polyak: blended((t) => t) },
    },
  ],
});
