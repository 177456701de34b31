/** Example 10.2 and figure 10.5: whom to turn away, when what counts is the reward per step. */
import type { AnyWorld } from "gradus/env";
import { accessControl, accessControlOptimum } from "gradus/envs/book";
import { differentialSarsa, oneHot } from "gradus/tabular";
import { type Live, lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";
import { meanList } from "./parts/curves.ts";
import { judged, type Point } from "./parts/runs.ts";

const SERVERS = 10;
const features = oneHot((SERVERS + 1) * 4);

const known: readonly Point[] = [
  { key: "best reward per step", value: 2.74764, s: 0, n: 0, unit: 0.00002 },
  { key: "ε-greedy reward", value: 2.64, s: 0.02, n: 1, unit: 0.01 },
];

/** The larger of the two values in each state, and the action that has it. */
function tableOf(w: Float64Array): Pick<Live, "values" | "policy"> {
  const states = w.length / 2;
  const q = (s: number, a: number) => w[a * states + s];
  return {
    values: Float64Array.from({ length: states }, (_, s) => Math.max(q(s, 0), q(s, 1))),
    policy: Float64Array.from({ length: 2 * states }, (_, i) => {
      const [s, a] = [i >> 1, i % 2];
      return q(s, a) > q(s, 1 - a) ? 1 : 0;
    }),
  };
}

export const accessControlQueue = lab({
  id: "04/access-control",
  row: "B43",
  title: "Whom to turn away: reward per step instead of discounting",
  question:
    "Ten servers, customers who pay 1, 2, 4 or 8, and no end. Learn without any discount whom to accept with how many servers free. How near does it come to the best that is possible?",
  source: "Sutton & Barto, 2nd ed., Example 10.2, figure 10.5",
  kind: "statistical",
  knobs: {
    steps: { default: 2_000_000, range: [10_000, 1e8], integer: true, doc: "Steps of learning." },
    alpha: {
      default: 0.01,
      symbol: "α",
      range: [0, 1],
      log: true,
      doc: "Step size of the values.",
    },
    beta: {
      default: 0.01,
      symbol: "β",
      range: [0, 1],
      log: true,
      doc: "Step size of the average reward.",
    },
    epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  },
  quick: { seconds: 1.5, seeds: [1] },
  full: { seconds: 8, seeds: [1, 2, 3, 4, 5] },
  forks: { knobs: ["alpha", "beta", "epsilon"], by: "turn" },
  *run({ steps, alpha, beta, epsilon }, random, _data, _parts, _from, turn) {
    const { averageReward, accepts } = accessControlOptimum();
    const reportEvery = Math.max(1, Math.floor(steps / 40));
    const world = accessControl();
    const rewards: number[] = [];
    const estimates: number[] = [];
    let w = new Float64Array(0);
    const learns = turned(differentialSarsa, turn, (report) => report.steps);
    for (const report of learns(
      world,
      { alpha, beta, epsilon, reportEvery },
      random,
      undefined,
      features,
    )) {
      rewards.push(report.meanReward);
      estimates.push(report.averageReward);
      w = report.w as Float64Array<ArrayBuffer>;
      yield {
        progress: rewards.length / 40,
        series: { steps: report.steps, reward: report.meanReward },
        live: {
          world: world as AnyWorld,
          act: (o) => report.agent.act(o),
          ...tableOf(w),
        },
      };
      if (rewards.length === 40) break;
    }
    const states = (SERVERS + 1) * 4;
    const learned = Array.from({ length: states }, (_, s) =>
      s >= 4 && w[states + s] > w[s] ? 1 : 0,
    );
    const of = (table: ArrayLike<number>, k: number) =>
      Array.from({ length: SERVERS + 1 }, (_, free) => table[free * 4 + k]);
    return {
      runs: 1,
      "best reward per step": averageReward,
      "ε-greedy reward": mean(rewards.slice(-20)),
      R̄: mean(estimates.slice(-20)),
      // From the first number of free servers on at which a customer who pays 1, 2, 4, 8 is accepted; 11 for never.
      "best thresholds": [0, 1, 2, 3].map((k) => threshold(of(accepts, k))),
      "learned accepts": [0, 1, 2, 3].map((k) => of(learned, k).join("")).join(" "),
      piece: reportEvery,
      "curve reward": rewards,
    };
  },
  verdict: (measured) => {
    const thresholds = (measured[0]["best thresholds"] as readonly number[]).join(", ");
    return judged(
      {
        published: "R̄ about 2.31; the priorities 1 and 2 are rejected when few servers are free",
        known,
        claims: [
          {
            text: "the best policy never accepts the 1, the 2 from 4 free servers on, the 4 and the 8 always",
            holds: () => thresholds === "11, 4, 1, 1",
          },
          {
            text: "R̄ lies between 2.4 and the best possible plus 0.15",
            holds: (of) => of("R̄") > 2.4 && of("R̄") < 2.9,
          },
          {
            text: "no reward per step beyond the best",
            holds: (of) => of("ε-greedy reward") < of("best reward per step"),
          },
        ],
        note: `The book prints 2.31 for R̄. With the rules as it states them (a served customer may leave in the same step) the best policy earns ${Number(measured[0]["best reward per step"]).toFixed(5)} by relative value iteration, and ε-greedy learners 2.64: the exact number is what this lab tests.`,
      },
      measured,
    );
  },
  chart: {
    x: { key: "steps", label: "steps", range: [0, 2_000_000] },
    y: { key: "reward", label: "reward per step", range: [0, 3] },
    reference: { label: "the best, 2.748", y: 2.748 },
    hasWorld: true,
  },
  figure: (measured) => ({
    title: "Reward per step",
    x: { label: "steps" },
    series: [
      {
        name: measured.length === 1 ? "one seed" : `mean of ${measured.length} seeds`,
        x: meanList(measured, "curve reward").map((_, j) => (j + 1) * Number(measured[0]["piece"])),
        y: meanList(measured, "curve reward"),
        runs:
          measured.length > 1 ? measured.map((m) => m["curve reward"] as readonly number[]) : [],
      },
    ],
    references: [
      { label: "2.748, the best possible", y: Number(measured[0]["best reward per step"]) },
    ],
  }),
});

/** The first index from which on all are 1; the length if none is. */
function threshold(accepts: readonly number[]): number {
  return accepts.lastIndexOf(0) + 1;
}
