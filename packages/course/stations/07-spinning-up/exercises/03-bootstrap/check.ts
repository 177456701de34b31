/** Checks of what follows a step: the four cases, a thousand random ones, PPO. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { ppoLearns } from "../lab.ts";
import * as reference from "./reference.ts";

interface Solution {
  bootstrap(terminated: boolean, truncated: boolean, nextValue: number, finalValue: number): number;
  delta: typeof reference.delta;
}

export const bootstrap = exercise<Solution>({
  id: "07/bootstrap",
  folder: "07-spinning-up/exercises/03-bootstrap",
  title: "The end of the world, or of patience",
  source: "Pardo et al. 2018, arXiv:1712.00378",
  functions: ["bootstrap", "delta"],
  reference,
  cases: [
    {
      name: "on the way",
      given: "Nothing ended; V of the next state is 7.",
      run: (f) => f.bootstrap(false, false, 7, 0),
      expected: 7,
    },
    {
      name: "the end",
      given:
        "The world ended the episode; V of the new episode's first state is 7, of the last state 3.",
      run: (f) => f.bootstrap(true, false, 7, 3),
      expected: 0,
    },
    {
      name: "a time limit",
      given:
        "The clock cut the episode; V of the new episode's first state is 7, of the last state 3.",
      run: (f) => f.bootstrap(false, true, 7, 3),
      expected: 3,
    },
    {
      name: "both at once",
      given: "The pole fell in the very step in which the clock ran out; 7 and 3 as before.",
      run: (f) => f.bootstrap(true, true, 7, 3),
      expected: 0,
    },
    {
      name: "the error of a step",
      given: "r = 1, V = 4, γ = ½, values 10 and 6: on the way, at the end, cut.",
      run: (f) => [
        f.delta(1, 4, 0.5, false, false, 10, 6),
        f.delta(1, 4, 0.5, true, false, 10, 6),
        f.delta(1, 4, 0.5, false, true, 10, 6),
      ],
      expected: [2, -3, 0],
    },
    {
      name: "values of either sign",
      given: "20 random steps, one in three terminated, one in three truncated.",
      run: (f) => {
        const random = rng(73);
        return Array.from({ length: 20 }, () =>
          f.bootstrap(
            random.random() < 1 / 3,
            random.random() < 1 / 3,
            random.normal(),
            random.normal(),
          ),
        );
      },
    },
    {
      name: "PPO with yours",
      given: "The lab 07/ppo-by-hand, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => ppoLearns({ bootstrap: f.bootstrap }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "time limit treated as an end",
      explanation:
        "The clock is not a property of the world: from the last state it would have gone on, and V of it counts.",
      wrong: { bootstrap: (t, c, next) => (t || c ? 0 : next) },
    },
    {
      name: "the next episode's value",
      explanation:
        "After an end the environment already shows another episode. V of its first state has nothing to do with this one.",
      wrong: { bootstrap: (t, _, next) => (t ? 0 : next) },
    },
    {
      name: "the clock before the end",
      explanation: "If both come in the same step, the world has ended: 0.",
      wrong: { bootstrap: (t, c, next, final) => (c ? final : t ? 0 : next) },
    },
    {
      name: "the end bootstrapped",
      explanation: "Nothing follows the end of the world; its value is 0.",
      wrong: { bootstrap: (t, c, next, final) => (t || c ? final : next) },
    },
    {
      name: "everything upside down",
      explanation: "Yours gives 0 while the episode goes on.",
      wrong: { bootstrap: (t, c, next, final) => (t ? next : c ? -final : -next) },
    },
  ],
});
