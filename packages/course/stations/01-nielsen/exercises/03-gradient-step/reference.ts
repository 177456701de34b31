/** 1/(2n) Σ ‖y − a‖² over the n examples. */
export function quadraticCost(outputs: number[][], targets: number[][]): number {
  let sum = 0;
  for (let i = 0; i < outputs.length; i++) {
    for (let j = 0; j < outputs[i].length; j++) {
      const difference = targets[i][j] - outputs[i][j];
      sum += difference * difference;
    }
  }
  return sum / (2 * outputs.length);
}

/** v − η ∇C, as a new list. */
export function gdStep(v: number[], gradient: number[], eta: number): number[] {
  return v.map((x, i) => x - eta * gradient[i]);
}
