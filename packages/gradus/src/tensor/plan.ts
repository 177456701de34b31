/**
 * Where each intermediate result of a program lies: results that are never alive at the same time share memory.
 *
 * Greedy by time: each place takes the lowest gap between the places alive with it. Memory that is free is kept as a list of gaps, so
 * that an unrolled program of tens of thousands of steps is laid out in an instant.
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
  const gaps = new Gaps();
  const alive = [...lives.values()].sort((a, b) => a.first - b.first);
  const ending = [...alive].sort((a, b) => a.last - b.last);
  let over = 0; // so many of `ending` are
  for (const { plan, bytes, first } of alive) {
    for (; ending[over].last < first; over++)
      gaps.give(offsets[ending[over].plan], ending[over].bytes);
    offsets[plan] = gaps.take(bytes);
  }
  return { offsets, bytes: gaps.reached };
}

/** Free memory as gaps between what is taken, lowest first; the last one has no end. */
class Gaps {
  private readonly list: { from: number; to: number }[] = [{ from: 0, to: Infinity }];
  /** Bytes up to the highest place that was ever taken. */
  reached = 0;

  /** The beginning of the lowest gap that is wide enough. */
  take(bytes: number): number {
    const i = this.list.findIndex(({ from, to }) => to - from >= bytes);
    const gap = this.list[i];
    const at = gap.from;
    gap.from += bytes;
    if (gap.from === gap.to) this.list.splice(i, 1);
    this.reached = Math.max(this.reached, at + bytes);
    return at;
  }

  /** Takes a place back, and joins it with the gaps beside it. */
  give(at: number, bytes: number): void {
    if (bytes === 0) return;
    const { list } = this;
    const i = list.findIndex(({ from }) => from > at);
    const [before, after] = [list[i - 1], list[i]];
    const end = at + bytes;
    const joinsBefore = before?.to === at;
    const joinsAfter = after.from === end;
    if (joinsBefore && joinsAfter) {
      before.to = after.to;
      list.splice(i, 1);
    } else if (joinsBefore) before.to = end;
    else if (joinsAfter) after.from = at;
    else list.splice(i, 0, { from: at, to: end });
  }
}
