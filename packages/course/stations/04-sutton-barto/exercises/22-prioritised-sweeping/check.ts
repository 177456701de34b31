/** Checks of prioritised sweeping: the queue, the backward wave along a corridor; then the maze of Example 8.1. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { prioritisedSweeping as sweepingLab } from "../../labs/prioritised-sweeping.ts";
import { planning } from "../methods.ts";
import { type Step, step } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Entry {
  readonly S: number;
  readonly A: number;
  P: number;
}
interface Solution {
  prioritisedSweeping(
    Q: number[][],
    model: Step[],
    queue: Entry[],
    step: Step,
    n: number,
    theta: number,
    alpha: number,
    gamma: number,
  ): void;
}

interface Slip {
  readonly fifo?: boolean;
  readonly signed?: boolean;
  readonly noPredecessors?: boolean;
  readonly everything?: boolean;
  readonly duplicates?: boolean;
  readonly replace?: boolean;
}

/** The algorithm with a slip. */
const slipped =
  (slip: Slip): Solution["prioritisedSweeping"] =>
  (Q, model, queue, now, n, theta, alpha, gamma) => {
    const error = ({ S, A, R, next, terminated }: Step) =>
      R + (terminated ? 0 : gamma * Math.max(...Q[next])) - Q[S][A];
    const insert = (one: Step) => {
      const P = slip.signed ? error(one) : Math.abs(error(one));
      if (P <= theta && !slip.everything) return;
      const waiting = slip.duplicates
        ? undefined
        : queue.find(({ S, A }) => S === one.S && A === one.A);
      if (waiting) waiting.P = slip.replace ? P : Math.max(waiting.P, P);
      else queue.push({ S: one.S, A: one.A, P });
    };
    const known = model.findIndex(({ S, A }) => S === now.S && A === now.A);
    if (known < 0) model.push(now);
    else model[known] = now;
    insert(now);
    for (let i = 0; i < n && queue.length > 0; i++) {
      const at = slip.fifo ? 0 : queue.reduce((top, { P }, k) => (P > queue[top].P ? k : top), 0);
      const [{ S, A }] = queue.splice(at, 1);
      const one = model.find((m) => m.S === S && m.A === A);
      if (one === undefined) continue;
      Q[S][A] += alpha * error(one);
      if (!slip.noPredecessors)
        for (const before of model) if (before.next === S && !before.terminated) insert(before);
    }
  };

/** A corridor 0 → 1 → 2 → 3 of which all but the last step is known. */
const corridor = () => [step(0, 0, 0, 1), step(1, 0, 0, 2), step(1, 1, 0, 0)];

function planned(
  f: Solution,
  now: Step,
  n: number,
  {
    theta = 0.01,
    queue = [] as Entry[],
    model = corridor(),
    Q = [0, 0, 0, 0].map(() => [0, 0]),
  } = {},
) {
  f.prioritisedSweeping(Q, model, queue, now, n, theta, 0.5, 0.5);
  return { Q, known: model.length, queue: queue.map(({ S, A, P }) => [S, A, P]) };
}

