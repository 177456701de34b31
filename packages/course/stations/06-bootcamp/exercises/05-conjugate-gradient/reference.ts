function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** E[∇ log π (∇ log πᵀ v)] + damping · v. */
export function fisherProduct(scores: number[][], v: number[], damping: number): number[] {
  const out = v.map((x) => damping * x);
  for (const score of scores) {
    const along = dot(score, v) / scores.length;
    for (let i = 0; i < v.length; i++) out[i] += along * score[i];
  }
  return out;
}

/** x with A x = b, where product(v) = A v. */
export function conjugateGradient(
  product: (v: number[]) => number[],
  b: number[],
  iterations: number,
): number[] {
  const x = b.map(() => 0);
  let r = [...b];
  let p = [...b];
  let squared = dot(r, r);
  for (let k = 0; k < iterations && squared >= 1e-10; k++) {
    const Ap = product(p);
    const alpha = squared / dot(p, Ap);
    for (let i = 0; i < x.length; i++) x[i] += alpha * p[i];
    r = r.map((v, i) => v - alpha * Ap[i]);
    const next = dot(r, r);
    p = r.map((v, i) => v + (next / squared) * p[i]);
    squared = next;
  }
  return x;
}
