/**
 * The fewest steps to a terminal state of a deterministic world, by breadth-first search over its states: the yardstick for mazes.
 */
import { rng } from "../core/random.ts";
import { type TabularWorld, Walker } from "./walker.ts";

/** Infinity where no terminal state can be reached. The world must not draw random numbers. */
export function fewestSteps(world: TabularWorld): number {
  const walk = new Walker(world, rng(0), Infinity);
  walk.start();
  let frontier = [walk.save()];
  const met = new Set([walk.S]);
  for (let steps = 1; frontier.length > 0; steps++) {
    const reached: typeof frontier = [];
    for (const place of frontier) {
      for (let A = 0; A < walk.actions; A++) {
        walk.restore(place);
        if (walk.allowed !== undefined && walk.allowed[walk.S * walk.actions + A] === 0) continue;
        walk.take(A);
        if (walk.terminated) return steps;
        if (met.has(walk.next)) continue;
        met.add(walk.next);
        walk.advance();
        reached.push(walk.save());
      }
    }
    frontier = reached;
  }
  return Infinity;
}

/**
 * How many steps the greedy policy of a table needs in a deterministic world; Infinity if it needs more than `most`. The first of
 * equal actions is taken, so that the answer is one number.
 */
export function greedySteps(
  world: TabularWorld,
  Q: { readonly values: Float64Array; readonly actions: number },
  most: number,
): number {
  const walk = new Walker(world, rng(0), Infinity);
  walk.start();
  for (let steps = 1; steps <= most; steps++) {
    const row = Q.values.subarray(walk.S * Q.actions, (walk.S + 1) * Q.actions);
    walk.take(row.reduce((best, value, a) => (value > row[best] ? a : best), 0));
    if (walk.terminated) return steps;
    walk.advance();
  }
  return Infinity;
}
