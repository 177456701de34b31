/** The priority of place i becomes p. */
export function setPriority(tree: number[], i: number, p: number): void {
  let k = tree.length / 2 + i;
  tree[k] = p;
  while (k > 1) {
    k = Math.floor(k / 2);
    tree[k] = tree[2 * k] + tree[2 * k + 1];
  }
}

/** The place in which u falls, 0 ≤ u < tree[1]. */
export function findPriority(tree: number[], u: number): number {
  const n = tree.length / 2;
  let k = 1;
  let left = u;
  while (k < n) {
    k = 2 * k;
    if (left >= tree[k]) {
      left -= tree[k];
      k += 1;
    }
  }
  return k - n;
}
