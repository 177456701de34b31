/** The slope of the cost of class y in each number of the example. */
export function slopesIn(w: number[], b: number, x: number[], y: number): number[] {
  throw new Error("Not written yet: slopesIn");
}

/** The example after each of its numbers was moved by epsilon so that the cost rises. */
export function attacked(x: number[], slopes: number[], epsilon: number): number[] {
  throw new Error("Not written yet: attacked");
}
