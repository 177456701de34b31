/** Checks of compounding error: by hand, by the closed form, and beside thousands of walks. */
import { pow } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { tightrope } from "../../labs/tightrope.ts";
import * as reference from "./reference.ts";

type Cost = typeof reference.cloneCost;
interface Solution {
  cloneCost: Cost;
  pupilCost: Cost;
}

export const mistakesAddUp = exercise<Solution>({
  id: "06/mistakes-add-up",
  folder: "06-bootcamp/exercises/09-mistakes-add-up",
  title: "Mistakes add up",
  source: "Ross & Bagnell 2010, theorem 2.1; Ross, Gordon & Bagnell 2011, theorem 3.2",
  functions: ["cloneCost", "pupilCost"],
  reference,
  cases: [
    {
      name: "one step",
      given: "T = 1, ε = ½: one step on the rope, which costs ½ for both.",
      run: (f) => ({ clone: f.cloneCost(1, 0.5), pupil: f.pupilCost(1, 0.5) }),
      expected: { clone: 0.5, pupil: 0.5 },
    },
    {
      name: "three steps of the clone",
      given: "ε = ½: step by step it lies below with ½, ¾, ⅞.",
      run: (f) => f.cloneCost(3, 0.5),
      expected: 2.125,
    },
    {
      name: "three steps of the pupil",
      given: "ε = ½: on the rope with 1, ½, ¾, and half of that is the cost.",
      run: (f) => f.pupilCost(3, 0.5),
      expected: 1.125,
    },
    {
      name: "the ends",
      given: "No step at all; no mistake; ten steps with nothing but mistakes.",
      run: (f) => [
        ...[f.cloneCost(0, 0.1), f.pupilCost(0, 0.1)],
        ...[f.cloneCost(10, 0), f.pupilCost(10, 0)],
        ...[f.cloneCost(10, 1), f.pupilCost(10, 1)],
      ],
      expected: [0, 0, 0, 0, 10, 5],
    },
    {
      name: "long walks",
      given: "ε = 0.005, T = 200: T − (1 − ε)(1 − (1 − ε)ᵀ)/ε, and the pupil.",
      run: (f) => ({ clone: f.cloneCost(200, 0.005), pupil: f.pupilCost(200, 0.005) }),
      expected: {
        clone: 200 - (0.995 * (1 - 0.995 ** 200)) / 0.005,
        pupil: (200 * 0.005) / 1.005 + (0.005 / 1.005) ** 2 * (1 - (-0.005) ** 200),
      },
      tolerance: 1e-9,
    },
    {
      name: "the tightrope with yours",
      given: "The lab 06/tightrope, one seed: a thousand walks of each length beside your numbers.",
      swap: true,
      run: (f) =>
        labVerdict(tightrope, { cloneCost: f.cloneCost, pupilCost: f.pupilCost }, { seeds: [1] }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the bound in place of the cost",
      explanation: "T² ε is what it can cost at most; the cost itself is about half of that.",
      wrong: { cloneCost: (T, epsilon) => T * T * epsilon },
    },
    {
      name: "a fall costs one step only",
      explanation: "Who does not climb lies there: every step after the fall costs 1, too.",
      wrong: {
        cloneCost: (T, epsilon) => reference.cloneCost(T, epsilon) && 1 - pow(1 - epsilon, T),
      },
    },
    {
      name: "one step late",
      explanation: "The step on which one falls costs 1 already: the first step costs ε.",
      wrong: {
        cloneCost: (T, epsilon) => (T === 0 ? 0 : reference.cloneCost(T - 1, epsilon)),
      },
    },
    {
      name: "always on the rope",
      explanation:
        "While one climbs one cannot fall: a step costs ε times the probability of being on the rope.",
      wrong: { pupilCost: (T, epsilon) => T * epsilon },
    },
    {
      name: "the pupil does not climb",
      explanation:
        "Below, the pupil climbs: the probability of being on the rope gains what was missing.",
      wrong: {
        pupilCost(T, epsilon) {
          let [onRope, cost] = [1, 0];
          for (let t = 0; t < T; t++) {
            cost += epsilon * onRope;
            onRope *= 1 - epsilon;
          }
          return cost;
        },
      },
    },
  ],
});
