/** Checks of the line search: by hand, how often it measures, and natural steps on a bandit that never make it worse. */
import { log } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { softmax } from "../../labs/parts/simple.ts";
import * as reference from "./reference.ts";

type Search = typeof reference.lineSearch;

interface Solution {
  lineSearch: Search;
}

/** What is taken, and which shares were measured. */
function searched(
  f: Solution,
  measure: (share: number) => { gain: number; kl: number },
  maxKl: number,
  tries = 4,
): { share: number; measured: number[] } {
  const measured: number[] = [];
  const share = f.lineSearch(
    (x) => {
      measured.push(x);
      return measure(x);
    },
    maxKl,
    0.5,
    tries,
  );
  return { share, measured };
}

const REGION = 0.5;
const PAYS = [0, 1, 3];

/**
 * Three arms that pay 0, 1 and 3; natural steps of a softmax policy, exactly: in logits F⁻¹ g is q − v, and xᵀFx the variance of what
 * is paid. The steps are long, so that the second order does not tell the truth about them.
 */
function bandit(f: Solution): { worse: boolean; farthest: number; value: number } {
  let h = [0, 0, -6];
  let [worse, farthest] = [false, 0];
  const valueOf = (p: readonly number[]) => p.reduce((sum, x, k) => sum + x * PAYS[k], 0);
  for (let u = 0; u < 12; u++) {
    const pi = softmax(h);
    const value = valueOf(pi);
    const spread = pi.reduce((sum, p, k) => sum + p * (PAYS[k] - value) ** 2, 0);
    const length = Math.sqrt((2 * REGION) / spread);
    const moved = (share: number) =>
      softmax(h.map((x, k) => x + share * length * (PAYS[k] - value)));
    const measure = (share: number) => {
      const next = moved(share);
      const kl = pi.reduce((sum, p, k) => sum + p * (log(p) - log(next[k])), 0);
      return { gain: valueOf(next) - value, kl };
    };
    const share = f.lineSearch(measure, REGION, 0.8, 10);
    const { gain, kl } = measure(share);
    worse ||= gain < 0;
    farthest = Math.max(farthest, kl);
    h = h.map((x, k) => x + share * length * (PAYS[k] - value));
  }
  return { worse, farthest, value: valueOf(softmax(h)) };
}

/** The search with other conditions. */
const accepting =
  (isGood: (gain: number, kl: number, maxKl: number) => boolean, none = 0): Search =>
  (measure, maxKl, shrink, tries) => {
    for (let k = 0, share = 1; k < tries; k++, share *= shrink) {
      const { gain, kl } = measure(share);
      if (isGood(gain, kl, maxKl)) return share;
    }
    return none;
  };

export const lineSearch = exercise<Solution>({
  id: "06/line-search",
  folder: "06-bootcamp/exercises/06-line-search",
  title: "Not one step too far",
  source: "Schulman et al. 2015, appendix C; Deep RL Bootcamp 2017, lab 4, part 4",
  functions: ["lineSearch"],
  reference,
  cases: [
    {
      name: "good at once",
      given: "Every share s gains s and moves by s²/100; the region is 0.01.",
      run: (f) => searched(f, (s) => ({ gain: s, kl: (s * s) / 100 }), 0.01),
      expected: { share: 1, measured: [1] },
    },
    {
      name: "too far",
      given: "The gain is s, the divergence s²; the region is 0.1, c = ½.",
      run: (f) => searched(f, (s) => ({ gain: s, kl: s * s }), 0.1),
      expected: { share: 0.25, measured: [1, 0.5, 0.25] },
    },
    {
      name: "worse",
      given: "The gain is s (0.3 − s), the divergence s²/1000; the region is 0.01.",
      run: (f) => searched(f, (s) => ({ gain: s * (0.3 - s), kl: (s * s) / 1000 }), 0.01),
      expected: { share: 0.25, measured: [1, 0.5, 0.25] },
    },
    {
      name: "no gain is no reason",
      given: "Nothing is gained by any share; three tries.",
      run: (f) => searched(f, () => ({ gain: 0, kl: 0 }), 0.01, 3),
      expected: { share: 0, measured: [1, 0.5, 0.25] },
    },
    {
      name: "none is good",
      given: "Every share leaves the region; four tries.",
      run: (f) => searched(f, () => ({ gain: 1, kl: 1 }), 0.01),
      expected: { share: 0, measured: [1, 0.5, 0.25, 0.125] },
    },
    {
      name: "exactly on the edge",
      given: "The divergence is the region's.",
      run: (f) => searched(f, () => ({ gain: 1, kl: 0.25 }), 0.25),
      expected: { share: 1, measured: [1] },
    },
    {
      name: "a bandit with yours",
      given:
        "Three arms that pay 0, 1 and 3, of which the best is almost never tried at first; twelve long natural steps, a region of 0.5: is it ever worse, how far does it move at most, what is it worth in the end?",
      swap: true,
      run: bandit,
      expected: { worse: false, farthest: between(0.1, REGION), value: between(2.9, 3) },
    },
  ],
  mistakes: [
    {
      name: "the region ignored",
      explanation: "A gain outside the region cannot be trusted: kl must be at most maxKl.",
      wrong: { lineSearch: accepting((gain) => gain > 0) },
    },
    {
      name: "the gain ignored",
      explanation: "Staying near is not enough: the objective must have grown.",
      wrong: { lineSearch: accepting((_, kl, maxKl) => kl <= maxKl) },
    },
    {
      name: "the last one taken though it is not good",
      explanation: "Where no share is good the policy stays as it is: 0.",
      wrong: { lineSearch: accepting((gain, kl, maxKl) => gain > 0 && kl <= maxKl, 0.125) },
    },
    {
      name: "shares that shrink by subtraction",
      explanation: "Each share is c times the one before.",
      wrong: {
        lineSearch(measure, maxKl, shrink, tries) {
          for (let k = 0; k < tries; k++) {
            const share = 1 - k * shrink;
            const { gain, kl } = measure(share);
            if (gain > 0 && kl <= maxKl) return share;
          }
          return 0;
        },
      },
    },
  ],
});
