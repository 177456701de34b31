interface Net {
  weights: number[][][];
  biases: number[][];
}

/** The activations of the last layer when the first has the activations a. */
export function feedforward(net: Net, a: number[]): number[] {
  throw new Error("Not written yet: feedforward");
}
