/**
 * Soft actor-critic without a network: one state, one action between −1 and 1.
 *
 *     u ~ N(μ, σ),  a = tanh u,     y = r + γ (Q⁻(a′) − α log π(a′)),     π maximises E[Q(a) − α log π(a)]
 *
 * Haarnoja et al. 2018 (arXiv:1812.05905), algorithm 1, with the temperature α that holds the entropy at its target. Q is a parabola
 * and so is the reward: the best policy of this form can be found by integrating, and laid beside what is learned.
 */
import { exp, log, type Rng, tanh } from "gradus/core";
import { adamList } from "./regulator.ts";

export type SoftParts = {
  /** log π(a) of a = tanh u, u ~ N(mean, exp(logStd)), summed over the numbers of an action. */
  readonly squashedLogProb: (u: number[], mean: number[], logStd: number[]) => number;
  /** −α (log π + H̄), averaged over log π of a minibatch, and its derivative with respect to log α. */
  readonly temperature: (
    logAlpha: number,
    logProbs: number[],
    targetEntropy: number,
  ) => { value: number; slope: number };
};

const HALF_LOG_2PI = 0.9189385332046727;
/** log(1 + eˣ) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + log(1 + exp(-Math.abs(x)));

export const softParts: SoftParts = {
  squashedLogProb: (u, mean, logStd) =>
    u.reduce((sum, x, i) => {
      const z = (x - mean[i]) / exp(logStd[i]);
      const normal = -0.5 * z * z - logStd[i] - HALF_LOG_2PI;
      return sum + normal - 2 * (Math.LN2 - x - softplus(-2 * x)); // log(1 − tanh² u), without 1 − 1
    }, 0),
  temperature(logAlpha, logProbs, targetEntropy) {
    const gap = logProbs.reduce((sum, p) => sum + p + targetEntropy, 0) / logProbs.length;
    return { value: -exp(logAlpha) * gap, slope: -exp(logAlpha) * gap };
  },
};

export interface SoftOptions {
  readonly steps: number;
  /** The best action; the reward is −(a − best)² · 4. */
  readonly best: number;
  readonly gamma: number;
  readonly targetEntropy: number;
  readonly rate: number;
}

export interface SoftReport {
  readonly steps: number;
  readonly mean: number;
  readonly logStd: number;
  readonly alpha: number;
  /** Mean of −log π over the last minibatch. */
  readonly entropy: number;
}

export const rewardOf = (a: number, best: number): number => -4 * (a - best) * (a - best);

/** E[f(u)] for u ~ N(mean, exp(logStd)), on a fine grid of ± 6 deviations. */
export function expectation(f: (u: number) => number, mean: number, logStd: number): number {
  const [std, points] = [exp(logStd), 241];
  let [sum, total] = [0, 0];
  for (let i = 0; i < points; i++) {
    const z = -6 + (12 * i) / (points - 1);
    const weight = exp(-0.5 * z * z);
    sum += weight * f(mean + std * z);
    total += weight;
  }
  return sum / total;
}

/** The entropy of the squashed normal distribution, by integration. */
export const entropyOf = (mean: number, logStd: number): number =>
  -expectation((u) => softParts.squashedLogProb([u], [mean], [logStd]), mean, logStd);

/** The best mean reward that such a policy can have at this entropy, and the policy that has it. */
export function softOptimum(
  best: number,
  entropy: number,
): { readonly mean: number; readonly logStd: number; readonly reward: number } {
  const rewardAt = (mean: number, logStd: number) =>
    expectation((u) => rewardOf(tanh(u), best), mean, logStd);
  /** The width that has this entropy; it grows with the width as long as that is small. */
  const width = (mean: number): number => {
    let [low, high] = [-6, -0.2];
    for (let k = 0; k < 40; k++) {
      const middle = (low + high) / 2;
      if (entropyOf(mean, middle) < entropy) low = middle;
      else high = middle;
    }
    return low;
  };
  let [low, high] = [-1.5, 2.5];
  for (let k = 0; k < 40; k++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (rewardAt(a, width(a)) < rewardAt(b, width(b))) low = a;
    else high = b;
  }
  const mean = (low + high) / 2;
  return { mean, logStd: width(mean), reward: rewardAt(mean, width(mean)) };
}

const BATCH = 32;
const TAU = 0.05;

/** Learns for ever; a report every hundredth of the steps. */
export function* softActor(
  options: SoftOptions,
  random: Rng,
  parts: SoftParts,
): Generator<SoftReport> {
  const { steps, best, gamma, targetEntropy, rate } = options;
  const policy = [0, -0.5]; // μ, log σ
  const w = [0, 0, 0];
  const frozen = [...w];
  const logAlpha = [0];
  const climb = adamList(policy, rate);
  const descend = adamList(w, 2 * rate);
  const cool = adamList(logAlpha, rate);
  const memory: { readonly a: number; readonly r: number }[] = [];
  const q = (weights: readonly number[], a: number): number =>
    weights[0] + weights[1] * a + weights[2] * a * a;
  const logProb = (u: number, [mean, logStd] = policy): number =>
    parts.squashedLogProb([u], [mean], [logStd]);
  const draw = (xi: number, [mean, logStd] = policy): number => mean + exp(logStd) * xi;
  let entropy = Number.NaN;

  for (let t = 1; ; t++) {
    const a = tanh(draw(random.normal()));
    memory.push({ a, r: rewardOf(a, best) });
    if (memory.length >= BATCH) improve();
    if (t % Math.max(1, Math.floor(steps / 100)) === 0)
      yield { steps: t, mean: policy[0], logStd: policy[1], alpha: exp(logAlpha[0]), entropy };
  }

  function improve(): void {
    const alpha = exp(logAlpha[0]);
    const slope = [0, 0, 0];
    for (let k = 0; k < BATCH; k++) {
      const { a, r } = memory[random.integer(memory.length)];
      const u = draw(random.normal());
      const y = r + gamma * (q(frozen, tanh(u)) - alpha * logProb(u));
      const error = q(w, a) - y;
      [1, a, a * a].forEach((x, i) => {
        slope[i] += (2 * error * x) / BATCH;
      });
    }
    descend(slope);

    /** What the actor minimises for one draw of the noise, along which it is differentiated: the trick of reparametrisation. */
    const loss = (at: number[], xi: number): number => {
      const u = draw(xi, at as [number, number]);
      return alpha * logProb(u, at as [number, number]) - q(w, tanh(u));
    };
    const down = [0, 0];
    const logProbs: number[] = [];
    const h = 1e-4;
    for (let k = 0; k < BATCH; k++) {
      const xi = random.normal();
      logProbs.push(logProb(draw(xi)));
      down.forEach((_, i) => {
        const moved = (d: number) => policy.map((x, j) => (j === i ? x + d : x));
        down[i] += (loss(moved(h), xi) - loss(moved(-h), xi)) / (2 * h * BATCH);
      });
    }
    climb(down);
    cool([parts.temperature(logAlpha[0], logProbs, targetEntropy).slope]);
    entropy = -logProbs.reduce((sum, p) => sum + p, 0) / BATCH;
    for (let i = 0; i < w.length; i++) frozen[i] += TAU * (w[i] - frozen[i]);
  }
}
