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
  throw new Error("Not written yet: updateMiniBatch");
}
