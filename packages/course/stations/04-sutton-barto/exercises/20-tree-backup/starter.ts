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
  throw new Error("Not written yet: treeBackup");
}
