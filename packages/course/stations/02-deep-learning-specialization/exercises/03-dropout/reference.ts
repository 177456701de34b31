/** What is passed on: in training h times a mask of 0 and 1/(1 − rate), else h. */
export function dropout(
  h: number[],
  rate: number,
  random: () => number,
  isTraining: boolean,
): { out: number[]; mask: number[] } {
  const mask = h.map(() => (!isTraining ? 1 : random() < rate ? 0 : 1 / (1 - rate)));
  return { out: h.map((x, i) => x * mask[i]), mask };
}

/** The slopes of what went in, from those of what came out. */
export function dropoutBack(dOut: number[], mask: number[]): number[] {
  return dOut.map((d, i) => d * mask[i]);
}
