interface Net {
  weights: number[][][];
  biases: number[][];
}
interface Example {
  x: number[];
  y: number[];
}

/** The gradient of the cost of one example, as you wrote it before. */
type Backprop = (
  net: Net,
  x: number[],
  y: number[],
) => { nablaW: number[][][]; nablaB: number[][] };

/** One step of gradient descent on the mean cost of the batch, in place. */
export function updateMiniBatch(net: Net, batch: Example[], eta: number, backprop: Backprop): void {
  const gradients = batch.map(({ x, y }) => backprop(net, x, y));
  const rate = eta / batch.length;
  for (let l = 0; l < net.weights.length; l++) {
    for (let j = 0; j < net.weights[l].length; j++) {
      for (const { nablaW, nablaB } of gradients) {
        for (let k = 0; k < net.weights[l][j].length; k++) {
          net.weights[l][j][k] -= rate * nablaW[l][j][k];
        }
        net.biases[l][j] -= rate * nablaB[l][j];
      }
    }
  }
}
