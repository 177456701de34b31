import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { BLOCK, binary, compiled, fillBlock, WORKSPACE, written } from "./pcg64.ts";
import { rng } from "./random.ts";

const starts = [0, 1, 42, 2 ** 40].map((seed) => rng(seed).state());

test("the WebAssembly kernel gives the bits of its twin in JavaScript", () => {
  const [fast, plain] = [compiled()!, written()];
  for (const { state, increment } of starts) {
    for (const { memory } of [fast, plain]) {
      memory.set(state);
      memory.set(increment, 4);
    }
    for (let round = 0; round < 200; round++) {
      fast.fill(BLOCK);
      plain.fill(BLOCK);
      expect([...fast.draws]).toEqual([...plain.draws]);
    }
    expect([...fast.memory.subarray(0, 8)]).toEqual([...plain.memory.subarray(0, 8)]);
  }
});

test("carries run through all words: state and increment of ones", () => {
  const [fast, plain] = [compiled()!, written()];
  for (const { memory, fill } of [fast, plain]) {
    memory.fill(0xffffffff, 0, 8);
    fill(BLOCK);
  }
  expect([...fast.draws]).toEqual([...plain.draws]);
});

test("fillBlock keeps where the stream stood before the block and where it stands after it", () => {
  const { state, increment } = starts[2]!;
  const words = new Uint32Array(WORKSPACE);
  words.set([0, 0, 0, 0, ...increment, ...state]);
  fillBlock(words);
  const stream = rng(42);
  for (let i = 0; i < BLOCK; i++) stream.random();
  expect([...words.subarray(0, 8)]).toEqual([...state, ...increment]);
  expect([...words.subarray(8, 12)]).toEqual([...stream.state().state]);
});

test("a state saved anywhere inside a block goes on bit for bit", () => {
  const stream = rng(7);
  for (let taken = 0; taken < 3 * BLOCK; taken++) {
    const copy = rng.from(structuredClone(stream.state()));
    const ahead = rng.from(stream.state());
    expect([copy.random(), copy.integer(10), copy.normal()]).toEqual([
      ahead.random(),
      ahead.integer(10),
      ahead.normal(),
    ]);
    expect(copy.state()).toEqual(ahead.state());
    if (taken % 3 === 0) stream.uint32();
    else stream.random();
  }
  const [a, b] = [rng(7), rng(7)];
  for (let i = 0; i < 1000; i++) {
    if (i % 7 === 0) b.restore(b.state()); // as if saved and loaded all the time
    expect(b.random()).toBe(a.random());
  }
});

test.each([1, 2, 3, 4, 10, 256, 2 ** 31, 2 ** 31 + 1, 2 ** 32, 2 ** 40])(
  "fillIntegers(out, %s) draws what integer draws",
  (n) => {
    for (const length of [0, 1, 2, 3, 33]) {
      for (const half of [false, true]) {
        const [a, b] = [rng(5), rng(5)];
        if (half) expect(a.uint32()).toBe(b.uint32());
        const drawn = a.fillIntegers(new Float64Array(length), n, -3);
        expect([...drawn]).toEqual(Array.from({ length }, () => b.integer(n) - 3));
        expect(a.state()).toEqual(b.state());
      }
    }
    expect(() => rng(1).fillIntegers(new Int32Array(1), 0)).toThrow("n is 0");
  },
);

test("the embedded binary is kernels/pcg64.ts, compiled", () => {
  const folder = mkdtempSync(join(tmpdir(), "pcg64-"));
  const source = fileURLToPath(new URL("../../kernels/pcg64.ts", import.meta.url));
  const asc = join(
    dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")),
    "bin/asc.js",
  );
  const out = join(folder, "pcg64.wasm");
  try {
    execFileSync(process.execPath, [
      asc,
      source,
      "-o",
      out,
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--initialMemory",
      "1",
    ]);
    expect(readFileSync(out).toString("hex")).toBe(binary);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
