/** Checks of the checker: slopes by hand, distances, gradients that are right, and planted mistakes that it must reject. */
import { cos, exp, rng, sin } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { backprop } from "../../../01-nielsen/exercises/04-backprop/reference.ts";
import {
  cost,
  type Gradient,
  type Net,
  numbers,
  randomNet,
} from "../../../01-nielsen/exercises/nets.ts";
import { gradientChecking } from "../../labs/gradient-checking.ts";
import { flat, shapedLike } from "../numeric.ts";
import * as reference from "./reference.ts";

type Cost = (w: number[]) => number;
interface Solution {
  numericalGradient(f: Cost, w: number[], h: number): number[];
  relativeDifference(a: number[], b: number[]): number;
  gradientIsRight(
    f: Cost,
    gradient: (w: number[]) => number[],
    w: number[],
    h: number,
    limit: number,
  ): boolean;
}

const norm = (x: number[]): number => Math.sqrt(x.reduce((s, v) => s + v ** 2, 0));
const apart = (a: number[], b: number[]): number => norm(a.map((x, i) => x - b[i]));
const difference =
  (of: (a: number[], b: number[]) => number): Solution["relativeDifference"] =>
  (a, b) => {
    const d = of(a, b);
    return Number.isNaN(d) ? 0 : d;
  };
const slopes =
  (of: (f: Cost, w: number[], i: number, h: number) => number): Solution["numericalGradient"] =>
  (f, w, h) =>
    w.map((_, i) => of(f, w, i, h));
const moved = (w: number[], i: number, d: number): number[] =>
  w.map((x, k) => (k === i ? x + d : x));

const waves: Cost = ([a, b, c]) => a * a * b + exp(c) + sin(a * c);
const AT = [0.7, -1.3, 0.4];

/** Σ w⁴/4, whose slopes are w³; and slips in them. */
const quartic: Cost = (w) => w.reduce((s, x) => s + x ** 4 / 4, 0);
const cubes = (w: number[]): number[] => w.map((x) => x ** 3);

const faults: Readonly<Record<string, (g: Gradient) => Gradient>> = {
  right: (g) => g,
  "a layer twice as large": ({ nablaW, nablaB }) => ({
    nablaW: nablaW.map((w, l) => (l === 1 ? w.map((row) => row.map((x) => 2 * x)) : w)),
    nablaB,
  }),
  "a bias four times as large": ({ nablaW, nablaB }) => ({
    nablaW,
    nablaB: nablaB.map((b, l) => (l === 0 ? b.map((x) => 4 * x) : b)),
  }),
  "one weight forgotten": ({ nablaW, nablaB }) => ({
    nablaW: nablaW.map((w, l) =>
      l === 1 ? w.map((row, j) => row.map((x, k) => (j + k === 0 ? 0 : x))) : w,
    ),
    nablaB,
  }),
  "the wrong sign": ({ nablaW, nablaB }) => ({
    nablaW,
    nablaB: nablaB.map((b) => b.map((x) => -x)),
  }),
};

/** What the checker says of back-propagation in five networks, with each fault. */
function judged(f: Solution) {
  const random = rng(51);
  return Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => [
      name,
      [0, 1, 2, 3, 4].map(() => {
        const net = randomNet([3, 4, 2], random);
        const x = numbers(3, random, -1, 1);
        const y = numbers(2, random);
        const whole = (g: Gradient): number[] => [...flat(g.nablaW), ...flat(g.nablaB)];
        const start = [...flat(net.weights), ...flat(net.biases)];
        const netOf = (w: number[]): Net => ({
          weights: shapedLike(net.weights, w),
          biases: shapedLike(net.biases, w.slice(-6)),
        });
        return f.gradientIsRight(
          (w) => cost(netOf(w), { x, y }),
          (w) => whole(fault(backprop(netOf(w), x, y))),
          start,
          1e-5,
          1e-7,
        );
      }),
    ]),
  );
}

