/** (1 − ηλ/n) w − η ∂C₀/∂w. */
export function l2Update(
  w: number,
  gradient: number,
  eta: number,
  lambda: number,
  n: number,
): number {
  return (1 - (eta * lambda) / n) * w - eta * gradient;
}

/** A factor for each neuron: 1/keep with probability keep, otherwise 0. */
export function dropoutMask(size: number, keep: number, random: () => number): number[] {
  return Array.from({ length: size }, () => (random() < keep ? 1 / keep : 0));
}

/** New velocity and new weight. */
export function momentumStep(
  w: number,
  v: number,
  gradient: number,
  eta: number,
  mu: number,
): { w: number; v: number } {
  const velocity = mu * v - eta * gradient;
  return { w: w + velocity, v: velocity };
}
