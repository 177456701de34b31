/** Checks of a mended actor–critic: single steps by hand, random ones, the A-split world. The starter's fault is a mistake below. */
import { exp, rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { softmax } from "../lab.ts";
import * as reference from "./reference.ts";

type Learn = typeof reference.learn;

interface Solution {
  learn: Learn;
}

interface Slip {
  readonly residual?: boolean;
  readonly end?: boolean;
  readonly next?: boolean;
  readonly down?: boolean;
}

const dot = (x: number[], y: number[]): number => x.reduce((sum, v, i) => sum + v * y[i], 0);

/** The step with a slip. */
const slipped =
  (slip: Slip): Learn =>
  (theta, w, { phi, phiNext, a, r, terminated }, { gamma, actorRate, criticRate }) => {
    const discount = terminated && !slip.end ? 0 : gamma;
    const delta = r + discount * dot(w, phiNext) - dot(w, phi);
    const pi = softmax(
      theta.map((row) => dot(row, phi)),
      exp,
    );
    phi.forEach((x, i) => {
      const slope = slip.next ? phiNext[i] : x - (slip.residual ? discount * phiNext[i] : 0);
      w[i] += criticRate * delta * slope;
    });
    theta.forEach((row, k) => {
      const score = ((k === a ? 1 : 0) - pi[k]) * (slip.down ? -1 : 1);
      phi.forEach((x, i) => {
        row[i] += actorRate * delta * score * x;
      });
    });
    return delta;
  };

const settings = { gamma: 0.5, actorRate: 0.1, criticRate: 0.2 };
const [A, B, C, end] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0, 0, 0],
];

function after(f: Solution, steps: readonly Parameters<Learn>[2][], s = settings) {
  const theta = [
    [0.1, 0, 0.3],
    [0, 0.2, 0],
  ];
  const w = [1, 4, -2];
  const deltas = steps.map((step) => f.learn(theta, w, step, s));
  return { deltas, w, theta };
}

const random = rng(97);
const normal = () => [random.normal(), random.normal(), random.normal()];
const some = Array.from({ length: 15 }, () => ({
  phi: normal(),
  phiNext: normal(),
  a: random.integer(2),
  r: random.normal(),
  terminated: random.random() < 0.3,
}));

/** Values of the A-split world after many episodes, with a small step. */
function split(f: Solution): { A: number; B: number; C: number } {
  const draws = rng(98);
  const [theta, w] = [[[0, 0, 0]], [0.5, 0.5, 0.5]];
  const s = { gamma: 1, actorRate: 0, criticRate: 0.01 };
  for (let e = 0; e < 20_000; e++) {
    const isB = draws.random() < 0.5;
    const middle = isB ? B : C;
    f.learn(theta, w, { phi: A, phiNext: middle, a: 0, r: 0, terminated: false }, s);
    f.learn(theta, w, { phi: middle, phiNext: end, a: 0, r: isB ? 1 : 0, terminated: true }, s);
  }
  return { A: w[0], B: w[1], C: w[2] };
}

export const bugStopGradient = exercise<Solution>({
  id: "07/bug-stop-gradient",
  folder: "07-spinning-up/exercises/17-bug-stop-gradient",
  title: "Nothing fails, something else is learned: the target that moves",
  source: "Sutton & Barto, 2nd ed., Example 11.2",
  functions: ["learn"],
  updates: { learn: [0, 1] },
  planted: "the target moves too",
  reference,
  cases: [
    {
      name: "one step",
      given:
        "From A (V = 1) to B (V = 4), r = 1, γ = ½: δ = 1 + 2 − 1; α_w = 0.2. The critic alone.",
      run: (f) => {
        const { deltas, w } = after(f, [{ phi: A, phiNext: B, a: 0, r: 1, terminated: false }]);
        return { deltas, w };
      },
      expected: { deltas: [2], w: [1.4, 4, -2] },
    },
    {
      name: "the end",
      given: "From B (V = 4) to the end, r = 1; what is shown after the end looks like A.",
      run: (f) => {
        const { deltas, w } = after(f, [{ phi: B, phiNext: A, a: 1, r: 1, terminated: true }]);
        return { deltas, w };
      },
      expected: { deltas: [-3], w: [1, 3.4, -2] },
    },
    {
      name: "fifteen steps",
      given: "Fifteen steps with random features, from one to the next; critic and policy.",
      run: (f) => after(f, some),
    },
    {
      name: "a policy that has decided",
      given: "Preferences 800 and 0 in A, action 1: its probability is 0, and its score −1 and 1.",
      run: (f) => {
        const theta = [
          [800, 0, 0],
          [0, 0, 0],
        ];
        f.learn(theta, [0, 0, 0], { phi: A, phiNext: end, a: 1, r: 1, terminated: true }, settings);
        return { theta };
      },
      expected: {
        theta: [
          [799.9, 0, 0],
          [0.1, 0, 0],
        ],
      },
    },
    {
      name: "A-split with yours",
      given: "20 000 episodes of the A-split world, α_w = 0.01: the values of A, B, C.",
      swap: true,
      run: split,
      // V(A) follows a coin with α/2 of its variance ¼, deviation 0.035; B and C have no noise at all
      expected: { A: between(0.36, 0.64), B: between(0.99, 1.01), C: between(-0.01, 0.01) },
    },
  ],
  mistakes: [
    {
      name: "the target moves too",
      explanation:
        "The derivative of ½ δ² also pulls V(s′) towards V(s). The target is to stand still: drop the part with phiNext.",
      wrong: { learn: slipped({ residual: true }) },
    },
    {
      name: "the end bootstrapped",
      explanation: "After the end nothing follows, whatever the environment shows.",
      wrong: { learn: slipped({ end: true }) },
    },
    {
      name: "the next state updated",
      explanation: "The step teaches about the state it started from.",
      wrong: { learn: slipped({ next: true }) },
    },
    {
      name: "the policy descends",
      explanation: "What went better than expected is to become more likely.",
      wrong: { learn: slipped({ down: true }) },
    },
  ],
});
