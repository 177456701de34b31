/** Figure 4.3 and Exercise 4.9: the gambler's problem by value iteration. */
import type { AnyWorld, Mdp } from "gradus/env";
import { gambler, gamblerModel } from "gradus/envs/book";
import { greedyPolicy, valueIteration } from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { lastOf } from "./gridworld.ts";
import { golden } from "./parts/golden.ts";
import type { Sweeps } from "./parts/methods.ts";

const theta = {
  default: 1e-12,
  symbol: "θ",
  range: [1e-15, 1],
  log: true,
  doc: "Ends when no value changes by this much in a sweep.",
} as const;

/** 1 … 12, 12 … 1: the stakes of the smallest optimal policy between two multiples of 25. */
const hill = Array.from({ length: 24 }, (_, i) => Math.min(i + 1, 24 - i));
const boldStakes = [...hill, 25, ...hill, 50, ...hill, 25, ...hill];

/**
 * The value of bold play, which is optimal on a coin that is against one (Dubins & Savage 1965), without dynamic programming:
 * stake everything below 50, what is missing above.
 *
 *     v(s) = p v(2s) for s ≤ 50,   p + (1 − p) v(2s − 100) above
 */
export function boldPlay(s: number, p: number): number {
  let [value, weight, here] = [0, 1, s];
  while (weight > 1e-18 && here > 0 && here < 100) {
    if (here < 50) {
      weight *= p;
      here *= 2;
    } else {
      value += weight * p;
      weight *= 1 - p;
      here = 2 * here - 100;
    }
  }
  return here === 100 ? value + weight : value;
}

/** The value of stakes of 1, which are optimal on a coin that is for one: gambler's ruin, (1 − rˢ) / (1 − r¹⁰⁰) with r = (1 − p)/p. */
export function timidPlay(s: number, p: number): number {
  const r = (1 - p) / p;
  const power = (n: number) => Array.from({ length: n }).reduce<number>((x) => x * r, 1);
  return (1 - power(s)) / (1 - power(100));
}

type Greedy = (model: Mdp, V: Float64Array, gamma: number) => Int32Array;
const parts: { readonly valueIteration: Sweeps; readonly greedyPolicy: Greedy } = {
  valueIteration,
  greedyPolicy,
};

const capitals = Array.from({ length: 99 }, (_, i) => i + 1);

