/** log of the density of a under independent normals. */
export function normalLogProb(a: number[], mean: number[], logStd: number[]): number {
  throw new Error("Not written yet: normalLogProb");
}
