/** One step of gradient descent on the mean cost of the batch, in place. */
export function updateMiniBatch(net: Net, batch: Example[], eta: number, backprop: Backprop): void {
  throw new Error("Not written yet: updateMiniBatch");
}
