/**
 * Prioritised replay: rows are drawn in proportion to how wrong the critic was about them.
 *
 *     P(i) = pᵢ^α / Σₖ pₖ^α          wᵢ = (N · P(i))^−β / maxⱼ wⱼ
 *
 * Schaul et al. 2016, eq. 1 and section 3.4 (arXiv:1511.05952). New rows get the largest priority so far, so that each is seen
 * soon. A batch is stratified: one row from each of its equal shares of the total.
 */
import { ValueError } from "../../core/errors.ts";
import { pow } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { SumTree } from "./sumTree.ts";

export interface PrioritiesState {
  /** pᵢ^α of the rows, in the order of the replay's own state. */
  readonly priorities: Float64Array;
  readonly largest: number;
}

export class Priorities {
  private readonly alpha: number;
  private readonly tree: SumTree;
  /** The largest pᵢ^α so far. */
  private largest = 1;

  /** @param alpha 0 draws uniformly, 1 in proportion to the priorities */
  constructor(rows: number, alpha: number) {
    this.alpha = alpha;
    this.tree = new SumTree(rows);
  }

  /** A row that can be drawn from now on. */
  add(index: number): void {
    this.tree.set(index, this.largest);
  }

  remove(index: number): void {
    if (this.tree.get(index) !== 0) this.tree.set(index, 0);
  }

  /** pᵢ^α; 0 where there is no row. */
  get(index: number): number {
    return this.tree.get(index);
  }

  /** @throws ValueError for a priority that is not a finite number above 0; none is changed then */
  update(indices: Int32Array, priorities: ArrayLike<number>): void {
    for (let i = 0; i < indices.length; i++) {
      const p = priorities[i];
      if (p > 0 && p < Infinity) continue;
      throw new ValueError(
        `The priority of row ${indices[i]} (${i} of the batch) is ${p}; it must be a finite number above 0. Add a small constant to |δ|, and look at the loss if it is NaN.`,
      );
    }
    for (let i = 0; i < indices.length; i++) {
      if (this.tree.get(indices[i]) === 0) continue; // overwritten since it was drawn
      const scaled = pow(priorities[i], this.alpha);
      this.largest = Math.max(this.largest, scaled);
      this.tree.set(indices[i], scaled);
    }
  }

  /** Draws as many rows as there is room in `indices`, and their weights. */
  draw(indices: Int32Array, weights: Float32Array, beta: number, random: Rng): void {
    const { tree } = this;
    const share = tree.total / indices.length;
    let least = Infinity;
    for (let i = 0; i < indices.length; i++) {
      indices[i] = tree.find((i + random.random()) * share);
      least = Math.min(least, tree.get(indices[i]));
    }
    // N and Σ pₖ^α cancel: the largest weight is that of the least priority
    for (let i = 0; i < indices.length; i++) weights[i] = pow(least / tree.get(indices[i]), beta);
  }

  /** @param order indices of the rows, as the replay saves them */
  state(order: Int32Array): PrioritiesState {
    const priorities = new Float64Array(order.length);
    for (let i = 0; i < order.length; i++) priorities[i] = this.tree.get(order[i]);
    return { priorities, largest: this.largest };
  }

  restore({ priorities, largest }: PrioritiesState, order: Int32Array): void {
    for (let i = 0; i < this.tree.size; i++) this.remove(i);
    for (let i = 0; i < order.length; i++) this.tree.set(order[i], priorities[i]);
    this.largest = largest;
  }
}
