/**
 * PPO on a table with the faults that the exercises of this station plant, one at a time, and the meadow on which they show. The
 * starters are the same program; here each place that may be wrong asks a switch.
 */
import { exp, log, type Rng, rng } from "gradus/core";

export type Fault = "axis" | "mask" | "ratio" | "limit";

/** A rollout: entry [t][i] is step t of environment i. */
export interface Rollout {
  readonly S: number[][];
  readonly A: number[][];
  readonly R: number[][];
  /** log π(a|s) and V(s) when it acted. */
  readonly logProbs: number[][];
  readonly V: number[][];
  /** V of what the environment shows after the step: the first state of the next episode, where one ended. */
  readonly next: number[][];
  /** V of the last state of the episode that ended; else 0. */
  readonly final: number[][];
  readonly terminated: boolean[][];
  readonly truncated: boolean[][];
}

export interface Settings {
  readonly gamma: number;
  readonly lambda: number;
  readonly clip: number;
  readonly rate: number;
  readonly passes: number;
}

function softmax(h: number[]): number[] {
  const e = h.map((x) => exp(x - Math.max(...h)));
  const total = e.reduce((a, b) => a + b);
  return e.map((x) => x / total);
}

const mean = (x: number[]): number => x.reduce((a, b) => a + b) / x.length;
const variance = (x: number[]): number => mean(x.map((v) => (v - mean(x)) ** 2));

/** Mean 0 and deviation 1. */
function standardised(x: number[]): number[] {
  const deviation = Math.sqrt(variance(x));
  return x.map((v) => (v - mean(x)) / (deviation + 1e-8));
}

/** Generalised advantages, [t][i]. */
function advantages(D: Rollout, gamma: number, lambda: number, fault?: Fault): number[][] {
  const A = D.R.map((row) => row.map(() => 0));
  for (let i = 0; i < D.R[0].length; i++) {
    let later = 0;
    for (let t = D.R.length - 1; t >= 0; t--) {
      const at = fault === "mask" ? t + 1 : t;
      const isOver = D.terminated[at]?.[i] || D.truncated[at]?.[i];
      const after =
        D.terminated[t][i] || (fault === "limit" && D.truncated[t][i])
          ? 0
          : D.truncated[t][i]
            ? D.final[t][i]
            : D.next[t][i];
      const delta = D.R[t][i] + gamma * after - D.V[t][i];
      later = delta + (isOver ? 0 : gamma * lambda * later);
      A[t][i] = later;
    }
  }
  return A;
}

export type Improve = (
  theta: number[][],
  value: number[],
  D: Rollout,
  settings: Settings,
) => { entropy: number; approxKl: number; explainedVariance: number };

/** Several passes of PPO over a rollout. π(·|s) is the softmax of theta[s], V(s) is value[s]; both change in place. */
export const improving =
  (fault?: Fault): Improve =>
  (theta, value, D, { gamma, lambda, clip, rate, passes }) => {
    const raw = advantages(D, gamma, lambda, fault);
    const [S, a, V, old] = [D.S.flat(), D.A.flat(), D.V.flat(), D.logProbs.flat()];
    const target = raw.flat().map((x, r) => x + V[r]);
    const A = fault === "axis" ? raw.flatMap(standardised) : standardised(raw.flat());
    let [entropy, approxKl] = [0, 0];
    for (let pass = 0; pass < passes; pass++) {
      const up = theta.map((row) => row.map(() => 0));
      const right = value.map(() => 0);
      [entropy, approxKl] = [0, 0];
      for (let r = 0; r < S.length; r++) {
        const pi = softmax(theta[S[r]]);
        const logRatio = (log(pi[a[r]]) - old[r]) * (fault === "ratio" ? -1 : 1);
        const ratio = exp(logRatio);
        const isFar = A[r] > 0 ? ratio > 1 + clip : ratio < 1 - clip;
        const push = isFar ? 0 : ratio * A[r];
        pi.forEach((p, k) => {
          up[S[r]][k] += (push * ((k === a[r] ? 1 : 0) - p)) / S.length;
          entropy -= (p * log(p)) / S.length;
        });
        right[S[r]] += (target[r] - value[S[r]]) / S.length;
        approxKl += (ratio - 1 - logRatio) / S.length;
      }
      for (let s = 0; s < theta.length; s++) {
        for (let k = 0; k < theta[s].length; k++) theta[s][k] += rate * up[s][k];
        value[s] += rate * right[s];
      }
    }
    const left = variance(target.map((x, r) => x - V[r]));
    return { entropy, approxKl, explainedVariance: 1 - left / variance(target) };
  };

