/** Checks of A2C's slopes: part by part by hand, all at once by finite differences, in a training. */
import { exp, log } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { a2cLearns, slopeOf, softmax } from "../lab.ts";
import * as reference from "./reference.ts";

type Slopes = typeof reference.a2cSlopes;

interface Solution {
  a2cSlopes: Slopes;
}

const h = [0.2, -0.5, 1];
const loss = (x: number[], V: number): number => {
  const p = softmax(x, exp);
  const H = -p.reduce((sum, q) => sum + q * log(q), 0);
  return -log(p[2]) * -1.5 - 0.3 * H + (0.25 * (V - 4) ** 2) / 2;
};
const moved = (k: number) => (d: number) =>
  loss(
    h.map((x, i) => (i === k ? x + d : x)),
    1,
  );

/** The right slopes, with something done to the arguments. */
const with_ =
  (change: (...args: Parameters<Slopes>) => Parameters<Slopes>): Slopes =>
  (...args) =>
    reference.a2cSlopes(...change(...args));

export const a2cLoss = exercise<Solution>({
  id: "07/a2c-loss",
  folder: "07-spinning-up/exercises/07-a2c-loss",
  title: "Three losses in one",
  source: "Mnih et al. 2016, algorithm S3, arXiv:1602.01783",
  functions: ["a2cSlopes"],
  reference,
  cases: [
    {
      name: "the policy alone",
      given: "π = (½, ½), a = 0, Â = 2; V = R̂, no weight on the entropy.",
      run: (f) => f.a2cSlopes([0.5, 0.5], 0, 2, 1, 1, 0.5, 0),
      expected: { logits: [-1, 1], value: 0 },
    },
    {
      name: "a bad action",
      given: "π = (¾, ¼), a = 1, Â = −4: its logit is to fall.",
      run: (f) => f.a2cSlopes([0.75, 0.25], 1, -4, 1, 1, 0.5, 0),
      expected: { logits: [-3, 3], value: 0 },
    },
    {
      name: "the critic alone",
      given: "Â = 0, V = 5, R̂ = 2, c_v = ½.",
      run: (f) => f.a2cSlopes([0.5, 0.5], 0, 0, 5, 2, 0.5, 0),
      expected: { logits: [0, 0], value: 1.5 },
    },
    {
      name: "the entropy alone",
      given: "π = (¾, ¼), Â = 0, c_e = 2: the more likely action's logit is to fall.",
      run: (f) => f.a2cSlopes([0.75, 0.25], 0, 0, 1, 1, 0.5, 2),
      expected: { logits: [0.375 * log(3), -0.375 * log(3)], value: 0 },
    },
    {
      name: "finite differences",
      given: "Logits (0.2, −0.5, 1), a = 2, Â = −1.5, V = 1, R̂ = 4, c_v = 0.25, c_e = 0.3.",
      run: (f) => f.a2cSlopes(softmax(h, exp), 2, -1.5, 1, 4, 0.25, 0.3),
      expected: {
        logits: h.map((_, k) => slopeOf(moved(k), 0)),
        value: slopeOf((V) => loss(h, V), 1),
      },
      tolerance: 1e-8,
    },
    {
      name: "A2C with yours",
      given: "The lab 07/a2c-by-hand, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => a2cLearns({ a2cSlopes: f.a2cSlopes }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the policy descends",
      explanation: "The loss is minus log π(a) Â: as a good action's logit rises the loss falls.",
      wrong: { a2cSlopes: with_((p, a, A, ...rest) => [p, a, -A, ...rest]) },
    },
    {
      name: "the entropy punished",
      explanation: "An undecided policy is rewarded: the entropy is subtracted from the loss.",
      wrong: { a2cSlopes: with_((p, a, A, V, R, c, e) => [p, a, A, V, R, c, -e]) },
    },
    {
      name: "the critic runs away",
      explanation: "The slope is V − R̂: where V is too high the loss rises with it.",
      wrong: { a2cSlopes: with_((p, a, A, V, R, c, e) => [p, a, A, R, V, c, e]) },
    },
    {
      name: "2 instead of ½ · 2",
      explanation: "The half in front of the square cancels the 2 of its slope.",
      wrong: { a2cSlopes: with_((p, a, A, V, R, c, e) => [p, a, A, V, R, 2 * c, e]) },
    },
    {
      name: "only the action's own logit",
      explanation: "The other logits have a slope too: Â π[k].",
      wrong: {
        a2cSlopes(p, a, ...rest) {
          const { logits, value } = reference.a2cSlopes(p, a, ...rest);
          return { logits: logits.map((x, k) => (k === a ? x : 0)), value };
        },
      },
    },
    {
      name: "the advantage taken from the critic",
      explanation: "Â is given; it is not R̂ − V of what the critic says now.",
      wrong: { a2cSlopes: with_((p, a, _, V, R, c, e) => [p, a, R - V, V, R, c, e]) },
    },
  ],
});
