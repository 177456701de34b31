/** ln Σ e^z, for numbers of any size. */
export function logSumExp(z: number[]): number {
  throw new Error("Not written yet: logSumExp");
}

/** e^z / Σ e^z, for numbers of any size. */
export function shares(z: number[]): number[] {
  throw new Error("Not written yet: shares");
}
