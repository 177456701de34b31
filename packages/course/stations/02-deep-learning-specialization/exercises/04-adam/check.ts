/** Checks of Adam: the first step, the second, ε, scales that do not matter, a bowl of a condition of a million. */
import { pow, rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

interface State {
  w: number[];
  m: number[];
  s: number[];
  t: number;
}
interface Solution {
  adamStep(
    state: State,
    g: number[],
    rate: number,
    beta1: number,
    beta2: number,
    eps: number,
  ): State;
}

interface Slip {
  readonly correct?: readonly [mean: boolean, square: boolean];
  /** What is counted as t in the correction, from the count before the step. */
  readonly count?: (t: number) => number;
  readonly keepsCorrected?: boolean;
  readonly epsInside?: boolean;
  readonly noRoot?: boolean;
  readonly absolute?: boolean;
  readonly uphill?: boolean;
  readonly exchanged?: boolean;
}

const slipped =
  (slip: Slip): Solution["adamStep"] =>
  (state, g, rate, beta1, beta2, eps) => {
    const [b1, b2] = slip.exchanged ? [beta2, beta1] : [beta1, beta2];
    const t = (slip.count ?? ((x) => x + 1))(state.t);
    const next: State = { w: [], m: [], s: [], t: state.t + 1 };
    g.forEach((x, i) => {
      const m = b1 * state.m[i] + (1 - b1) * x;
      const s = b2 * state.s[i] + (1 - b2) * (slip.absolute ? Math.abs(x) : x * x);
      const mHat = (slip.correct?.[0] ?? true) ? m / (1 - pow(b1, t)) : m;
      const sHat = (slip.correct?.[1] ?? true) ? s / (1 - pow(b2, t)) : s;
      const root = slip.noRoot
        ? sHat + eps
        : slip.epsInside
          ? Math.sqrt(sHat + eps)
          : Math.sqrt(sHat) + eps;
      next.w.push(state.w[i] + ((slip.uphill ? 1 : -1) * rate * mHat) / root);
      next.m.push(slip.keepsCorrected ? mHat : m);
      next.s.push(slip.keepsCorrected ? sHat : s);
    });
    return next;
  };

const start = (w: number[]): State => ({ w, m: w.map(() => 0), s: w.map(() => 0), t: 0 });

/** Steps with the slopes in a list, one list of slopes a step. */
function after(f: Solution, w: number[], slopes: number[][], eps = 1e-8): State {
  let state = start(w);
  for (const g of slopes) state = f.adamStep(state, g, 0.1, 0.9, 0.999, eps);
  return state;
}

/** Steepness of the bowl's eight directions. */
const STEEP = [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e3];

/** How far from the bottom each direction is after 3000 steps from 1; the step size falls to 0. */
function distances(f: Solution): number[] {
  let state = start(STEEP.map(() => 1));
  for (let k = 0; k < 3000; k++) {
    const g = state.w.map((x, i) => STEEP[i] * x);
    state = f.adamStep(state, g, 0.01 * (1 - k / 3000), 0.9, 0.999, 1e-8);
  }
  return state.w.map(Math.abs);
}

const stream = rng(102);
const twenty = Array.from({ length: 20 }, () => [0, 1, 2].map(() => stream.normal(0.3, 2)));

export const adamExercise = exercise<Solution>({
  id: "02/adam",
  folder: "02-deep-learning-specialization/exercises/04-adam",
  title: "A step size for every weight",
  source: "Kingma and Ba 2015, algorithm 1, arXiv:1412.6980",
  functions: ["adamStep"],
  reference,
  cases: [
    {
      name: "the first step",
      given: "Weights 1 and 1, slopes 4 and −0.01, rate 0.1, ε = 0: both move by 0.1.",
      run: (f) => ({ w: after(f, [1, 1], [[4, -0.01]], 0).w }),
      expected: { w: [0.9, 1.1] },
    },
    {
      name: "what is kept",
      given: "The same: a tenth of the slope, a thousandth of its square.",
      run: (f) => {
        const { m, s, t } = after(f, [1, 1], [[4, -0.01]], 0);
        return { m, s, t };
      },
      expected: { m: [0.4, -0.001], s: [0.016, 1e-7], t: 1 },
    },
    {
      name: "the second step",
      given: "β₁ = β₂ = ½, slopes 4 and then 0: m̂ = 1/0.75, ŝ = 4/0.75; ε = 0.",
      run: (f) => {
        const one = f.adamStep(start([0]), [4], 0.3, 0.5, 0.5, 0);
        return { ...f.adamStep(one, [0], 0.3, 0.5, 0.5, 0) };
      },
      expected: { w: [-0.3 - 0.3 / Math.sqrt(3)], m: [1], s: [4], t: 2 },
    },
    {
      name: "two memories",
      given: "β₁ = 0, β₂ = ¾: only the square is remembered. Slopes 2, then −1; ε = 0.",
      run: (f) => {
        const one = f.adamStep(start([0]), [2], 1, 0, 0.75, 0);
        return { ...f.adamStep(one, [-1], 1, 0, 0.75, 0) };
      },
      expected: { w: [-1 + 1 / Math.sqrt(1 / 0.4375)], m: [-1], s: [1], t: 2 }, // ŝ = 1/(1 − 9/16)
    },
    {
      name: "ε",
      given: "A slope of 3 with ε = 1: the root is 3, and 1 is added to it. A slope of 0: no step.",
      run: (f) => ({ w: after(f, [0, 2], [[3, 0]], 1).w }),
      expected: { w: [-0.075, 2] },
    },
    {
      name: "twenty steps",
      given: "Three weights, random slopes.",
      run: (f) => ({ ...after(f, [1, 0, -1], twenty) }),
      expected: { ...after({ adamStep: slipped({}) }, [1, 0, -1], twenty) },
    },
    {
      name: "the scale of the cost",
      given: "Twenty steps with slopes a thousand times as large end at the same place.",
      run: (f) =>
        after(
          f,
          [1, 0, -1],
          twenty.map((g) => g.map((x) => 1000 * x)),
        ).w,
      expected: after({ adamStep: slipped({}) }, [1, 0, -1], twenty).w,
      tolerance: 1e-6,
    },
    {
      name: "down a bowl",
      given:
        "½ Σ λ x² with λ from 0.001 to 1000, 3000 steps from 1 in each direction: how far from the bottom it ends.",
      swap: true,
      run: distances,
      expected: STEEP.map(() => between(0, 1e-6)),
    },
  ],
  mistakes: [
    {
      name: "no correction of the bias",
      explanation: "Both means begin at 0 and are too small at first: divide by 1 − βᵗ.",
      wrong: { adamStep: slipped({ correct: [false, false] }) },
    },
    {
      name: "only the mean corrected",
      explanation: "The square begins at 0 as well: divide it by 1 − β₂ᵗ.",
      wrong: { adamStep: slipped({ correct: [true, false] }) },
    },
    {
      name: "only the square corrected",
      explanation: "The mean begins at 0 as well: divide it by 1 − β₁ᵗ.",
      wrong: { adamStep: slipped({ correct: [false, true] }) },
    },
    {
      name: "the step counted afterwards",
      explanation: "The first step has t = 1; with t = 0 the correction divides by 0.",
      wrong: { adamStep: slipped({ count: (t) => t }) },
    },
    {
      name: "the corrected means kept",
      explanation: "Corrected is only what this step uses; m and s go on as they are.",
      wrong: { adamStep: slipped({ keepsCorrected: true }) },
    },
    {
      name: "ε inside the root",
      explanation: "ε is added after the root has been taken.",
      wrong: { adamStep: slipped({ epsInside: true }) },
    },
    {
      name: "no root",
      explanation: "s is a square; its root has the size of the slope.",
      wrong: { adamStep: slipped({ noRoot: true }) },
    },
    {
      name: "the slope not squared",
      explanation: "s is the mean of g², not of |g|.",
      wrong: { adamStep: slipped({ absolute: true }) },
    },
    {
      name: "uphill",
      explanation: "The step goes against the slope.",
      wrong: { adamStep: slipped({ uphill: true }) },
    },
    {
      name: "β₁ and β₂ exchanged",
      explanation: "β₁ belongs to the mean, β₂ to the square.",
      wrong: { adamStep: slipped({ exchanged: true }) },
    },
  ],
});
