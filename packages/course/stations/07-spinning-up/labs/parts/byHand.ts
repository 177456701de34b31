/**
 * PPO and A2C in plain numbers, every derivative by hand: a linear softmax policy and a critic that is linear in squares.
 *
 *     L = E[ min(r Â, clip(r, 1 ± ε) Â) + c_e H(π) − c_v ½ max((V − R̂)², (V_clipped − R̂)²) ],   r = π(a|s) / π_old(a|s)
 *
 * Schulman et al. 2017 (arXiv:1707.06347), eq. 7 and 9, with what every implementation adds: running statistics of the observations,
 * advantages standardised over the whole rollout, Adam, an early end of the passes. Each step of it is a function on plain
 * numbers that a reader may replace; the exercises of this station are about them.
 */
import { exp, log, type Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { VectorEnv } from "gradus/env";

/** Running mean and variance of each number of an observation. */
export interface Moments {
  count: number;
  mean: number[];
  /** Sum of squared deviations from the mean. */
  squares: number[];
}

/** One row of experience. */
export interface Row {
  /** Features of the actor, with a 1 at the end. */
  readonly s: readonly number[];
  /** Features of the critic. */
  readonly phi: readonly number[];
  readonly a: number;
  readonly logProb: number;
  readonly value: number;
  readonly advantage: number;
  readonly target: number;
}

/** How a loss changes with the logits of the policy and with V. */
export interface Slopes {
  readonly logits: number[];
  readonly value: number;
}

export type HandParts = {
  /** Takes one observation into the statistics, in place. */
  readonly updateMoments: (moments: Moments, x: number[]) => void;
  /** V(s′) as the advantage needs it: 0 after the end of the world, V of the last state where the clock cut, else V of the next. */
  readonly bootstrap: (
    terminated: boolean,
    truncated: boolean,
    nextValue: number,
    finalValue: number,
  ) => number;
  /** Â of the steps of one environment. */
  readonly gae: (
    rewards: number[],
    values: number[],
    nextValues: number[],
    ends: boolean[],
    gamma: number,
    lambda: number,
  ) => number[];
  /** Mean 0 and deviation 1. */
  readonly standardise: (A: number[]) => number[];
  /** min(r Â, clip(r, 1 ± ε) Â) and its derivative with respect to r. */
  readonly surrogate: (ratio: number, A: number, clip: number) => { value: number; slope: number };
  /** H(π) and ∂H/∂logits. */
  readonly entropy: (probs: number[]) => { value: number; slope: number[] };
  /** ½ max((V − R)², (V_clipped − R)²) and its derivative with respect to V; limit 0: no clipping. */
  readonly valueLoss: (
    V: number,
    old: number,
    R: number,
    limit: number,
  ) => { value: number; slope: number };
  /** The numbers 0 … rows − 1 in random order, cut into lists of `size`; the last may be shorter. `random(n)` draws one of 0 … n − 1. */
  readonly minibatches: (rows: number, size: number, random: (n: number) => number) => number[][];
  /** Estimates of KL(π_old ‖ π) from log r of actions that π_old drew. */
  readonly approxKl: (logRatios: number[]) => { k1: number; k2: number; k3: number };
  readonly explainedVariance: (V: number[], R: number[]) => number;
  /** Of A2C: how −(log π(a) Â + c_e H) + c_v ½ (V − R)² changes with the logits and with V. */
  readonly a2cSlopes: (
    probs: number[],
    a: number,
    A: number,
    V: number,
    R: number,
    valueWeight: number,
    entropyWeight: number,
  ) => Slopes;
};

export interface HandOptions {
  readonly algorithm: "ppo" | "a2c";
  readonly environments: number;
  readonly horizon: number;
  readonly batch: number;
  readonly epochs: number;
  readonly rate: number;
  readonly gamma: number;
  readonly lambda: number;
  readonly clip: number;
  readonly clipValue: number;
  readonly valueWeight: number;
  readonly entropyWeight: number;
  readonly targetKl: number;
}

export interface HandReport {
  readonly steps: number;
  /** Mean of the episodes that ended in this rollout; NaN if none did. */
  readonly episodeReturn: number;
  readonly explainedVariance: number;
  readonly entropy: number;
  readonly approxKl: number;
  readonly clipFraction: number;
  /** The most probable action. */
  act(observation: ArrayLike<number>): number;
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const average = (xs: readonly number[]): number => sum(xs) / xs.length;

export function softmax(h: readonly number[]): number[] {
  let largest = h[0];
  for (const x of h) if (x > largest) largest = x;
  const e = new Array<number>(h.length);
  let total = 0;
  for (let k = 0; k < h.length; k++) total += e[k] = exp(h[k] - largest);
  for (let k = 0; k < h.length; k++) e[k] /= total;
  return e;
}

export const handParts: HandParts = {
  updateMoments(m, x) {
    m.count++;
    x.forEach((xi, i) => {
      const delta = xi - m.mean[i];
      m.mean[i] += delta / m.count;
      m.squares[i] += delta * (xi - m.mean[i]); // Welford 1962
    });
  },
  bootstrap: (terminated, truncated, nextValue, finalValue) =>
    terminated ? 0 : truncated ? finalValue : nextValue,
  gae(rewards, values, nextValues, ends, gamma, lambda) {
    const A = new Array<number>(rewards.length);
    let next = 0;
    for (let t = rewards.length - 1; t >= 0; t--) {
      const delta = rewards[t] + gamma * nextValues[t] - values[t];
      next = delta + (ends[t] ? 0 : gamma * lambda * next);
      A[t] = next;
    }
    return A;
  },
  standardise(A) {
    const mean = average(A);
    const deviation = Math.sqrt(average(A.map((a) => (a - mean) * (a - mean))));
    return A.map((a) => (a - mean) / (deviation + 1e-8));
  },
  surrogate(ratio, A, clip) {
    const isCut = A > 0 ? ratio > 1 + clip : ratio < 1 - clip;
    const clipped = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
    return { value: Math.min(ratio * A, clipped * A), slope: isCut ? 0 : A };
  },
  entropy(probs) {
    const logs = probs.map((p) => (p > 0 ? log(p) : 0));
    const value = -sum(probs.map((p, k) => p * logs[k]));
    return { value, slope: probs.map((p, k) => -p * (logs[k] + value)) };
  },
  valueLoss(V, old, R, limit) {
    const near = old + Math.min(Math.max(V - old, -limit), limit);
    const [free, clipped] = [(V - R) * (V - R), (near - R) * (near - R)];
    if (limit === 0 || free >= clipped) return { value: free / 2, slope: V - R };
    return { value: clipped / 2, slope: Math.abs(V - old) < limit ? near - R : 0 };
  },
  minibatches(rows, size, random) {
    const order = Array.from({ length: rows }, (_, i) => i);
    for (let i = rows - 1; i > 0; i--) {
      const j = random(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return Array.from({ length: Math.ceil(rows / size) }, (_, k) =>
      order.slice(k * size, (k + 1) * size),
    );
  },
  approxKl: (logRatios) => ({
    k1: -average(logRatios),
    k2: average(logRatios.map((x) => (x * x) / 2)),
    k3: average(logRatios.map((x) => exp(x) - 1 - x)),
  }),
  explainedVariance(V, R) {
    const variance = (xs: number[]) => average(xs.map((x) => (x - average(xs)) ** 2));
    const all = variance(R);
    return all === 0 ? Number.NaN : 1 - variance(R.map((r, i) => r - V[i])) / all;
  },
  a2cSlopes(probs, a, A, V, R, valueWeight, entropyWeight) {
    const { slope } = handParts.entropy(probs);
    return {
      logits: probs.map((p, k) => -A * ((k === a ? 1 : 0) - p) - entropyWeight * slope[k]),
      value: valueWeight * (V - R),
    };
  },
};

/** Adam on a list of numbers, in place. */
function adam(x: number[]): (gradient: readonly number[], rate: number) => void {
  const [m, v] = [x.map(() => 0), x.map(() => 0)];
  let [b1, b2] = [1, 1];
  return (g, rate) => {
    b1 *= 0.9;
    b2 *= 0.999;
    for (let i = 0; i < x.length; i++) {
      m[i] += 0.1 * (g[i] - m[i]);
      v[i] += 0.001 * (g[i] * g[i] - v[i]);
      x[i] -= (rate * (m[i] / (1 - b1))) / (Math.sqrt(v[i] / (1 - b2)) + 1e-5);
    }
  };
}

const clipped = (x: number, limit: number): number => Math.min(Math.max(x, -limit), limit);

/**
 * Learns for ever; a report for each rollout.
 *
 * @param optionsAt the settings after so many steps; environments and horizon are those of the beginning
 */
export function* byHand(
  world: AnyWorld,
  optionsAt: (steps: number) => HandOptions,
  random: Rng,
  parts: HandParts,
): Generator<HandReport> {
  let options = optionsAt(0);
  const { environments: N, horizon: T } = options;
  const env = new VectorEnv<unknown, AnyWorld["observationSpace"], AnyWorld["actionSpace"]>(
    world,
    N,
  );
  env.reset(random.integer(2 ** 31));
  const width = env.width;
  const choices: number = world.actionSpace.n;
  const moments: Moments = { count: 0, mean: list(width), squares: list(width) };

  /** (s − mean) / deviation, within ± 10, and 1 */
  const seen = (from: ArrayLike<number>, at: number): number[] => {
    const s = moments.mean.map((mean, i) => {
      const deviation = Math.sqrt(moments.squares[i] / Math.max(1, moments.count));
      return clipped((from[at + i] - mean) / (deviation + 1e-8), 10);
    });
    return [...s, 1];
  };
  const theta = list(choices * (width + 1)); // [choices, width + 1]
  const w = list(critical(list(width + 1)).length);
  const climb = adam(theta);
  const fit = adam(w);
  const policy = (s: readonly number[]): number[] => {
    const h = list(choices);
    for (let k = 0; k < choices; k++)
      for (let i = 0; i < s.length; i++) h[k] += theta[k * s.length + i] * s[i];
    return softmax(h);
  };
  const value = (phi: readonly number[]): number => {
    let v = 0;
    for (let i = 0; i < phi.length; i++) v += w[i] * phi[i];
    return v;
  };

  for (let steps = N * T; ; steps += N * T) {
    options = optionsAt(steps - N * T);
    const { rows, finished } = rollout();
    const figures = { entropy: 0, kl: 0, cut: 0, count: 0 };
    passes: for (let k = 0; k < options.epochs; k++) {
      for (const places of parts.minibatches(rows.length, options.batch, (n) =>
        random.integer(n),
      )) {
        const { kl, entropy, cut } = improve(places.map((i) => rows[i]));
        figures.entropy += entropy;
        figures.kl += kl;
        figures.cut += cut;
        figures.count++;
        if (options.targetKl > 0 && kl > 1.5 * options.targetKl) break passes;
      }
    }
    yield {
      steps,
      episodeReturn: average(finished),
      explainedVariance: parts.explainedVariance(
        rows.map((row) => row.value),
        rows.map((row) => row.target),
      ),
      entropy: figures.entropy / figures.count,
      approxKl: figures.kl / figures.count,
      clipFraction: figures.cut / figures.count,
      act: (observation) => best(policy(seen(observation, 0))),
    };
  }

  /** π acts T steps in each environment; then Â and R̂ = Â + V. */
  function rollout(): { rows: Row[]; finished: number[] } {
    const lanes = Array.from({ length: N }, () => lane());
    const finished: number[] = [];
    for (let t = 0; t < T; t++) {
      const actions = lanes.map((l, i) => {
        for (const x of [Array.from(env.observations.subarray(i * width, (i + 1) * width))])
          parts.updateMoments(moments, x);
        const s = seen(env.observations, i * width);
        const phi = critical(s);
        const probs = policy(s);
        const a = drawn(probs, random.random());
        l.S.push(s);
        l.phi.push(phi);
        l.A.push(a);
        l.logProbs.push(log(probs[a]));
        l.V.push(value(phi));
        return a;
      });
      env.step(actions);
      for (const [i, l] of lanes.entries()) {
        const [terminated, truncated] = [env.terminated[i] === 1, env.truncated[i] === 1];
        const next = value(critical(seen(env.observations, i * width)));
        const final = truncated ? value(critical(seen(env.finalObservations, i * width))) : 0;
        l.R.push(env.rewards[i]);
        l.next.push(parts.bootstrap(terminated, truncated && !terminated, next, final));
        l.ends.push(terminated || truncated);
        if (terminated || truncated) finished.push(env.finalReturns[i]);
      }
    }
    const raw = lanes.map((l) =>
      parts.gae(l.R, l.V, l.next, l.ends, options.gamma, options.lambda),
    );
    const A = parts.standardise(raw.flat());
    const rows = lanes.flatMap((l, i) =>
      l.S.map((s, t) => ({
        s,
        phi: l.phi[t],
        a: l.A[t],
        logProb: l.logProbs[t],
        value: l.V[t],
        advantage: A[i * T + t],
        target: raw[i][t] + l.V[t],
      })),
    );
    return { rows, finished };
  }

  /** One step of gradient descent on a minibatch. */
  function improve(rows: readonly Row[]): { kl: number; entropy: number; cut: number } {
    const [dTheta, dW] = [list(theta.length), list(w.length)];
    const logRatios: number[] = [];
    let [entropy, cut] = [0, 0];
    for (const row of rows) {
      const probs = policy(row.s);
      const logRatio = log(probs[row.a]) - row.logProb;
      const H = parts.entropy(probs);
      const { logits, value: slope } = slopes(row, probs, logRatio, H.slope);
      for (let k = 0; k < choices; k++)
        for (let i = 0; i < row.s.length; i++) dTheta[k * row.s.length + i] += logits[k] * row.s[i];
      for (let i = 0; i < w.length; i++) dW[i] += slope * row.phi[i];
      entropy += H.value / rows.length;
      logRatios.push(logRatio);
      if (Math.abs(exp(logRatio) - 1) > options.clip) cut += 1 / rows.length;
    }
    climb(
      dTheta.map((d) => d / rows.length),
      options.rate,
    );
    fit(
      dW.map((d) => d / rows.length),
      3 * options.rate,
    );
    return { kl: parts.approxKl(logRatios).k3, entropy, cut };
  }

  /** How the loss of one row changes with its logits and its value. */
  function slopes(row: Row, probs: number[], logRatio: number, more: number[]): Slopes {
    const { valueWeight, entropyWeight, clip, clipValue } = options;
    const V = value(row.phi);
    const { a, advantage: A, target: R } = row;
    if (options.algorithm === "a2c")
      return parts.a2cSlopes(probs, a, A, V, R, valueWeight, entropyWeight);
    const ratio = exp(logRatio);
    const up = parts.surrogate(ratio, A, clip).slope * ratio; // ∂/∂log π(a)
    return {
      logits: probs.map((p, k) => -up * ((k === a ? 1 : 0) - p) - entropyWeight * more[k]),
      value: valueWeight * parts.valueLoss(V, row.value, R, clipValue).slope,
    };
  }
}

const list = (n: number): number[] => new Array<number>(n).fill(0);

const lane = () => ({
  S: [] as number[][],
  phi: [] as number[][],
  A: [] as number[],
  logProbs: [] as number[],
  V: [] as number[],
  R: [] as number[],
  next: [] as number[],
  ends: [] as boolean[],
});

/** Products of all pairs of features, the 1 among them: what a critic that is linear in its weights sees. */
function critical(s: readonly number[]): number[] {
  const phi: number[] = [];
  for (let i = 0; i < s.length; i++) for (let j = i; j < s.length; j++) phi.push(s[i] * s[j]);
  return phi;
}

function drawn(probs: readonly number[], u: number): number {
  for (let a = 0; a < probs.length - 1; a++) {
    u -= probs[a];
    if (u < 0) return a;
  }
  return probs.length - 1;
}

const best = (xs: readonly number[]): number => xs.indexOf(xs.reduce((a, b) => Math.max(a, b)));
