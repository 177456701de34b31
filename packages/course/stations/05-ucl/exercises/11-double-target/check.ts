/** Checks of the double target: who chooses, who values, ties, the bias on pure noise, Q-learning. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { average, best, gridLearns, largest } from "../grid.ts";
import * as reference from "./reference.ts";

interface Solution {
  doubleTarget(
    r: number,
    terminated: boolean,
    online: number[],
    target: number[],
    gamma: number,
  ): number;
}

/** Five actions worth 0, two networks with errors of their own: the mean target of 4000 states. */
function onNoise(f: Solution): number {
  const random = rng(62);
  const noise = () => Array.from({ length: 5 }, () => random.normal());
  return average(Array.from({ length: 4000 }, () => f.doubleTarget(0, false, noise(), noise(), 1)));
}

export const doubleTarget = exercise<Solution>({
  id: "05/double-target",
  folder: "05-ucl/exercises/11-double-target",
  title: "One chooses, the other values",
  source: "van Hasselt, Guez & Silver 2016, eq. 4, arXiv:1509.06461",
  functions: ["doubleTarget"],
  reference,
  cases: [
    {
      name: "they disagree",
      given:
        "r = 1, Q⁻(s′, ·) = (8, 2, 6), γ = ½: once with Q(s′, ·) = (3, 5, 4), once with (3, 9, 4).",
      run: (f) => [
        f.doubleTarget(1, false, [3, 5, 4], [8, 2, 6], 0.5),
        f.doubleTarget(1, false, [3, 9, 4], [8, 2, 6], 0.5),
      ],
      expected: [2, 2],
    },
    {
      name: "they agree",
      given: "r = 0, Q(s′, ·) = (−3, −5), Q⁻(s′, ·) = (−2, −6), γ = ½.",
      run: (f) => f.doubleTarget(0, false, [-3, -5], [-2, -6], 0.5),
      expected: -1,
    },
    {
      name: "the world has ended",
      given: "The first step once more, at an end.",
      run: (f) => f.doubleTarget(1, true, [3, 5, 4], [8, 2, 6], 0.5),
      expected: 1,
    },
    {
      name: "equally good",
      given: "Q(s′, ·) = (1, 7, 7), Q⁻(s′, ·) = (10, 20, 30), γ = 1: the first of the equals.",
      run: (f) => f.doubleTarget(0, false, [1, 7, 7], [10, 20, 30], 1),
      expected: 20,
    },
    {
      name: "the last is best",
      given: "Q(s′, ·) = (1, 2, 3, 4), Q⁻(s′, ·) = (8, 4, 2, 1), γ = ¼; then the first is best.",
      run: (f) => [
        f.doubleTarget(1, false, [1, 2, 3, 4], [8, 4, 2, 1], 0.25),
        f.doubleTarget(1, false, [4, 3, 2, 1], [8, 4, 2, 1], 0.25),
      ],
      expected: [1.25, 3],
    },
    {
      name: "pure noise",
      given:
        "Five actions worth 0, two networks with independent errors N(0, 1): the mean of 4000 targets. One network that chooses and values would say 1.16.",
      run: onNoise,
      expected: between(-0.064, 0.064), // four standard errors, 4 / √4000
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with the double target, judged by the lab's own verdict.",
      swap: true,
      run: (f) => gridLearns({ doubleTarget: f.doubleTarget }, { variant: "double" }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the target network chooses as well",
      explanation: "That is the target of plain DQN: whoever chooses must not value.",
      wrong: {
        doubleTarget: (r, end, _online, target, gamma) => r + (end ? 0 : gamma * largest(target)),
      },
    },
    {
      name: "the learning network values as well",
      explanation:
        "Its own choice is overrated by itself; the other network says what it is worth.",
      wrong: {
        doubleTarget: (r, end, online, _target, gamma) => r + (end ? 0 : gamma * largest(online)),
      },
    },
    {
      name: "the parts exchanged",
      explanation: "The network that learns chooses, the one that stands still values.",
      wrong: {
        doubleTarget: (r, end, online, target, gamma) =>
          r + (end ? 0 : gamma * online[best(target)]),
      },
    },
    {
      name: "the smaller of the two",
      explanation: "That is another cure (TD3). Here the choice of one is valued by the other.",
      wrong: {
        doubleTarget: (r, end, online, target, gamma) =>
          r + (end ? 0 : gamma * Math.min(largest(online), largest(target))),
      },
    },
    {
      name: "the end bootstrapped",
      explanation: "After the end of the world nothing follows.",
      wrong: {
        doubleTarget: (r, _end, online, target, gamma) => r + gamma * target[best(online)],
      },
    },
    {
      name: "no discount",
      explanation: "What comes a step later counts γ times.",
      wrong: {
        doubleTarget: (r, end, online, target) => r + (end ? 0 : target[best(online)]),
      },
    },
  ],
});
