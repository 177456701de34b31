/**
 * PCG64 (O'Neill 2014, PCG XSL-RR 128/64) in blocks: many 64-bit draws from one 128-bit state.
 *
 * Products of 64 bits are one instruction in WebAssembly and some twenty in JavaScript, so a small
 * kernel does the work, and a block pays for the call (4 ns a draw instead of 30; bench/env.mjs).
 * Where WebAssembly is not allowed its twin in JavaScript gives the same bits.
 */

/** Draws in a block. */
export const BLOCK = 16;

/**
 * What a stream keeps: [0–3] the state before the block, [4–7] the increment, [8–11] the state after the block, then
 * `BLOCK` draws of two words each; low words first.
 */
export type Workspace = Uint32Array;
const END = 8;
export const DRAWS = 12;
/** Words of a workspace. */
export const WORKSPACE = DRAWS + 2 * BLOCK;

/** Words of the kernel's own memory: state, increment, draws. */
const INNER_DRAWS = 8;

interface Kernel {
  readonly memory: Uint32Array;
  readonly draws: Uint32Array;
  /** Advances the state `count` times and leaves the draws in the memory. */
  readonly fill: (count: number) => void;
}

let kernel: Kernel | undefined; // made at the first draw, so that importing has no effect

/** Draws the next block: from the state after the last one. */
export function fillBlock(words: Workspace): void {
  kernel ??= compiled() ?? written();
  const { memory, draws, fill } = kernel;
  for (let i = 0; i < 4; i++) {
    const word = words[END + i]!;
    words[i] = word;
    memory[i] = word;
    memory[4 + i] = words[4 + i]!;
  }
  fill(BLOCK);
  for (let i = 0; i < 4; i++) words[END + i] = memory[i]!;
  words.set(draws, DRAWS);
}

/** The kernel in JavaScript. */
export function written(): Kernel {
  const memory = new Uint32Array(INNER_DRAWS + 2 * BLOCK);
  const fill = (count: number): void => {
    for (let i = 0; i < count; i++) {
      advance(memory);
      output(memory, INNER_DRAWS + 2 * i);
    }
  };
  return { memory, draws: memory.subarray(INNER_DRAWS), fill };
}

/** The kernel in WebAssembly; undefined where that is not to be had. */
export function compiled(): Kernel | undefined {
  if (!isLittleEndian()) return undefined;
  try {
    const bytes = Uint8Array.from(binary.match(/../g)!, (pair) => Number.parseInt(pair, 16));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
    const { buffer } = exports["memory"] as WebAssembly.Memory;
    return {
      memory: new Uint32Array(buffer),
      draws: new Uint32Array(buffer, 4 * INNER_DRAWS, 2 * BLOCK),
      fill: exports["fill"] as Kernel["fill"],
    };
  } catch {
    return undefined; // a content-security policy without 'wasm-unsafe-eval'
  }
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

// The multiplier of PCG's 128-bit generator, 0x2360ED051FC65DA44385DF649FCCF645, in words.
const M0 = 0x9fccf645;
const M1 = 0x4385df64;
const M2 = 0x1fc65da4;
const M3 = 0x2360ed05;
const TWO_32 = 4294967296;

/** Leaves 64 output bits at words[at]: high half xor low half, rotated by the top six bits. */
function output(words: Uint32Array, at: number): void {
  const s3 = words[3]!;
  const hi = s3 ^ words[1]!;
  const lo = words[2]! ^ words[0]!;
  const turn = (s3 >>> 26) & 31;
  const isSwapped = s3 >>> 31 !== 0; // a turn by 32 or more
  const a = isSwapped ? lo : hi;
  const b = isSwapped ? hi : lo;
  const up = 31 - turn; // x << 1 << (31 − turn) also serves turn = 0
  words[at + 1] = (a >>> turn) | ((b << 1) << up);
  words[at] = (b >>> turn) | ((a << 1) << up);
}

/** state ← state · M + increment, modulo 2^128, in words of 32 bits. */
export function advance(words: Uint32Array): void {
  const s0 = words[0]!;
  const s1 = words[1]!;
  const s2 = words[2]!;
  const s3 = words[3]!;
  const l00 = Math.imul(s0, M0) >>> 0;
  const l01 = Math.imul(s0, M1) >>> 0;
  const l10 = Math.imul(s1, M0) >>> 0;
  const l02 = Math.imul(s0, M2) >>> 0;
  const l11 = Math.imul(s1, M1) >>> 0;
  const l20 = Math.imul(s2, M0) >>> 0;
  // Sums of a few words stay far below 2^53, so the columns add up in doubles without loss.
  const c0 = l00 + words[4]!;
  const c1 = highWord(s0, M0, l00) + l01 + l10 + words[5]! + (c0 >= TWO_32 ? 1 : 0);
  const c2 =
    highWord(s0, M1, l01) +
    highWord(s1, M0, l10) +
    l02 +
    l11 +
    l20 +
    words[6]! +
    Math.floor(c1 / TWO_32);
  const top = Math.imul(s0, M3) + Math.imul(s1, M2) + Math.imul(s2, M1) + Math.imul(s3, M0);
  const c3 =
    highWord(s0, M2, l02) +
    highWord(s1, M1, l11) +
    highWord(s2, M0, l20) +
    top +
    words[7]! +
    Math.floor(c2 / TWO_32);
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

/**
 * The high 32 bits of a · b, given the low ones. The rounded product is off by less than 2^11, so
 * after the low word is taken away, what remains is within 2^-21 of a whole number of 2^32.
 */
export function highWord(a: number, b: number, low: number): number {
  return ((a * b - low) * 2.3283064365386963e-10 + 0.5) >>> 0;
}

// kernels/pcg64.ts compiled with asc -O3 --noAssert --runtime stub; pcg64.test.ts compiles it anew and compares.
export const binary =
  "0061736d0100000001050160017f000302010005030100010711020466696c6c0000066d656d6f727902000af50101" +
  "f20102077e017f410029030021014108290300210241102903002103411829030021050340200020084a0440200142" +
  "2088220642c5ecb3fe097e2104200642e4be979c047e200142ffffffff0f83220642e4be979c047e22074220887c20" +
  "044220887c200742ffffffff0f83200642c5ecb3fe097e4220887c200442ffffffff0f837c4220887c200142a4bb99" +
  "fed1a0bbb0237e7c200242c5ecb3fec9ecf7c2c3007e7c20057c220242017c20022003200142c5ecb3fec9ecf7c2c3" +
  "007e20037c2201561b2102200841037420012002852002423a888a370320200841016a21080c010b0b410020013703" +
  "00410820023703000b";
