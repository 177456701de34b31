/**
 * For tests of the kernels: tensors and commands in the memory of any backend, and tolerances
 * derived from rounding.
 */
import { type Backend, type Kernel, kernels, opcode } from "../kernels.ts";
import { jsBackend } from "./js.ts";
import { hasRelaxedSimd, wasmBackend } from "./wasm.ts";

const MEBI = 2 ** 20;
const commands = 512;
const scratch = 4096;
const scratchBytes = 2 * MEBI;
const first = 4 * MEBI;

/** Half the distance of 1 to the next float32: the largest relative error of one rounding. */
export const unit = 2 ** -24;

/** Distance of neighbouring float32 numbers at x. */
export function ulp(x: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -126)));
  return 2 ** (exponent - 23);
}

/** A memory that is filled from the front, and commands that run in it. */
export class Room {
  readonly backend: Backend;
  private next = first;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Forgets everything. */
  clear(): this {
    this.next = first;
    return this;
  }

  /**
   * Room for n elements that hold what an earlier user left: 12345, to show what a kernel does not
   * write.
   */
  space(n: number): number {
    const at = this.next;
    this.next += 4 * n + 4; // tensors end at any multiple of 4
    this.backend.int.fill(12345, at >> 2, this.next >> 2);
    this.backend.float.fill(12345, at >> 2, this.next >> 2);
    return at;
  }

  floats(values: ArrayLike<number>): number {
    const at = this.space(values.length);
    this.backend.float.set(Float32Array.from(values), at >> 2); // equal inputs for all
    return at;
  }

  ints(values: ArrayLike<number>): number {
    const at = this.space(values.length);
    this.backend.int.set(values, at >> 2);
    return at;
  }

  readFloats(at: number, n: number): number[] {
    return [...this.backend.float.subarray(at >> 2, (at >> 2) + n)];
  }

  readInts(at: number, n: number): number[] {
    return [...this.backend.int.subarray(at >> 2, (at >> 2) + n)];
  }

  /** Writes a command at `at` and returns where the next one goes. */
  write(at: number, kernel: Kernel, ...words: number[]): number {
    const { float, int } = this.backend;
    int[at >> 2] = opcode[kernel];
    int[(at >> 2) + 1] = words.length + 2;
    words.forEach((word, i) => {
      if (kernels[kernel][i] === "f") float[(at >> 2) + 2 + i] = Math.fround(word);
      else int[(at >> 2) + 2 + i] = word;
    });
    return at + 4 * (words.length + 2);
  }

  /** Runs the commands in [start, end). */
  execute(start: number, end: number): number {
    return this.backend.run(start, end, scratch, scratchBytes);
  }

  /** Runs one command; returns 0, or its address if it failed. */
  run(kernel: Kernel, ...words: number[]): number {
    return this.execute(commands, this.write(commands, kernel, ...words));
  }
}

const bytes = 64 * MEBI;

/** The reference that the others are compared with. */
export const reference = new Room(jsBackend({ precision: "float64", bytes }));
export const plain = new Room(jsBackend({ bytes }));
export const baseline = new Room(wasmBackend({ bytes, relaxed: false }));
/** Where the host has it: Node 24 and browsers, not Node 20. */
export const relaxed = hasRelaxedSimd()
  ? new Room(wasmBackend({ bytes, relaxed: true }))
  : undefined;
/** Every backend of this host in single precision. */
export const rooms = relaxed ? [plain, baseline, relaxed] : [plain, baseline];

/** Numbers in [low, high) that are float32 already, from a fixed stream. */
export function numbers(n: number, low = -2, high = 2, seed = 1): Float32Array {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const t = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32;
    return low + (high - low) * t;
  });
}

/** Whole numbers in [0, limit). */
export function indices(n: number, limit: number, seed = 1): Int32Array {
  return Int32Array.from(numbers(n, 0, limit, seed), (x) => Math.min(Math.floor(x), limit - 1));
}

/** What a program computes in every room, the reference first. */
export function everywhere(
  program: (room: Room) => number[],
): { name: string; values: number[] }[] {
  return [reference, ...rooms].map((room) => ({
    name: room.backend.build,
    values: program(room.clear()),
  }));
}

/**
 * The first disagreement of a program's results with the float64 reference, or "" if there is none.
 *
 * @param tolerance largest difference that rounding explains, from the reference value and its
 * place
 */
export function disagreement(
  program: (room: Room) => number[],
  tolerance: (x: number, i: number) => number,
): string {
  const [expected, ...others] = everywhere(program);
  for (const { name, values } of others) {
    if (values.length !== expected.values.length) return `${name}: ${values.length} values`;
    for (let i = 0; i < values.length; i++) {
      const [want, got] = [expected.values[i], values[i]];
      if (Object.is(want, got) || want === got || Math.fround(want) === got) continue;
      if (Number.isNaN(want) && Number.isNaN(got)) continue;
      if (Math.abs(want - got) <= tolerance(want, i)) continue;
      return `${name}: element ${i} is ${got}, should be ${want} ± ${tolerance(want, i)}`;
    }
  }
  return "";
}

/** Whether two programs' results have the same bits (any NaN equals any NaN). */
export function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((x, i) => Object.is(x, b[i]));
}
