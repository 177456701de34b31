/** What is passed on: in training h times a mask of 0 and 1/(1 − rate), else h. */
export function dropout(
  h: number[],
  rate: number,
  random: () => number,
  isTraining: boolean,
): { out: number[]; mask: number[] } {
  throw new Error("Not written yet: dropout");
}

/** The slopes of what went in, from those of what came out. */
export function dropoutBack(dOut: number[], mask: number[]): number[] {
  throw new Error("Not written yet: dropoutBack");
}
