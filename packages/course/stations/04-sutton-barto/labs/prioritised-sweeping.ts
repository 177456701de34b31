/** Example 8.4: how many updates until a good way through mazes of growing size? */
import type { Rng } from "gradus/core";
import { fineMaze } from "gradus/envs/book";
import { dynaQ, greedySteps, prioritisedSweeping as sweeping } from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { bandCaption, meansWithErrors } from "./parts/curves.ts";
import type { Planning } from "./parts/methods.ts";
import { judged, type Point, paired, points, repeated, runsKnob } from "./parts/runs.ts";

const SETTINGS = { n: 5, alpha: 0.5, gamma: 0.95, epsilon: 0.1 } as const;

/** Updates until the greedy way is at most 1.2 times the shortest of 14 · factor steps, looked at after each episode. */
function updatesUntilGood(method: Planning, factor: number, random: Rng): number {
  const world = fineMaze(factor);
  for (const { Q, updates } of method(world, SETTINGS, random)) {
    if (greedySteps(world, Q, Math.floor(14 * factor * 1.2)) < Infinity) return updates;
  }
  throw new Error("internal: a control method ended");
}

const parts: Readonly<Record<"prioritisedSweeping" | "dynaQ", Planning>> = {
  prioritisedSweeping: sweeping,
  dynaQ,
};

const known: readonly Point[] = [
  ...points("sweeping", 10, 1, { "47 states": [753, 660] }),
  ...points("Dyna-Q", 10, 1, { "47 states": [7893, 4800] }),
  ...points("sweeping", 10, 100, { "188 states": [4600, 11000] }),
  ...points("Dyna-Q", 10, 1000, { "188 states": [41_000, 16000] }),
];
const knownLarge: readonly Point[] = [
  ...points("sweeping", 10, 1000, { "423 states": [27_000, 14000] }),
  ...points("Dyna-Q", 10, 1000, { "423 states": [95_000, 41000] }),
];

export const prioritisedSweeping = lab({
  id: "04/prioritised-sweeping",
  row: "B31",
  title: "Plan backwards from surprise: prioritised sweeping",
  question:
    "Dyna-Q imagines steps at random, most of which change nothing. How much is saved by updating first what has just become wrong, as mazes grow finer?",
  source: "Sutton & Barto, 2nd ed., Example 8.4",
  kind: "statistical",
  knobs: {
    runs: runsKnob(15),
    sizes: {
      default: 2,
      range: [1, 6],
      integer: true,
      doc: "How many times finer the finest maze is.",
    },
  },
  quick: { seconds: 0.6, seeds: [1, 2] },
  full: { seconds: 3, seeds: [1, 2], knobs: { runs: 50, sizes: 3 } },
  parts,
  *run({ runs, sizes }, random, _, own) {
    const factors = Array.from({ length: sizes }, (_, i) => i + 1);
    const names = factors.flatMap((f) => [
      `sweeping ${47 * f * f} states`,
      `Dyna-Q ${47 * f * f} states`,
    ]);
    const look = (means: readonly number[]) => ({
      points: factors.map((f, i) => ({
        states: 47 * f * f,
        sweeping: means[2 * i],
        "Dyna-Q": means[2 * i + 1],
      })),
    });
    const measured = yield* repeated(
      runs,
      random,
      names,
      (r) => {
        const same = paired(r);
        return factors.flatMap((f) => [
          updatesUntilGood(own.prioritisedSweeping, f, same()),
          updatesUntilGood(own.dynaQ, f, same()),
        ]);
      },
      look,
    );
    return { ...measured, sizes };
  },
  verdict(measured) {
    const all = measured.every((m) => Number(m["sizes"]) >= 3) ? [...known, ...knownLarge] : known;
    const sizes = all
      .filter((p) => p.key.startsWith("Dyna-Q"))
      .map((p) => p.key.slice("Dyna-Q ".length));
    return judged(
      {
        published: "a figure: five to ten times fewer updates",
        known: all,
        claims: sizes.map((size) => ({
          text: `with ${size} prioritised sweeping needs less than half`,
          holds: (of) => of(`sweeping ${size}`) < of(`Dyna-Q ${size}`) / 2,
        })),
      },
      measured,
    );
  },
  chart: {
    x: { key: "states", label: "states of the maze", range: [0, 450] },
    y: {
      key: "Dyna-Q",
      label: "updates until a good way is found, mean of the mazes so far",
      range: [100, 200_000],
      scale: "log",
    },
    curves: [
      { key: "sweeping", name: "by priority" },
      { key: "Dyna-Q", name: "at random" },
    ],
  },
  figure(measured) {
    const factors = Array.from(
      { length: Math.min(...measured.map((m) => Number(m["sizes"]))) },
      (_, i) => 47 * (i + 1) * (i + 1),
    );
    const series = ["sweeping", "Dyna-Q"].map((name) => ({
      name,
      x: factors,
      ...meansWithErrors(
        measured,
        factors.map((n) => `${name} ${n} states`),
      ),
    }));
    return {
      title: "Updates until a good way is found",
      x: { label: "states of the maze", scale: "log" },
      y: { scale: "log" },
      series,
      caption: bandCaption(measured),
    };
  },
});
