/** Learns from one episode; changes Q, N and policy in place. */
export function mcControlES(
  Q: number[][],
  N: number[][],
  policy: number[],
  S: number[],
  A: number[],
  R: number[],
  gamma: number,
): void {
  let G = 0;
  for (let t = S.length - 1; t >= 0; t--) {
    G = gamma * G + R[t];
    const s = S[t];
    const a = A[t];
    if (S.some((earlier, k) => k < t && earlier === s && A[k] === a)) continue;
    N[s][a]++;
    Q[s][a] += (G - Q[s][a]) / N[s][a];
    policy[s] = Q[s].indexOf(Math.max(...Q[s]));
  }
}
