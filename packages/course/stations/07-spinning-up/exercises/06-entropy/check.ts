/** Checks of the entropy and its slope: by hand, by finite differences, in PPO. */
import { exp, log } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns, slopeOf, softmax } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  entropy(probs: number[]): { value: number; slope: number[] };
}

const h = [0.4, -1, 2, 0];
const value = (x: number[]): number => -softmax(x, exp).reduce((sum, p) => sum + p * log(p), 0);
const moved = (k: number) => (d: number) => value(h.map((x, i) => (i === k ? x + d : x)));

export const entropy = exercise<Solution>({
  id: "07/entropy",
  folder: "07-spinning-up/exercises/06-entropy",
  title: "How undecided is it?",
  source: "Mnih et al. 2016, section 4, arXiv:1602.01783",
  functions: ["entropy"],
  reference,
  cases: [
    {
      name: "a fair coin",
      given: "π = (½, ½): log 2, and no slope.",
      run: (f) => f.entropy([0.5, 0.5]),
      expected: { value: Math.LN2, slope: [0, 0] },
    },
    {
      name: "three to one",
      given: "π = (¾, ¼).",
      run: (f) => f.entropy([0.75, 0.25]),
      expected: {
        value: 2 * Math.LN2 - 0.75 * log(3),
        slope: [-0.1875 * log(3), 0.1875 * log(3)], // π₀ π₁ log(π₁/π₀)
      },
    },
    {
      name: "finite differences",
      given: "Logits (0.4, −1, 2, 0). Expected of the slope: H at logits ± 10⁻⁵.",
      run: (f) => f.entropy(softmax(h, exp)),
      expected: { value: value(h), slope: h.map((_, k) => slopeOf(moved(k), 0)) },
      tolerance: 1e-8,
    },
    {
      name: "no doubt left",
      given: "π = (1, 0, 0): nothing, and no NaN.",
      run: (f) => {
        const { value: H, slope } = f.entropy([1, 0, 0]);
        return { value: H + 0, slope: slope.map((x) => x + 0) };
      },
      expected: { value: 0, slope: [0, 0, 0] },
    },
    {
      name: "PPO with yours",
      given:
        "The lab 07/ppo-by-hand with c_e = 0.02, one seed: its verdict also asks whether your entropy is one of two choices.",
      swap: true,
      run: (f) => ppoLearns({ entropy: f.entropy }, { entropyWeight: 0.02 }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the wrong sign",
      explanation:
        "The entropy is never negative: log of a probability is, and so there is a minus in front.",
      wrong: {
        entropy(p) {
          const { value: H, slope } = reference.entropy(p);
          return { value: -H, slope: slope.map((x) => -x) };
        },
      },
    },
    {
      name: "the slope in the probabilities",
      explanation:
        "−log π − 1 is how H changes with π. The logits change all probabilities at once: −π (log π + H).",
      wrong: {
        entropy: (p) => ({
          value: reference.entropy(p).value,
          slope: p.map((x) => (x > 0 ? -log(x) - 1 : 0)),
        }),
      },
    },
    {
      name: "H left out of the slope",
      explanation:
        "What one logit gains the others lose, which is where H comes in: −π (log π + H).",
      wrong: {
        entropy: (p) => ({
          value: reference.entropy(p).value,
          slope: p.map((x) => (x > 0 ? -x * log(x) : 0)),
        }),
      },
    },
    {
      name: "bits instead of nats",
      explanation: "The natural logarithm, not the one to base 2.",
      wrong: {
        entropy(p) {
          const { value: H, slope } = reference.entropy(p);
          return { value: H / Math.LN2, slope: slope.map((x) => x / Math.LN2) };
        },
      },
    },
    {
      name: "not a number for a zero",
      explanation: "0 · log 0 counts as 0; skip actions that are never taken.",
      wrong: {
        entropy(p) {
          const H = -p.reduce((sum, x) => sum + x * log(x), 0);
          return { value: H, slope: p.map((x) => -x * (log(x) + H)) };
        },
      },
    },
  ],
});
