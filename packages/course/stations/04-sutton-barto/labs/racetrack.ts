/** Exercise 5.12: racetrack by Monte Carlo control. */
import type { Rng } from "gradus/core";
import { racetrack, racetrackModel } from "gradus/envs/book";
import {
  deterministic,
  type McControlReport,
  mcControl,
  modelOf,
  type OffPolicyControlReport,
  offPolicyControl,
  policyEvaluation,
  valueIteration,
} from "gradus/tabular";
import { fixed, list } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";
import { meanList } from "./parts/curves.ts";
import { stage } from "./parts/onStage.ts";

const NEVER = 1000; // steps; a car that needs more goes round in circles

/** Steps to the finish under a policy without refused changes, or NEVER. */
export function drive(policy: ArrayLike<number>, start: number): number {
  const { transitions } = racetrackModel({ noise: 0 });
  let s = start;
  for (let steps = 1; steps < NEVER; steps++) {
    const [{ next, terminated }] = transitions[s][policy[s]];
    if (terminated) return steps;
    s = next;
  }
  return NEVER;
}

export const racetrackLab = lab({
  id: "04/racetrack",
  row: "B19",
  title: "A race car learns from whole races",
  question:
    "The car changes its speed by one cell a step, one change in ten fails, and off the track it starts again. How near to the best times does learning from complete races come? Off-policy control learns only from the end of a race that went as the greedy policy would: what does that cost at the start?",
  source: "Sutton & Barto, 2nd ed., Exercise 5.12, figure 5.5",
  kind: "property",
  knobs: {
    method: {
      default: "on-policy",
      choices: ["on-policy", "off-policy"],
      doc: "Which Monte Carlo control drives.",
    },
    episodes: { default: 40_000, range: [100, 1e8], integer: true, doc: "Races." },
    epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
    initial: {
      default: -10,
      symbol: "Q₀",
      range: [-1000, 0],
      doc: "First value of all actions: minus the steps one expects to need.",
    },
  },
  quick: { seconds: 1.2, seeds: [1] },
  full: { seconds: 12, seeds: [1, 2, 3], knobs: { episodes: 300_000 } },
  forks: { knobs: ["epsilon"], by: "turn" },
  *run({ method, episodes, epsilon, initial }, random: Rng, _data, _parts, _from, turn) {
    const model = modelOf(racetrackModel());
    const { start } = racetrackModel();
    const starts = Array.from(start.keys()).filter((s) => start[s] > 0);
    let V: Float64Array = new Float64Array(model.states);
    for (const report of valueIteration(model, { theta: 1e-6 }, random)) V = report.V;
    const best = starts.map((s) => -V[s]);

    const control = method === "on-policy" ? mcControl : offPolicyControl;
    const drives = turned(control as typeof mcControl, turn, ({ episodes }) => episodes);
    const run: Generator<McControlReport | OffPolicyControlReport> = drives(
      racetrack(),
      { epsilon, initial },
      random,
    );
    let learned = new Int32Array(model.states);
    const piece = Math.ceil(episodes / 50);
    const course: number[] = []; // mean steps of a race, piece by piece
    let before = 0;
    const onStage = stage(racetrack(), epsilon);
    for (const { agent, episodes: n, steps, Q } of run) {
      if (n % piece === 0) {
        course.push((steps - before) / piece);
        before = steps;
        yield {
          progress: (0.9 * n) / episodes,
          series: { races: n, steps: course.at(-1)! },
          live: onStage(Q),
        };
      }
      if (n < episodes) continue;
      learned = Int32Array.from({ length: model.states }, (_, s) =>
        agent.act(s, { deterministic: true }),
      );
      break;
    }
    for (const { V: W, sweeps } of policyEvaluation(
      model,
      { theta: 1e-4 },
      random,
      undefined,
      deterministic(learned, 9),
    )) {
      V = W;
      if (sweeps >= NEVER) break; // it does not end from everywhere
    }
    return {
      best,
      steps: starts.map((s) => -V[s]),
      "without failures": starts.map((s) => drive(learned, s)),
      course,
      piece,
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "races", label: "races" },
    y: { key: "steps", label: "steps of a race", range: [1, 1000], scale: "log" },
    reference: { label: "best possible, 6", y: 6 },
  },
  figure: (measured) => ({
    title: "Steps of a race while learning",
    x: { label: "races" },
    y: { scale: "log" },
    series: [
      {
        name: measured.length === 1 ? "one seed" : `mean of ${measured.length} seeds`,
        x: meanList(measured, "course").map((_, j) => (j + 1) * Number(measured[0]["piece"])),
        y: meanList(measured, "course"),
        runs: measured.length > 1 ? measured.map((m) => m["course"] as readonly number[]) : [],
      },
    ],
    references: [{ label: "the best possible", y: mean(measured[0]["best"] as readonly number[]) }],
  }),
  verdict(measured) {
    const rows = measured.map((m) => {
      const {
        best,
        steps,
        "without failures": dry,
      } = m as unknown as { best: number[]; steps: number[]; "without failures": number[] };
      const isWhole = best.length === 5 && steps.length === 5 && dry.length === 5;
      return {
        best,
        steps,
        dry,
        ratio: mean(steps) / mean(best),
        ok:
          isWhole &&
          dry.every((n) => n < NEVER) &&
          steps.every((x, i) => x >= best[i] - 0.01) &&
          mean(steps) <= 1.75 * mean(best),
      };
    });
    return {
      published: "— (an exercise on tracks that are drawn, not numbered; ours has 89 cells)",
      measured: rows
        .map(
          (r) =>
            `mean steps from the five starts ${list(r.steps, 1)}; without failures ${r.dry.join(", ")}; ${fixed(r.ratio)} times the best`,
        )
        .join("; "),
      exact: `best mean steps ${rows.length > 0 ? list(rows[0].best, 2) : "unknown"}, by dynamic programming`,
      tolerance:
        "The learned greedy policy reaches the finish from every start when no change fails; with failures, valued exactly, it needs at least the best number of steps and at most 1.75 times as many on average. A car that learned nothing needs hundreds.",
      pass: rows.length > 0 && rows.every((r) => r.ok),
    };
  },
});
