/** The weighted output of the hidden layer: two neurons for each height. */
export function bumps(heights: number[], w: number, x: number): number {
  throw new Error("Not written yet: bumps");
}

/** Heights with which the bumps follow the goal over [0, 1]. */
export function chooseHeights(n: number, goal: (x: number) => number): number[] {
  throw new Error("Not written yet: chooseHeights");
}
