/** Checks of the conjugate gradient and of Fisher products; at the end they give the steps of the natural gradient. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { fisher, solved } from "../../labs/parts/simple.ts";
import { naturalGradient } from "../../labs/policy-gradients-by-hand.ts";
import { matrix } from "../slopes.ts";
import * as reference from "./reference.ts";

interface Solution {
  fisherProduct(scores: number[][], v: number[], damping: number): number[];
  conjugateGradient(product: (v: number[]) => number[], b: number[], iterations: number): number[];
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const times =
  (A: number[][]) =>
  (v: number[]): number[] =>
    A.map((row) => dot(row, v));

/** The step of the natural gradient with both. */
function step(f: Solution, scores: number[][], g: number[], epsilon: number): number[] {
  const x = f.conjugateGradient((v) => f.fisherProduct(scores, v, 1e-4), g, g.length);
  const curvature = dot(x, f.fisherProduct(scores, x, 0)) + 1e-8;
  return x.map((v) => Math.sqrt((2 * epsilon) / curvature) * v);
}

const random = rng(65);
const scores = matrix(40, 5, random);
const vector = matrix(1, 5, random)[0];
const F = fisher(scores);
const hand = [
  [4, 1],
  [1, 3],
];

export const conjugateGradient = exercise<Solution>({
  id: "06/conjugate-gradient",
  folder: "06-bootcamp/exercises/05-conjugate-gradient",
  title: "Solve without the matrix",
  source: "Schulman et al. 2015, appendix C; Hestenes & Stiefel 1952",
  functions: ["fisherProduct", "conjugateGradient"],
  reference,
  cases: [
    {
      name: "one score",
      given: "The score (2, −1), v = (3, 1): (2, −1) · 5; damping ½ adds half of v.",
      run: (f) => [f.fisherProduct([[2, -1]], [3, 1], 0), f.fisherProduct([[2, -1]], [3, 1], 0.5)],
      expected: [
        [10, -5],
        [11.5, -4.5],
      ],
    },
    {
      name: "forty scores",
      given:
        "40 random scores of five numbers, damping 0.1. Expected: the matrix, formed and multiplied.",
      run: (f) => f.fisherProduct(scores, vector, 0.1),
      expected: times(F)(vector).map((x, i) => x + 0.1 * vector[i]),
    },
    {
      name: "one iteration",
      given: "A = (4 1; 1 3), b = (1, 2): α = 5/20, x = ¼ b.",
      run: (f) => f.conjugateGradient(times(hand), [1, 2], 1),
      expected: [0.25, 0.5],
    },
    {
      name: "two are exact",
      given: "The same with two iterations: x = (1/11, 7/11).",
      run: (f) => f.conjugateGradient(times(hand), [1, 2], 2),
      expected: [1 / 11, 7 / 11],
    },
    {
      name: "nothing to do",
      given: "b = 0, ten iterations: x = 0, without a division by zero.",
      run: (f) => f.conjugateGradient(times(hand), [0, 0], 10),
      expected: [0, 0],
    },
    {
      name: "already solved",
      given:
        "A = 2 I, b = (4, 6), ten iterations: exact after the first, and then it stops; with how many products.",
      run: (f) => {
        let products = 0;
        const x = f.conjugateGradient(
          (v) => {
            products++;
            return v.map((y) => 2 * y);
          },
          [4, 6],
          10,
        );
        return { x, products };
      },
      expected: { x: [2, 3], products: 1 },
    },
    {
      name: "small enough",
      given:
        "A = 2 I; b = (8·10⁻⁶, 0), whose square is below 10⁻¹⁰, and b = (1.2·10⁻⁵, 0), whose square is not: how many products?",
      run: (f) =>
        [8e-6, 1.2e-5].map((size) => {
          let products = 0;
          f.conjugateGradient(
            (v) => {
              products++;
              return v.map((y) => 2 * y);
            },
            [size, 0],
            10,
          );
          return products;
        }),
      expected: [0, 1],
    },
    {
      name: "five unknowns",
      given:
        "F of the 40 scores, a random b: after 2 iterations, and after 5. Expected of the last: elimination.",
      run: (f) => ({
        two: f.conjugateGradient(times(F), vector, 2),
        five: f.conjugateGradient(times(F), vector, 5),
      }),
      expected: {
        two: reference.conjugateGradient(times(F), vector, 2),
        five: solved(F, vector),
      },
      tolerance: 1e-6,
    },
    {
      name: "the pole with yours",
      given:
        "The lab 06/natural-gradient, one seed: F x = g by your functions, judged by the lab's own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          naturalGradient,
          { naturalStep: (v, g, epsilon) => step(f, v, g, epsilon) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "steepest descent",
      explanation:
        "p is not the residual: it keeps a share β of the last direction. Without it a narrow valley takes for ever.",
      wrong: {
        conjugateGradient(product, b, iterations) {
          const x = b.map(() => 0);
          let r = [...b];
          for (let k = 0; k < iterations && dot(r, r) >= 1e-10; k++) {
            const Ar = product(r);
            const alpha = dot(r, r) / dot(r, Ar);
            r.forEach((v, i) => {
              x[i] += alpha * v;
            });
            r = r.map((v, i) => v - alpha * Ar[i]);
          }
          return x;
        },
      },
    },
    {
      name: "β upside down",
      explanation: "β is the new rᵀr over the old one.",
      wrong: {
        conjugateGradient(product, b, iterations) {
          const x = b.map(() => 0);
          let [r, p] = [[...b], [...b]];
          for (let k = 0; k < iterations && dot(r, r) >= 1e-10; k++) {
            const Ap = product(p);
            const old = dot(r, r);
            const alpha = old / dot(p, Ap);
            p.forEach((v, i) => {
              x[i] += alpha * v;
            });
            r = r.map((v, i) => v - alpha * Ap[i]);
            const beta = old / dot(r, r);
            p = r.map((v, i) => v + beta * p[i]);
          }
          return x;
        },
      },
    },
    {
      name: "no early stop",
      explanation: "Once the residual is 0, the next α is 0 divided by 0: stop where rᵀr < 10⁻¹⁰.",
      wrong: {
        conjugateGradient(product, b, iterations) {
          const x = b.map(() => 0);
          let [r, p, squared] = [[...b], [...b], dot(b, b)];
          for (let k = 0; k < iterations; k++) {
            const Ap = product(p);
            const alpha = squared / dot(p, Ap);
            p.forEach((v, i) => {
              x[i] += alpha * v;
            });
            r = r.map((v, i) => v - alpha * Ap[i]);
            const next = dot(r, r);
            p = r.map((v, i) => v + (next / squared) * p[i]);
            squared = next;
          }
          return x;
        },
      },
    },
    {
      name: "a sum instead of a mean",
      explanation: "F is an expectation: divide by the number of scores.",
      wrong: {
        fisherProduct: (v, x, damping) =>
          reference.fisherProduct(v, x, 0).map((y, i) => y * v.length + damping * x[i]),
      },
    },
    {
      name: "minus the solution",
      explanation: "x goes along p, which begins as b.",
      wrong: {
        conjugateGradient: (product, b, iterations) =>
          reference.conjugateGradient(product, b, iterations).map((v) => -v),
      },
    },
    {
      name: "damping forgotten",
      explanation: "Where the scores say nothing F is 0 and cannot be inverted: add damping · v.",
      wrong: { fisherProduct: (v, x) => reference.fisherProduct(v, x, 0) },
    },
  ],
});
