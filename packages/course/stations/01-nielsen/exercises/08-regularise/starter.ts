/** (1 − ηλ/n) w − η ∂C₀/∂w. */
export function l2Update(
  w: number,
  gradient: number,
  eta: number,
  lambda: number,
  n: number,
): number {
  throw new Error("Not written yet: l2Update");
}

/** A factor for each neuron: 1/keep with probability keep, otherwise 0. */
export function dropoutMask(size: number, keep: number, random: () => number): number[] {
  throw new Error("Not written yet: dropoutMask");
}

/** New velocity and new weight. */
export function momentumStep(
  w: number,
  v: number,
  gradient: number,
  eta: number,
  mu: number,
): { w: number; v: number } {
  throw new Error("Not written yet: momentumStep");
}
