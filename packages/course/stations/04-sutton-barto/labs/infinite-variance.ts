/** Figure 5.4: ordinary importance sampling whose estimates never settle. */
import { rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { infiniteVariance } from "gradus/envs/book";
import { offPolicyPrediction } from "gradus/tabular";
import { fixed, list } from "../../../src/format.ts";
import { type Live, lab } from "../../../src/lab.ts";

const RUNS = 10;
const SHORT = 8;
/** Where the curves of the figure have points. */
const MARKS = new Set(
  [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].flatMap((n) => [n, 2 * n, 3 * n, 5 * n]),
);
/** π always goes left. */
const target = Float64Array.of(1, 0);

/**
 * An episode that goes left k times and ends has ρG = 2ᵏ and probability 0.5ᵏ 0.9ᵏ⁻¹ 0.1: it adds 0.9ᵏ⁻¹ 0.1 to the mean and 2ᵏ times
 * that to the second moment, which has no end. The part of the episodes of at most 8 steps has a mean and a variance.
 */
export function shortPart(): { mean: number; deviation: number } {
  let [mean, second] = [0, 0];
  for (let k = 1, p = 0.1, ratio = 2; k <= SHORT; k++, p *= 0.9, ratio *= 2) {
    mean += p;
    second += p * ratio;
  }
  return { mean, deviation: Math.sqrt(second - mean * mean) };
}

/** The estimates of the runs so far, by number of episodes. */
const pointsOfRuns = (curves: Readonly<Record<string, readonly number[]>>) =>
  [...MARKS].map((episodes, i) => ({
    episodes,
    ...Object.fromEntries(
      Object.entries(curves).flatMap(([name, y]) => (i < y.length ? [[name, y[i]]] : [])),
    ),
  }));

export const infiniteVarianceLab = lab({
  id: "04/infinite-variance",
  row: "B18",
  title: "An average that never settles",
  question:
    "The estimate is unbiased and its variance infinite. Most runs lie below 1 for a long time and then jump: which episodes carry the missing part, and how long would you have to wait for them? Weighted importance sampling knows the answer after one useful episode.",
  source: "Sutton & Barto, 2nd ed., Example 5.5, figure 5.4",
  kind: "statistical",
  knobs: {
    episodes: {
      default: 50_000,
      range: [1000, 1e8],
      integer: true,
      doc: "Episodes of each of the ten runs.",
    },
  },
  quick: { seconds: 0.4, seeds: [1] },
  full: { seconds: 8, seeds: [1], knobs: { episodes: 1_000_000 } },
  *run({ episodes }, random) {
    const ends: number[] = [];
    const weighted: number[] = [];
    const curves: Record<string, number[]> = {};
    let short = 0;
    const draws = rng(1);
    const live: Live = {
      world: infiniteVariance() as AnyWorld,
      act: () => draws.integer(2), // the behaviour: left or right, equally likely
    };
    for (let run = 0; run < RUNS; run++) {
      const stream = random.split();
      let before = 0;
      for (const report of offPolicyPrediction(
        infiniteVariance(),
        { weighting: "ordinary" },
        stream,
        undefined,
        { target },
      )) {
        if (report.steps - before <= SHORT) short += report.ratio * (report.episodeReturn ?? 0);
        before = report.steps;
        if (MARKS.has(report.episodes)) {
          (curves[`run ${run + 1}`] ??= []).push(report.V[0]);
          yield {
            progress: (run + report.episodes / episodes) / RUNS,
            points: pointsOfRuns(curves),
            live,
          };
        }
        if (report.episodes % Math.ceil(episodes / 20) === 0) {
          yield {
            progress: (run + report.episodes / episodes) / RUNS,
            series: { episodes: report.episodes, [`run ${run + 1}`]: report.V[0] },
          };
        }
        if (report.episodes < episodes) continue;
        ends.push(report.V[0]);
        break;
      }
      for (const { V, episodes: n } of offPolicyPrediction(
        infiniteVariance(),
        {},
        stream,
        undefined,
        { target },
      )) {
        if (n === 1000) weighted.push(V[0]);
        if (n === 1000) break;
      }
    }
    return {
      episodes,
      ends: ends.sort((a, b) => a - b),
      short: short / (RUNS * episodes),
      weighted,
      ...curves,
    };
  },
  verdict(measured) {
    const exact = shortPart();
    const judged = measured.map((m) => {
      const { episodes, ends, short, weighted } = m as unknown as {
        episodes: number;
        ends: number[];
        short: number;
        weighted: number[];
      };
      const half = (4 * exact.deviation) / Math.sqrt(RUNS * episodes);
      const spread = Math.max(...ends) - Math.min(...ends);
      const isRight =
        Math.abs(short - exact.mean) <= half &&
        weighted.length === RUNS &&
        weighted.every((v) => v === 1);
      return { ends, short, half, spread, ok: isRight && ends.length === RUNS && spread > 0.1 };
    });
    return {
      published: "a figure: ten runs that have not converged to 1 after millions of episodes",
      measured: judged
        .map(
          (j) =>
            `ten runs: ${list(j.ends)}; part of the episodes of at most ${SHORT} steps ${fixed(j.short, 4)}; weighted: 1 in all`,
        )
        .join("; "),
      exact: `true value 1; part of the episodes of at most ${SHORT} steps 1 − 0.9⁸ = ${fixed(exact.mean, 4)}; an independent program after a million episodes: .74 .74 .76 .80 .80 .85 .87 .89 .95 1.09`,
      tolerance: `There is no band for a mean without variance. The short episodes have one: ± ${judged.map((j) => fixed(j.half, 4)).join(", ")}, four standard errors. Weighted estimates equal 1 exactly (every episode that counts returns 1), and the ordinary ones lie further apart than 0.1.`,
      pass: judged.length > 0 && judged.every((j) => j.ok),
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "episodes", label: "episodes", range: [1, 1_000_000], scale: "log" },
    y: { key: "run 1", label: "estimate by ordinary importance sampling", range: [0, 2.5] },
    curves: [1, 2, 3, 4, 5].map((i) => ({ key: `run ${i}`, name: `run ${i}` })),
    reference: { label: "the true value, 1", y: 1 },
  },
  figure: ([measured]) => ({
    title: "Estimate by ordinary importance sampling",
    x: { label: "episodes", scale: "log" },
    y: { range: [0, 2.5] },
    series: [
      {
        name: "ten runs",
        x: [...MARKS].slice(0, (measured["run 1"] as readonly number[]).length),
        y: [],
        runs: Array.from({ length: RUNS }, (_, i) => measured[`run ${i + 1}`] as readonly number[]),
      },
    ],
    references: [{ label: "1, the true value", y: 1 }],
    caption: "Each line is one run. Jumps beyond 2.5 leave the picture.",
  }),
});
