interface Net {
  weights: number[][][];
  biases: number[][];
}

/** The gradient of ½ ‖y − a‖² with respect to all weights and biases. */
export function backprop(
  net: Net,
  x: number[],
  y: number[],
): { nablaW: number[][][]; nablaB: number[][] } {
  throw new Error("Not written yet: backprop");
}
