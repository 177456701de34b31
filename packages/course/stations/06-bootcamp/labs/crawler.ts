/** Lab 1 of the Deep RL Bootcamp, last part: tabular Q-learning teaches a robot to crawl. */
import { crawl, crawlerBestSpeed, crawler as world } from "gradus/envs";
import { qLearning } from "gradus/tabular";
import type { Series } from "../../../src/figure.ts";
import { spread } from "../../../src/format.ts";
import { type Live, lab, type Measured } from "../../../src/lab.ts";
import { largest, mean, smallest } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";

const MARKS = [10_000, 50_000, 100_000];
const START = 58;

/** The mean reward of a step that a policy keeps up, after it has found its gait. */
function speed(act: (S: number) => number): number {
  let S = START;
  let forward = 0;
  for (let t = 0; t < 2000; t++) {
    const { next, reward } = crawl(S, act(S));
    S = next;
    if (t >= 1000) forward += reward;
  }
  return forward / 1000;
}

/** The same for the policy that is optimal with this discount, by value iteration on the known mechanics. */
export function optimalSpeed(gamma: number): number {
  const V = new Float64Array(117);
  const q = (s: number, a: number) => crawl(s, a).reward + gamma * V[crawl(s, a).next];
  const best = (s: number) => Math.max(q(s, 0), q(s, 1), q(s, 2), q(s, 3));
  for (let change = 1; change > 1e-9; ) {
    change = 0;
    for (let s = 0; s < V.length; s++) {
      const v = best(s);
      change = Math.max(change, Math.abs(v - V[s]));
      V[s] = v;
    }
  }
  return speed((s) => [0, 1, 2, 3].find((a) => q(s, a) >= best(s) - 1e-6) ?? 0);
}

function crowd(curves: readonly (readonly number[])[]): Series {
  const at = (f: (ys: readonly number[]) => number) =>
    curves[0].map((_, i) => f(curves.map((c) => c[i])));
  return {
    name: "Q-learning",
    x: curves[0].map((_, i) => 2500 * (i + 1)),
    y: at(mean),
    low: at(smallest),
    high: at(largest),
  };
}

export const crawlerRobot = lab({
  id: "06/crawler",
  row: "K3",
  title: "Learning to crawl",
  question:
    "A robot has one arm and no idea. After 10 000 steps it has found a gait, after 100 000 a faster one. What does a shorter horizon γ do to its stride?",
  source: "Deep RL Bootcamp 2017, lab 1, part 3; Berkeley CS 188, project 3",
  kind: "property",
  world,
  knobs: {
    alpha: { default: 0.5, symbol: "α", range: [0, 1], doc: "Step size." },
    gamma: { default: 0.95, symbol: "γ", range: [0, 0.999], doc: "Discount per step." },
    epsilon: { default: 0.3, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  },
  quick: { seconds: 0.4, seeds: [1, 2, 3] },
  full: { seconds: 1, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  forks: { knobs: ["alpha", "gamma", "epsilon"], by: "turn" },
  *run(config, random, _data, _parts, _from, turn) {
    const speeds: number[] = [];
    const curve: number[] = [];
    const stage = world();
    for (const { steps, agent } of turned(qLearning, turn, (r) => r.steps)(
      world(),
      config,
      random,
    )) {
      const now = speed((S) => agent.act(S, { deterministic: true }));
      if (steps % 2500 === 0) {
        curve.push(now);
        const act: Live["act"] = ([S]) => agent.act(S, { deterministic: true });
        yield {
          progress: steps / 100_000,
          series: { steps, speed: now },
          live: { world: stage, act },
        };
      }
      if (MARKS.includes(steps)) speeds.push(now);
      if (steps >= 100_000) break;
    }
    return {
      speeds,
      final: speeds[2],
      optimal: optimalSpeed(config.gamma),
      best: crawlerBestSpeed(),
      curve,
    };
  },
  verdict(measured: readonly Measured[]) {
    const [{ optimal, best }] = measured as unknown as [{ optimal: number; best: number }];
    const of = (i: number) => measured.map((m) => (m["speeds"] as readonly number[])[i]);
    return {
      published:
        "speed 2.03 after 50 000 steps, 3.37 after 100 000 (on another robot of the same design)",
      measured: `greedy speed ${MARKS.map((m, i) => `${spread(of(i))} after ${m / 1000}k`).join(", ")}`,
      exact: `${Number(optimal).toFixed(4)} for γ = 0.95, by value iteration; ${Number(best).toFixed(4)} at most, by the best cycle`,
      tolerance:
        "Every seed ends within 10 % of the γ-optimal speed (the next slower gaits reach 92 % and 67 %), none above the best cycle.",
      pass: measured.every(
        (m) =>
          Number(m["final"]) >= 0.9 * Number(optimal) && Number(m["final"]) <= Number(best) + 1e-6,
      ),
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "steps", label: "steps", range: [0, 100_000] },
    y: { key: "speed", label: "speed without exploration (forward per step)", range: [0, 4] },
    reference: { label: "3.46, the best gait", y: crawlerBestSpeed() },
  },
  figure: (measured) => ({
    title: "Greedy speed, forward per step",
    x: { label: "steps" },
    series: [crowd(measured.map((m) => m["curve"] as readonly number[]))],
    caption: `Mean of ${measured.length} ${measured.length === 1 ? "seed" : "seeds"}; the band reaches from the slowest to the fastest.`,
    references: [
      { label: "optimal for γ", y: Number(measured[0]["optimal"]) },
      { label: "the best gait", y: Number(measured[0]["best"]) },
    ],
  }),
});
