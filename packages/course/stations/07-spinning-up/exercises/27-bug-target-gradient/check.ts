/** Checks of a Q-learner whose target is a number: one step by hand, ends, against plain numbers, the two doors. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

type Train = typeof reference.train;
type Memory = Parameters<Train>[0];

interface Solution {
  train: Train;
}

interface Slip {
  readonly flow?: boolean;
  readonly end?: boolean;
  readonly all?: boolean;
  readonly sum?: boolean;
}

/** In plain numbers, with a slip. */
const slipped =
  (slip: Slip): Train =>
  ({ states, next, actions, rewards, terminated }, gamma, steps, rate) => {
    const [n, choices, B] = [states[0].length, actions[0].length, rewards.length];
    const W = Array.from({ length: n }, () => new Array<number>(choices).fill(0));
    const q = (phi: readonly number[], b: number) =>
      phi.reduce((sum, x, i) => sum + x * W[i][b], 0);
    const errors = () =>
      rewards.map((r, row) => {
        const there = W[0].map((_, b) => q(next[row], b));
        const best = there.indexOf(Math.max(...there));
        const discount = gamma * (slip.end ? 1 : 1 - terminated[row]);
        const here = actions[row].reduce(
          (sum, x, b) => sum + (slip.all ? 1 : x) * q(states[row], b),
          0,
        );
        return { error: here - r - discount * there[best], best, discount };
      });
    const scale = slip.sum ? 1 : B;
    for (let k = 0; k < steps; k++) {
      const slope = W.map((row) => row.map(() => 0));
      errors().forEach(({ error, best, discount }, row) => {
        for (let i = 0; i < n; i++) {
          for (let b = 0; b < choices; b++)
            slope[i][b] += (2 * error * states[row][i] * (slip.all ? 1 : actions[row][b])) / scale;
          if (slip.flow) slope[i][best] -= (2 * error * discount * next[row][i]) / scale;
        }
      });
      for (let i = 0; i < n; i++) for (let b = 0; b < choices; b++) W[i][b] -= rate * slope[i][b];
    }
    const loss = errors().reduce((sum, { error }) => sum + (error * error) / scale, 0);
    return { weights: W.flat(), loss };
  };

const one = (i: number, n: number): number[] =>
  Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));

/** The hall and the two rooms. */
function doors(size: number): Memory {
  const random = rng(84);
  const rows = { states: [], next: [], actions: [], rewards: [], terminated: [] } as {
    -readonly [K in keyof Memory]: Memory[K];
  };
  let s = 0;
  for (let t = 0; t < size; t++) {
    const a = random.integer(2);
    const isCoin = s === 0 && a === 0;
    const after = isCoin ? 1 + random.integer(2) : 0;
    rows.states.push(one(s, 3));
    rows.next.push(one(after, 3));
    rows.actions.push(one(a, 2));
    rows.rewards.push(s === 0 ? (isCoin ? 0 : 0.55) : s === 1 ? 1 : 0);
    rows.terminated.push(isCoin ? 0 : 1);
    s = after;
  }
  return rows;
}

/** The share of coins that led to the good room. */
const memoryOfDoors = doors(400);
const share = (() => {
  const coins = memoryOfDoors.next.filter(
    (_, t) => memoryOfDoors.states[t][0] === 1 && memoryOfDoors.actions[t][0] === 1,
  );
  return coins.reduce((sum, [, good]) => sum + good, 0) / coins.length;
})();

const random = rng(87);
const many: Memory = (() => {
  const phi = () => [random.normal(), random.normal()];
  const rows = Array.from({ length: 16 }, phi);
  return {
    states: rows,
    next: rows.map(phi),
    actions: rows.map(() => one(random.integer(3), 3)),
    rewards: rows.map(() => random.normal()),
    terminated: rows.map(() => (random.random() < 0.3 ? 1 : 0)),
  };
})();
/** Weights that are not zero, so that the next state counts: a step towards 2, then a step back home. */
const twoSteps: Memory = {
  states: [
    [1, 0],
    [0, 1],
  ],
  next: [
    [0, 1],
    [1, 0],
  ],
  actions: [[1], [1]],
  rewards: [2, 4],
  terminated: [0, 1],
};

export const bugTargetGradient = exercise<Solution>({
  id: "07/bug-target-gradient",
  folder: "07-spinning-up/exercises/27-bug-target-gradient",
  title: "Nothing fails: the loss has never been lower",
  source: "Sutton & Barto, 2nd ed., section 11.5",
  functions: ["train"],
  planted: "the gradient flows into the target",
  reference,
  cases: [
    {
      name: "one step",
      given:
        "Two states in a row, rewards 2 and 4, the second one ends; W = 0; rate ½: halves of 2 and 4.",
      run: (f) => f.train(twoSteps, 0.5, 1, 0.5),
      expected: { weights: [1, 2], loss: (4 + 4) / 2 },
      tolerance: 1e-5,
    },
    {
      name: "a second step",
      given: "The same, two steps: the first state goes towards 2 + ½ · 2, the second to 4.",
      run: (f) => f.train(twoSteps, 0.5, 2, 0.5),
      expected: { weights: [2, 3], loss: (1.5 * 1.5 + 1) / 2 },
      tolerance: 1e-5,
    },
    {
      name: "where it ends",
      given: "The same, 40 steps: 4 at the end, and 2 + ½ · 4 before it.",
      run: (f) => f.train(twoSteps, 0.5, 40, 0.5).weights,
      expected: [4, 4],
      tolerance: 1e-5,
    },
    {
      name: "thirty random steps",
      given: "16 random rows of two features and three actions, γ = 0.9, rate 0.05.",
      run: (f) => f.train(many, 0.9, 30, 0.05),
      expected: slipped({})(many, 0.9, 30, 0.05),
      tolerance: 1e-4,
    },
    {
      name: "the two doors with yours",
      given: "A memory of 400 steps, 300 steps of descent: the coin is worth what it paid in it.",
      swap: true,
      run: (f) => {
        const { weights } = f.train(memoryOfDoors, 1, 300, 0.5);
        return { coin: weights[0], sure: weights[1] };
      },
      expected: { coin: between(share - 0.005, share + 0.005), sure: between(0.549, 0.551) },
    },
  ],
  mistakes: [
    {
      name: "the gradient flows into the target",
      explanation:
        "The target is a number to aim at. Without detach() the network also moves the target towards itself.",
      wrong: { train: slipped({ flow: true }) },
    },
    {
      name: "the end bootstrapped",
      explanation: "Where the episode is over nothing follows.",
      wrong: { train: slipped({ end: true }) },
    },
    {
      name: "all actions summed",
      explanation: "Q of the action that was taken: times the one-hot, then the sum.",
      wrong: { train: slipped({ all: true }) },
    },
    {
      name: "a sum instead of a mean",
      explanation: "The error is averaged over the rows.",
      wrong: { train: slipped({ sum: true }) },
    },
  ],
});
