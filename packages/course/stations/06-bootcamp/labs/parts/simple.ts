/**
 * Policy gradients as in lab 4 of the Deep RL Bootcamp: a linear policy, whole episodes, and every derivative by hand.
 *
 *     s₁ = (s, 1)      discrete: π = softmax(θ s₁)      continuous: π = N(θ s₁, 1)
 *     Gₜ = rₜ + γ Gₜ₊₁,   g = Σ ∇ log π(aₜ|sₜ) (Gₜ − bₜ),   θ ← θ + α g / ‖g‖
 *
 * bₜ, the baseline, is the mean return from step t on in the iteration before. With the natural gradient the step is
 * √(2ε / xᵀFx) x, where x solves (F + 10⁻⁴ I) x = g / ‖g‖ and F is the mean of the outer products of ∇ log π.
 */
import { exp, type Rng } from "gradus/core";
import { type AnyWorld, flatArray } from "gradus/env";

/** A matrix as rows: θ has one for each action, or each number of it; one column for each number of s₁. */
export type Matrix = number[][];

/** What a reader may replace: see the exercises of this station. */
export type SimpleParts = {
  /** ∇_θ log π(a|s), of θ's shape; s without the 1. */
  readonly softmaxScore: (theta: Matrix, s: number[], a: number) => Matrix;
  /** Likewise for π = N(θ s₁, 1). */
  readonly normalScore: (theta: Matrix, s: number[], a: number[]) => Matrix;
  /** Gₜ of one episode. */
  readonly returns: (rewards: number[], gamma: number) => number[];
  /** bₜ from the returns of the episodes: entry t is their mean from step t on, over those that lasted so long; 0 if none did. */
  readonly timeBaseline: (returns: number[][], steps: number) => number[];
  /** θ's change: scores of all steps as vectors, the gradient as a vector of length 1, ε → the step. */
  readonly naturalStep: (scores: number[][], g: number[], epsilon: number) => number[];
};

export interface SimpleOptions {
  readonly gamma: number;
  /** α: length of a step. */
  readonly rate: number;
  /** Steps of experience in an iteration, at least. */
  readonly batch: number;
  readonly isBaseline: boolean;
  /** ε of the natural gradient; 0 for the plain one. */
  readonly natural: number;
}

export interface SimpleReport {
  readonly iteration: number;
  /** Mean over the episodes of the iteration, not discounted. */
  readonly averageReturn: number;
  /** E ‖(G − b) ∇log π‖², the scatter of the single steps that make the gradient. */
  readonly scatter: number;
  readonly theta: Matrix;
}

interface Episode {
  readonly S: number[][];
  readonly A: (number | number[])[];
  readonly R: number[];
}

/** θ · s₁ */
export const linear = (theta: Matrix, s: readonly number[]): number[] =>
  theta.map((row) => s.reduce((sum, x, i) => sum + row[i] * x, row[s.length]));

export function softmax(h: readonly number[]): number[] {
  const largest = h.reduce((a, b) => Math.max(a, b));
  const e = h.map((x) => exp(x - largest));
  const sum = e.reduce((a, b) => a + b);
  return e.map((x) => x / sum);
}

/** Row k of the gradient is c_k s₁. */
const outer = (c: readonly number[], s: readonly number[]): Matrix =>
  c.map((ck) => [...s.map((x) => ck * x), ck]);

/** The library's own pieces: what stands in for a reader's. */
export const simpleParts: SimpleParts = {
  softmaxScore: (theta, s, a) =>
    outer(
      softmax(linear(theta, s)).map((p, k) => (k === a ? 1 : 0) - p),
      s,
    ),
  normalScore(theta, s, a) {
    const mean = linear(theta, s);
    return outer(
      a.map((x, k) => x - mean[k]),
      s,
    );
  },
  returns(rewards, gamma) {
    const G = [...rewards];
    for (let t = G.length - 2; t >= 0; t--) G[t] += gamma * G[t + 1];
    return G;
  },
  timeBaseline: (returns, steps) =>
    Array.from({ length: steps }, (_, t) => {
      const lasting = returns.filter((G) => G.length > t);
      return lasting.reduce((sum, G) => sum + G[t], 0) / Math.max(1, lasting.length);
    }),
  naturalStep(scores, g, epsilon) {
    const F = fisher(scores);
    const x = solved(
      F.map((row, i) => row.map((v, j) => v + (i === j ? 1e-4 : 0))),
      g,
    );
    const curvature = x.reduce((sum, xi, i) => sum + xi * dot(F[i], x), 0);
    const length = Math.sqrt((2 * epsilon) / (curvature + 1e-8));
    return x.map((xi) => length * xi);
  },
};

/** F = E[∇log π ∇log πᵀ] */
export function fisher(scores: readonly number[][]): Matrix {
  const F = scores[0].map((_, i) => scores[0].map(() => 0 * i));
  for (const v of scores) {
    for (let i = 0; i < v.length; i++) for (let j = 0; j < v.length; j++) F[i][j] += v[i] * v[j];
  }
  return F.map((row) => row.map((x) => x / scores.length));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);

