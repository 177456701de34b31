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
  const order = [...data];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      const other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
    for (let i = 0; i < order.length; i += size) {
      updateMiniBatch(net, order.slice(i, i + size), eta);
    }
  }
}
