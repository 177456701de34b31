/** A step of descent with the price ½λ Σ w². */
export function l2Update(w: number[], g: number[], rate: number, lambda: number): number[] {
  throw new Error("Not written yet: l2Update");
}

/** A step of descent, then every weight nearer to 0 by rate · λ, but not past it: the price λ Σ |w|. */
export function l1Update(w: number[], g: number[], rate: number, lambda: number): number[] {
  throw new Error("Not written yet: l1Update");
}
