/** Checks of the clipped value loss: the cases by hand, a grid, PPO. */
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  valueLoss(V: number, old: number, R: number, limit: number): { value: number; slope: number };
}

export const valueClip = exercise<Solution>({
  id: "07/value-clip",
  folder: "07-spinning-up/exercises/11-value-clip",
  title: "A critic on a leash",
  source: "Huang et al. 2022, detail 9",
  functions: ["valueLoss"],
  reference,
  cases: [
    {
      name: "no leash",
      given: "V_old = 0, limit 0: V = 5 with R̂ = 2, V = 3 with R̂ = 4.",
      run: (f) => [f.valueLoss(5, 0, 2, 0), f.valueLoss(3, 0, 4, 0)],
      expected: [
        { value: 4.5, slope: 3 },
        { value: 0.5, slope: -1 },
      ],
    },
    {
      name: "inside the leash",
      given: "V = 1, V_old = 0.5, R̂ = 3, limit 1.",
      run: (f) => f.valueLoss(1, 0.5, 3, 1),
      expected: { value: 2, slope: -2 },
    },
    {
      name: "far enough",
      given: "V = 3, V_old = 0, R̂ = 4, limit 1: V_near = 1, and 9 counts, not 1.",
      run: (f) => f.valueLoss(3, 0, 4, 1),
      expected: { value: 4.5, slope: 0 },
    },
    {
      name: "too far",
      given: "V = 3, V_old = 0, R̂ = −1, limit 1: V_near = 1, and 16 counts, not 4.",
      run: (f) => f.valueLoss(3, 0, -1, 1),
      expected: { value: 8, slope: 4 },
    },
    {
      name: "the other side",
      given: "V = −3, V_old = 0, R̂ = −4 and 1, limit 1.",
      run: (f) => [f.valueLoss(-3, 0, -4, 1), f.valueLoss(-3, 0, 1, 1)],
      expected: [
        { value: 4.5, slope: 0 },
        { value: 8, slope: -4 },
      ],
    },
    {
      name: "a grid",
      given: "V from −2 to 2 in steps of ½, V_old = 0.1, R̂ = ± 1, limits 0.3 and 1.5.",
      run: (f) =>
        [0.3, 1.5].flatMap((limit) =>
          [1, -1].flatMap((R) =>
            Array.from({ length: 9 }, (_, i) => f.valueLoss(i / 2 - 2, 0.1, R, limit)),
          ),
        ),
    },
    {
      name: "PPO with yours",
      given:
        "The lab 07/ppo-by-hand with a leash of 10, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ valueLoss: f.valueLoss }, { clipValue: 10 }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "only the clipped square",
      explanation: "Then V is never drawn back once it has left the leash on the wrong side.",
      wrong: {
        valueLoss(V, old, R, limit) {
          if (limit === 0) return reference.valueLoss(V, old, R, 0);
          const near = old + Math.min(Math.max(V - old, -limit), limit);
          return { value: (near - R) ** 2 / 2, slope: near === V ? V - R : 0 };
        },
      },
    },
    {
      name: "the minimum instead of the maximum",
      explanation: "It is a loss: pessimistic is the larger of the two.",
      wrong: {
        valueLoss(V, old, R, limit) {
          if (limit === 0) return reference.valueLoss(V, old, R, 0);
          const near = old + Math.min(Math.max(V - old, -limit), limit);
          const [free, held] = [(V - R) ** 2, (near - R) ** 2];
          return free <= held ? { value: free / 2, slope: V - R } : { value: held / 2, slope: 0 };
        },
      },
    },
    {
      name: "the slope not cut",
      explanation: "Where V_near counts, the loss does not change with V any more.",
      wrong: {
        valueLoss: (V, old, R, limit) => ({
          value: reference.valueLoss(V, old, R, limit).value,
          slope: V - R,
        }),
      },
    },
    {
      name: "limit 0 taken literally",
      explanation: "A limit of 0 means that there is no leash, not that V may not move.",
      wrong: {
        valueLoss(V, old, R, limit) {
          const held = (old - R) ** 2;
          if (limit !== 0) return reference.valueLoss(V, old, R, limit);
          const free = (V - R) ** 2;
          return free >= held ? { value: free / 2, slope: V - R } : { value: held / 2, slope: 0 };
        },
      },
    },
    {
      name: "the critic runs away",
      explanation: "The slope is V − R̂: where V is too high the loss rises with it.",
      wrong: {
        valueLoss(V, old, R, limit) {
          const { value, slope } = reference.valueLoss(V, old, R, limit);
          return { value, slope: -slope };
        },
      },
    },
  ],
});
