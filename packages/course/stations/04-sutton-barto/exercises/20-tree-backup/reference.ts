/** The n-step tree-backup return from time t. */
export function treeBackup(
  Q: number[][],
  pi: number[][],
  S: number[],
  A: number[],
  R: number[],
  t: number,
  n: number,
  gamma: number,
): number {
  if (t === R.length - 1) return R[t];
  const s = S[t + 1];
  let expected = 0;
  for (let a = 0; a < Q[s].length; a++) {
    const isTaken = n > 1 && a === A[t + 1];
    expected += pi[s][a] * (isTaken ? treeBackup(Q, pi, S, A, R, t + 1, n - 1, gamma) : Q[s][a]);
  }
  return R[t] + gamma * expected;
}