/** x with A x = b, by elimination with pivots; A is small. */
export function solved(A: Matrix, b: readonly number[]): number[] {
  const n = b.length;
  const M = A.map((row, i) => [...row, b[i]]);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(M[i][k]) > Math.abs(M[pivot][k])) pivot = i;
    [M[k], M[pivot]] = [M[pivot], M[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = M[i][k] / M[k][k];
      for (let j = k; j <= n; j++) M[i][j] -= factor * M[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = M[i][n];
    for (let j = i + 1; j < n; j++) sum -= M[i][j] * x[j];
    x[i] = sum / M[i][i];
  }
  return x;
}

/**
 * Learns for ever; a report for each iteration.
 *
 * @param optionsOf the settings of an iteration, which count from 1
 */
export function* simplePolicyGradient(
  world: AnyWorld,
  optionsOf: (iteration: number) => SimpleOptions,
  random: Rng,
  parts: SimpleParts,
): Generator<SimpleReport> {
  const isDiscrete = world.actionSpace.kind === "discrete";
  const score = (theta: Matrix, s: number[], a: number | number[]): Matrix =>
    isDiscrete
      ? parts.softmaxScore(theta, s, a as number)
      : parts.normalScore(theta, s, a as number[]);
  const draw = isDiscrete ? drawChoice : drawNormal;
  const rows: number = isDiscrete ? world.actionSpace.n : world.actionSpace.low.length;
  const columns: number = world.observationSpace.low.length + 1;
  const theta = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => random.normal(0, 0.1)),
  );
  let baseline = new Array<number>(world.maxSteps).fill(0);

  for (let iteration = 1; ; iteration++) {
    const { gamma, rate, batch, isBaseline, natural } = optionsOf(iteration);
    const episodes = collect(world, batch, random, (s) => draw(theta, s, random));
    const returns = episodes.map(({ R }) => parts.returns(R, gamma));
    const g = new Array<number>(rows * columns).fill(0);
    const scores: number[][] = [];
    let scatter = 0;
    for (const [e, { S, A }] of episodes.entries()) {
      for (let t = 0; t < S.length; t++) {
        const v = score(theta, S[t], A[t]).flat();
        const better = returns[e][t] - baseline[t];
        for (let i = 0; i < v.length; i++) g[i] += better * v[i];
        scatter += better * better * dot(v, v);
        if (natural > 0) scores.push(v);
      }
    }
    const steps = episodes.reduce((sum, { R }) => sum + R.length, 0);
    if (isBaseline) baseline = parts.timeBaseline(returns, world.maxSteps);

    const norm = Math.sqrt(dot(g, g)) + 1e-8;
    const ascent = g.map((x) => x / norm);
    const step =
      natural > 0 ? parts.naturalStep(scores, ascent, natural) : ascent.map((x) => rate * x);
    for (let i = 0; i < step.length; i++) theta[Math.floor(i / columns)][i % columns] += step[i];

    const total = episodes.reduce((sum, { R }) => sum + R.reduce((a, b) => a + b), 0);
    yield { iteration, averageReturn: total / episodes.length, scatter: scatter / steps, theta };
  }
}

function drawChoice(theta: Matrix, s: number[], random: Rng): number {
  const pi = softmax(linear(theta, s));
  let u = random.random();
  for (let a = 0; a < pi.length - 1; a++) {
    u -= pi[a];
    if (u < 0) return a;
  }
  return pi.length - 1;
}

const drawNormal = (theta: Matrix, s: number[], random: Rng): number[] =>
  linear(theta, s).map((mean) => random.normal(mean, 1));

/** What the policy does most likely. */
export function best(theta: Matrix, s: readonly number[], isDiscrete: boolean): number | number[] {
  const h = linear(theta, s);
  return isDiscrete ? h.indexOf(Math.max(...h)) : h;
}

/** Whole episodes, until there are at least so many steps. */
function collect(
  world: AnyWorld,
  batch: number,
  random: Rng,
  act: (s: number[]) => number | number[],
): Episode[] {
  const episodes: Episode[] = [];
  const state: unknown = world.create();
  const seen = flatArray(world.observationSpace);
  const outcome = { reward: 0, terminated: false };
  for (let steps = 0; steps < batch; ) {
    const episode: Episode = { S: [], A: [], R: [] };
    world.reset(state, random);
    outcome.terminated = false;
    while (!outcome.terminated && episode.R.length < world.maxSteps) {
      world.observe(state, seen, 0);
      const s = Array.from(seen);
      const a = act(s);
      world.step(state, a, random, outcome);
      episode.S.push(s);
      episode.A.push(a);
      episode.R.push(outcome.reward);
    }
    steps += episode.R.length;
    episodes.push(episode);
  }
  return episodes;
}
