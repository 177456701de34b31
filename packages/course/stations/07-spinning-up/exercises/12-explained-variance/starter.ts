/** 1 − Var[R − V]/Var[R]; NaN where all returns are equal. */
export function explainedVariance(V: number[], R: number[]): number {
  throw new Error("Not written yet: explainedVariance");
}
