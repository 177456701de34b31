/** Every number of `target` goes the share tau of the way to that of `source`, in place. */
export function polyak(target: number[], source: number[], tau: number): void {
  throw new Error("Not written yet: polyak");
}
