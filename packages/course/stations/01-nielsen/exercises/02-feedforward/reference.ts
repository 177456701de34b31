import { exp } from "gradus/core";

interface Net {
  weights: number[][][];
  biases: number[][];
}

/** The activations of the last layer when the first has the activations a. */
export function feedforward(net: Net, a: number[]): number[] {
  for (let l = 0; l < net.weights.length; l++) {
    const next: number[] = [];
    for (let j = 0; j < net.biases[l].length; j++) {
      let z = net.biases[l][j];
      for (let k = 0; k < a.length; k++) z += net.weights[l][j][k] * a[k];
      next.push(1 / (1 + exp(-z)));
    }
    a = next;
  }
  return a;
}
