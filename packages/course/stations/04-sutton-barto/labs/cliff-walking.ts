/** Example 6.6 and figure 6.3: along the cliff with Sarsa, Q-learning and Expected Sarsa. */
import type { Rng } from "gradus/core";
import { cliffWalking } from "gradus/envs/book";
import { expectedSarsa, greedySteps, qLearning, sarsa } from "gradus/tabular";
import { list } from "../../../src/format.ts";
import { type LabReport, lab, type Turn } from "../../../src/lab.ts";
import { mean, median } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";
import { curvesFigure } from "./parts/curves.ts";
import type { Control } from "./parts/methods.ts";
import { stage } from "./parts/onStage.ts";
import {
  judged,
  type Point,
  part,
  points,
  repeated,
  repeatedCurves,
  runsKnob,
  upTo,
} from "./parts/runs.ts";

const METHODS = [
  { name: "Sarsa", method: "sarsa" },
  { name: "Q-learning", method: "qLearning" },
  { name: "Expected Sarsa", method: "expectedSarsa" },
] as const;

const parts: Readonly<Record<(typeof METHODS)[number]["method"], Control>> = {
  sarsa,
  qLearning,
  expectedSarsa,
};

const EPISODES = 500;

/**
 * Returns of the episodes, and the return of the greedy way afterwards (−Infinity if it does not arrive).
 *
 * @param name of the curve, where a page watches this run
 */
function* learning(
  method: Control,
  alpha: number,
  epsilon: number,
  episodes: number,
  random: Rng,
  name?: string,
  turn?: Turn,
): Generator<LabReport, { returns: number[]; greedy: number }> {
  const world = cliffWalking();
  const returns: number[] = [];
  const onStage = stage(world, epsilon);
  const learns = turned(method, turn);
  for (const { episodeReturn, Q } of learns(world, { alpha, epsilon }, random)) {
    returns.push(episodeReturn ?? Number.NaN);
    if (name !== undefined) {
      const points = returns.map((y, i) => ({ x: i + 1, [name]: y }));
      yield { progress: 0, points, live: onStage(Q) };
    }
    if (returns.length === episodes) return { returns, greedy: -greedySteps(world, Q, 200) };
  }
  throw new Error("internal: a control method ended");
}

const known: readonly Point[] = [
  ...points("Sarsa", 100, 0.1, { online: [-26.7, 7.1] }),
  ...points("Q-learning", 100, 0.1, { online: [-50.6, 6.2] }),
  ...points("Expected Sarsa", 100, 0.1, { online: [-20.9, 1.9] }),
];
/** Medians of the greedy way after 500 episodes: whole steps. */
const greedyWays: readonly Point[] = [
  { key: "Sarsa greedy", value: -17, s: 0, n: 0, unit: 0 },
  { key: "Q-learning greedy", value: -13, s: 0, n: 0, unit: 0 },
  { key: "Expected Sarsa greedy", value: -15, s: 0, n: 0, unit: 0 },
];

