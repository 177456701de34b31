/** Checks of the cloning loss: by hand, by finite differences, and a linear clone that holds a pole. */
import { exp, log, rng } from "gradus/core";
import { cartPole } from "gradus/envs";
import { between, exercise } from "../../../../src/exercise.ts";
import { linear, softmax } from "../../labs/parts/simple.ts";
import { differences, matrix } from "../slopes.ts";
import * as reference from "./reference.ts";

interface Solution {
  cloningLoss(logits: number[][], actions: number[]): number;
  cloningSlope(logits: number[][], actions: number[]): number[][];
}

const random = rng(67);
const [logits, actions] = [matrix(4, 3, random), [2, 0, 1, 1]];

/** Three to one, and one to three. */
const twoStates = [
  [log(3), 0],
  [0, log(3)],
];

const expertAct = (s: ArrayLike<number>): number =>
  0.1 * s[0] + 0.3 * s[1] + 3 * s[2] + s[3] > 0 ? 1 : 0;

/** Steps that a pole stands under a policy, mean of three episodes; every state is shown to `watch`. */
function balanced(act: (s: number[]) => number, watch?: (s: number[]) => void): number {
  const world = cartPole();
  const state = world.create();
  const draws = rng(11);
  const shown = new Float64Array(4);
  const outcome = { reward: 0, terminated: false };
  let steps = 0;
  for (let e = 0; e < 3; e++) {
    world.reset(state, draws);
    outcome.terminated = false;
    for (let t = 0; t < 500 && !outcome.terminated; t++, steps++) {
      world.observe(state, shown, 0);
      const s = Array.from(shown);
      watch?.(s);
      world.step(state, act(s), draws, outcome);
    }
  }
  return steps / 3;
}

/** On one scale, so that one step size fits all: tilts of a pole that stands are small numbers. */
const scaled = (s: readonly number[]): number[] => [s[0], s[1], 20 * s[2], 5 * s[3]];

/** Ten numbers fitted to three episodes of the expert with the learner's slope. */
function clone(f: Solution): { before: number; after: number; steps: number } {
  const seen: number[][] = [];
  const told: number[] = [];
  balanced(expertAct, (s) => {
    seen.push(scaled(s));
    told.push(expertAct(s));
  });
  const theta = [0, 1].map(() => new Array<number>(5).fill(0));
  const all = () => seen.map((s) => linear(theta, s));
  const before = f.cloningLoss(all(), told);
  for (let k = 0; k < 200; k++) {
    const slope = f.cloningSlope(all(), told);
    slope.forEach((of, i) => {
      of.forEach((g, a) => {
        seen[i].forEach((x, j) => {
          theta[a][j] -= 10 * g * x;
        });
      });
    });
  }
  const act = (s: number[]) => {
    const [left, right] = linear(theta, scaled(s));
    return right > left ? 1 : 0;
  };
  return { before, after: f.cloningLoss(all(), told), steps: balanced(act) };
}

export const cloningLoss = exercise<Solution>({
  id: "06/cloning-loss",
  folder: "06-bootcamp/exercises/07-cloning-loss",
  title: "Say what the expert would say",
  source: "Pomerleau 1989; Deep RL Bootcamp 2017, core lecture 10",
  functions: ["cloningLoss", "cloningSlope"],
  reference,
  cases: [
    {
      name: "nothing learned yet",
      given: "One state, two actions, logits 0 and 0: π is ½, the loss log 2.",
      run: (f) => f.cloningLoss([[0, 0]], [1]),
      expected: log(2),
    },
    {
      name: "two states",
      given: "π is (¾, ¼) and (¼, ¾), the expert took 0 in both: −½ (log ¾ + log ¼).",
      run: (f) => f.cloningLoss(twoStates, [0, 0]),
      expected: -(log(0.75) + log(0.25)) / 2,
    },
    {
      name: "the slope by hand",
      given: "The same two states: (¾ − 1, ¼) and (¼ − 1, ¾), each halved.",
      run: (f) => f.cloningSlope(twoStates, [0, 0]),
      expected: [
        [-0.125, 0.125],
        [-0.375, 0.375],
      ],
    },
    {
      name: "large logits",
      given: "Logits 1000, 998 and 0, the expert took 0: log(1 + e⁻²).",
      run: (f) => f.cloningLoss([[1000, 998, 0]], [0]),
      expected: log(1 + exp(-2)),
    },
    {
      name: "random states",
      given: "Four random states, three actions.",
      run: (f) => ({
        loss: f.cloningLoss(logits, actions),
        slope: f.cloningSlope(logits, actions),
      }),
      expected: {
        loss: -logits.reduce((sum, h, i) => sum + log(softmax(h)[actions[i]]), 0) / 4,
        slope: differences((h) => reference.cloningLoss(h, actions), logits),
      },
      tolerance: 1e-6,
    },
    {
      name: "a clone with yours",
      given:
        "Ten numbers, fitted by your slope to three episodes of an expert that holds a pole for 500 steps: the loss before and after, and the steps that the clone holds it.",
      swap: true,
      run: clone,
      expected: { before: between(0.69, 0.7), after: between(0, 0.25), steps: between(475, 500) },
    },
  ],
  mistakes: [
    {
      name: "the sum in place of the mean",
      explanation:
        "Divide by the number of states, or the step size depends on how many there are.",
      wrong: {
        cloningLoss: (h, a) => reference.cloningLoss(h, a) * h.length,
        cloningSlope: (h, a) =>
          reference.cloningSlope(h, a).map((row) => row.map((x) => x * h.length)),
      },
    },
    {
      name: "the slope of log π",
      explanation:
        "The loss is minus the logarithm: its slope is π(k) − 1[k = a], so that a step against it makes the expert's action likelier.",
      wrong: {
        cloningSlope: (h, a) => reference.cloningSlope(h, a).map((row) => row.map((x) => -x)),
      },
    },
    {
      name: "only the logit of the action",
      explanation:
        "Every logit changes π(a), through the sum below the fraction: the others have the slope π(k).",
      wrong: {
        cloningSlope: (h, a) =>
          reference.cloningSlope(h, a).map((row, i) => row.map((x, k) => (k === a[i] ? x : 0))),
      },
    },
    {
      name: "the probability in place of its logarithm",
      explanation: "The loss is −log π(a), not 1 − π(a) or −π(a).",
      wrong: {
        cloningLoss: (h, a) => -h.reduce((sum, row, i) => sum + softmax(row)[a[i]], 0) / h.length,
      },
    },
    {
      name: "the likeliest action taken for the expert's",
      explanation: "What counts is how likely the expert's action is, not the policy's favourite.",
      wrong: {
        cloningLoss: (h) =>
          reference.cloningLoss(
            h,
            h.map((row) => row.indexOf(Math.max(...row))),
          ),
      },
    },
  ],
});
