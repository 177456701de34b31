/**
 * Plain kernels: the counter-based generator Philox4x32-10 (Salmon et al. 2011, "Parallel random
 * numbers: as easy as 1, 2, 3").
 */
import { cos, log, sin } from "../../../core/math.ts";
import type { Command, Memory } from "./memory.ts";

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16); // < 2³², exact
  const other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + (middle >>> 16) + (other >>> 16)) >>> 0;
}

/** Ten rounds over a counter of four words with a key of two; the words are replaced. */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  for (let round = 0; round < 10; round++) {
    const [c0, c1, c2, c3] = words;
    words[0] = mulHigh(0xcd9e8d57, c2) ^ c1 ^ key0;
    words[1] = Math.imul(0xcd9e8d57, c2);
    words[2] = mulHigh(0xd2511f53, c0) ^ c3 ^ key1;
    words[3] = Math.imul(0xd2511f53, c0);
    key0 = (key0 + 0x9e3779b9) | 0;
    key1 = (key1 + 0xbb67ae85) | 0;
  }
}

export function random({ float, int }: Memory) {
  const words = new Uint32Array(4);
  const u = [0, 0, 0, 0];
  /** Runs ⌈n/4⌉ blocks; `fill` turns four uniform numbers into the four values of the block. */
  const blocks = (out: number, n: number, state: number, fill: () => void) => {
    for (let i = 0; i < n; i += 4) {
      words.set([int[state + 2], int[state + 3], 0, 0]);
      philox(words, int[state], int[state + 1]);
      int[state + 2]++;
      if (int[state + 2] === 0) int[state + 3]++;
      for (let k = 0; k < 4; k++) u[k] = (words[k] >>> 8) * 2 ** -24;
      fill();
      for (let k = 0; k < 4 && i + k < n; k++) float[out + i + k] = u[k];
    }
  };
  return {
    uniform: (out, n, state) => blocks(out, n, state, () => {}),
    normal: (out, n, state) =>
      blocks(out, n, state, () => {
        for (let k = 0; k < 4; k += 2) {
          const r = Math.sqrt(-2 * log(1 - u[k]));
          const angle = 2 * Math.PI * u[k + 1];
          u[k] = r * cos(angle);
          u[k + 1] = r * sin(angle);
        }
      }),
  } satisfies Record<string, Command>;
}
