/** Example 8.6: sweeping all states of a racetrack, or updating only those that the car meets? */
import type { Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { racetrack } from "gradus/envs/book";
import { rtdp, valueIteration, Walker } from "gradus/tabular";
import { type LabReport, lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { bandCaption, meansWithErrors } from "./parts/curves.ts";
import { judged, repeated, runsKnob } from "./parts/runs.ts";

const world = racetrack();
const starts = Array.from((world.model?.() ?? { start: [] }).start);
/** The value of the starting line: all its cells are equally likely. */
const atStart = (V: ArrayLike<number>): number => starts.reduce((sum, p, s) => sum + p * V[s], 0);

/** Sweeps until no value changes by 10⁻⁴, as in the book, and until nothing moves. */
function sweeping(theta: number, random: Rng): { V: Float64Array; sweeps: number } {
  let last = { V: new Float64Array(0), sweeps: 0 };
  for (const { V, sweeps } of valueIteration(world, { gamma: 1, theta }, random))
    last = { V: V.slice(), sweeps };
  return last;
}

/** Steps that the greedy car needs, averaged. */
function drive(act: (S: number) => number, laps: number, random: Rng): number {
  const walk = new Walker(world, random);
  const lengths = Array.from({ length: laps }, () => {
    for (walk.start(); !walk.over; walk.advance()) walk.take(act(walk.S));
    return walk.length;
  });
  return mean(lengths);
}

/** Of the states those with at most so many updates, 0 … 1. */
const shareOf = (updates: ArrayLike<number>, most: number): number =>
  Array.from(updates).filter((u) => u <= most).length / updates.length;

const MOST = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200] as const;
const NAMES = ["updates", "value", "laps", "never", "rarely", ...MOST.map((n) => `≤ ${n}`)];

const percent = ({ y, low, high }: ReturnType<typeof meansWithErrors>) => ({
  x: MOST,
  y: y.map((v) => 100 * v),
  low: low.map((v) => 100 * v),
  high: high.map((v) => 100 * v),
});

export const realTimeDp = lab({
  id: "04/real-time-dp",
  row: "B34",
  title: "A racing car that plans only where it drives",
  question:
    "Value iteration looks at every place and speed of the track, again and again. Real-time dynamic programming updates the places that the car passes. How many updates does it save, and what does it never learn?",
  source: "Sutton & Barto, 2nd ed., Example 8.6; Barto, Bradtke & Singh 1995",
  kind: "property",
  knobs: {
    runs: runsKnob(5),
    laps: {
      default: 200,
      range: [10, 10_000],
      integer: true,
      doc: "Greedy laps that each result is timed over.",
    },
  },
  quick: { seconds: 1.2, seeds: [1, 2] },
  full: { seconds: 2, seeds: [1, 2], knobs: { runs: 25 } },
  *run({ runs, laps }, random) {
    const exact = atStart(sweeping(1e-9, random).V);
    const { sweeps } = sweeping(1e-4, random);
    const states = world.observationSpace.n;
    const courseOf = (shares: readonly number[]) =>
      MOST.map((n, i) => ({
        updates: n,
        "real-time DP": 100 * shares[i],
        "value iteration": n < sweeps ? 0 : 100,
      }));
    const look = (means: readonly number[]) => ({ points: courseOf(means.slice(-MOST.length)) });
    function* race(r: Rng, run: number): Generator<LabReport, number[]> {
      for (const { V, updates, agent } of rtdp(world, { gamma: 1 }, r)) {
        if (run === 0)
          yield {
            progress: 0,
            points: courseOf(MOST.map((n) => shareOf(updates, n))),
            live: { world: world as AnyWorld, act: (o) => agent.act(o[0]) },
          };
        if (atStart(V) > exact + 0.01) continue; // first values are too high everywhere, and only ever fall
        const share = (most: number) => shareOf(updates, most);
        return [
          updates.reduce((a, b) => a + b, 0),
          atStart(V),
          drive((S) => agent.act(S), laps, r.split()),
          share(0),
          share(10),
          ...MOST.map(share),
        ];
      }
      throw new Error("internal: a planner ended");
    }
    const measured = yield* repeated(runs, random, NAMES, race, look);
    return { ...measured, exact, sweeps, states, sweptUpdates: sweeps * states };
  },
  chart: {
    hasWorld: true,
    x: { key: "updates", label: "updates of a state", range: [1, 200], scale: "log" },
    y: { key: "real-time DP", label: "states with at most so many updates, %", range: [0, 100] },
    curves: [
      { key: "real-time DP", name: "where it drives" },
      { key: "value iteration", name: "in sweeps" },
    ],
  },
  figure: (measured) => ({
    title: "States with at most so many updates, in %",
    x: { label: "updates", scale: "log" },
    y: { range: [0, 102] },
    series: [
      {
        name: "real-time DP",
        ...percent(
          meansWithErrors(
            measured,
            MOST.map((n) => `≤ ${n}`),
          ),
        ),
      },
      {
        name: "value iteration",
        x: MOST,
        y: MOST.map((n) => (n < Number(measured[0]["sweeps"]) ? 0 : 100)),
        steps: true,
      },
    ],
    caption: `${bandCaption(measured)} Both until the values are final; value iteration updates every state in each sweep.`,
  }),
  verdict(measured) {
    const of = (key: string): number => mean(measured.map((m) => Number(m[key])));
    const verdict = judged(
      {
        published:
          "on the book's track: value iteration 28 sweeps, 252 784 updates; RTDP 127 600 updates, 80 % of the states at most 10 times, 3 % never",
        known: [],
        claims: [
          {
            text: "RTDP needs at most half of the updates",
            holds: (o) => o("updates") < o("sweptUpdates") / 2,
          },
          {
            text: "its value of the start is within 0.01 of v*, from above",
            holds: (o) => o("value") >= o("exact") - 1e-6 && o("value") <= o("exact") + 0.01,
          },
          // a lap's length has a deviation of about 2 steps; v* is −(mean length)
          {
            text: "the greedy car is as fast as v* says, ± 4 standard errors",
            holds: (o) => Math.abs(o("laps") + o("exact")) < (4 * 2.5) / Math.sqrt(200),
          },
          { text: "some states are never looked at", holds: (o) => o("never") > 0 },
        ],
        note: "The track is our own, with the book's rules, so only the comparison carries over.",
      },
      measured,
    );
    const share = (key: string) => `${(100 * of(key)).toFixed(1)} %`;
    return {
      ...verdict,
      measured: `value iteration ${of("sweeps")} sweeps, ${of("sweptUpdates")} updates; RTDP ${of("updates").toFixed(0)} updates, ${share("rarely")} of the states at most 10 times, ${share("never")} never; ${of("laps").toFixed(2)} steps a lap`,
      tolerance:
        "RTDP: v* of the start within 0.01, at most half of the updates of value iteration (until no value changes by 10⁻⁴), laps as long as v* says ± 4 standard errors of 200 laps (deviation 2.5 steps), some states never updated.",
      exact: `${(-of("exact")).toFixed(3)} steps a lap`,
    };
  },
});
