/** Checks of the duelling head: by hand, the mean of Q, slopes against finite differences, Q-learning. */
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { average, gridLearns, largest } from "../grid.ts";
import * as reference from "./reference.ts";

interface Solution {
  duel(value: number, advantages: number[]): number[];
  duelSlopes(slope: number[]): { value: number; advantages: number[] };
}

/** L = Σ c_a Q_a² / 2 at V = 0.3, A = (1, −2, 0.5, 4), whose slopes in V and A are taken by differences. */
const weights = [1, 0.5, -2, 3];
const at = { value: 0.3, advantages: [1, -2, 0.5, 4] };
const loss = (q: readonly number[]): number =>
  q.reduce((sum, x, a) => sum + (weights[a] * x * x) / 2, 0);
const slopes = (() => {
  const h = 1e-5;
  const moved = (a: number, d: number) =>
    loss(
      reference.duel(
        at.value,
        at.advantages.map((x, k) => (k === a ? x + d : x)),
      ),
    );
  const up = loss(reference.duel(at.value + h, at.advantages));
  const down = loss(reference.duel(at.value - h, at.advantages));
  return {
    value: (up - down) / (2 * h),
    advantages: at.advantages.map((_, a) => (moved(a, h) - moved(a, -h)) / (2 * h)),
  };
})();

export const duelling = exercise<Solution>({
  id: "05/duelling",
  folder: "05-ucl/exercises/12-duelling",
  title: "How good is it here, and what does it matter what I do?",
  source: "Wang et al. 2016, eq. 9, arXiv:1511.06581",
  functions: ["duel", "duelSlopes"],
  reference,
  cases: [
    {
      name: "three actions",
      given: "V = 10, A = (1, 2, 6).",
      run: (f) => f.duel(10, [1, 2, 6]),
      expected: [8, 9, 13],
    },
    {
      name: "what is added to all",
      given: "V = 10, A = (101, 102, 106): the same Q.",
      run: (f) => f.duel(10, [101, 102, 106]),
      expected: [8, 9, 13],
    },
    {
      name: "a single action",
      given: "V = −4, A = (7): there is nothing to choose.",
      run: (f) => f.duel(-4, [7]),
      expected: [-4],
    },
    {
      name: "the way back",
      given: "∂L/∂Q = (3, 0, 0): one action was tried.",
      run: (f) => f.duelSlopes([3, 0, 0]),
      expected: { value: 3, advantages: [2, -1, -1] },
    },
    {
      name: "all slopes equal",
      given: "∂L/∂Q = (2, 2): all of it goes to V.",
      run: (f) => f.duelSlopes([2, 2]),
      expected: { value: 4, advantages: [0, 0] },
    },
    {
      name: "by finite differences",
      given: "Four actions, L = Σ c Q² / 2: slopes in V and in each A.",
      run: (f) => f.duelSlopes(f.duel(at.value, at.advantages).map((q, a) => weights[a] * q)),
      expected: slopes,
      tolerance: 1e-6,
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with the duelling head, judged by the lab's own verdict.",
      swap: true,
      run: (f) => gridLearns({ duel: f.duel, duelSlopes: f.duelSlopes }, { variant: "duelling" }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the mean not subtracted",
      explanation: "V + A alone leaves open what belongs to which of the two.",
      wrong: { duel: (value, advantages) => advantages.map((a) => value + a) },
    },
    {
      name: "the largest subtracted",
      explanation:
        "The paper tries that too (eq. 8), and prefers the mean: the greedy action would have Q = V, and every change of it would move all the others.",
      wrong: {
        duel: (value, advantages) => advantages.map((a) => value + a - largest(advantages)),
      },
    },
    {
      name: "the mean added",
      explanation: "It is subtracted: the advantages are to have the mean 0.",
      wrong: {
        duel: (value, advantages) => advantages.map((a) => value + a + average(advantages)),
      },
    },
    {
      name: "the way back forgets the mean",
      explanation: "Every advantage also sits in the mean, which every Q subtracts.",
      wrong: {
        duelSlopes: (slope) => ({
          value: slope.reduce((a, b) => a + b, 0),
          advantages: [...slope],
        }),
      },
    },
    {
      name: "the mean of the slopes for V",
      explanation: "V appears in the Q of every action: its slope is the sum.",
      wrong: {
        duelSlopes: (slope) => ({
          value: average(slope),
          advantages: slope.map((d) => d - average(slope)),
        }),
      },
    },
  ],
});
