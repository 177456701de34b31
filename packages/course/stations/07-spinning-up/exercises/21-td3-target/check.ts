/** Checks of TD3's target: the two clips, the smaller critic, ends, TD3. */
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { regulates } from "../offPolicy.ts";
import * as reference from "./reference.ts";

interface Solution {
  smoothed(a: number, noise: number, noiseLimit: number, limit: number): number;
  td3Target(r: number, terminated: boolean, q1: number, q2: number, gamma: number): number;
}

const clip = (x: number, limit: number): number => Math.min(Math.max(x, -limit), limit);

export const td3Target = exercise<Solution>({
  id: "07/td3-target",
  folder: "07-spinning-up/exercises/21-td3-target",
  title: "Two critics and a shaking hand",
  source: "Fujimoto, van Hoof & Meger 2018, algorithm 1, arXiv:1802.09477",
  functions: ["smoothed", "td3Target"],
  reference,
  cases: [
    {
      name: "a little noise",
      given: "a = 0.25, noise 0.125 and −0.125, held within ± ½; actions within ± 1.",
      run: (f) => [f.smoothed(0.25, 0.125, 0.5, 1), f.smoothed(0.25, -0.125, 0.5, 1)],
      expected: [0.375, 0.125],
    },
    {
      name: "a lot of noise",
      given: "a = 0, noise 3 and −3, held within ± ½; actions within ± 2.",
      run: (f) => [f.smoothed(0, 3, 0.5, 2), f.smoothed(0, -3, 0.5, 2)],
      expected: [0.5, -0.5],
    },
    {
      name: "at the end of the range",
      given: "a = 1.75 and −1.75, noise ± 0.5, held within ± ½; actions within ± 2.",
      run: (f) => [
        f.smoothed(1.75, 0.5, 0.5, 2),
        f.smoothed(-1.75, -0.5, 0.5, 2),
        f.smoothed(1.75, -0.5, 0.5, 2),
      ],
      expected: [2, -2, 1.25],
    },
    {
      name: "the gloomier of two",
      given: "r = 1, γ = ½: Q = 4 and 2, then 2 and 4, then −6 and −2.",
      run: (f) => [
        f.td3Target(1, false, 4, 2, 0.5),
        f.td3Target(1, false, 2, 4, 0.5),
        f.td3Target(1, false, -6, -2, 0.5),
      ],
      expected: [2, 2, -2],
    },
    {
      name: "the world has ended",
      given: "r = 1 and −3, Q = 4 and 2.",
      run: (f) => [f.td3Target(1, true, 4, 2, 0.5), f.td3Target(-3, true, 4, 2, 0.5)],
      expected: [1, -3],
    },
    {
      name: "DDPG and TD3 with yours",
      given: "The lab 07/regulator, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => regulates({ smoothed: f.smoothed, td3Target: f.td3Target }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the noise not held",
      explanation: "Noise is held within ± noiseLimit first: a target must not look too far away.",
      wrong: { smoothed: (a, noise, _c, limit) => clip(a + noise, limit) },
    },
    {
      name: "the action not held",
      explanation: "Outside its range no action was ever tried, and the critic makes things up.",
      wrong: { smoothed: (a, noise, c) => a + clip(noise, c) },
    },
    {
      name: "the limits exchanged",
      explanation: "noiseLimit is for the noise, limit for the action.",
      wrong: { smoothed: (a, noise, c, limit) => clip(a + clip(noise, limit), c) },
    },
    {
      name: "the more hopeful of two",
      explanation: "Overrating is what two critics are there to prevent: take the smaller.",
      wrong: {
        td3Target: (r, end, q1, q2, gamma) => r + (end ? 0 : gamma * Math.max(q1, q2)),
      },
    },
    {
      name: "the mean of two",
      explanation: "The mean overrates as one critic does; take the smaller.",
      wrong: {
        td3Target: (r, end, q1, q2, gamma) => r + (end ? 0 : (gamma * (q1 + q2)) / 2),
      },
    },
    {
      name: "the end bootstrapped",
      explanation: "After the end of the world nothing follows.",
      wrong: { td3Target: (r, _end, q1, q2, gamma) => r + gamma * Math.min(q1, q2) },
    },
    {
      name: "no discount",
      explanation: "What comes a step later counts γ times.",
      wrong: { td3Target: (r, end, q1, q2) => r + (end ? 0 : Math.min(q1, q2)) },
    },
  ],
});
