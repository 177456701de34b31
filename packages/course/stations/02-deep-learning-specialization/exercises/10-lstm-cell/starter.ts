/** Rows of weights over [x, h], and biases, for each of the four. */
interface Weights {
  forget: number[][];
  input: number[][];
  output: number[][];
  candidate: number[][];
  biases: { forget: number[]; input: number[]; output: number[]; candidate: number[] };
}

/** One step of a gated memory. */
export function lstmCell(
  x: number[],
  h: number[],
  c: number[],
  weights: Weights,
): { h: number[]; c: number[] } {
  throw new Error("Not written yet: lstmCell");
}
