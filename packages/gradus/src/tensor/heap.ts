/**
 * Memory of the engine: blocks of a region that is reserved once and never grows.
 *
 * First fit over a sorted list of free blocks, merged with their neighbours when they return. Blocks are few and long-lived
 * (a module's parameters, a program's plan, a chunk of the arena), so the list stays short. Each block carries the name of
 * its holder, which the out-of-memory message shows.
 */
import { MemoryError, ValueError } from "../core/errors.ts";

export interface Block {
  readonly address: number;
  readonly bytes: number;
  readonly holder: string;
}

export class Heap {
  private readonly free: { address: number; bytes: number }[];
  private readonly used = new Set<Block>();
  private taken = 0;
  private readonly capacity: number;

  constructor(start: number, end: number) {
    this.free = [{ address: start, bytes: end - start }];
    this.capacity = end - start;
  }

  /** Bytes in use. */
  get inUse(): number {
    return this.taken;
  }

  /** A block of at least `bytes`, aligned to 64, or undefined when none is left. */
  tryTake(bytes: number, holder: string): Block | undefined {
    const rounded = Math.max(64, Math.ceil(bytes / 64) * 64);
    const i = this.free.findIndex((f) => f.bytes >= rounded);
    if (i < 0) return undefined;
    const spot = this.free[i];
    const block = { address: spot.address, bytes: rounded, holder };
    spot.address += rounded;
    spot.bytes -= rounded;
    if (spot.bytes === 0) this.free.splice(i, 1);
    this.used.add(block);
    this.taken += rounded;
    return block;
  }

  release(block: Block): void {
    if (!this.used.delete(block)) {
      throw new ValueError(
        `internal: a memory block of ${block.holder} was released twice. Please report this.`,
      );
    }
    this.taken -= block.bytes;
    const { address, bytes } = block;
    let i = this.free.findIndex((f) => f.address > address);
    if (i < 0) i = this.free.length;
    this.free.splice(i, 0, { address, bytes });
    this.merge(i);
    if (i > 0) this.merge(i - 1);
  }

  private merge(i: number): void {
    const here = this.free[i];
    const next = this.free[i + 1];
    if (next === undefined || here.address + here.bytes !== next.address) return;
    here.bytes += next.bytes;
    this.free.splice(i + 1, 1);
  }

  /** The error for a request that cannot be met: what was wanted, who holds most, and what to do. */
  exhausted(bytes: number, holder: string): MemoryError {
    const totals = new Map<string, number>();
    for (const b of this.used) totals.set(b.holder, (totals.get(b.holder) ?? 0) + b.bytes);
    const largest = [...totals].sort((a, b) => b[1] - a[1]).slice(0, 3);
    const list = largest.map(([name, n]) => `${name} (${mib(n)})`).join(", ");
    return new MemoryError(
      `Out of memory: ${holder} needs ${mib(bytes)}, and ${mib(this.capacity - this.taken)} of ${mib(this.capacity)} are free in pieces. ` +
        `The largest holders are ${list || "none"}. ` +
        "Results of operations live until an optimiser's step or the end of noGrad(() => …) or scope(() => …): put the loop's body into scope(), use smaller batches, or keep data in typed arrays.",
    );
  }
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
