/**
 * Sums of non-negative numbers in a binary tree: one of them changes, or one is drawn in proportion to its size, in O(log n).
 *
 * Schaul et al. 2016, appendix B.2.1 (arXiv:1511.05952). In double precision, and a parent is always its two children added up,
 * so that nothing drifts however often numbers change.
 */
export class SumTree {
  readonly size: number;
  /** Node 1 is the root, the children of i are 2i and 2i + 1; the numbers themselves stand from `first`. */
  private readonly nodes: Float64Array;
  private readonly first: number;

  constructor(size: number) {
    this.size = size;
    this.first = leavesFor(size);
    this.nodes = new Float64Array(2 * this.first);
  }

  get total(): number {
    return this.nodes[1];
  }

  get(index: number): number {
    return this.nodes[this.first + index];
  }

  set(index: number, value: number): void {
    const { nodes } = this;
    let at = this.first + index;
    nodes[at] = value;
    for (at >>= 1; at >= 1; at >>= 1) nodes[at] = nodes[2 * at] + nodes[2 * at + 1];
  }

  /** The index i with Σ of those before i ≤ prefix < Σ up to i; never one whose number is 0. @param prefix in [0, total) */
  find(prefix: number): number {
    const { nodes, first } = this;
    let at = 1;
    let rest = prefix;
    while (at < first) {
      at *= 2;
      // rounding may leave `rest` past the last number that is not 0
      if (rest < nodes[at] || nodes[at + 1] === 0) continue;
      rest -= nodes[at];
      at++;
    }
    return at - first;
  }
}

/** The power of two that is not smaller. */
export function leavesFor(size: number): number {
  let leaves = 1;
  while (leaves < size) leaves *= 2;
  return leaves;
}
