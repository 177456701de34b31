/** The heap: blocks are disjoint and aligned, neighbours merge, and nothing is lost or given twice. */
import { expect, test } from "vitest";
import { MemoryError, ValueError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { type Block, Heap } from "./heap.ts";

const take = (h: Heap, bytes: number, holder = "test"): Block => h.tryTake(bytes, holder) as Block;

test("blocks are rounded up to 64 bytes and lie one after the other", () => {
  const h = new Heap(128, 1024);
  expect(take(h, 1)).toMatchObject({ address: 128, bytes: 64 });
  expect(take(h, 65)).toMatchObject({ address: 192, bytes: 128 });
  expect(h.inUse).toBe(192);
});

test("a block that returns is given again; a larger request goes past the hole", () => {
  const h = new Heap(0, 640);
  const [a, b] = [take(h, 64), take(h, 64)];
  h.release(a);
  expect(take(h, 128).address).toBe(128);
  expect(take(h, 64).address).toBe(0);
  expect(b.address).toBe(64);
});

test("free neighbours merge, in whatever order they return", () => {
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const h = new Heap(0, 192);
    const blocks = [take(h, 64), take(h, 64), take(h, 64)];
    expect(h.tryTake(1, "more")).toBeUndefined();
    for (const i of order) h.release(blocks[i]);
    expect(h.tryTake(192, "all")?.address).toBe(0);
  }
});

test("a block that is released twice is a fault of ours", () => {
  const h = new Heap(0, 192);
  const block = take(h, 64, "a module");
  h.release(block);
  expect(() => h.release(block)).toThrow(ValueError);
  expect(() => h.release(block)).toThrow(/internal: .*a module .*twice/);
});

test("an exhausted heap names the three largest holders and what to do", () => {
  const h = new Heap(0, 10 << 20);
  for (const [holder, mib] of [
    ["eager results", 2],
    ["linear 784→30", 1],
    ["program act", 3],
    ["eager results", 2],
  ] as const) {
    take(h, mib << 20, holder);
  }
  take(h, 64, "tiny");
  expect(h.tryTake(4 << 20, "replay")).toBeUndefined();
  const error = h.exhausted(4 << 20, "replay");
  expect(error).toBeInstanceOf(MemoryError);
  expect(error.message).toContain("replay needs 4.0 MiB");
  expect(error.message).toContain("2.0 MiB of 10.0 MiB");
  expect(error.message).toContain(
    "eager results (4.0 MiB), program act (3.0 MiB), linear 784→30 (1.0 MiB)",
  );
  expect(error.message).not.toContain("tiny");
  expect(error.message).toMatch(/scope\(\).*smaller batches/);
});

test("ten thousand random requests and returns: blocks never overlap, and everything comes back", () => {
  const random = rng(1);
  const size = 1 << 16;
  const h = new Heap(64, 64 + size);
  const held: Block[] = [];
  let refusals = 0;
  for (let k = 0; k < 10_000; k++) {
    if (random.uniform() < 0.55) {
      const wanted = 1 + random.integer(4000);
      const block = h.tryTake(wanted, "test");
      if (block === undefined) refusals++;
      else {
        expect(block.bytes).toBeGreaterThanOrEqual(wanted);
        expect(block.address % 64).toBe(0);
        held.push(block);
      }
    } else if (held.length > 0) h.release(held.splice(random.integer(held.length), 1)[0]);
    if (k % 50 === 0) expectDisjoint(held, 64, 64 + size);
    if (k % 500 === 0) expect(h.inUse).toBe(held.reduce((n, b) => n + b.bytes, 0));
  }
  expect(refusals).toBeGreaterThan(0);
  for (const b of held) h.release(b);
  expect(h.inUse).toBe(0);
  expect(h.tryTake(size, "all")?.address).toBe(64);
});

function expectDisjoint(blocks: readonly Block[], start: number, end: number): void {
  let at = start;
  for (const b of [...blocks].sort((p, q) => p.address - q.address)) {
    expect(b.address).toBeGreaterThanOrEqual(at);
    at = b.address + b.bytes;
  }
  expect(at).toBeLessThanOrEqual(end);
}
