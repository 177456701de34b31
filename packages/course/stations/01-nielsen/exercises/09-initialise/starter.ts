interface Net {
  weights: number[][][];
  biases: number[][];
}

/** Weights from N(0, 1/n_in), biases from N(0, 1). */
export function initScaled(sizes: number[], normal: () => number): Net {
  throw new Error("Not written yet: initScaled");
}
