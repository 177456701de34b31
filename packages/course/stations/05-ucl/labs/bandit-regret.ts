/** Regret of bandit methods: it must grow as ln n (Lai & Robbins), and should not grow faster. */
import { log, type Rng } from "gradus/core";
import { bernoulliBandit } from "gradus/envs/book";
import { epsilonGreedyBandit, type TabularWorld, thompsonBandit, ucbBandit } from "gradus/tabular";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { curvesFigure } from "../../04-sutton-barto/labs/parts/curves.ts";
import { paired, repeatedCurves, runsKnob } from "../../04-sutton-barto/labs/parts/runs.ts";

const ARMS = [0.9, 0.8, 0.7, 0.6, 0.5] as const;
const BEST = 0.9;
const TIMES = [100, 1000, 10_000] as const;
const STEPS = TIMES[2];
/** Where the figure has points. */
const MARKS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

type Learner = (world: TabularWorld, random: Rng) => Generator<unknown>;
const METHODS = [
  ["UCB1", "ucb1"],
  ["Thompson", "thompson"],
  ["ε 0.1", "epsilonGreedy"],
] as const;
const parts: Readonly<Record<(typeof METHODS)[number][1], Learner>> = {
  ucb1: (world, random) => ucbBandit(world, { c: Math.SQRT2 }, random),
  thompson: (world, random) => thompsonBandit(world, {}, random),
  epsilonGreedy: (world, random) => epsilonGreedyBandit(world, { epsilon: 0.1 }, random),
};

/** KL(Bernoulli(p), Bernoulli(q)) */
export const kl = (p: number, q: number): number =>
  p * log(p / q) + (1 - p) * log((1 - p) / (1 - q));

/** Σ Δ / KL(μ, μ*): regret per ln n that no good method can avoid. Lai & Robbins 1985. */
export const laiRobbins = (): number =>
  ARMS.filter((p) => p < BEST).reduce((sum, p) => sum + (BEST - p) / kl(p, BEST), 0);

/** Σ 8 ln n / Δ + (1 + π²/3) Σ Δ: what UCB1 never exceeds in expectation. Auer, Cesa-Bianchi & Fischer 2002, theorem 1. */
export const auerBound = (n: number): number =>
  ARMS.filter((p) => p < BEST).reduce(
    (sum, p) => sum + (8 * log(n)) / (BEST - p) + (1 + (Math.PI * Math.PI) / 3) * (BEST - p),
    0,
  );

/** Σ Δ of the arms taken, after each of MARKS. */
function regret(learner: Learner, random: Rng): number[] {
  const bandit = bernoulliBandit({ probabilities: ARMS, steps: STEPS });
  const at: number[] = [];
  let [t, sum] = [0, 0];
  const watched: typeof bandit = {
    ...bandit,
    step(state, action, random, outcome) {
      bandit.step(state, action, random, outcome);
      sum += BEST - ARMS[action];
      if ((MARKS as readonly number[]).includes(++t)) at.push(sum);
    },
  };
  learner(watched, random).next();
  return at;
}

export const banditRegret = lab({
  id: "05/bandit-regret",
  row: "V5",
  title: "What not knowing the best arm costs",
  question:
    "Every method must try bad arms now and then; the cost grows at least as ln n. Between 1000 and 10 000 pulls, who pays as much again as between 100 and 1000, and who ten times as much?",
  source:
    "H. van Hasselt, UCL/DeepMind RL, lecture 2; Lai & Robbins 1985; Auer, Cesa-Bianchi & Fischer 2002",
  kind: "statistical",
  knobs: { runs: runsKnob(30) },
  quick: { seconds: 1.2, seeds: [1] },
  full: { seconds: 12, seeds: [1, 2], knobs: { runs: 200 } },
  parts,
  *run({ runs }, random, _, own) {
    const curves = METHODS.map(([name]) => ({ name, at: MARKS }));
    return yield* repeatedCurves(runs, random, curves, TIMES, (r) => {
      const same = paired(r);
      return METHODS.map(([, method]) => regret(own[method], same()));
    });
  },
  chart: {
    x: { key: "x", label: "pulls", range: [10, 10_000], scale: "log" },
    y: { key: "UCB1", label: "regret: what was missed, in rewards", range: [0, 260] },
    curves: METHODS.map(([name]) => ({ key: name, name: name.replace("ε ", "ε = ") })),
  },
  figure: (measured) =>
    curvesFigure(
      {
        title: "Regret: what was missed, in rewards",
        x: { label: "pulls", scale: "log" },
        names: METHODS.map(([name]) => name),
        at: MARKS,
      },
      measured,
    ),
  verdict(measured) {
    const of = (key: string) => mean(measured.map((m) => Number(m[key])));
    const k = measured.reduce((sum, m) => sum + Number(m["runs"]), 0);
    /** Regret per ln n between two times, and its standard error from the scatter of the runs. */
    const slope = (name: string, from: number, to: number) => {
      const scatter = Math.sqrt(
        of(`s ${name} @${to}`) * of(`s ${name} @${to}`) +
          of(`s ${name} @${from}`) * of(`s ${name} @${from}`),
      );
      return {
        value: (of(`${name} @${to}`) - of(`${name} @${from}`)) / log(to / from),
        error: scatter / Math.sqrt(k) / log(to / from),
      };
    };
    const constant = laiRobbins();
    const thompson = slope("Thompson", 1000, STEPS);
    // Every wrong pull in ten exploring ones costs the mean gap: 0.1 · 0.2 a step.
    const linear = 0.1 * (BEST - mean(ARMS)) * (STEPS - 1000);
    const epsilon = of(`ε 0.1 @${STEPS}`) - of("ε 0.1 @1000");
    const epsilonError = (4 * of(`s ε 0.1 @${STEPS}`)) / Math.sqrt(k);
    const checks = [
      {
        text: "UCB1 stays below its bound at 100, 1000 and 10 000",
        ok: TIMES.every((n) => of(`UCB1 @${n}`) <= auerBound(n)),
      },
      {
        text: "UCB1 grows as ln n: its second decade costs at most three times the first",
        ok: slope("UCB1", 1000, STEPS).value <= 3 * slope("UCB1", 100, 1000).value,
      },
      {
        text: `Thompson's slope is ${fixed(constant, 2)} per ln n within four standard errors and a quarter`,
        ok: Math.abs(thompson.value - constant) <= 4 * thompson.error + constant / 4,
      },
      { text: "Thompson pays less than UCB1", ok: of(`Thompson @${STEPS}`) < of(`UCB1 @${STEPS}`) },
      {
        text: "ε-greedy pays at least for its exploration, 0.02 a step, and at most half as much more",
        ok: epsilon >= linear - epsilonError && epsilon <= 1.5 * linear + epsilonError,
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "regret grows as ln n (Lai & Robbins)",
      measured: `${METHODS.map(([name]) => `${name}: ${TIMES.map((n) => fixed(of(`${name} @${n}`), 1)).join(", ")}`).join("; ")} after ${TIMES.join(", ")} pulls (${k} runs)`,
      exact: `Lai–Robbins: ${fixed(constant, 2)} per ln n; bound of UCB1: ${TIMES.map((n) => fixed(auerBound(n), 0)).join(", ")}; ε-greedy at least ${fixed(linear, 0)} in the last 9000 pulls`,
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: k > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
});
