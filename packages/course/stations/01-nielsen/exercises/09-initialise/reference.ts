interface Net {
  weights: number[][][];
  biases: number[][];
}

/** Weights from N(0, 1/n_in), biases from N(0, 1). */
export function initScaled(sizes: number[], normal: () => number): Net {
  const weights: number[][][] = [];
  const biases: number[][] = [];
  for (let l = 1; l < sizes.length; l++) {
    const inputs = sizes[l - 1];
    const scale = 1 / Math.sqrt(inputs);
    biases.push(Array.from({ length: sizes[l] }, () => normal()));
    weights.push(
      Array.from({ length: sizes[l] }, () =>
        Array.from({ length: inputs }, () => scale * normal()),
      ),
    );
  }
  return { weights, biases };
}
