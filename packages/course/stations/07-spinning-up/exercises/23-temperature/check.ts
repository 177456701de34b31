/** Checks of the temperature's loss: signs, a minibatch, finite differences, SAC. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { staysSoft } from "../offPolicy.ts";
import * as reference from "./reference.ts";

type Temperature = typeof reference.temperature;

interface Solution {
  temperature: Temperature;
}

const both =
  (f: (alpha: number, meanLogProb: number, target: number) => number): Temperature =>
  (logAlpha, logProbs, target) => {
    const x = f(exp(logAlpha), logProbs.reduce((a, b) => a + b, 0) / logProbs.length, target);
    return { value: x, slope: x };
  };

const random = rng(74);
const many = Array.from({ length: 25 }, () => random.normal(0.5, 2));

export const temperature = exercise<Solution>({
  id: "07/temperature",
  folder: "07-spinning-up/exercises/23-temperature",
  title: "A thermostat for curiosity",
  source: "Haarnoja et al. 2018, eq. 18, arXiv:1812.05905",
  functions: ["temperature"],
  reference,
  cases: [
    {
      name: "as random as it should be",
      given: "log π = 1, H̄ = −1: the entropy is −1. Nothing to do.",
      run: (f) => f.temperature(0, [1], -1),
      expected: { value: 0, slope: 0 },
    },
    {
      name: "too sure of itself",
      given: "log π = 3, H̄ = −1, α = 1: the entropy is −3. Descending must raise α.",
      run: (f) => f.temperature(0, [3], -1),
      expected: { value: -2, slope: -2 },
    },
    {
      name: "too random",
      given: "log π = −0.5, H̄ = −1, α = 1: the entropy is ½. Descending must lower α.",
      run: (f) => f.temperature(0, [-0.5], -1),
      expected: { value: 1.5, slope: 1.5 },
    },
    {
      name: "another temperature",
      given: "The same two with α = ¼.",
      run: (f) => [f.temperature(log(0.25), [3], -1), f.temperature(log(0.25), [-0.5], -1)],
      expected: [
        { value: -0.5, slope: -0.5 },
        { value: 0.375, slope: 0.375 },
      ],
    },
    {
      name: "a minibatch",
      given: "log π = 0, 2, 4, −2, H̄ = −3, α = 2: mean 1, gap −2.",
      run: (f) => f.temperature(log(2), [0, 2, 4, -2], -3),
      expected: { value: 4, slope: 4 },
    },
    {
      name: "by finite differences",
      given: "25 random log π, H̄ = −2, log α = 0.7: the slope of the loss in log α.",
      run: (f) => f.temperature(0.7, many, -2).slope,
      expected:
        (reference.temperature(0.7 + 1e-5, many, -2).value -
          reference.temperature(0.7 - 1e-5, many, -2).value) /
        2e-5,
      tolerance: 1e-6,
    },
    {
      name: "SAC with yours",
      given: "The lab 07/soft-actor, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => staysSoft({ temperature: f.temperature }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the thermostat turned round",
      explanation: "Yours heats what is too hot. The loss has a minus in front.",
      wrong: { temperature: both((alpha, p, target) => alpha * (p + target)) },
    },
    {
      name: "the target with the wrong sign",
      explanation: "The gap is log π + H̄: entropy and log π have opposite signs already.",
      wrong: { temperature: both((alpha, p, target) => -alpha * (p - target)) },
    },
    {
      name: "α forgotten",
      explanation: "The derivative with respect to log α has the factor α.",
      wrong: { temperature: both((_, p, target) => -(p + target)) },
    },
    {
      name: "log α in the place of α",
      explanation: "α is exp(logAlpha), and never negative.",
      wrong: { temperature: both((alpha, p, target) => -log(alpha) * (p + target)) },
    },
    {
      name: "a sum instead of a mean",
      explanation: "The loss is a mean over the minibatch.",
      wrong: {
        temperature: (logAlpha, logProbs, target) => {
          const x = -exp(logAlpha) * logProbs.reduce((sum, p) => sum + p + target, 0);
          return { value: x, slope: x };
        },
      },
    },
  ],
});
