/** Learns from one finished episode, in place. */
export function nStepSarsa(
  Q: number[][],
  S: number[],
  A: number[],
  R: number[],
  n: number,
  alpha: number,
  gamma: number,
): void {
  const T = R.length;
  for (let t = 0; t < T; t++) {
    const end = Math.min(t + n, T);
    let G = end < T ? Q[S[end]][A[end]] : 0;
    for (let k = end - 1; k >= t; k--) G = R[k] + gamma * G;
    Q[S[t]][A[t]] += alpha * (G - Q[S[t]][A[t]]);
  }
}
