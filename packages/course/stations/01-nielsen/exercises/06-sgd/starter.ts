interface Net {
  weights: number[][][];
  biases: number[][];
}
interface Example {
  x: number[];
  y: number[];
}

/** Trains net: each epoch a new order, cut into mini-batches. */
export function sgd(
  net: Net,
  data: Example[],
  epochs: number,
  size: number,
  eta: number,
  random: () => number,
  updateMiniBatch: (net: Net, batch: Example[], eta: number) => void,
): void {
  throw new Error("Not written yet: sgd");
}
