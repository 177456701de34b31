/** Three things of which any two are harmless: learned features, targets that are guesses, states that the policy would not visit. */
import { log, log10, type Rng } from "gradus/core";
import { bairdFeatures } from "gradus/envs/book";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured, type VerdictRow } from "../../../src/lab.ts";
import { inBand, mean } from "../../../src/statistics.ts";

interface Arm {
  readonly name: string;
  /** A table in the place of Baird's features. */
  readonly table?: true;
  /** Only the state that the target policy visits. */
  readonly onPolicy?: true;
  /** The return itself as the target: 0, since no reward is ever paid. */
  readonly monteCarlo?: true;
  /** A target network, copied every so many updates. */
  readonly copyEvery?: number;
}

const armsOf = (copyEvery: number): readonly Arm[] => [
  { name: "all three" },
  { name: "a table", table: true },
  { name: "on-policy", onPolicy: true },
  { name: "no bootstrap", monteCarlo: true },
  { name: "target network", copyEvery },
];
const names = armsOf(1).map(({ name }) => name);

const STATES = 7;
const shared = bairdFeatures.map((phi) => Array.from(phi));
const features = (arm: Arm): readonly (readonly number[])[] =>
  arm.table
    ? Array.from({ length: STATES }, (_, s) =>
        Array.from({ length: STATES }, (_v, i) => (i === s ? 1 : 0)),
      )
    : shared;
const firstWeights = (arm: Arm): number[] =>
  features(arm)[0].map((_, i) => (!arm.table && i === 6 ? 10 : 1));

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);
const norm = (w: readonly number[]): number => Math.sqrt(dot(w, w));
/** Root of the mean squared value: all values should be 0. */
const size = (arm: Arm, w: readonly number[]): number =>
  Math.sqrt(mean(features(arm).map((phi) => dot(phi, w) ** 2)));

/** One update, of a state that is drawn; the target policy always leads to state 7. */
function updated(
  arm: Arm,
  w: number[],
  wTarget: readonly number[],
  s: number,
  alpha: number,
  gamma: number,
): void {
  const phi = features(arm);
  const target = arm.monteCarlo ? 0 : gamma * dot(phi[STATES - 1], wTarget);
  const delta = target - dot(phi[s], w);
  for (let i = 0; i < w.length; i++) w[i] += alpha * delta * phi[s][i];
}

/**
 * By how much the values grow in an update, as a natural logarithm, in the long run: the same updates of all states at once, which
 * are a matrix, applied until the direction no longer changes. 0 where they do not grow.
 */
export function exactGrowth(arm: Arm, alpha: number, gamma: number): number {
  const states = arm.onPolicy ? [STATES - 1] : Array.from({ length: STATES }, (_, s) => s);
  const step = (w: number[], wTarget: readonly number[]): number[] => {
    const changed = w.map((x) => x);
    for (const s of states) {
      const one = [...w];
      updated(arm, one, wTarget, s, alpha, gamma);
      one.forEach((x, i) => {
        changed[i] += (x - w[i]) / states.length;
      });
    }
    return changed;
  };
  let w = firstWeights(arm);
  const rounds = 20_000;
  const every = arm.copyEvery ?? 1;
  let sum = 0;
  for (let k = 0; k < rounds / every; k++) {
    const frozen = [...w];
    for (let j = 0; j < every; j++) w = step(w, arm.copyEvery === undefined ? w : frozen);
    const length = norm(w);
    if (k >= rounds / every / 2) sum += log(length);
    w = w.map((x) => x / length);
  }
  return Math.max(0, sum / (rounds / 2));
}

