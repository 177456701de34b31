/** Every number of `target` goes the share tau of the way to that of `source`, in place. */
export function polyak(target: number[], source: number[], tau: number): void {
  for (let i = 0; i < target.length; i++) {
    target[i] += tau * (source[i] - target[i]);
  }
}
