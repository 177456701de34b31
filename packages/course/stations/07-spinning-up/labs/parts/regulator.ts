/**
 * Deterministic policy gradients without a network: a world in which everything can be computed exactly.
 *
 *     s′ = s + a + noise,   r = −(s² + ρ a²)          a linear-quadratic regulator
 *     Q(s, a) = w · (s², s a, a², 1),   a = c tanh(θ s / c), with c = 100 a straight line
 *
 * The best policy is linear and its Q is quadratic, so that nothing is lost by so few numbers, and what is learned can be laid beside
 * the solution of Riccati's equation. DDPG (Lillicrap et al. 2016, algorithm 1) and TD3 (Fujimoto et al. 2018, algorithm 1), whose
 * steps are functions that a reader may replace; the exercises of this station are about them.
 */
import { exp, type Rng, tanh } from "gradus/core";

export type RegulatorParts = {
  /** Every number of `target` goes the share τ of the way to that of `source`, in place. */
  readonly polyak: (target: number[], source: number[], tau: number) => void;
  /** ∂J/∂θ of a minibatch for a = limit · tanh(θ · s / limit), J the mean of Q(s, a), from ∂Q/∂a. */
  readonly actorSlope: (
    theta: number[],
    states: number[][],
    criticSlope: (state: number[], action: number) => number,
    limit: number,
  ) => number[];
  /** The action of the target policy, with noise that is held within ± noiseLimit, held within ± limit. */
  readonly smoothed: (a: number, noise: number, noiseLimit: number, limit: number) => number;
  /** The target of both critics. */
  readonly td3Target: (
    r: number,
    terminated: boolean,
    q1: number,
    q2: number,
    gamma: number,
  ) => number;
};

export const regulatorParts: RegulatorParts = {
  polyak(target, source, tau) {
    for (let i = 0; i < target.length; i++) target[i] += tau * (source[i] - target[i]);
  },
  actorSlope(theta, states, criticSlope, limit) {
    const slope = theta.map(() => 0);
    for (const s of states) {
      const squashed = tanh(dot(theta, s) / limit);
      const push = criticSlope(s, limit * squashed) * (1 - squashed * squashed);
      s.forEach((x, i) => {
        slope[i] += (push * x) / states.length;
      });
    }
    return slope;
  },
  smoothed(a, noise, noiseLimit, limit) {
    const held = Math.min(Math.max(noise, -noiseLimit), noiseLimit);
    return Math.min(Math.max(a + held, -limit), limit);
  },
  td3Target: (r, terminated, q1, q2, gamma) => r + (terminated ? 0 : gamma * Math.min(q1, q2)),
};

export interface RegulatorOptions {
  readonly steps: number;
  readonly gamma: number;
  /** ρ: what an action costs. */
  readonly rho: number;
  /** Deviation of the noise of the world. */
  readonly noise: number;
  /** Of Adam, for the critics; the actor's is a tenth. */
  readonly rate: number;
  readonly tau: number;
  readonly batch: number;
  /** Deviation of what is added to actions while learning. */
  readonly exploration: number;
  /** TD3: two critics, the smaller counts; a smoothed target policy; an actor that learns every second time. */
  readonly twin: boolean;
}

export interface RegulatorReport {
  readonly steps: number;
  readonly theta: number;
  /** Of the first critic: s², s a, a², 1. */
  readonly w: readonly number[];
  readonly loss: number;
}

/** The variance of N(0, σ) held within ± c, by integration. */
function heldVariance(sigma: number, c: number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i <= 4000; i++) {
    const x = (i / 2000 - 1) * 6 * sigma;
    const weight = exp((-x * x) / (2 * sigma * sigma));
    sum += weight * Math.min(x * x, c * c);
    total += weight;
  }
  return sum / total;
}

/** Riccati's equation with discount: θ* = −γP / (ρ + γP) with P = 1 + γP − (γP)² / (ρ + γP), and the weights of Q*. */
export function regulatorSolution(
  gamma: number,
  rho: number,
  noise: number,
  isSmoothed: boolean,
): { readonly theta: number; readonly w: readonly number[] } {
  let P = 1;
  for (let k = 0; k < 10_000; k++) {
    const g = gamma * P;
    P = 1 + g - (g * g) / (rho + g);
  }
  const g = gamma * P;
  // a target policy that trembles pays for it: γ (ρ + γP) times the variance of the tremor
  const smoothing = isSmoothed ? gamma * (rho + g) * heldVariance(SMOOTHING, SMOOTHING_LIMIT) : 0;
  return {
    theta: -g / (rho + g),
    w: [-(1 + g), -2 * g, -(rho + g), (-g * noise * noise - smoothing) / (1 - gamma)],
  };
}

