import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { MemoryError } from "../../core/errors.ts";
import { base64 } from "./base64.ts";
import { numbers, Room } from "./testing.ts";
import { defaultBackend, hasRelaxedSimd, wasmBackend } from "./wasm.ts";

test("the embedded kernels equal a fresh build of their source", () => {
  const script = fileURLToPath(new URL("../../../../../tools/build-kernels.mjs", import.meta.url));
  expect(() =>
    execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" }),
  ).not.toThrow();
}, 300_000);

test("base64, by RFC 4648, section 10", () => {
  const vectors = [
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["foobar", "Zm9vYmFy"],
  ];
  for (const [text, encoded] of vectors)
    expect(new TextDecoder().decode(base64(encoded))).toBe(text);
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(base64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
});

test("Node 20 runs the baseline build, Node 24 the relaxed one; the reserved 2 GiB are there", () => {
  const backend = defaultBackend();
  expect(backend.build).toMatch(hasRelaxedSimd() ? /^wasm relaxed( fma)?$/ : /^wasm simd128$/);
  if (process.versions.node.startsWith("20.")) expect(hasRelaxedSimd()).toBe(false);
  if (process.versions.node.startsWith("24.")) expect(hasRelaxedSimd()).toBe(true);
  expect(backend.bytes).toBe(2 ** 31);
  backend.float[2 ** 29 - 1] = 3; // the last element
  expect(backend.int[2 ** 29 - 1]).toBe(0x40400000);
});

test("a memory of shared kind holds the same kernels", () => {
  for (const relaxed of hasRelaxedSimd() ? [false, true] : [false]) {
    const [alone, shared] = [false, true].map((shared) =>
      wasmBackend({ bytes: 2 ** 24, relaxed, shared }),
    );
    expect(Object.prototype.toString.call(shared.float.buffer)).toBe("[object SharedArrayBuffer]");
    const x = numbers(1001);
    const [a, b] = [alone, shared].map((backend) => {
      const room = new Room(backend);
      const [out, at] = [room.space(1001), room.floats(x)];
      room.run("tanh", out, at, 1001);
      room.run("copy", out, out, 1, 500, 1, 1);
      return room.readFloats(out, 1001);
    });
    expect(a).toEqual(b);
  }
});

test("memory that the host refuses is a MemoryError with the size and the remedy", () => {
  expect(() => wasmBackend({ bytes: 2 ** 33 })).toThrow(MemoryError);
  expect(() => wasmBackend({ bytes: 2 ** 33 })).toThrow("8192 MiB");
});

test("the last words of the memory can be read and written", () => {
  const backend = wasmBackend({ bytes: 2 ** 24 });
  const room = new Room(backend);
  for (let n = 1; n < 9; n++) {
    const x = 2 ** 24 - 4 * n; // a tensor that ends where the memory ends
    backend.float.fill(4, x >> 2);
    room.run("sqrt", x, x, n);
    room.run("add", x, x, x, 1, n, 1, 1);
    room.run("sum", x, x, 1, n, 1);
    expect(room.readFloats(x, 1)).toEqual([4 * n]);
  }
});
