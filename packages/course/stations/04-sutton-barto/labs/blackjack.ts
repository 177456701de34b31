/** Figures 5.1, 5.2 and 5.3: blackjack by Monte Carlo methods, beside the exact solution. */
import { exp, type Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { bookBlackjack, bookBlackjackModel, decisions, handNumber } from "gradus/envs/book";
import {
  type ActionValues,
  deterministic,
  greedyPolicy,
  mcExploringStarts,
  mcPrediction,
  modelOf,
  offPolicyPrediction,
  policyEvaluation,
  type TabularAgent,
  type TabularWorld,
  valueIteration,
} from "gradus/tabular";
import { fixed } from "../../../src/format.ts";
import { lab, type NumberMap } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { moment, occupancy, stickOnTwenty, stickOnTwentyTable } from "./parts/blackjackFacts.ts";
import { offBy } from "./parts/golden.ts";
import { pictureOf, tableOnStage } from "./parts/onStage.ts";
import { judged, type Point, paired, repeated, runsKnob } from "./parts/runs.ts";

// What each lab asks of the method that may be replaced.
type PolicyValues = (
  world: TabularWorld,
  knobs: Record<never, never>,
  random: Rng,
  from: undefined,
  policy: (S: number) => number,
) => Generator<{ readonly V: Float64Array; readonly episodes: number }>;
type ExploringStarts = (
  world: TabularWorld,
  knobs: { readonly anywhere: boolean },
  random: Rng,
) => Generator<{
  readonly agent: Pick<TabularAgent, "act">;
  readonly episodes: number;
  /** For a page to look at. */
  readonly Q?: ActionValues;
}>;
type ImportanceSampling = (
  world: TabularWorld,
  knobs: { readonly weighting: "ordinary" | "weighted" },
  random: Rng,
  from: undefined,
  policies: { readonly target: Float64Array },
) => Generator<{ readonly V: ArrayLike<number>; readonly episodes: number }>;

const hands = (ace: boolean): number[] => decisions.filter((h) => h.ace === ace).map(handNumber);
const GROUPS = [
  { name: "no ace", states: hands(false) },
  { name: "ace", states: hands(true) },
] as const;

/** A number for each hand as two pictures: the dealer's card to the right, ace to ten; the player's sum upwards, 12 to 21. */
const surfaces = (what: string, of: (hand: number) => number, signed = true): NumberMap[] =>
  GROUPS.map(({ name }) => ({
    title: `${what}, ${name === "ace" ? "usable ace" : "no usable ace"}`,
    width: 10,
    height: 10,
    values: Array.from({ length: 100 }, (_, i) =>
      of(handNumber({ sum: 21 - Math.floor(i / 10), open: 1 + (i % 10), ace: name === "ace" })),
    ),
    signed,
  }));

// ── figure 5.1 ──────────────────────────────────────────────────────────────────────────────────

const EARLY = 10_000;
const SUMS = Array.from({ length: 10 }, (_, i) => 12 + i);

/** E[1/N; N ≥ 1] and P(N = 0) for a Poisson number N of visits. */
function visitsOf(expected: number): { inverse: number; none: number } {
  const none = exp(-expected);
  let [p, inverse] = [none, 0];
  for (let n = 1; n < expected + 12 * Math.sqrt(expected) + 20; n++) {
    p *= expected / n;
    inverse += p / n;
  }
  return expected > 500
    ? { inverse: 1 / expected + 1 / (expected * expected), none: 0 }
    : { inverse, none };
}

/**
 * What the mean squared error over 100 hands must be after n games, and its standard deviation from run to run:
 * for each hand σ²(s) E[1/N(s)] + v(s)² P(N(s) = 0), with N(s) games of n that come to it.
 */
export function expectedError(
  states: readonly number[],
  games: number,
): { mse: number; s: number } {
  const [v, second, often] = [moment(1), moment(2), occupancy()];
  const errors = states.map((s) => {
    const { inverse, none } = visitsOf(games * often[s]);
    return (second[s] - v[s] * v[s]) * inverse + v[s] * v[s] * none;
  });
  const mse = errors.reduce((a, b) => a + b, 0) / errors.length;
  return { mse, s: Math.sqrt(2 * errors.reduce((a, b) => a + b * b, 0)) / errors.length }; // each is about σ² times a χ²
}

export const blackjackPrediction = lab({
  id: "04/blackjack-prediction",
  row: "B15",
  title: "What is a hand of blackjack worth?",
  question:
    "Averages of returns find the value of every hand. Why are the values of hands with a usable ace so much rougher after 10 000 games?",
  source: "Sutton & Barto, 2nd ed., Example 5.1, figure 5.1",
  kind: "statistical",
  knobs: {
    games: {
      default: 200_000,
      range: [EARLY, 1e7],
      integer: true,
      doc: "Games in all; the error is also taken after 10 000.",
    },
  },
  quick: { seconds: 0.5, seeds: [1, 2] },
  full: { seconds: 1.5, seeds: [1, 2, 3], knobs: { games: 500_000 } },
  parts: { mcPrediction } as { readonly mcPrediction: PolicyValues },
  *run({ games }, random, _, own) {
    const exact = moment(1);
    const error = (V: Float64Array, states: readonly number[]) =>
      states.reduce((sum, s) => sum + (V[s] - exact[s]) * (V[s] - exact[s]), 0) / states.length;
    const measured: Record<string, number | number[]> = { games };
    const policy = (s: number) => stickOnTwenty(s);
    const world = bookBlackjack("deal");
    for (const { V, episodes } of own.mcPrediction(world, {}, random, undefined, policy)) {
      if (episodes !== EARLY && episodes !== games && episodes % 2000 !== 0) continue;
      const now = Object.fromEntries(GROUPS.map(({ name, states }) => [name, error(V, states)]));
      yield {
        progress: episodes / games,
        series: { games: episodes, ...now },
        live: {
          world: world as AnyWorld,
          act: (o) => stickOnTwenty(o[0]),
          values: V,
          maps: surfaces("value", (hand) => V[hand]),
        },
      };
      if (episodes === EARLY) for (const { name } of GROUPS) measured[`${name}, early`] = now[name];
      if (episodes < games) continue;
      for (const { name } of GROUPS) measured[`${name}, end`] = now[name];
      for (const { name } of GROUPS)
        measured[`V against 10, ${name}`] = SUMS.map(
          (sum) => V[handNumber({ sum, open: 10, ace: name === "ace" })],
        );
      break;
    }
    return measured;
  },
  chart: {
    hasWorld: true,
    x: { key: "games", label: "games", range: [0, 200_000] },
    y: { key: "no ace", label: "mean squared error of 100 values", range: [1e-5, 1], scale: "log" },
    curves: [
      { key: "no ace", name: "no usable ace" },
      { key: "ace", name: "usable ace" },
    ],
  },
  figure: ([measured]) => ({
    title: "Value of a hand against a dealer who shows a ten",
    x: { label: "player's sum" },
    series: GROUPS.map(({ name }) => ({
      name: name === "ace" ? "usable ace" : "no usable ace",
      x: SUMS,
      y: measured[`V against 10, ${name}`] as readonly number[],
    })),
    caption: "The player sticks on 20 and 21 only. One seed.",
  }),
  verdict(measured) {
    const k = measured.length;
    const games = Number(measured[0]?.["games"]);
    const rows = GROUPS.flatMap(({ name, states }) =>
      [EARLY, games].map((n, i) => {
        const { mse, s } = expectedError(states, n);
        const key = `${name}, ${i === 0 ? "early" : "end"}`;
        const average = measured.reduce((sum, m) => sum + Number(m[key]), 0) / k;
        const half = (4 * 1.5 * s) / Math.sqrt(k);
        return {
          text: `${name} after ${n}`,
          average,
          mse,
          half,
          ok: Math.abs(average - mse) <= half,
        };
      }),
    );
    const root = (x: number) => fixed(Math.sqrt(Math.max(0, x)), 4);
    return {
      published:
        "a figure; root mean squared errors of an independent program: no ace .065 after 10 000 games, .010 after 500 000; ace .26 and .031",
      measured: `${rows.map((r) => `${r.text}: ${root(r.average)}`).join("; ")} (${k} ${k === 1 ? "seed" : "seeds"})`,
      exact: `${rows.map((r) => `${r.text}: ${root(r.mse)}`).join("; ")}; V(20, no ace, 10) = .4350, V(12, no ace, 10) = −.5705`,
      tolerance: `The mean squared error is Σ σ²(s) E[1/N(s)] / 100, computed exactly; ± 4 of its standard deviations (each hand a χ², half as much again because hands of one game share a return): ${rows.map((r) => `${root(r.mse - r.half)} … ${root(r.mse + r.half)}`).join("; ")}.`,
      pass: k > 0 && rows.every((r) => r.ok),
    };
  },
});

// ── figure 5.2 ──────────────────────────────────────────────────────────────────────────────────

/** The lowest sum on which the best player sticks, against an ace, 2, …, 10. */
const THRESHOLDS = {
  "no ace": [17, 13, 13, 12, 12, 12, 17, 17, 17, 17],
  ace: [19, 18, 18, 18, 18, 18, 18, 18, 19, 19],
} as const;

function thresholds(policy: ArrayLike<number>, ace: boolean): number[] {
  return Array.from({ length: 10 }, (_, i) => {
    const stick = Array.from({ length: 10 }, (_, j) => 12 + j).find(
      (sum) => policy[handNumber({ sum, open: i + 1, ace })] === 0,
    );
    return stick ?? 22;
  });
}

export const blackjackOptimal = lab({
  id: "04/blackjack-optimal",
  row: "B16",
  title: "How to play blackjack",
  question:
    "When does one stick? Monte Carlo ES learns it from games that begin anywhere; dynamic programming knows. Which decision of the learned policy is the last to be right?",
  source: "Sutton & Barto, 2nd ed., Example 5.3, figure 5.2",
  kind: "golden",
  knobs: {
    games: {
      default: 300_000,
      range: [1000, 1e8],
      integer: true,
      doc: "Games that Monte Carlo ES learns from.",
    },
  },
  quick: { seconds: 0.6, seeds: [1] },
  full: { seconds: 10, seeds: [1, 2], knobs: { games: 5_000_000 } },
  parts: { mcExploringStarts } as { readonly mcExploringStarts: ExploringStarts },
  *run({ games }, random, _, own) {
    const exact = bookBlackjackModel("anywhere");
    let V = new Float64Array(0);
    for (const report of valueIteration(exact, {}, random)) V = report.V as typeof V;
    const best = greedyPolicy(exact, V, 1);
    const model = modelOf(exact);
    const near = handNumber({ sum: 16, open: 10, ace: false });
    let learned = new Int32Array(0);
    const world = bookBlackjack("anywhere");
    const decided = decisions.map(handNumber);
    for (const { agent, episodes, Q } of own.mcExploringStarts(
      world,
      { anywhere: false },
      random,
    )) {
      if (episodes % 5000 === 0 && Q === undefined) yield { progress: episodes / games };
      else if (episodes % 5000 === 0 && Q !== undefined) {
        const better = (s: number) => (Q.values[2 * s + 1] > Q.values[2 * s] ? 1 : 0);
        yield {
          progress: episodes / games,
          series: { games: episodes, agree: decided.filter((s) => better(s) === best[s]).length },
          live: {
            ...tableOnStage(world, Q, 0),
            ...pictureOf(Q),
            maps: surfaces("dark: hit", better, false),
          },
        };
      }
      if (episodes < games) continue;
      learned = Int32Array.from({ length: model.states }, (_, s) =>
        agent.act(s, { deterministic: true }),
      );
      break;
    }
    let W = V;
    for (const report of policyEvaluation(exact, {}, random, undefined, deterministic(learned, 2)))
      W = report.V as typeof V;
    const all = decisions.map(handNumber);
    return {
      "no ace": thresholds(best, false),
      ace: thresholds(best, true),
      "16 against 10": [model.expected(near, 0, V, 1), model.expected(near, 1, V, 1)],
      games,
      agrees: all.filter((s) => learned[s] === best[s]).length,
      loss: all.reduce((sum, s) => sum + V[s] - W[s], 0) / all.length,
      "learned, no ace": thresholds(learned, false),
      "learned, ace": thresholds(learned, true),
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "games", label: "games", range: [0, 300_000] },
    y: { key: "agree", label: "decisions of 200 that are the best", range: [100, 200] },
  },
  figure: ([measured]) => ({
    title: "Lowest sum of the player's cards to stick on",
    x: {
      label: "dealer's open card",
      names: [1, 2, 4, 6, 8, 10].map((at) => ({ at, text: at === 1 ? "ace" : String(at) })),
    },
    y: { range: [11, 20] },
    series: ["no ace", "ace"].flatMap((ace) => [
      {
        name: "optimal",
        panel: ace === "ace" ? "usable ace" : "no usable ace",
        x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        y: measured[ace] as readonly number[],
      },
      {
        name: "learned",
        panel: ace === "ace" ? "usable ace" : "no usable ace",
        x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        y: measured[`learned, ${ace}`] as readonly number[],
        points: true,
      },
    ]),
    caption: "Optimal by dynamic programming; learned by Monte Carlo ES, one seed.",
  }),
  verdict(measured) {
    const isExact = measured.every(
      (m) =>
        offBy(m["no ace"], THRESHOLDS["no ace"]) === 0 &&
        offBy(m["ace"], THRESHOLDS.ace) === 0 &&
        offBy(m["16 against 10"], [-0.5758, -0.5693]) <= 5.1e-5,
    );
    const losses = measured.map((m) => Number(m["loss"]));
    const limits = measured.map((m) => 3 / Math.sqrt(Number(m["games"])));
    const agrees = measured.map((m) => Number(m["agrees"]));
    const isLearned = losses.every((loss, i) => loss >= -1e-9 && loss <= limits[i]);
    return {
      published:
        "figure 5.2: stick from 17 13 13 12 12 12 17 17 17 17 (no usable ace), 19 18 18 18 18 18 18 18 19 19 (usable ace), against ace, 2 … 10",
      measured: `dynamic programming: ${isExact ? "the same" : "another policy"}; Monte Carlo ES: ${agrees.join(", ")} of 200 decisions the same, mean loss ${losses.map((x) => fixed(x, 5)).join(", ")}`,
      exact: "16 against 10 without an ace is nearly a tie: stick −.5758, hit −.5693",
      tolerance:
        "The exact policy equal, the near-tie to four digits. The learned policy, valued exactly, loses at most 3/√games on average: a wrong decision costs about as much as the error of an average of the returns of its hand (games/200 of them, deviation about 1), and a fifth of the hands are near enough for one.",
      pass: measured.length > 0 && isExact && isLearned,
    };
  },
});

// ── figure 5.3 ──────────────────────────────────────────────────────────────────────────────────

const HAND = { sum: 13, open: 2, ace: true };
const GAMES = [1, 10, 100, 1000, 10_000] as const;

/** Mean squared error of n averaged terms with second and fourth central moments, and the deviation of a squared error. */
function ofAverage(variance: number, fourth: number, n: number): { mse: number; s: number } {
  const meanFourth = fourth / (n * n * n) + (3 * (n - 1) * variance * variance) / (n * n * n);
  const mse = variance / n;
  return { mse, s: Math.sqrt(meanFourth - mse * mse) };
}

/** Exact: ordinary importance sampling averages independent ρG. */
export function ordinaryErrors() {
  const at = handNumber(HAND);
  const [m1, m2, m3, m4] = [1, 2, 3, 4].map((k) => moment(k, 1 << (k - 1))[at]);
  const variance = m2 - m1 * m1;
  const fourth = m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 * m1 * m1 * m1;
  return GAMES.map((n) => ofAverage(variance, fourth, n));
}

const ordinary = ordinaryErrors();
/** Weighted: 1000 runs of an independent program; s of a squared error from seeds 100 and above. */
const weighted: readonly (readonly [mse: number, s: number, unit: number])[] = [
  [0.174, 0.31, 0.001],
  [0.489, 0.6, 0.001],
  [0.089, 0.125, 0.001],
  [0.01, 0.0142, 0.0001],
  [0.001, 0.00145, 0.0001],
];

const offPolicyPoints: readonly Point[] = GAMES.flatMap((n, i) => [
  { key: `ordinary @${n}`, value: ordinary[i].mse, s: ordinary[i].s, n: 0, unit: 0.0001 },
  {
    key: `weighted @${n}`,
    value: weighted[i][0],
    s: weighted[i][1],
    n: 1000,
    unit: weighted[i][2],
  },
]);

export const blackjackOffPolicy = lab({
  id: "04/blackjack-off-policy",
  row: "B17",
  title: "Learning what one does not do",
  question:
    "The cards are played at random, and yet one learns what a player is worth who sticks on 20. Ordinary importance sampling is right on average from the first game, weighted is not: which would you use?",
  source: "Sutton & Barto, 2nd ed., Example 5.4, figure 5.3",
  kind: "statistical",
  knobs: { runs: runsKnob(100) },
  quick: { seconds: 1.5, seeds: [1] },
  full: { seconds: 15, seeds: [1], knobs: { runs: 1000 } },
  parts: { offPolicyPrediction } as { readonly offPolicyPrediction: ImportanceSampling },
  *run({ runs }, random, _, own) {
    const world = bookBlackjack(HAND);
    const at = handNumber(HAND);
    const target = stickOnTwentyTable();
    const truth = moment(1)[at];
    const weightings = ["ordinary", "weighted"] as const;
    const names = weightings.flatMap((weighting) => GAMES.map((n) => `${weighting} @${n}`));
    const errorsOnce = (r: Rng) => {
      const same = paired(r);
      return weightings.flatMap((weighting) => {
        const errors: number[] = [];
        for (const { V, episodes } of own.offPolicyPrediction(
          world,
          { weighting },
          same(),
          undefined,
          {
            target,
          },
        )) {
          if ((GAMES as readonly number[]).includes(episodes))
            errors.push((V[at] - truth) * (V[at] - truth));
          if (episodes === GAMES[4]) break;
        }
        return errors;
      });
    };
    const measured = yield* repeated(runs, random, names, errorsOnce, (means) => ({
      points: GAMES.map((games, i) => ({
        games,
        ordinary: means[i],
        weighted: means[GAMES.length + i],
      })),
    }));
    return { ...measured, truth };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure, and the value −0.27726, which the book took from 100 million games",
        note: "Exactly, the value is −0.277204; the error of ordinary importance sampling is Var(ρG)/n. Weighted importance sampling has its largest error near ten games: with one game its estimate is that game's return or nothing, with some it is the quotient of two noisy sums.",
        known: [...offPolicyPoints, { key: "truth", value: -0.277204, s: 0, n: 0, unit: 0.000001 }],
        claims: [
          {
            text: "weighted is better early",
            holds: (of) =>
              of("weighted @1") < of("ordinary @1") && of("weighted @10") < of("ordinary @10"),
          },
          {
            text: "weighted has its largest error at about ten games",
            holds: (of) =>
              of("weighted @10") > of("weighted @1") && of("weighted @10") > of("weighted @100"),
          },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "games", label: "games", range: [1, 10_000], scale: "log" },
    y: {
      key: "weighted",
      label: "mean squared error of the value",
      range: [1e-4, 10],
      scale: "log",
    },
    curves: ["ordinary", "weighted"].map((key) => ({ key, name: key })),
  },
  figure: (measured) => ({
    title: "Mean squared error of the value",
    x: { label: "games", scale: "log" },
    y: { scale: "log" },
    series: ["ordinary", "weighted"].map((name) => ({
      name,
      x: GAMES,
      y: GAMES.map((n) => mean(measured.map((m) => Number(m[`${name} @${n}`])))),
    })),
  }),
});
