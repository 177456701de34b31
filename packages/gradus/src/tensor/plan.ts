/**
 * Where each intermediate result of a program lies: results that are never alive at the same time share memory.
 *
 * Greedy by time: each place takes the lowest gap between the places alive with it.
 */
import { type Step, touched } from "./trace.ts";

export interface Layout {
  /** Byte offset of each place of the plan; −1 where it is never used. */
  readonly offsets: readonly number[];
  readonly bytes: number;
}

interface Life {
  readonly plan: number;
  readonly bytes: number;
  first: number;
  last: number;
}

/** @param pinned places that live from before the first step until after the last: inputs, constants, outputs */
export function layOut(
  steps: readonly Step[],
  sizes: readonly number[],
  pinned: ReadonlySet<number>,
): Layout {
  const lives = new Map<number, Life>();
  const touch = (plan: number, at: number): void => {
    const life = lives.get(plan);
    if (life === undefined)
      lives.set(plan, { plan, bytes: (sizes[plan] * 4 + 63) & ~63, first: at, last: at });
    else life.last = at;
  };
  for (const plan of pinned) {
    touch(plan, -1);
    touch(plan, steps.length);
  }
  steps.forEach((step, i) => {
    const { reads, writes } = touched(step);
    for (const s of [...writes, ...reads])
      if (s.plan !== undefined && !pinned.has(s.plan)) touch(s.plan, i);
  });

  const offsets = sizes.map(() => -1);
  let bytes = 0;
  let alive: Life[] = [];
  for (const life of [...lives.values()].sort((a, b) => a.first - b.first)) {
    alive = alive.filter((other) => other.last >= life.first);
    alive.sort((a, b) => offsets[a.plan] - offsets[b.plan]);
    let at = 0;
    for (const other of alive) {
      if (at + life.bytes <= offsets[other.plan]) break;
      at = Math.max(at, offsets[other.plan] + other.bytes);
    }
    offsets[life.plan] = at;
    bytes = Math.max(bytes, at + life.bytes);
    alive.push(life);
  }
  return { offsets, bytes };
}
