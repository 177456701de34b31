/** Checks of hindsight: by hand, ends, random episodes, a row of lights. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { type GoalStep, reward } from "../../labs/parts/lights.ts";
import { seesInHindsight } from "../offPolicy.ts";
import * as reference from "./reference.ts";

type Relabel = typeof reference.relabel;

interface Solution {
  laterStep(t: number, length: number, u: number): number;
  relabel: Relabel;
}

/** Switches the lights that are named, one after another. */
function attempt(
  start: readonly number[],
  actions: readonly number[],
  goal: readonly number[],
): GoalStep[] {
  let state = start;
  return actions.map((action) => {
    const next = state.map((x, i) => (i === action ? 1 - x : x));
    const r = reward(next, goal);
    const step = { state, action, next, goal, reward: r, terminated: r === 1 };
    state = next;
    return step;
  });
}

/** 000 → 100 → 110 → 111, where 001 was wanted. */
const missed = attempt([0, 0, 0], [0, 1, 2], [0, 0, 1]);
/** 00 → 10 → 11, as wanted. */
const reached = attempt([0, 0], [0, 1], [1, 1]);

const plain = ({ state, action, next, goal, reward: r, terminated }: GoalStep) => ({
  state: [...state],
  action,
  next: [...next],
  goal: [...goal],
  reward: r,
  terminated,
});

const random = rng(75);
const many = Array.from({ length: 6 }, () => {
  const bits = () => Array.from({ length: 4 }, () => random.integer(2));
  return attempt(
    bits(),
    Array.from({ length: 5 }, () => random.integer(4)),
    bits(),
  );
});

export const hindsight = exercise<Solution>({
  id: "07/hindsight",
  folder: "07-spinning-up/exercises/24-hindsight",
  title: "You did not want that, but you got it",
  source: "Andrychowicz et al. 2017, algorithm 1, arXiv:1707.01495",
  functions: ["laterStep", "relabel"],
  reference,
  cases: [
    {
      name: "any later step",
      given:
        "Five steps: from step 2 with u = 0, 0.4 and 0.99; from step 0 with u = 0.5; from the last.",
      run: (f) => [
        f.laterStep(2, 5, 0),
        f.laterStep(2, 5, 0.4),
        f.laterStep(2, 5, 0.99),
        f.laterStep(0, 5, 0.5),
        f.laterStep(4, 5, 0.99),
      ],
      expected: [2, 3, 4, 2, 4],
    },
    {
      name: "its own end",
      given: "000 → 100 → 110 → 111, wanted was 001. Step 2, as if 111 had been wanted.",
      run: (f) => plain(f.relabel(missed, 2, 2, reward)),
      expected: {
        state: [1, 1, 0],
        action: 2,
        next: [1, 1, 1],
        goal: [1, 1, 1],
        reward: 1,
        terminated: true,
      },
    },
    {
      name: "on the way",
      given: "The same attempt: step 0, as if 111 had been wanted. It is not there yet.",
      run: (f) => plain(f.relabel(missed, 0, 2, reward)),
      expected: {
        state: [0, 0, 0],
        action: 0,
        next: [1, 0, 0],
        goal: [1, 1, 1],
        reward: 0,
        terminated: false,
      },
    },
    {
      name: "what was reached in between",
      given: "Step 0 as if 110 had been wanted, step 1 as if 110 had been wanted.",
      run: (f) => [0, 1].map((t) => plain(f.relabel(missed, t, 1, reward))),
      expected: [
        {
          state: [0, 0, 0],
          action: 0,
          next: [1, 0, 0],
          goal: [1, 1, 0],
          reward: 0,
          terminated: false,
        },
        {
          state: [1, 0, 0],
          action: 1,
          next: [1, 1, 0],
          goal: [1, 1, 0],
          reward: 1,
          terminated: true,
        },
      ],
    },
    {
      name: "a success",
      given: "00 → 10 → 11, as wanted. Step 0, as if 10 had been wanted: that was one as well.",
      run: (f) => plain(f.relabel(reached, 0, 0, reward)),
      expected: {
        state: [0, 0],
        action: 0,
        next: [1, 0],
        goal: [1, 0],
        reward: 1,
        terminated: true,
      },
    },
    {
      name: "every pair of steps",
      given: "Six random attempts of five steps, all pairs t ≤ later.",
      run: (f) =>
        many.flatMap((episode) =>
          episode.flatMap((_, t) =>
            episode.slice(t).map((_e, k) => plain(f.relabel(episode, t, t + k, reward))),
          ),
        ),
    },
    {
      name: "the lights with yours",
      given: "The lab 07/hindsight-lights, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => seesInHindsight({ laterStep: f.laterStep, relabel: f.relabel }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "any step, the past as well",
      explanation: "What was reached before step t was not reached by it: choose from t on.",
      wrong: { laterStep: (_t, length, u) => Math.floor(u * length) },
    },
    {
      name: "beyond the last step",
      explanation: "From t on there are length − t steps; yours counts length of them.",
      wrong: { laterStep: (t, length, u) => t + Math.floor(u * length) },
    },
    {
      name: "the old reward kept",
      explanation: "It was given for the old goal. Ask `rewardOf` about the new one.",
      wrong: {
        relabel: (episode, t, later) => ({ ...episode[t], goal: episode[later].next }),
      },
    },
    {
      name: "the end forgotten",
      explanation: "A step that reaches the new goal ends the episode: nothing follows it.",
      wrong: {
        relabel: (episode, t, later, rewardOf) => ({
          ...reference.relabel(episode, t, later, rewardOf),
          terminated: episode[t].terminated,
        }),
      },
    },
    {
      name: "the state instead of what was reached",
      explanation: "`state` is where step `later` began; what it reached is `next`.",
      wrong: {
        relabel(episode, t, later, rewardOf) {
          const goal = episode[later].state;
          const r = rewardOf(episode[t].next, goal);
          return { ...episode[t], goal, reward: r, terminated: r === 1 };
        },
      },
    },
    {
      name: "always a success",
      explanation: "Only the step that reaches the new goal is rewarded, not those on the way.",
      wrong: {
        relabel: (episode, t, later) => ({
          ...episode[t],
          goal: episode[later].next,
          reward: 1,
          terminated: true,
        }),
      },
    },
    {
      name: "the wrong step",
      explanation: "It is step t that is relabelled, with what step `later` reached.",
      wrong: {
        relabel: (episode, t, later, rewardOf) => reference.relabel(episode, later, t, rewardOf),
      },
    },
  ],
});
