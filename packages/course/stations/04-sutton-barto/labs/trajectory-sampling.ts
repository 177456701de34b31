/** Figure 8.8: updates along trajectories or evenly spread? */
import type { Rng } from "gradus/core";
import { branchingTask } from "gradus/envs/book";
import { type ActionValues, trajectorySampling as sampling } from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { curvesFigure } from "./parts/curves.ts";
import { type Curve, judged, type Point, points, repeatedCurves, runsKnob } from "./parts/runs.ts";

type Task = ReturnType<typeof branchingTask>;
const ORDERS = ["uniform", "on-policy"] as const;

/** v_π(0) of the policy that is greedy in Q, by sweeping until nothing moves by 10⁻⁴, which leaves an error below 10⁻³. */
function startValue({ states, transitions }: Task, Q: ActionValues): number {
  const rows = transitions.map(
    (actions, s) => actions[Q.values[2 * s + 1] > Q.values[2 * s] ? 1 : 0],
  );
  const V = new Float64Array(states);
  for (;;) {
    let change = 0;
    for (let s = 0; s < states; s++) {
      let v = 0;
      for (const { probability, reward, next, terminated } of rows[s])
        v += probability * (terminated ? reward : reward + V[next]);
      change = Math.max(change, Math.abs(v - V[s]));
      V[s] = v;
    }
    if (change < 1e-4) return V[0];
  }
}

/** The value of the start under the greedy policy after each of the numbers of updates. */
function progress(
  task: Task,
  order: (typeof ORDERS)[number],
  at: readonly number[],
  random: Rng,
): number[] {
  const run = sampling(task, { order, every: at[0], epsilon: 0.1 }, random);
  const values: number[] = [];
  for (let updates = at[0]; values.length < at.length; updates += at[0]) {
    const report = run.next().value as { Q: ActionValues };
    if (at.includes(updates)) values.push(startValue(task, report.Q));
  }
  return values;
}

const MARKS = [1000, 5000, 20_000];
const EVENLY = Array.from({ length: 20 }, (_, i) => 1000 * (i + 1));
const known: readonly Point[] = [
  ...points("b=1 uniform", 200, 0.01, {
    "@1000": [2.98, 2.8],
    "@5000": [6.8, 2.0],
    "@20000": [7.84, 1.7],
  }),
  ...points("b=1 on-policy", 200, 0.01, {
    "@1000": [5.24, 1.9],
    "@5000": [6.04, 1.9],
    "@20000": [6.76, 1.6],
  }),
  ...points("b=3 uniform", 200, 0.01, {
    "@1000": [1.64, 0.57],
    "@5000": [3.22, 0.48],
    "@20000": [3.25, 0.48],
  }),
  ...points("b=3 on-policy", 200, 0.01, {
    "@1000": [1.76, 0.46],
    "@5000": [2.47, 0.48],
    "@20000": [2.76, 0.48],
  }),
];

export const trajectorySampling = lab({
  id: "04/trajectory-sampling",
  row: "B33",
  title: "Update where the agent would go: quick at first, worse later",
  question:
    "In 1000 states there is only time for some updates. Should they be spread evenly, or follow the way that the policy takes? And for how long is that an advantage?",
  source: "Sutton & Barto, 2nd ed., section 8.6, figure 8.8",
  kind: "statistical",
  knobs: {
    runs: runsKnob(15),
    states: {
      default: 1000,
      range: [10, 100_000],
      integer: true,
      doc: "Size of the random tasks.",
    },
    points: {
      default: 3,
      range: [3, 40],
      integer: true,
      doc: "Points of the curve: 3 are those of the verdict; more are evenly spaced over 20 000 updates.",
    },
  },
  quick: { seconds: 2, seeds: [1, 2] },
  full: { seconds: 35, seeds: [1, 2], knobs: { runs: 100, points: 20 } },
  *run({ runs, states, points: count }, random) {
    const at = count < 20 ? MARKS : EVENLY;
    const cells = [1, 3].flatMap((b) => ORDERS.map((order) => ({ b, order })));
    const curves: Curve[] = cells.map(({ b, order }) => ({ name: `b=${b} ${order}`, at }));
    const courseOf = (values: readonly number[]) =>
      at.map((updates, k) => ({
        updates,
        ...Object.fromEntries(curves.map(({ name }, i) => [name, values[i * at.length + k]])),
      }));
    const look = (means: readonly number[]) => ({ points: courseOf(means) });
    const once = (r: Rng) => {
      const tasks = {
        1: branchingTask(states, 1, r.split()),
        3: branchingTask(states, 3, r.split()),
      };
      return cells.map(({ b, order }) => progress(tasks[b as 1 | 3], order, at, r.split()));
    };
    return yield* repeatedCurves(runs, random, curves, MARKS, once, { look });
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure: on-policy is faster early and falls behind late, most clearly for small b",
        known,
        claims: [
          {
            text: "b = 1: on-policy ahead after 1000 updates, behind after 20 000",
            holds: (of) =>
              of("b=1 on-policy @1000") > of("b=1 uniform @1000") &&
              of("b=1 on-policy @20000") < of("b=1 uniform @20000"),
          },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "updates", label: "expected updates", range: [0, 20_000] },
    y: {
      key: "b=1 on-policy",
      label: "value of the start under the greedy policy, mean of the tasks so far",
      range: [0, 10],
    },
    curves: [1, 3].flatMap((b) =>
      ORDERS.map((order) => ({ key: `b=${b} ${order}`, name: `b = ${b}, ${order}` })),
    ),
  },
  figure(measured) {
    const many = (measured[0]["curve b=1 uniform"] as readonly number[]).length > MARKS.length;
    const names = [1, 3].flatMap((b) => ORDERS.map((order) => `b=${b} ${order}`));
    return curvesFigure(
      {
        title: "Value of the start under the greedy policy",
        x: { label: "expected updates" },
        names,
        at: many ? EVENLY : MARKS,
      },
      measured,
    );
  },
});