export const gamblerLab = lab({
  id: "04/gambler",
  row: "B13",
  title: "The gambler's problem",
  question:
    "Why does one stake all of 50, but only one coin of 51? How many sweeps until the values are final?",
  source: "Sutton & Barto, 2nd ed., Example 4.3, figure 4.3",
  kind: "golden",
  knobs: {
    heads: { default: 0.4, symbol: "p_h", range: [0.01, 0.49], doc: "Probability of heads." },
    theta,
  },
  quick: { seconds: 0.2, seeds: [1] },
  full: { seconds: 0.2, seeds: [1] },
  parts,
  *run({ heads, theta }, random, _, own) {
    const model = gamblerModel({ heads });
    const world = gambler({ heads }) as AnyWorld;
    const bold = capitals.map((s) => boldPlay(s, heads));
    const { V, sweeps } = yield* lastOf(own.valueIteration(model, { theta }, random), {
      points: ({ V }) => capitals.map((s) => ({ capital: s, V: V[s], bold: bold[s - 1] })),
      show: ({ V }) => {
        const stakes = greedyPolicy(model, V, 1);
        return { world, values: V, act: (o) => stakes[o[0]] + 1 };
      },
    });
    const stakes = Array.from(own.greedyPolicy(model, V, 1).subarray(1, 100), (a) => a + 1);
    return {
      V: [1, 10, 25, 50, 75, 99].map((s) => V[s]),
      sweeps,
      stakes,
      "V − bold play": Math.max(...capitals.map((s) => Math.abs(V[s] - boldPlay(s, heads)))),
      values: Array.from(V),
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: "a figure: V(50) = 0.4, and a policy with peaks of 12, 25 and 50",
        exact:
          "V(1) = .002066, V(10) = .043463, V(25) = .16, V(50) = .4, V(75) = .64, V(99) = .964333; bold play without dynamic programming gives the same 99 values",
        note: "The figure's policy is one of many: of equally good stakes it shows the smallest. Equal stakes differ in their last bits, so values that differ by less than 1e-9 count as equal; without that the picture is noise.",
        tables: [
          { key: "V", known: [0.002066, 0.043463, 0.16, 0.4, 0.64, 0.964333], within: 1e-6 },
          { key: "sweeps", known: [22], within: 0 },
          { key: "stakes", known: boldStakes, within: 0 },
          { key: "V − bold play", known: [0], within: 1e-9 },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "capital", label: "capital", range: [0, 100] },
    y: { key: "V", label: "probability of reaching 100", range: [0, 1] },
    curves: [
      { key: "V", name: "this sweep" },
      { key: "bold", name: "bold play" },
    ],
    pace: 4,
    hasWorld: true,
  },
  figure: ([measured]) => ({
    title: "What a capital is worth, and what to stake of it",
    x: { label: "capital", range: [0, 100] },
    isEachItsOwn: true,
    series: [
      {
        name: "probability of reaching 100",
        panel: "probability of reaching 100",
        x: capitals,
        y: (measured["values"] as readonly number[]).slice(1, 100),
      },
      {
        name: "smallest optimal stake",
        panel: "smallest optimal stake",
        x: capitals,
        y: measured["stakes"] as readonly number[],
        points: true,
      },
    ],
  }),
});

export const gamblerOtherCoins = lab({
  id: "04/gambler-other-coins",
  row: "B14",
  title: "The gambler with a worse coin, and with a good one",
  question:
    "When the coin is against you, play boldly; when it is for you, play timidly. Where does the border lie?",
  source: "Sutton & Barto, 2nd ed., Exercise 4.9",
  kind: "golden",
  knobs: { theta },
  quick: { seconds: 0.4, seeds: [1] },
  full: { seconds: 0.4, seeds: [1] },
  *run({ theta }, random) {
    const worse = gamblerModel({ heads: 0.25 });
    const { V: W } = yield* lastOf(valueIteration(worse, { theta }, random), {
      end: 0.1,
      points: ({ V }) => capitals.map((s) => ({ capital: s, worse: V[s] })),
    });
    const better = gamblerModel({ heads: 0.55 });
    const { V: B, sweeps } = yield* lastOf(valueIteration(better, { theta }, random), {
      begin: 0.1,
      points: ({ V }) => capitals.map((s) => ({ capital: s, worse: W[s], better: V[s] })),
    });
    const stakes = (model: typeof worse, V: Float64Array) =>
      Array.from(greedyPolicy(model, V, 1).subarray(1, 100), (a) => a + 1);
    return {
      "p = 0.25, stakes": stakes(worse, W),
      "p = 0.25, V": [W[25], W[50], W[75]],
      "p = 0.25, V − bold play": Math.max(
        ...capitals.map((s) => Math.abs(W[s] - boldPlay(s, 0.25))),
      ),
      "p = 0.55, stakes": stakes(better, B),
      "p = 0.55, V − timid play": Math.max(
        ...capitals.map((s) => Math.abs(B[s] - timidPlay(s, 0.55))),
      ),
      sweeps,
      "values 0.25": Array.from(W),
      "values 0.55": Array.from(B),
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: "— (an exercise; the book gives no numbers)",
        exact:
          "p = 0.25: bold play, V(25) = p², V(50) = p, V(75) = p + p (1 − p); p = 0.55: stakes of 1, gambler's ruin (1 − rˢ)/(1 − r¹⁰⁰)",
        tables: [
          { key: "p = 0.25, stakes", known: boldStakes, within: 0 },
          { key: "p = 0.25, V", known: [0.0625, 0.25, 0.4375], within: 1e-9 },
          { key: "p = 0.25, V − bold play", known: [0], within: 1e-9 },
          { key: "p = 0.55, stakes", known: capitals.map(() => 1), within: 0 },
          { key: "p = 0.55, V − timid play", known: [0], within: 1e-7 },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "capital", label: "capital", range: [0, 100] },
    y: { key: "worse", label: "probability of reaching 100", range: [0, 1] },
    curves: [
      { key: "worse", name: "p = 0.25" },
      { key: "better", name: "p = 0.55" },
    ],
    pace: 40,
  },
  figure: ([measured]) => ({
    title: "Probability of reaching 100",
    x: { label: "capital" },
    series: ["0.25", "0.55"].map((p) => ({
      name: `p = ${p}`,
      x: capitals,
      y: (measured[`values ${p}`] as readonly number[]).slice(1, 100),
    })),
  }),
});