const phi = (s: number, a: number): number[] => [s * s, s * a, a * a, 1];
const dot = (w: readonly number[], x: readonly number[]): number =>
  x.reduce((sum, v, i) => sum + v * w[i], 0);

/** Adam on a list of numbers, in place. */
export function adamList(x: number[], rate: number): (gradient: readonly number[]) => void {
  const [m, v] = [x.map(() => 0), x.map(() => 0)];
  let [b1, b2] = [1, 1];
  return (g) => {
    b1 *= 0.9;
    b2 *= 0.999;
    for (let i = 0; i < x.length; i++) {
      m[i] += 0.1 * (g[i] - m[i]);
      v[i] += 0.001 * (g[i] * g[i] - v[i]);
      x[i] -= (rate * (m[i] / (1 - b1))) / (Math.sqrt(v[i] / (1 - b2)) + 1e-8);
    }
  };
}

/** The best actions stay within ± 2: so far from the limit the policy is linear to one part in ten thousand. */
const LIMIT = 100;
const EPISODE = 20;
const act = (theta: number, s: number): number => LIMIT * tanh((theta * s) / LIMIT);
const [SMOOTHING, SMOOTHING_LIMIT] = [0.2, 0.5];

/** Learns for ever; a report every hundredth of the steps. */
export function* regulator(
  options: RegulatorOptions,
  random: Rng,
  parts: RegulatorParts,
): Generator<RegulatorReport> {
  const { gamma, rho, tau, batch, twin } = options;
  const theta = [0];
  const critics = [0, 1].map(() => phi(0, 0).map(() => random.normal(0, 0.1)));
  const [thetaFrozen, frozen] = [[...theta], critics.map((w) => [...w])];
  const climb = adamList(theta, options.rate / 10);
  const descend = critics.map((w) => adamList(w, options.rate));
  const memory: { readonly s: number; readonly a: number; readonly r: number; next: number }[] = [];
  let [s, loss] = [random.uniform(-2, 2), Number.NaN];

  for (let t = 1; ; t++) {
    const a = act(theta[0], s) + random.normal(0, options.exploration);
    const next = s + a + random.normal(0, options.noise);
    memory.push({ s, a, r: -(s * s + rho * a * a), next });
    s = t % EPISODE === 0 ? random.uniform(-2, 2) : next; // cut by the clock: the next state counts
    if (memory.length >= batch) improve(t);
    if (t % Math.max(1, Math.floor(options.steps / 100)) === 0)
      yield { steps: t, theta: theta[0], w: [...critics[0]], loss };
  }

  function improve(t: number): void {
    const rows = Array.from({ length: batch }, () => memory[random.integer(memory.length)]);
    const slopes = critics.map((w) => w.map(() => 0));
    loss = 0;
    for (const row of rows) {
      const plain = act(thetaFrozen[0], row.next);
      const noise = twin ? random.normal(0, SMOOTHING) : 0;
      const there = phi(
        row.next,
        twin ? parts.smoothed(plain, noise, SMOOTHING_LIMIT, LIMIT) : plain,
      );
      const [q1, q2] = frozen.map((w) => dot(w, there));
      const y = twin ? parts.td3Target(row.r, false, q1, q2, gamma) : row.r + gamma * q1;
      const x = phi(row.s, row.a);
      critics.forEach((w, k) => {
        const error = dot(w, x) - y;
        if (k === 0) loss += (error * error) / batch;
        for (let i = 0; i < x.length; i++) slopes[k][i] += (2 * error * x[i]) / batch;
      });
    }
    critics.forEach((_, k) => {
      if (k === 0 || twin) descend[k](slopes[k]);
    });
    if (twin && t % 2 === 1) return; // TD3: the policy is delayed
    const w = critics[0];
    const slope = parts.actorSlope(
      [...theta],
      rows.map((row) => [row.s]),
      ([x], a) => w[1] * x + 2 * w[2] * a,
      LIMIT,
    );
    climb(slope.map((d) => -d));
    critics.forEach((source, k) => {
      parts.polyak(frozen[k], source, tau);
    });
    parts.polyak(thetaFrozen, theta, tau);
  }
}