export const gradientCheckExercise = exercise<Solution>({
  id: "02/gradient-check",
  folder: "02-deep-learning-specialization/exercises/09-gradient-check",
  title: "Is this gradient right?",
  source: "A. Ng, Improving Deep Neural Networks, week 1, gradient checking",
  functions: ["numericalGradient", "relativeDifference", "gradientIsRight"],
  reference,
  cases: [
    {
      name: "a parabola",
      given: "f = w², at 3: the slope is 6, and h = ½ gives it exactly.",
      run: (f) => f.numericalGradient(([w]) => w * w, [3], 0.5),
      expected: [6],
    },
    {
      name: "a cubic, with a large h",
      given: "f = w³ at 1 with h = 1: (8 − 0)/2, one more than the slope.",
      run: (f) => f.numericalGradient(([w]) => w ** 3, [1], 1),
      expected: [4],
    },
    {
      name: "several weights",
      given:
        "f = a²b + e^c + sin(ac) at (0.7, −1.3, 0.4): each slope with the others as they were.",
      run: (f) => f.numericalGradient(waves, AT, 1e-5),
      expected: [
        2 * AT[0] * AT[1] + AT[2] * cos(AT[0] * AT[2]),
        AT[0] ** 2,
        exp(AT[2]) + AT[0] * cos(AT[0] * AT[2]),
      ],
      tolerance: 1e-8,
    },
    {
      name: "distances",
      given:
        "(3, 4) from (0, 0), from (3, 4), from (−3, −4), and from (6, 8): 1, 0, 1 and a third.",
      run: (f) =>
        [
          [0, 0],
          [3, 4],
          [-3, -4],
          [6, 8],
        ].map((b) => f.relativeDifference([3, 4], b)),
      expected: [1, 0, 1, 1 / 3],
    },
    {
      name: "large ones, small ones, none",
      given: "(5, 12) from (5, 0), in millions and in millionths: 2/3. Zeros from zeros: 0.",
      run: (f) => [
        f.relativeDifference([5e6, 12e6], [5e6, 0]),
        f.relativeDifference([5e-6, 12e-6], [5e-6, 0]),
        f.relativeDifference([0, 0], [0, 0]),
      ],
      expected: [2 / 3, 2 / 3, 0],
    },
    {
      name: "right and wrong",
      given:
        "f = Σ w⁴/4 at (1, −2, 3): its slopes w³; with one of three a hundredth too large; half of all; limit 10⁻⁷.",
      run: (f) =>
        [cubes, (w: number[]) => cubes(w).map((x, i) => (i === 1 ? 1.01 * x : x)), half].map((g) =>
          f.gradientIsRight(quartic, g, [1, -2, 3], 1e-5, 1e-7),
        ),
      expected: [true, false, false],
    },
    {
      name: "the limit",
      given:
        "Half of the slopes differ by a third, relatively: right below a limit of 0.34, not of 0.33.",
      run: (f) =>
        [0.34, 0.33].map((limit) => f.gradientIsRight(quartic, half, [1, -2, 3], 1e-5, limit)),
      expected: [true, false],
    },
    {
      name: "twenty-five networks",
      given:
        "Back-propagation as it should be and with four faults, in five networks each: what your checker says.",
      swap: true,
      run: judged,
      expected: Object.fromEntries(
        Object.keys(faults).map((name) => [name, new Array<boolean>(5).fill(name === "right")]),
      ),
    },
    {
      name: "in the lab",
      given:
        "02/gradient-checking with your two functions: its verdict on 47 slopes, of which 20 are wrong.",
      swap: true,
      run: (f) =>
        labVerdict(gradientChecking, {
          numericalGradient: f.numericalGradient,
          relativeDifference: f.relativeDifference,
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "one side only",
      explanation: "From w − h to w + h: one side alone has an error of the size of h.",
      wrong: { numericalGradient: slopes((f, w, i, h) => (f(moved(w, i, h)) - f(w)) / h) },
    },
    {
      name: "divided by h",
      explanation: "From w − h to w + h it is 2h.",
      wrong: {
        numericalGradient: slopes((f, w, i, h) => (f(moved(w, i, h)) - f(moved(w, i, -h))) / h),
      },
    },
    {
      name: "all weights moved at once",
      explanation: "One weight is moved, the others stay: that is what a partial derivative is.",
      wrong: {
        numericalGradient: slopes(
          (f, w, _, h) => (f(w.map((x) => x + h)) - f(w.map((x) => x - h))) / (2 * h),
        ),
      },
    },
    {
      name: "weights not put back",
      explanation:
        "The weights before this one must be as they were: put each back, or copy w anew.",
      wrong: {
        numericalGradient: slopes((f, w, i, h) => {
          const before = w.map((x, k) => (k < i ? x - h : x));
          return (f(moved(before, i, h)) - f(moved(before, i, -h))) / (2 * h);
        }),
      },
    },
    {
      name: "not relative",
      explanation:
        "Divide by the lengths of both: a difference of 10⁻³ is small for slopes of 10⁶.",
      wrong: { relativeDifference: difference(apart) },
    },
    {
      name: "relative to one of the two",
      explanation: "The denominator has both lengths, so that the result lies between 0 and 1.",
      wrong: { relativeDifference: difference((a, b) => apart(a, b) / norm(a)) },
    },
    {
      name: "squares without the root",
      explanation: "A length is the root of the sum of squares.",
      wrong: {
        relativeDifference: difference((a, b) => apart(a, b) ** 2 / (norm(a) ** 2 + norm(b) ** 2)),
      },
    },
    {
      name: "not a number for zeros",
      explanation: "0 / 0 is not a number: if both lists are zeros, the difference is 0.",
      wrong: { relativeDifference: (a, b) => apart(a, b) / (norm(a) + norm(b)) },
    },
    {
      name: "everything is right",
      explanation: "A gradient above the limit is wrong, and the checker has to say so.",
      wrong: { gradientIsRight: () => true },
    },
    {
      name: "the verdict turned round",
      explanation: "Right is a difference below the limit.",
      wrong: { gradientIsRight: (...args) => !reference.gradientIsRight(...args) },
    },
  ],
});

function half(w: number[]): number[] {
  return cubes(w).map((x) => x / 2);
}
