/** PPO and A2C in plain numbers: every piece of them is a function that a reader may replace by one of their own. */
import type { Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { evaluate, summarised } from "gradus/run";
import type { Figure } from "../../../src/figure.ts";
import { fixed, list, spread } from "../../../src/format.ts";
import { type Chart, type LabReport, lab, type Measured, type Turn } from "../../../src/lab.ts";
import { inBand, largest, mean } from "../../../src/statistics.ts";
import { settingsAt } from "../../../src/turn.ts";
import { byHand, type HandOptions, type HandParts, handParts } from "./parts/byHand.ts";

const SOLVED = 195;
/** 197.2 less 4 s √(1/3 + 1/12), s = 9.6: PPO on seeds 101 … 112. */
const LEAST = 172;

const shared = {
  horizon: {
    default: 128,
    symbol: "T",
    range: [1, 10_000],
    integer: true,
    doc: "Steps of each of 16 environments between two updates.",
  },
  rate: {
    default: 0.1,
    symbol: "α",
    range: [0, 10],
    doc: "Step size of Adam for the policy; the critic's is three times that.",
  },
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  entropyWeight: { default: 0, symbol: "c_e", range: [0, 10], doc: "Weight of the entropy." },
} as const;

/** Of two choices; the last digits are rounding. */
const HESITATION = { low: 0, high: Math.LN2 + 1e-9 };

/** What both labs do not ask for. */
const fixedOptions = { environments: 16, valueWeight: 0.5 } as const;

function* learning(
  steps: number,
  options: HandOptions,
  random: Rng,
  own: HandParts,
  turn?: Turn,
): Generator<LabReport, Measured> {
  const world: AnyWorld = makeWorld("CartPole-v0");
  const [training, judge] = [random.split(), random.split()];
  const [x, y, fit, entropy]: number[][] = [[], [], [], []];
  for (const report of byHand(world, (at) => settingsAt(options, turn, at), training, own)) {
    x.push(report.steps);
    y.push(report.episodeReturn);
    fit.push(report.explainedVariance);
    entropy.push(report.entropy);
    const { episodeReturn, act, ...figures } = report;
    yield {
      progress: Math.min(1, report.steps / steps),
      series: { ...figures, return: episodeReturn },
      live: { world, act: (o) => act(o) },
    };
    if (report.steps < steps) continue;
    const chances = { episodes: 20, seed: judge.integer(2 ** 31) };
    const { meanReturn } = summarised([...evaluate(report.act, world, chances)]);
    return {
      final: meanReturn,
      fit: largest(fit),
      approxKl: report.approxKl,
      clipFraction: report.clipFraction,
      "curve steps": x,
      "curve return": y,
      "curve fit": fit,
      "curve entropy": entropy,
    };
  }
  return {};
}

/** @param leastFit of the share of the returns' variance that the critic explains in its best rollout */
const verdict = (leastFit: number) => (measured: readonly Measured[]) => {
  const finals = measured.map((m) => Number(m["final"]));
  return {
    published: `CartPole-v0 counts as solved at ${SOLVED}`,
    measured: `${spread(finals)}: ${list(finals, 0)}`,
    tolerance: `The mean over the seeds reaches ${LEAST}: 197.2 of seeds 101 … 112 less four standard errors of three seeds (s = 9.6). Measured over 20 episodes without exploration. In its best rollout the critic of each seed explains more than ${leastFit} of the variance of the returns (of PPO: 0.67 less three deviations of 0.12, seeds 101 … 112 after 14 336 steps), and never more than all of it. The entropy of its two choices always lies between 0 and log 2.`,
    pass:
      finals.length > 0 &&
      mean(finals) >= LEAST &&
      measured.every(
        (m) =>
          inBand(Number(m["fit"]), { low: leastFit, high: 1 }) &&
          (m["curve entropy"] as readonly number[]).every((x) => inBand(x, HESITATION)),
      ),
    note: `A linear policy of ten numbers. On average over the last rollout: KL ${fixed(mean(measured.map((m) => Number(m["approxKl"]))), 4)}, cut ratios ${fixed(100 * mean(measured.map((m) => Number(m["clipFraction"]))), 0)} %.`,
  };
};

const figure = (measured: readonly Measured[]): Figure => ({
  title: "Return of the episodes that ended in a rollout",
  x: { label: "steps" },
  series: measured.slice(0, 5).map((m, i) => {
    const y = m["curve return"] as readonly number[];
    const some = y.map((_, k) => k).filter((k) => Number.isFinite(y[k])); // in some rollouts nothing ends
    const x = m["curve steps"] as readonly number[];
    return { name: `seed ${i + 1}`, x: some.map((k) => x[k]), y: some.map((k) => y[k]) };
  }),
  references: [{ label: "195, solved", y: SOLVED }],
});

const chart: Chart = {
  x: { key: "steps", label: "environment steps", upTo: "steps" },
  y: { key: "return", label: "return (steps upright), 200 is perfect", range: [0, 200] },
  reference: { label: "195, solved", y: SOLVED },
  hasWorld: true,
  figures: [
    { key: "approxKl", label: "approximate KL", healthy: [0, 0.03] },
    { key: "clipFraction", label: "clipped share", healthy: [0, 0.3] },
    { key: "entropy", label: "entropy" },
    { key: "explainedVariance", label: "value fit R²", healthy: [0.5, 1] },
  ],
};
const world = (): AnyWorld => makeWorld("CartPole-v0");

export const ppoByHand = lab({
  id: "07/ppo-by-hand",
  row: "rung 17",
  title: "PPO without a library",
  question:
    "Ten numbers for the policy, fifteen for the critic, and no automatic derivative anywhere. Which of the pieces can you write yourself?",
  source: "Schulman et al. 2017; Huang et al. 2022, The 37 implementation details of PPO",
  kind: "statistical",
  knobs: {
    steps: { default: 20_480, range: [1, 1e7], integer: true, doc: "Environment steps." },
    ...shared,
    lambda: { default: 0.97, symbol: "λ", range: [0, 1], doc: "Of the advantages." },
    batch: { default: 256, range: [1, 1e6], integer: true, doc: "Rows of a minibatch." },
    epochs: {
      default: 6,
      symbol: "K",
      range: [1, 100],
      integer: true,
      doc: "Passes over a rollout.",
    },
    clip: {
      default: 0.2,
      symbol: "ε",
      range: [0, 10],
      doc: "How far the ratio may move before the gradient is cut.",
    },
    clipValue: { default: 0, range: [0, 1e6], doc: "Likewise for the critic; 0 for none." },
    targetKl: {
      default: 0,
      range: [0, 10],
      doc: "The passes end once the divergence exceeds 1.5 times this; 0 for never.",
    },
  },
  quick: { seconds: 4, seeds: [1, 2, 3] },
  full: { seconds: 12, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: handParts,
  forks: {
    knobs: [
      "rate",
      "gamma",
      "entropyWeight",
      "lambda",
      "batch",
      "epochs",
      "clip",
      "clipValue",
      "targetKl",
    ],
    by: "turn",
  },
  run: ({ steps, ...config }, random, _, own, _from, turn) =>
    learning(steps, { ...fixedOptions, ...config, algorithm: "ppo" }, random, own, turn),
  verdict: verdict(0.3),
  chart,
  world,
  figure,
});

export const a2cByHand = lab({
  id: "07/a2c-by-hand",
  row: "rung 16",
  title: "A2C without a library",
  question:
    "One step of gradient ascent for each rollout, then the experience is thrown away. How much more of it does that cost than PPO?",
  source: "Mnih et al. 2016, algorithm S3",
  kind: "statistical",
  knobs: {
    steps: { default: 40_960, range: [1, 1e7], integer: true, doc: "Environment steps." },
    ...shared,
    rate: { ...shared.rate, default: 0.05 },
    lambda: {
      default: 0.97,
      symbol: "λ",
      range: [0, 1],
      doc: "Of the advantages; 1 in the paper.",
    },
  },
  quick: { seconds: 5, seeds: [1, 2, 3] },
  full: { seconds: 17, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: handParts,
  forks: { knobs: ["rate", "gamma", "entropyWeight", "lambda"], by: "turn" },
  *run({ steps, ...config }, random, _, own, _from, turn) {
    const batch = fixedOptions.environments * config.horizon;
    const once = { batch, epochs: 1, clip: 0.2, clipValue: 0, targetKl: 0 };
    return yield* learning(
      steps,
      { ...fixedOptions, ...config, ...once, algorithm: "a2c" },
      random,
      own,
      turn,
    );
  },
  verdict: verdict(-0.1), // one step for each rollout: the critic stays behind
  chart,
  world,
  figure,
});
