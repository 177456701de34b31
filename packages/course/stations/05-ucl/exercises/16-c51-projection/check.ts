/** Checks of C51's projection: on an atom, between two, beyond the ends, mass and mean, Q-learning. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { gridLearns } from "../grid.ts";
import * as reference from "./reference.ts";

type Project = typeof reference.project;

interface Solution {
  project: Project;
}

interface Slip {
  readonly lost?: boolean;
  readonly swapped?: boolean;
  readonly nearest?: boolean;
  readonly free?: boolean;
  readonly noReward?: boolean;
  readonly backwards?: boolean;
}

/** As the paper's pseudocode has it, with a slip. */
const slipped =
  (slip: Slip): Project =>
  (atoms, probs, r, discount) => {
    const [low, high] = [atoms[0], atoms[atoms.length - 1]];
    const spacing = (high - low) / (atoms.length - 1);
    const m = atoms.map(() => 0);
    const add = (i: number, p: number): void => {
      if (i >= 0 && i < m.length) m[i] += p;
    };
    probs.forEach((p, j) => {
      const moved = (slip.noReward ? 0 : r) + discount * atoms[j];
      const b = ((slip.free ? moved : Math.min(Math.max(moved, low), high)) - low) / spacing;
      const [l, u] = [Math.floor(b), Math.ceil(b)];
      if (slip.nearest) add(Math.round(b), p);
      else if (l === u && !slip.lost) add(l, p);
      else {
        add(slip.swapped ? u : l, p * (u - b));
        add(slip.swapped ? l : u, p * (b - l));
      }
    });
    return slip.backwards ? m.reverse() : m;
  };

const five = [0, 1, 2, 3, 4];
const random = rng(65);
const probs = (() => {
  const raw = Array.from({ length: 9 }, () => random.random());
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((x) => x / sum);
})();
const nine = Array.from({ length: 9 }, (_, i) => -2 + i / 2);

/** Total and mean of what came out, for three steps that stay inside. */
const moments = (f: Solution) =>
  [
    [0.3, 0.5],
    [-0.2, 0.9],
    [0.1, 0],
  ].map(([r, discount]) => {
    const m = f.project(nine, probs, r, discount);
    return {
      mass: m.reduce((a, b) => a + b, 0),
      mean: m.reduce((sum, p, i) => sum + p * nine[i], 0),
    };
  });
const mean = probs.reduce((sum, p, i) => sum + p * nine[i], 0);

export const c51Projection = exercise<Solution>({
  id: "05/c51-projection",
  folder: "05-ucl/exercises/16-c51-projection",
  title: "A distribution on a fence",
  source: "Bellemare, Dabney & Munos 2017, algorithm 1, arXiv:1707.06887",
  functions: ["project"],
  reference,
  cases: [
    {
      name: "between two atoms",
      given: "Atoms 0 … 4, all at 2; r = 0.75, γ = ½: 1.75 lies between 1 and 2.",
      run: (f) => f.project(five, [0, 0, 1, 0, 0], 0.75, 0.5),
      expected: [0, 0.25, 0.75, 0, 0],
    },
    {
      name: "exactly on an atom",
      given: "The same with r = 1: 2 is an atom.",
      run: (f) => f.project(five, [0, 0, 1, 0, 0], 1, 0.5),
      expected: [0, 0, 1, 0, 0],
    },
    {
      name: "nothing moves",
      given: "r = 0, γ = 1: every atom stays where it is, the first and the last as well.",
      run: (f) => f.project(five, [0.1, 0.2, 0.3, 0.15, 0.25], 0, 1),
      expected: [0.1, 0.2, 0.3, 0.15, 0.25],
    },
    {
      name: "the world has ended",
      given: "γ = 0, r = 1.5: all of it lies between 1 and 2, whatever the probabilities.",
      run: (f) => f.project(five, [0.1, 0.2, 0.3, 0.15, 0.25], 1.5, 0),
      expected: [0, 0.5, 0.5, 0, 0],
    },
    {
      name: "beyond the ends",
      given: "r = 3, then r = −9, with γ = 1: what is too high goes to the highest atom.",
      run: (f) => [
        f.project(five, [0, 0, 0.5, 0, 0.5], 3, 1),
        f.project(five, [0, 0, 0.5, 0, 0.5], -9, 1),
      ],
      expected: [
        [0, 0, 0, 0, 1],
        [1, 0, 0, 0, 0],
      ],
    },
    {
      name: "atoms that do not begin at 0",
      given: "Atoms −2, −1.5, …, 2: r = 0.25 and γ = ½.",
      run: (f) => f.project(nine, probs, 0.25, 0.5),
      expected: slipped({})(nine, probs, 0.25, 0.5),
    },
    {
      name: "mass and mean",
      given: "Three steps that stay inside: the probabilities sum to 1, the mean is r + γ mean.",
      run: moments,
      expected: [
        { mass: 1, mean: 0.3 + 0.5 * mean },
        { mass: 1, mean: -0.2 + 0.9 * mean },
        { mass: 1, mean: 0.1 },
      ],
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with eleven atoms, judged by the lab's own verdict.",
      swap: true,
      run: (f) => gridLearns({ project: f.project }, { variant: "c51", rate: 0.02 }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "not held between the ends",
      explanation: "What lies beyond the highest atom belongs to the highest.",
      wrong: { project: slipped({ free: true }) },
    },
    {
      name: "the probability lost on an atom",
      explanation:
        "Where r + γz falls exactly on an atom, l = u and both shares are 0. Give it to that atom.",
      wrong: { project: slipped({ lost: true }) },
    },
    {
      name: "the shares exchanged",
      explanation: "The nearer neighbour gets more: left u − b, right b − l.",
      wrong: { project: slipped({ swapped: true }) },
    },
    {
      name: "to the nearest atom",
      explanation: "Rounding moves the mean; sharing between both neighbours keeps it.",
      wrong: { project: slipped({ nearest: true }) },
    },
    {
      name: "the reward forgotten",
      explanation: "Each atom goes to r + γz.",
      wrong: { project: slipped({ noReward: true }) },
    },
    {
      name: "no discount",
      explanation: "Each atom shrinks by γ before the reward is added.",
      wrong: { project: (atoms, p, r) => reference.project(atoms, p, r, 1) },
    },
  ],
});