export const cliff = lab({
  id: "04/cliff-walking",
  row: "B24",
  title: "The safe way and the best way along a cliff",
  question:
    "Q-learning learns the shortest way, along the edge, and falls off it more often than Sarsa, which goes round. Which of the two is better?",
  source: "Sutton & Barto, 2nd ed., Example 6.6",
  kind: "statistical",
  knobs: {
    runs: runsKnob(50),
    alpha: { default: 0.5, symbol: "α", range: [0, 1], doc: "Step size." },
    epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
    watch: {
      default: "Q-learning",
      choices: METHODS.map(({ name }) => name),
      doc: "Whose first run a page shows; it changes no number.",
    },
  },
  quick: { seconds: 1.2, seeds: [1, 2] },
  full: { seconds: 7, seeds: [1, 2, 3, 4, 5], knobs: { runs: 200 } },
  parts,
  forks: { knobs: ["alpha", "epsilon"], by: "turn" },
  *run({ runs, alpha, epsilon, watch }, random, _, own, _from, turn) {
    const ways = METHODS.map((): number[] => []);
    const curves = METHODS.flatMap(({ name }) => [{ name, at: upTo(EPISODES) }]);
    const online = METHODS.map((): number[] => []);
    const measured = yield* repeatedCurves(runs, random, curves, [], function* (r, run) {
      const all: number[][] = [];
      for (const [i, { name, method }] of METHODS.entries()) {
        const watched = run === 0 && name === watch ? name : undefined;
        const { returns, greedy } = yield* learning(
          own[method],
          alpha,
          epsilon,
          EPISODES,
          r.split(),
          watched,
          turn,
        );
        ways[i].push(greedy);
        online[i].push(mean(returns.slice(-100)));
        all.push(returns);
      }
      return all;
    });
    const numbers = METHODS.flatMap(({ name }, i): [string, number][] => [
      [`${name} online`, mean(online[i])],
      [
        `s ${name} online`,
        Math.sqrt(mean(online[i].map((x) => (x - mean(online[i])) * (x - mean(online[i]))))),
      ],
      [`${name} greedy`, median(ways[i])],
    ]);
    return { ...measured, ...Object.fromEntries(numbers) };
  },
  verdict: (measured) =>
    judged(
      {
        published: "a figure: Sarsa near −25, Q-learning near −50 in the end",
        known: [...known, ...greedyWays],
        claims: [
          {
            text: "online, Expected Sarsa before Sarsa before Q-learning",
            holds: (of) =>
              of("Expected Sarsa online") > of("Sarsa online") &&
              of("Sarsa online") > of("Q-learning online"),
          },
        ],
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "x", label: "episodes", range: [0, EPISODES] },
    y: { key: "Q-learning", label: "return of an episode", range: [-150, 0] },
    curves: METHODS.map(({ name }) => ({ key: name, name })),
    reference: { label: "shortest way −13", y: -13 },
  },
  figure: (measured) =>
    curvesFigure(
      {
        title: "Return of an episode",
        x: { label: "episode" },
        skip: 20,
        names: METHODS.map(({ name }) => name),
        references: [{ label: "the best way", y: -13 }],
        smoothing: 10,
      },
      measured,
    ),
});

const ALPHAS = [0.1, 0.3, 0.5, 0.8, 1];

const interimKnown: readonly Point[] = [
  ...points("Sarsa interim", 100, 1, {
    "@0.1": [-139, 5.6],
    "@0.3": [-83, 4.3],
    "@0.5": [-71, 8.3],
    "@0.8": [-68, 8.5],
    "@1": [-72, 9.4],
  }),
  ...points("Q-learning interim", 100, 1, {
    "@0.1": [-150, 7.9],
    "@0.3": [-94, 6.2],
    "@0.5": [-81, 6.6],
    "@0.8": [-74, 7.0],
    "@1": [-74, 7.5],
  }),
  ...points("Expected Sarsa interim", 100, 1, {
    "@0.1": [-134, 6.2],
    "@0.3": [-73, 3.3],
    "@0.5": [-56, 3.0],
    "@0.8": [-47, 2.7],
    "@1": [-44, 2.9],
  }),
];

const EARLY_AND_LATE = [
  ["Sarsa early", "Sarsa interim"],
  ["Q early", "Q-learning interim"],
  ["Expected early", "Expected Sarsa interim"],
  ["Sarsa late", "Sarsa late"],
  ["Expected late", "Expected Sarsa late"],
] as const;

