/** Checks of the quantile loss: by hand, both sides, slopes by finite differences, quantiles of dice, Q-learning. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { gridLearns } from "../grid.ts";
import * as reference from "./reference.ts";

type Loss = typeof reference.quantileHuber;

interface Solution {
  quantileHuber: Loss;
}

interface Slip {
  readonly sides?: boolean;
  readonly sign?: boolean;
  readonly square?: boolean;
  readonly whole?: boolean;
  readonly mean?: boolean;
}

const slipped =
  (slip: Slip): Loss =>
  (u, tau, kappa) => {
    const weight = slip.mean ? 0.5 : u < 0 !== (slip.sides ?? false) ? 1 - tau : tau;
    const isNear = slip.square || Math.abs(u) <= kappa;
    const value = isNear ? (u * u) / 2 : kappa * (Math.abs(u) - kappa / 2);
    const slope = (isNear ? u : kappa * Math.sign(u)) * (slip.sign ? -1 : 1);
    const scale = slip.whole ? 1 : kappa;
    return { value: (weight * value) / scale, slope: (weight * slope) / scale };
  };

const random = rng(66);
const draws = Array.from({ length: 12 }, () => [
  random.uniform(-3, 3),
  random.uniform(0.05, 0.95),
  random.uniform(0.3, 1.5),
]);

export const quantileHuber = exercise<Solution>({
  id: "05/quantile-huber",
  folder: "05-ucl/exercises/17-quantile-huber",
  title: "Wrong by how much, and on which side?",
  source: "Dabney et al. 2018, arXiv:1710.10044",
  functions: ["quantileHuber"],
  reference,
  cases: [
    {
      name: "small errors, in the middle",
      given: "τ = ½, κ = 1: u = 0.4 and u = −0.4.",
      run: (f) => [f.quantileHuber(0.4, 0.5, 1), f.quantileHuber(-0.4, 0.5, 1)],
      expected: [
        { value: 0.04, slope: 0.2 },
        { value: 0.04, slope: -0.2 },
      ],
    },
    {
      name: "large errors, in the middle",
      given: "τ = ½, κ = 1: u = 3 and u = −3, on the straight part.",
      run: (f) => [f.quantileHuber(3, 0.5, 1), f.quantileHuber(-3, 0.5, 1)],
      expected: [
        { value: 1.25, slope: 0.5 },
        { value: 1.25, slope: -0.5 },
      ],
    },
    {
      name: "a high quantile",
      given: "τ = 0.9, κ = 1: u = 0.4 and −0.4. Above weighs nine times as much as below.",
      run: (f) => [f.quantileHuber(0.4, 0.9, 1), f.quantileHuber(-0.4, 0.9, 1)],
      expected: [
        { value: 0.072, slope: 0.36 },
        { value: 0.008, slope: -0.04 },
      ],
    },
    {
      name: "another κ",
      given: "τ = ¼, κ = 2: u = 1, u = −1 and u = −6.",
      run: (f) => [1, -1, -6].map((u) => f.quantileHuber(u, 0.25, 2)),
      expected: [
        { value: 0.0625, slope: 0.125 },
        { value: 0.1875, slope: -0.375 },
        { value: 3.75, slope: -0.75 },
      ],
    },
    {
      name: "no error",
      given: "u = 0: nothing to learn.",
      run: (f) => f.quantileHuber(0, 0.9, 1),
      expected: { value: 0, slope: 0 },
    },
    {
      name: "slopes by finite differences",
      given: "Twelve random errors, quantiles and κ.",
      run: (f) => draws.map(([u, tau, kappa]) => f.quantileHuber(u, tau, kappa).slope),
      expected: draws.map(
        ([u, tau, kappa]) =>
          (reference.quantileHuber(u + 1e-6, tau, kappa).value -
            reference.quantileHuber(u - 1e-6, tau, kappa).value) /
          2e-6,
      ),
      tolerance: 1e-6,
    },
    {
      name: "twelve losses",
      given: "The same: the losses themselves.",
      run: (f) => draws.map(([u, tau, kappa]) => f.quantileHuber(u, tau, kappa).value),
      expected: draws.map(([u, tau, kappa]) => slipped({})(u, tau, kappa).value),
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with five quantiles, judged by the lab's own verdict.",
      swap: true,
      run: (f) => gridLearns({ quantileHuber: f.quantileHuber }, { variant: "quantiles" }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the sides exchanged",
      explanation: "A target above θ (u > 0) weighs τ, one below it 1 − τ.",
      wrong: { quantileHuber: slipped({ sides: true }) },
    },
    {
      name: "both sides alike",
      explanation: "Without the weights every quantile becomes the middle.",
      wrong: { quantileHuber: slipped({ mean: true }) },
    },
    {
      name: "the slope with the wrong sign",
      explanation: "The derivative is with respect to u; it has the sign of u.",
      wrong: { quantileHuber: slipped({ sign: true }) },
    },
    {
      name: "a parabola all the way",
      explanation: "Beyond κ the loss goes on as a straight line.",
      wrong: { quantileHuber: slipped({ square: true }) },
    },
    {
      name: "not divided by κ",
      explanation: "With the division the slope far away is τ or τ − 1, whatever κ.",
      wrong: { quantileHuber: slipped({ whole: true }) },
    },
  ],
});
