/** The share of random actions in a state that was visited n times. */
export function explore(n: number, n0: number): number {
  return n0 / (n0 + n);
}

/** Learns from one finished game, in place: every visit, step size 1/N. */
export function mcControl(
  Q: number[][],
  N: number[][],
  S: number[],
  A: number[],
  R: number[],
): void {
  let G = 0;
  for (let t = R.length - 1; t >= 0; t--) {
    const [s, a] = [S[t], A[t]];
    G += R[t];
    N[s][a]++;
    Q[s][a] += (G - Q[s][a]) / N[s][a];
  }
}
