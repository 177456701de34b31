/** Checks of a mended Q-learner: two updates by hand, ends, copies, fifty random updates, the ferry. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { ferry, ferryRowing, type Step, type Train, training } from "../tableDqn.ts";
import * as reference from "./reference.ts";

interface Solution {
  train: Train;
}

const first = (): number => 0;
const inTurn = () => {
  let k = 0;
  return (n: number): number => k++ % n;
};
const some = (() => {
  const random = rng(83);
  const phi = () => [random.normal(), random.normal(), random.normal()];
  return Array.from(
    { length: 12 },
    (): Step => ({
      phi: phi(),
      a: random.integer(2),
      r: random.normal(),
      next: phi(),
      terminated: random.random() < 0.3,
    }),
  );
})();
const one = { gamma: 0.5, rate: 0.5, batch: 1, updates: 1, copyEvery: 1 };

export const bugFrozen = exercise<Solution>({
  id: "07/bug-frozen",
  folder: "07-spinning-up/exercises/25-bug-frozen",
  title: "Nothing fails: a target that never hears the news",
  source: "Mnih et al. 2015, algorithm 1",
  functions: ["train"],
  planted: "the target never copied",
  reference,
  cases: [
    {
      name: "one update",
      given: "One step, φ = (1, 2), action 1 of 2, r = 3, not ended; all weights 0; rate ½.",
      run: (f) =>
        f.train([{ phi: [1, 2], a: 1, r: 3, next: [1, 0], terminated: false }], first, 2, one),
      expected: {
        weights: [
          [0, 0],
          [1.5, 3],
        ],
        loss: 9,
        meanQ: 0,
      },
    },
    {
      name: "the copy is used",
      given:
        "φ = (1), r = 1, the same state again, γ = ½, rate 1: after a copy the target is 1 + ½ · 1, with a copy every second update it is 1 twice.",
      run: (f) => {
        const step = { phi: [1], a: 0, r: 1, next: [1], terminated: false };
        return [1, 2].map(
          (copyEvery) =>
            f.train([step], first, 1, { ...one, rate: 1, updates: 3, copyEvery }).weights,
        );
      },
      expected: [[[1.75]], [[1.5]]],
    },
    {
      name: "an end",
      given: "The same step, but it ends the episode: the target is 1, however often.",
      run: (f) =>
        f.train([{ phi: [1], a: 0, r: 1, next: [1], terminated: true }], first, 1, {
          ...one,
          rate: 1,
          updates: 5,
        }).weights,
      expected: [[1]],
    },
    {
      name: "the best action there",
      given:
        "Two steps in turn: action 0 earns 4 and ends; action 1 earns 0 and leads back. γ = ½.",
      run: (f) =>
        f.train(
          [
            { phi: [1], a: 0, r: 4, next: [0], terminated: true },
            { phi: [1], a: 1, r: 0, next: [1], terminated: false },
          ],
          inTurn(),
          2,
          { ...one, rate: 1, updates: 4 },
        ).weights,
      expected: [[4], [2]],
    },
    {
      name: "fifty updates",
      given: "Twelve random steps with three features, minibatches of four, a copy every seven.",
      run: (f) =>
        f.train(some, inTurn(), 2, { gamma: 0.9, rate: 0.1, batch: 4, updates: 50, copyEvery: 7 }),
      expected: training()(some, inTurn(), 2, {
        gamma: 0.9,
        rate: 0.1,
        batch: 4,
        updates: 50,
        copyEvery: 7,
      }),
    },
    {
      name: "the ferry with yours",
      given:
        "3000 updates from a memory of 2000 steps: what rowing is worth in the first and last cell.",
      swap: true,
      run: (f) => {
        const { first: near, last, loss } = ferry(f.train);
        return { first: near, last, loss };
      },
      // the world is deterministic: what is left after sixty copies is the rounding of a float
      expected: {
        first: between(ferryRowing(0.9)[0] - 1e-6, ferryRowing(0.9)[0] + 1e-6),
        last: between(0.95 - 1e-6, 0.95 + 1e-6),
        loss: between(0, 1e-12),
      },
    },
  ],
  mistakes: [
    {
      name: "the target never copied",
      explanation:
        "The target network stays as it was born, so that nobody ever hears of what lies two steps away.",
      wrong: { train: training("frozen") },
    },
    {
      name: "the end bootstrapped",
      explanation:
        "After the end nothing follows; what the environment shows then is another episode.",
      wrong: { train: training("afterlife") },
    },
    {
      name: "the mean instead of the best",
      explanation: "Q-learning takes the best action of the next state.",
      wrong: { train: training("mean") },
    },
    {
      name: "the target and the network one and the same",
      explanation:
        "Without a copy both names mean the same lists: the target moves with every update.",
      wrong: { train: training("untied") },
    },
  ],
});
