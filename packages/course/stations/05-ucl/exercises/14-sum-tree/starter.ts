/** The priority of place i becomes p. */
export function setPriority(tree: number[], i: number, p: number): void {
  throw new Error("Not written yet: setPriority");
}

/** The place in which u falls, 0 ≤ u < tree[1]. */
export function findPriority(tree: number[], u: number): number {
  throw new Error("Not written yet: findPriority");
}
