/** A row over the numbers of x and then of h for each number of h, and biases. */
interface Weights {
  rows: number[][];
  biases: number[];
}

/** One step back: slopes by x, by h, and by the weights. */
export function rnnStepBack(
  dNext: number[],
  x: number[],
  h: number[],
  next: number[],
  weights: Weights,
): { dx: number[]; dh: number[]; rows: number[][]; biases: number[] } {
  throw new Error("Not written yet: rnnStepBack");
}

/** Slopes of the weights over a sequence that is cut every `window` steps. */
export function throughTime(
  inputs: number[][],
  memories: number[][],
  dShown: number[][],
  weights: Weights,
  window: number,
): Weights {
  throw new Error("Not written yet: throughTime");
}