export const cliffStepSizes = lab({
  id: "04/cliff-step-sizes",
  row: "B25",
  title: "Three methods and their step sizes, early and late",
  question:
    "Average the return over the first 100 episodes, then over thousands, for every step size. Which method may use α = 1, and what happens to Sarsa there?",
  source: "Sutton & Barto, 2nd ed., figure 6.3; van Seijen et al. 2009",
  kind: "statistical",
  knobs: {
    runs: runsKnob(20),
    epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
    late: {
      default: 1000,
      range: [200, 100_000],
      integer: true,
      doc: "Episodes of the long run, one for each method and step size.",
    },
  },
  quick: { seconds: 1, seeds: [1, 2] },
  full: { seconds: 40, seeds: [1, 2, 3, 4, 5], knobs: { runs: 100, late: 20_000 } },
  parts,
  *run({ runs, epsilon, late }, random, _, own) {
    const cells = METHODS.flatMap(({ name, method }) =>
      ALPHAS.map((alpha) => ({ name, method, alpha })),
    );
    const names = cells.map(({ name, alpha }) => `${name} interim @${alpha}`);
    const unwatched = (method: Control, alpha: number, episodes: number, r: Rng) =>
      (learning(method, alpha, epsilon, episodes, r).next().value as { returns: number[] }).returns;
    const early = repeated(
      runs,
      random,
      names,
      (r) => cells.map(({ method, alpha }) => mean(unwatched(own[method], alpha, 100, r.split()))),
      (means) => ({
        points: ALPHAS.map((alpha) => ({
          x: alpha,
          ...Object.fromEntries(
            cells.flatMap((c, i) => (c.alpha === alpha ? [[c.name, means[i]]] : [])),
          ),
        })),
      }),
    );
    const interim = yield* part(0, 0.5, early);
    const asymptotic: [string, number][] = [];
    for (const { name, method, alpha } of cells) {
      asymptotic.push([
        `${name} late @${alpha}`,
        mean(unwatched(own[method], alpha, late, random.split())),
      ]);
      yield { progress: 0.5 + asymptotic.length / cells.length / 2 };
    }
    return { ...interim, ...Object.fromEntries(asymptotic) };
  },
  verdict: (measured) =>
    judged(
      {
        published:
          "a figure; over 100 000 episodes: Expected Sarsa flat near −21, Q-learning flat near −50, Sarsa falling with α",
        note: `Late returns for α = ${ALPHAS.join(", ")}: ${METHODS.map(
          ({ name }) =>
            `${name} ${list(
              ALPHAS.map((a) => mean(measured.map((m) => Number(m[`${name} late @${a}`])))),
              1,
            )}`,
        ).join(
          "; ",
        )}. An independent program, over 20 000 episodes: Sarsa from −22.4 down to −949 at α = 1, Q-learning about −51, Expected Sarsa about −21.`,
        known: interimKnown,
        claims: [
          {
            text: "late, Expected Sarsa is the best at α ≥ 0.5",
            holds: (of) =>
              [0.5, 0.8, 1].every(
                (a) =>
                  of(`Expected Sarsa late @${a}`) >
                  Math.max(of(`Sarsa late @${a}`), of(`Q-learning late @${a}`)),
              ),
          },
          {
            text: "late, Sarsa beats Q-learning at α = 0.1 and loses at α = 1",
            holds: (of) =>
              of("Sarsa late @0.1") > of("Q-learning late @0.1") &&
              of("Sarsa late @1") < of("Q-learning late @1"),
          },
        ],
      },
      measured,
    ),
  chart: {
    x: { key: "x", label: "step size α", range: [0, 1] },
    y: { key: "Sarsa", label: "return of an episode, mean of the first 100", range: [-160, 0] },
    curves: METHODS.map(({ name }) => ({ key: name, name })),
  },
  figure: (measured) => ({
    title: "Mean return of an episode",
    x: { label: "step size α" },
    series: EARLY_AND_LATE.map(([name, key]) => ({
      name,
      x: ALPHAS,
      y: ALPHAS.map((a) => Math.max(-160, mean(measured.map((m) => Number(m[`${key} @${a}`]))))),
    })),
    references: [
      {
        label: "Q late, mean over α",
        y: mean(measured.map((m) => mean(ALPHAS.map((a) => Number(m[`Q-learning late @${a}`]))))),
      },
    ],
    caption:
      "Early: the first 100 episodes; late: one long run each. Values below −160 are drawn there.",
  }),
});
