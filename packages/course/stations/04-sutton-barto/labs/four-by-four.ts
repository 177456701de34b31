/** Figure 4.1: iterative policy evaluation on a 4 × 4 grid, sweep by sweep. */
import { cornersGrid, cornersGridModel } from "gradus/envs/book";
import { equiprobable, policyEvaluation, solveValues } from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { golden } from "./parts/golden.ts";
import { greedyTable, valuesOnStage } from "./parts/onStage.ts";

/** The upper half of figure 4.1; the lower is its mirror image. By number of sweeps. */
const printed: Readonly<Record<number, readonly number[]>> = {
  1: [0, -1, -1, -1, -1, -1, -1, -1],
  2: [0, -1.7, -2, -2, -1.7, -2, -2, -2],
  3: [0, -2.4, -2.9, -3, -2.4, -2.9, -3, -2.9],
  10: [0, -6.1, -8.4, -9, -6.1, -7.7, -8.4, -8.4],
};
const limit = [0, -14, -20, -22, -14, -18, -20, -20];

export const fourByFour = lab({
  id: "04/four-by-four",
  row: "B10",
  title: "Policy evaluation, sweep by sweep",
  question:
    "After how many sweeps does the greedy policy stop changing, and how long before the values do? Updating in place uses new values at once: how many sweeps does that save?",
  source: "Sutton & Barto, 2nd ed., Example 4.1, figure 4.1",
  kind: "golden",
  knobs: {
    theta: {
      default: 1e-4,
      symbol: "θ",
      range: [1e-12, 1],
      log: true,
      doc: "Ends when no value changes by this much in a sweep.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  *run({ theta }, random) {
    const model = cornersGridModel();
    const world = cornersGrid();
    const measured: Record<string, number | number[]> = {};
    for (const [name, inPlace] of [
      ["two arrays", false],
      ["in place", true],
    ] as const) {
      let sweeps = 0;
      const changes: number[] = [];
      for (const report of policyEvaluation(model, { theta, inPlace }, random)) {
        sweeps = report.sweeps;
        changes.push(report.change);
        if (!inPlace && sweeps in printed)
          measured[`k = ${sweeps}`] = Array.from(report.V.subarray(0, 8));
        yield {
          progress: (inPlace ? 1 : 0.5) - 0.5 / (1 + sweeps),
          series: { sweep: sweeps, [name]: report.change },
          live: valuesOnStage(world, report.V, greedyTable(model, report.V, 1)),
        };
      }
      measured[`sweeps, ${name}`] = sweeps;
      measured[`changes, ${name}`] = changes;
    }
    const solved = solveValues(model, equiprobable(model), 1);
    return { ...measured, solved: Array.from(solved.subarray(0, 8)) };
  },
  verdict: (measured) =>
    golden(
      {
        published: "k = 1, 2, 3, 10 and ∞: −14 −20 −22 / −18 −20",
        exact: "the linear equations solved: −14 −20 −22 −18 −20, whole numbers",
        note: "The book prints −1.7 where the value is −1.75: it cuts the second decimal off.",
        tables: [
          ...Object.entries(printed).map(([k, known]) => ({
            key: `k = ${k}`,
            known,
            within: 0.0501,
          })),
          { key: "solved", known: limit, within: 1e-9 },
          { key: "sweeps, two arrays", known: [173], within: 0 },
          { key: "sweeps, in place", known: [114], within: 0 },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "sweep", label: "sweeps", range: [0, 180] },
    y: {
      key: "two arrays",
      label: "largest change of a value in the sweep",
      range: [1e-4, 1],
      scale: "log",
    },
    curves: [
      { key: "two arrays", name: "two arrays" },
      { key: "in place", name: "in place" },
    ],
    pace: 40,
    hasWorld: true,
  },
  figure: ([measured]) => ({
    title: "Largest change of a value in a sweep",
    x: { label: "sweep" },
    y: { scale: "log" },
    series: ["two arrays", "in place"].map((name) => {
      const y = measured[`changes, ${name}`] as readonly number[];
      return { name, x: y.map((_, i) => i + 1), y };
    }),
  }),
});
