import { exp } from "gradus/core";

interface Net {
  weights: number[][][];
  biases: number[][];
}

const sigmoid = (z: number): number => 1 / (1 + exp(-z));

/** The gradient of ½ ‖y − a‖² with respect to all weights and biases. */
export function backprop(
  net: Net,
  x: number[],
  y: number[],
): { nablaW: number[][][]; nablaB: number[][] } {
  const { weights, biases } = net;
  const layers = weights.length;
  const a = [x]; // a[l]: activations of layer l
  for (let l = 0; l < layers; l++) {
    a.push(
      biases[l].map((b, j) => sigmoid(a[l].reduce((z, ak, k) => z + weights[l][j][k] * ak, b))),
    );
  }

  const nablaW: number[][][] = new Array(layers);
  const nablaB: number[][] = new Array(layers);
  let delta = a[layers].map((aj, j) => (aj - y[j]) * aj * (1 - aj)); // BP1
  for (let l = layers - 1; l >= 0; l--) {
    const d = delta;
    nablaB[l] = d; // BP3
    nablaW[l] = d.map((dj) => a[l].map((ak) => ak * dj)); // BP4
    delta = a[l].map((ak, k) => {
      const back = d.reduce((sum, dj, j) => sum + weights[l][j][k] * dj, 0);
      return back * ak * (1 - ak); // BP2
    });
  }
  return { nablaW, nablaB };
}
