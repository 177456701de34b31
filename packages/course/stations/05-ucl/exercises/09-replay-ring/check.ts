/** Checks of a replay ring: the order of places, ends of episodes, the newest step, random rings, Q-learning. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { gridLearns } from "../grid.ts";
import * as reference from "./reference.ts";

interface Step {
  readonly id: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

interface Ring {
  readonly capacity: number;
  readonly steps: Step[];
  head: number;
}

interface Solution {
  remember(ring: Ring, step: Step): void;
  window(ring: Ring, i: number, n: number): number[];
}

/** Steps 0, 1, 2 …, of which some end an episode. */
function filled(
  f: Pick<Solution, "remember">,
  capacity: number,
  count: number,
  ends: { readonly terminated?: readonly number[]; readonly truncated?: readonly number[] } = {},
): Ring {
  const ring: Ring = { capacity, steps: [], head: 0 };
  for (let id = 0; id < count; id++) {
    f.remember(ring, {
      id,
      terminated: ends.terminated?.includes(id) ?? false,
      truncated: ends.truncated?.includes(id) ?? false,
    });
  }
  return ring;
}

const shown = ({ steps, head }: Ring) => ({ steps: steps.map(({ id }) => id), head });

/** Rings with random ends, and every window of each. */
function everywhere(f: Solution): number[][] {
  const random = rng(61);
  return Array.from({ length: 12 }, () => {
    const [capacity, count] = [4 + random.integer(4), 1 + random.integer(15)];
    const ids = Array.from({ length: count }, (_, id) => id);
    const ends = {
      terminated: ids.filter(() => random.random() < 0.15),
      truncated: ids.filter(() => random.random() < 0.15),
    };
    const ring = filled(reference as unknown as Solution, capacity, count, ends);
    return ring.steps.flatMap((_, i) => [1, 2, 4].flatMap((n) => [...f.window(ring, i, n), -1]));
  });
}

/** The window with a slip. */
const walked =
  (slip: {
    readonly through?: (step: Step) => boolean;
    readonly past?: boolean;
    readonly flat?: boolean;
    readonly early?: boolean;
  }): Solution["window"] =>
  ({ capacity, steps, head }, i, n) => {
    const places = [i];
    let k = i;
    const isEnd = slip.through ?? ((s: Step) => s.terminated || s.truncated);
    while (places.length < n) {
      if (!slip.early && isEnd(steps[k])) break;
      k = slip.flat ? k + 1 : (k + 1) % capacity;
      if ((!slip.past && k === head) || steps[k] === undefined) break;
      if (slip.early && isEnd(steps[k])) break;
      places.push(k);
    }
    return places;
  };

export const replayRing = exercise<Solution>({
  id: "05/replay-ring",
  folder: "05-ucl/exercises/09-replay-ring",
  title: "A memory with an end",
  source: "Mnih et al. 2015, algorithm 1",
  functions: ["remember", "window"],
  updates: { remember: [0] },
  reference: reference as unknown as Solution,
  cases: [
    {
      name: "the first steps",
      given: "Room for three; steps 0 and 1.",
      run: (f) => shown(filled(f, 3, 2)),
      expected: { steps: [0, 1], head: 2 },
    },
    {
      name: "the oldest goes",
      given: "Room for three; steps 0 to 3, then 0 to 6.",
      run: (f) => [shown(filled(f, 3, 4)), shown(filled(f, 3, 7))],
      expected: [
        { steps: [3, 1, 2], head: 1 },
        { steps: [6, 4, 5], head: 1 },
      ],
    },
    {
      name: "three in a row",
      given: "Five steps in a ring of eight; windows of three and of one, from place 1.",
      run: (f) => {
        const ring = filled(f, 8, 5);
        return [f.window(ring, 1, 3), f.window(ring, 1, 1)];
      },
      expected: [[1, 2, 3], [1]],
    },
    {
      name: "the world ends",
      given: "Step 2 of six ends the world: windows of four, from 0, from 1, from 2 and from 3.",
      run: (f) => {
        const ring = filled(f, 8, 6, { terminated: [2] });
        return [0, 1, 2].map((i) => f.window(ring, i, 4));
      },
      expected: [[0, 1, 2], [1, 2], [2]],
    },
    {
      name: "the clock cuts",
      given:
        "The same with a step that the clock has cut: what follows is another episode as well.",
      run: (f) => {
        const ring = filled(f, 8, 6, { truncated: [2] });
        return [0, 1, 2].map((i) => f.window(ring, i, 4));
      },
      expected: [[0, 1, 2], [1, 2], [2]],
    },
    {
      name: "round the corner",
      given: "Steps 0 to 5 in a ring of four: the places hold 4, 5, 2, 3.",
      run: (f) => {
        const ring = filled(f, 4, 6);
        return [f.window(ring, 2, 3), f.window(ring, 3, 3)];
      },
      expected: [
        [2, 3, 0],
        [3, 0, 1],
      ],
    },
    {
      name: "the newest",
      given:
        "The same ring, from places 0 and 1: behind step 5 comes nothing; then a ring that is not full.",
      run: (f) => {
        const ring = filled(f, 4, 6);
        return [f.window(ring, 0, 3), f.window(ring, 1, 3), f.window(filled(f, 4, 3), 1, 3)];
      },
      expected: [[0, 1], [1], [1, 2]],
    },
    {
      name: "every window",
      given: "Twelve rings with random ends, all windows of one, two and four.",
      run: everywhere,
    },
    {
      name: "Q-learning with yours",
      given: "The lab 06/q-on-a-grid with targets of three steps and room for 1000.",
      swap: true,
      run: (f) =>
        gridLearns(
          {
            remember: f.remember as never,
            window: f.window as never,
          },
          { nSteps: 3, epsilon: 0.02, capacity: 1000 },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the clock ignored",
      explanation: "Where the clock has cut, the next place holds the start of another episode.",
      wrong: { window: walked({ through: (s) => s.terminated }) },
    },
    {
      name: "across the end of an episode",
      explanation:
        "What follows an end is another life: its rewards were not earned by this action.",
      wrong: { window: walked({ through: () => false }) },
    },
    {
      name: "the last step left out",
      explanation:
        "The step that ends the episode belongs to it, and often its reward is the only one.",
      wrong: { window: walked({ early: true }) },
    },
    {
      name: "from the newest to the oldest",
      explanation: "At `head` time jumps back by the whole memory. Stop before it.",
      wrong: { window: walked({ past: true }) },
    },
    {
      name: "no way round",
      explanation: "Behind the last place comes the first: take the remainder.",
      wrong: { window: walked({ flat: true }) },
    },
    {
      name: "a memory without end",
      explanation: "`push` makes the list longer than its capacity; write to place `head`.",
      wrong: {
        remember(ring, step) {
          ring.steps.push(step);
          ring.head++;
        },
      },
    },
    {
      name: "the newest overwritten",
      explanation: "Yours always writes to the same place: move `head`.",
      wrong: {
        remember(ring, step) {
          ring.steps[ring.head] = step;
        },
      },
    },
  ],
});