export const deadlyTriad = lab({
  id: "05/deadly-triad",
  row: "V6",
  title: "Any two are harmless",
  question:
    "Features that share, targets that are guesses, states that the policy would never visit. Together they make the values run away. Which one would you give up, and does a target network save you from the choice?",
  source:
    "Sutton & Barto, 2nd ed., section 11.3 and Example 11.1 (Baird 1995); van Hasselt et al. 2018, arXiv:1812.02648",
  kind: "golden",
  knobs: {
    updates: {
      default: 20_000,
      range: [1000, 1e6],
      integer: true,
      doc: "Updates of one state each.",
    },
    alpha: { default: 0.01, symbol: "α", range: [0, 0.1], doc: "Step size." },
    gamma: { default: 0.99, symbol: "γ", range: [0, 0.999], doc: "Discount per step." },
    copyEvery: {
      default: 10,
      range: [1, 1000],
      integer: true,
      unit: "updates",
      doc: "Of the target network: how long it stands still.",
    },
  },
  quick: { seconds: 2, seeds: [1, 2, 3] },
  full: { seconds: 6, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  *run({ updates, alpha, gamma, copyEvery }, random: Rng) {
    const arms = armsOf(copyEvery);
    const runs = arms.map((arm) => ({ arm, w: firstWeights(arm), frozen: firstWeights(arm) }));
    const curves = arms.map((): number[] => []);
    const x: number[] = [];
    for (let k = 1; k <= updates; k++) {
      const drawn = random.integer(STATES);
      for (const run of runs) {
        const s = run.arm.onPolicy ? STATES - 1 : drawn;
        updated(
          run.arm,
          run.w,
          run.arm.copyEvery === undefined ? run.w : run.frozen,
          s,
          alpha,
          gamma,
        );
        if (run.arm.copyEvery !== undefined && k % run.arm.copyEvery === 0) run.frozen = [...run.w];
      }
      if (k % Math.floor(updates / 100) !== 0) continue;
      const sizes = runs.map(({ arm, w }) => log10(Math.max(size(arm, w), 1e-6)));
      x.push(k);
      sizes.forEach((y, i) => {
        curves[i].push(y);
      });
      yield {
        progress: k / updates,
        series: { update: k, ...Object.fromEntries(arms.map(({ name }, i) => [name, sizes[i]])) },
      };
    }
    const measured: Record<string, number | readonly number[]> = { "curve updates": x };
    arms.forEach((arm, i) => {
      const y = curves[i];
      const half = Math.floor(y.length / 2);
      const rate = ((y[y.length - 1] - y[half]) * Math.LN10) / (x[y.length - 1] - x[half]);
      measured[`growth ${arm.name}`] = 1000 * Math.max(0, rate);
      measured[`exact ${arm.name}`] = 1000 * exactGrowth(arm, alpha, gamma);
      measured[`size ${arm.name}`] = y[y.length - 1];
      measured[`curve ${arm.name}`] = y;
    });
    return measured;
  },
  verdict(measured: readonly Measured[]) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const rows = names.map((name): VerdictRow => {
      const known = of(`exact ${name}`)[0] ?? Number.NaN;
      const half = Math.max(0.02, (4 * SPREAD * known) / Math.sqrt(Math.max(1, measured.length)));
      return {
        name: `${name}: growth in 1000 updates`,
        known,
        measured: measured.length === 0 ? Number.NaN : mean(of(`growth ${name}`)),
        accepted: [known - half, known + half],
        digits: 2,
      };
    });
    const ok = rows.every(({ measured: x, accepted: [low, high] }) => inBand(x, { low, high }));
    return {
      published: "any two of the three are stable, all three may diverge (no number)",
      measured: rows.map((r) => `${r.name.split(":")[0]} ${fixed(r.measured)}`).join(", "),
      exact: rows.map((r) => `${r.name.split(":")[0]} ${fixed(r.known)}`).join(", "),
      tolerance: `The logarithm of the values grows by so much in 1000 updates; 0: it does not grow. Exact: the same update averaged over the states, as a matrix. Within four standard errors, where single runs on seeds 101 … 106 scatter by up to ${100 * SPREAD} %, and 0.02 at least.`,
      pass: measured.length > 0 && ok,
      rows,
      note: "Without shared features, without bootstrapping, or without strange states nothing grows. Exact for target networks copied every 10, 30 and 100 updates: 1.87, 0.79 and 0.",
    };
  },
  chart: {
    x: { key: "update", label: "updates", upTo: "updates" },
    y: {
      key: "all three",
      label: "size of the values, as a power of ten; they should be 0",
      range: [-6, 8],
    },
    curves: names.map((name) => ({ key: name, name })),
  },
  figure: (measured) => ({
    title: "Size of the values, as a power of ten",
    x: { label: "updates" },
    series: names.map((name) => {
      const ys = measured.map((m) => m[`curve ${name}`] as readonly number[]);
      return {
        name,
        x: measured[0]["curve updates"] as readonly number[],
        y: ys[0].map((_, i) => mean(ys.map((y) => y[i]))),
      };
    }),
    caption: `Mean of ${measured.length} seeds; all values should be 0.`,
  }),
});

/** Relative deviation of the growth of single runs. */
const SPREAD = 0.01;