const CELLS = 4;
const LIMIT = 8;

/**
 * Four cells in a row. Action 0 grazes, which brings 0.1, and stays; action 1 walks on. Beyond the last cell lies the gate: 1.2, and
 * the world ends. The clock cuts an episode after eight steps. With γ = 0.95 grazing for ever is worth 2, the gate never more than
 * 1.2: whoever takes the clock for the end of the world walks.
 */
export function meadowRun(
  improve: Improve,
  updates: number,
  random: Rng,
  environments = 8,
): { grazing: number; shares: number[]; figures: ReturnType<Improve>[] } {
  const theta = Array.from({ length: CELLS }, () => [0, 0]);
  const value = new Array<number>(CELLS).fill(0);
  const horizon = 128 / environments;
  const cells = Array.from({ length: environments }, () => random.integer(CELLS));
  const clocks = cells.map((_, i) => i);
  const figures: ReturnType<Improve>[] = [];
  const shares: number[] = [];
  for (let u = 0; u < updates; u++) {
    const table = <T>(): T[][] => Array.from({ length: horizon }, () => []);
    const D = {
      S: table<number>(),
      A: table<number>(),
      R: table<number>(),
      logProbs: table<number>(),
      V: table<number>(),
      next: table<number>(),
      final: table<number>(),
      terminated: table<boolean>(),
      truncated: table<boolean>(),
    };
    for (let t = 0; t < horizon; t++) {
      for (let i = 0; i < environments; i++) {
        const s = cells[i];
        const pi = softmax(theta[s]);
        const a = random.random() < pi[0] ? 0 : 1;
        const isGate = a === 1 && s === CELLS - 1;
        const isCut = !isGate && clocks[i] + 1 >= LIMIT;
        const last = isGate ? s : s + a;
        const isOver = isGate || isCut;
        cells[i] = isOver ? random.integer(CELLS) : last;
        clocks[i] = isOver ? 0 : clocks[i] + 1;
        D.S[t].push(s);
        D.A[t].push(a);
        D.R[t].push(a === 0 ? 0.1 : isGate ? 1.2 : 0);
        D.logProbs[t].push(log(pi[a]));
        D.V[t].push(value[s]);
        D.next[t].push(value[cells[i]]);
        D.final[t].push(isOver ? value[last] : 0);
        D.terminated[t].push(isGate);
        D.truncated[t].push(isCut);
      }
    }
    figures.push(improve(theta, value, D, meadowSettings));
    shares.push(mean(theta.map((h) => softmax(h)[0])));
  }
  return { grazing: shares[updates - 1], shares, figures };
}

export const meadowSettings: Settings = { gamma: 0.95, lambda: 0.9, clip: 0.2, rate: 2, passes: 4 };

/** How often the policy grazes after so many updates, on average over the cells; the median of five runs. */
export function meadow(improve: Improve): { grazing: number } {
  const runs = [1, 2, 3, 4, 5].map((seed) => meadowRun(improve, UPDATES, rng(seed)).grazing);
  return { grazing: runs.sort((a, b) => a - b)[2] };
}

const UPDATES = 150;

/** A rollout of random numbers, with ends of both kinds. */
export function randomRollout(seed: number, steps: number, environments: number): Rollout {
  const random = rng(seed);
  const table = <T>(of: () => T): T[][] =>
    Array.from({ length: steps }, () => Array.from({ length: environments }, of));
  const terminated = table(() => random.random() < 0.15);
  const truncated = terminated.map((row) => row.map((x) => !x && random.random() < 0.15));
  return {
    S: table(() => random.integer(3)),
    A: table(() => random.integer(2)),
    R: table(() => random.normal()),
    logProbs: table(() => log(random.uniform(0.35, 0.65))),
    V: table(() => random.normal()),
    next: table(() => random.normal()),
    final: terminated.map((row, t) =>
      row.map((x, i) => (x || truncated[t][i] ? random.normal() : 0)),
    ),
    terminated,
    truncated,
  };
}
