import { exp, log } from "gradus/core";

/** A rollout: entry [t][i] is step t of environment i. */
interface Rollout {
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

interface Settings {
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
function advantages(D: Rollout, gamma: number, lambda: number): number[][] {
  const A = D.R.map((row) => row.map(() => 0));
  for (let i = 0; i < D.R[0].length; i++) {
    let later = 0;
    for (let t = D.R.length - 1; t >= 0; t--) {
      const isOver = D.terminated[t][i] || D.truncated[t][i];
      const after = D.terminated[t][i] ? 0 : D.truncated[t][i] ? D.final[t][i] : D.next[t][i];
      const delta = D.R[t][i] + gamma * after - D.V[t][i];
      later = delta + (isOver ? 0 : gamma * lambda * later);
      A[t][i] = later;
    }
  }
  return A;
}

/** Several passes of PPO over a rollout. π(·|s) is the softmax of theta[s], V(s) is value[s]; both change in place. */
export function improve(
  theta: number[][],
  value: number[],
  D: Rollout,
  { gamma, lambda, clip, rate, passes }: Settings,
): { entropy: number; approxKl: number; explainedVariance: number } {
  const raw = advantages(D, gamma, lambda);
  const [S, a, V, old] = [D.S.flat(), D.A.flat(), D.V.flat(), D.logProbs.flat()];
  const target = raw.flat().map((x, r) => x + V[r]);
  const A = standardised(raw.flat());
  let [entropy, approxKl] = [0, 0];
  for (let pass = 0; pass < passes; pass++) {
    const up = theta.map((row) => row.map(() => 0));
    const right = value.map(() => 0);
    [entropy, approxKl] = [0, 0];
    for (let r = 0; r < S.length; r++) {
      const pi = softmax(theta[S[r]]);
      const logRatio = log(pi[a[r]]) - old[r];
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
}
