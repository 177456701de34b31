import { exp } from "gradus/core";

function softmax(h: number[]): number[] {
  const largest = Math.max(...h);
  const e = h.map((x) => exp(x - largest));
  const sum = e.reduce((a, b) => a + b);
  return e.map((x) => x / sum);
}

/** Learns from one finished episode; changes the preferences in place. */
export function reinforce(
  theta: number[][],
  S: number[],
  A: number[],
  R: number[],
  alpha: number,
  gamma: number,
): void {
  const G = new Array<number>(R.length + 1).fill(0);
  for (let t = R.length - 1; t >= 0; t--) G[t] = R[t] + gamma * G[t + 1];
  let discount = 1;
  for (let t = 0; t < R.length; t++) {
    const pi = softmax(theta[S[t]]);
    for (let a = 0; a < pi.length; a++) {
      const slope = (a === A[t] ? 1 : 0) - pi[a];
      theta[S[t]][a] += alpha * discount * G[t] * slope;
    }
    discount *= gamma;
  }
}
