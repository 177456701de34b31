/** A step of descent with the price ½λ Σ w². */
export function l2Update(w: number[], g: number[], rate: number, lambda: number): number[] {
  return w.map((x, i) => x - rate * (g[i] + lambda * x));
}

/** A step of descent, then every weight nearer to 0 by rate · λ, but not past it: the price λ Σ |w|. */
export function l1Update(w: number[], g: number[], rate: number, lambda: number): number[] {
  return w.map((x, i) => {
    const moved = x - rate * g[i];
    return Math.sign(moved) * Math.max(Math.abs(moved) - rate * lambda, 0);
  });
}
