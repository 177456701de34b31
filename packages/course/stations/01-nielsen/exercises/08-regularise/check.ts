/** Checks of weight decay, dropout masks and momentum. */
import { exp, rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { dropoutSmallData, l1Shrinks, momentumLab } from "../../labs/regularisers.ts";
import { decaying, masking, moving } from "../digits.ts";
import * as reference from "./reference.ts";

interface Solution {
  l2Update(w: number, gradient: number, eta: number, lambda: number, n: number): number;
  dropoutMask(size: number, keep: number, random: () => number): number[];
  momentumStep(
    w: number,
    v: number,
    gradient: number,
    eta: number,
    mu: number,
  ): { w: number; v: number };
}

/** Factors for the draws 0.1, 0.7, 0.3, 0.95, 0.6 and 0.59. */
function masked(f: Solution, keep: number): number[] {
  const draws = [0.1, 0.7, 0.3, 0.95, 0.6, 0.59];
  let i = 0;
  return f.dropoutMask(6, keep, () => draws[i++ % 6]);
}

const mask =
  (
    kept: (u: number, keep: number) => boolean,
    factor: (keep: number) => number,
  ): Solution["dropoutMask"] =>
  (size, keep, random) =>
    Array.from({ length: size }, () => (kept(random(), keep) ? factor(keep) : 0));

export const regularise = exercise<Solution>({
  id: "01/regularise",
  folder: "01-nielsen/exercises/08-regularise",
  title: "Three small helpers",
  source: "Nielsen, ch. 3, eq. 93, 107, 108",
  functions: ["l2Update", "dropoutMask", "momentumStep"],
  reference,
  needs: ["mnist"],
  cases: [
    {
      name: "decay alone",
      given: "w = 2, gradient 0, η = 0.5, λ = 10, n = 50: the weight loses a tenth.",
      run: (f) => ({ w: f.l2Update(2, 0, 0.5, 10, 50) }),
      expected: { w: 1.8 },
    },
    {
      name: "decay and gradient",
      given: "w = −3, gradient 0.4, η = 0.5, λ = 5, n = 100.",
      run: (f) => ({ w: f.l2Update(-3, 0.4, 0.5, 5, 100) }),
      expected: { w: -3.125 },
    },
    {
      name: "who is kept",
      given: "keep = 0.6 and the draws 0.1, 0.7, 0.3, 0.95, 0.6, 0.59.",
      run: (f) => ({ kept: masked(f, 0.6).map((x) => x !== 0) }),
      expected: { kept: [true, false, true, false, false, true] },
    },
    {
      name: "their factor",
      given: "The same draws with keep = 0.8: four are kept.",
      run: (f) => ({ mask: masked(f, 0.8) }),
      expected: { mask: [1.25, 1.25, 1.25, 0, 1.25, 1.25] },
    },
    {
      name: "the mean of masks",
      given:
        "The mean factor of 20 000 neurons, keep = 0.3: must be 1, so that later layers see the same sums.",
      run: (f) => {
        const random = rng(61);
        return {
          mean:
            f.dropoutMask(20_000, 0.3, () => random.random()).reduce((s, x) => s + x, 0) / 20_000,
        };
      },
      expected: { mean: between(0.957, 1.043) }, // 4 standard errors of √(0.7/0.3/20 000) = 0.0108
    },
    {
      name: "momentum from rest",
      given: "w = 1, v = 0, gradient 2, η = 0.1, μ = 0.9.",
      run: (f) => ({ ...f.momentumStep(1, 0, 2, 0.1, 0.9) }),
      expected: { w: 0.8, v: -0.2 },
    },
    {
      name: "momentum on the way",
      given: "w = 1, v = 0.5, gradient 2, η = 0.1, μ = 0.8.",
      run: (f) => ({ ...f.momentumStep(1, 0.5, 2, 0.1, 0.8) }),
      expected: { w: 1.2, v: 0.2 },
    },
    {
      name: "a valley with yours",
      given:
        "C = ½ w² from w = 1 with η = 0.1 and μ = 0.5, then decay alone, η λ / n = 0.01: after 100 steps each.",
      swap: true,
      run: (f) => {
        let state = { w: 1, v: 0 };
        for (let k = 0; k < 100; k++) state = f.momentumStep(state.w, state.v, state.w, 0.1, 0.5);
        let w = 1;
        for (let k = 0; k < 100; k++) w = f.l2Update(w, 0, 0.1, 10, 100);
        return { "momentum: |w| below 1e−6": Math.abs(state.w) < 1e-6, decayed: w };
      },
      expected: { "momentum: |w| below 1e−6": true, decayed: between(exp(-1.01), exp(-1)) }, // (1 − 0.01)¹⁰⁰
    },
    {
      name: "the labs with yours",
      given:
        "The labs 01/l1-and-l2 with your decay and 01/momentum with your velocities, on 10 hidden neurons and 1000 digits, and 01/dropout with your masks, as it is; one seed each, their own verdicts.",
      swap: true,
      run: (f, data) => {
        const smaller = { seeds: [1], settings: { hidden: 10, pictures: 1000 } };
        return [
          labVerdict(l1Shrinks, { gradientStep: decaying(f.l2Update, 1000) }, smaller, data),
          labVerdict(momentumLab, { gradientStep: moving(f.momentumStep) }, smaller, data),
          labVerdict(dropoutSmallData, masking(f.dropoutMask), { seeds: [1] }, data),
        ];
      },
      expected: [reproduced, reproduced, reproduced],
    },
  ],
  mistakes: [
    {
      name: "forgot to divide by the training set",
      explanation: "λ is divided by n, the size of the training set.",
      wrong: { l2Update: (w, gradient, eta, lambda) => (1 - eta * lambda) * w - eta * gradient },
    },
    {
      name: "decay that ignores the weight",
      explanation: "L2 takes a share of w; yours takes the same amount from every weight.",
      wrong: { l2Update: (w, gradient, eta, lambda, n) => w - (eta * lambda) / n - eta * gradient },
    },
    {
      name: "weights grow",
      explanation: "The factor is 1 − ηλ/n; with plus the weights grow.",
      wrong: {
        l2Update: (w, gradient, eta, lambda, n) => (1 + (eta * lambda) / n) * w - eta * gradient,
      },
    },
    {
      name: "drops with probability keep",
      explanation: "keep is the probability to stay. Compare the other way round.",
      wrong: {
        dropoutMask: mask(
          (u, keep) => u >= keep,
          (keep) => 1 / keep,
        ),
      },
    },
    {
      name: "kept neurons not scaled",
      explanation:
        "Without 1/keep the sums of the next layer shrink; the factor of a kept neuron is 1/keep.",
      wrong: {
        dropoutMask: mask(
          (u, keep) => u < keep,
          () => 1,
        ),
      },
    },
    {
      name: "weight moved by the old velocity",
      explanation: "First the velocity changes, then the weight moves by the new one.",
      wrong: {
        momentumStep: (w, v, gradient, eta, mu) => ({ w: w + v, v: mu * v - eta * gradient }),
      },
    },
    {
      name: "friction left out",
      explanation: "The old velocity counts μ times.",
      wrong: {
        momentumStep: (w, v, gradient, eta) => reference.momentumStep(w, v, gradient, eta, 1),
      },
    },
  ],
});