export const prioritisedSweeping = exercise<Solution>({
  id: "04/prioritised-sweeping",
  folder: "04-sutton-barto/exercises/22-prioritised-sweeping",
  title: "First what changed most",
  source: "Sutton & Barto, 2nd ed., section 8.4, box p. 170",
  functions: ["prioritisedSweeping"],
  updates: { prioritisedSweeping: [0, 1, 2] },
  reference,
  cases: [
    {
      name: "into the queue",
      given:
        "A corridor 0 → 1 → 2 is known; 2 → 3 brings 8 and ends. n = 0, θ = 0.01: the pair waits with priority 8.",
      run: (f) => planned(f, step(2, 0, 8, 3, { terminated: true }), 0),
      expected: {
        Q: [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        known: 4,
        queue: [[2, 0, 8]],
      },
    },
    {
      name: "a loss",
      given: "The same with reward −8: a bad surprise is as urgent as a good one.",
      run: (f) => planned(f, step(2, 0, -8, 3, { terminated: true }), 0),
      expected: {
        Q: [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        known: 4,
        queue: [[2, 0, 8]],
      },
    },
    {
      name: "no surprise",
      given: "θ = 2 and a reward of 2: not above θ, so nothing waits.",
      run: (f) => planned(f, step(2, 0, 2, 3, { terminated: true }), 3, { theta: 2 }),
      expected: {
        Q: [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        known: 4,
        queue: [],
      },
    },
    {
      name: "backwards",
      given: "The first step with n = 3: the news travels from 2 over 1 to 0; α = γ = ½.",
      run: (f) => planned(f, step(2, 0, 8, 3, { terminated: true }), 3),
      expected: {
        Q: [
          [0.25, 0],
          [1, 0],
          [4, 0],
          [0, 0],
        ],
        known: 4,
        queue: [[1, 1, 0.125]],
      },
    },
    {
      name: "already waiting",
      given:
        "(1, 0) waits with priority 9, (0, 0) with 0.2; n = 2: both keep or raise what they have.",
      run: (f) =>
        planned(f, step(2, 0, 8, 3, { terminated: true }), 2, {
          queue: [
            { S: 0, A: 0, P: 0.2 },
            { S: 1, A: 0, P: 9 },
          ],
        }),
      expected: {
        Q: [
          [0, 0],
          [0, 0],
          [4, 0],
          [0, 0],
        ],
        known: 4,
        queue: [
          [0, 0, 0.2],
          [1, 0, 2],
        ],
      },
    },
    {
      name: "the larger priority stays",
      given: "The first step again; (1, 0), which leads to 2, waits with priority 7.5; n = 1.",
      run: (f) =>
        planned(f, step(2, 0, 8, 3, { terminated: true }), 1, { queue: [{ S: 1, A: 0, P: 7.5 }] }),
      expected: {
        Q: [
          [0, 0],
          [0, 0],
          [4, 0],
          [0, 0],
        ],
        known: 4,
        queue: [[1, 0, 7.5]],
      },
    },
    {
      name: "an end leads nowhere",
      given:
        "A known step (3, 1) ended the episode in state 2; n = 1. It must not be put into the queue.",
      run: (f) =>
        planned(f, step(2, 0, 8, 3, { terminated: true }), 1, {
          model: [...corridor(), step(3, 1, 5, 2, { terminated: true })],
        }),
      expected: {
        Q: [
          [0, 0],
          [0, 0],
          [4, 0],
          [0, 0],
        ],
        known: 5,
        queue: [[1, 0, 2]],
      },
    },
    {
      name: "40 random steps",
      given: "40 random steps among 5 states with 2 actions, n = 2, θ = 0.1.",
      run: (f) => {
        const random = rng(23);
        const Q = [0, 0, 0, 0, 0].map(() => [random.normal(), random.normal()]);
        const [model, queue]: [Step[], Entry[]] = [[], []];
        for (let t = 0; t < 40; t++) {
          const flags = { terminated: random.random() < 0.2 };
          const now = step(
            random.integer(5),
            random.integer(2),
            random.normal(),
            random.integer(5),
            flags,
          );
          f.prioritisedSweeping(Q, model, queue, now, 2, 0.1, 0.5, 0.9);
        }
        return { Q, queue: queue.map(({ S, A, P }) => [S, A, P]) };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/prioritised-sweeping, 6 runs, with your planning in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          sweepingLab,
          {
            prioritisedSweeping: planning(() => {
              const [model, queue]: [Step[], Entry[]] = [[], []];
              return (Q, one, _, { n, alpha, gamma }) =>
                f.prioritisedSweeping(Q, model, queue, one, n, 1e-4, alpha, gamma);
            }),
          },
          { seeds: [1], settings: { runs: 6 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "first in, first out",
      explanation: "The entry with the largest priority comes first, not the oldest one.",
      wrong: { prioritisedSweeping: slipped({ fifo: true }) },
    },
    {
      name: "priority with its sign",
      explanation:
        "The priority is the size of the error; a value that must fall is as urgent as one that must rise.",
      wrong: { prioritisedSweeping: slipped({ signed: true }) },
    },
    {
      name: "threshold ignored",
      explanation: "Only errors above θ go into the queue.",
      wrong: { prioritisedSweeping: slipped({ everything: true }) },
    },
    {
      name: "predecessors forgotten",
      explanation:
        "When Q(S, A) has changed, the steps that lead to S may be wrong now; they go into the queue.",
      wrong: { prioritisedSweeping: slipped({ noPredecessors: true }) },
    },
    {
      name: "the same pair waits twice",
      explanation: "A pair that is in the queue already keeps its place, with the larger priority.",
      wrong: { prioritisedSweeping: slipped({ duplicates: true }) },
    },
    {
      name: "priority replaced by a smaller one",
      explanation: "A waiting pair keeps the larger of its two priorities.",
      wrong: { prioritisedSweeping: slipped({ replace: true }) },
    },
  ],
});
