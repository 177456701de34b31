/**
 * The counter-based generator Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
 * as 1, 2, 3"), four blocks at a time: one vector holds the same word of four blocks.
 */
import { log, sinOfTurns } from "./math";
import { storeTransposed } from "./vector";

/** The lower words of four products of unsigned words. */
// @ts-ignore: decorator
@inline
function mulLow(a: v128, b: v128): v128 {
  return i32x4.mul(a, b);
}

/** The upper words of four products of unsigned words. */
// @ts-ignore: decorator
@inline
function mulHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/** What becomes of the four words of a block. */
@unmanaged class Uniform {
  @inline first(u: v128, v: v128): v128 { return u; }
  @inline second(u: v128, v: v128): v128 { return v; }
}
@unmanaged class Normal {
  @inline first(u: v128, v: v128): v128 { return f32x4.mul(radius(u), sinOfTurns(v, 1)); }
  @inline second(u: v128, v: v128): v128 { return f32x4.mul(radius(u), sinOfTurns(v, 0)); }
}

/** √(−2 ln(1 − u)) */
// @ts-ignore: decorator
@inline
function radius(u: v128): v128 {
  return f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(f32x4.sub(f32x4.splat(1), u))));
}

/** (word >>> 8)·2⁻²⁴ */
// @ts-ignore: decorator
@inline
function unit(word: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word, 8)), f32x4.splat(5.9604644775390625e-8));
}

/** Writes the sixteen values of the four blocks from `counter` on. */
// @ts-ignore: decorator
@inline
function fourBlocks<F>(out: usize, key0: u32, key1: u32, counter: u64): void {
  const f = changetype<F>(0);
  let c0 = i32x4(<i32>counter, <i32>(counter + 1), <i32>(counter + 2), <i32>(counter + 3));
  let c1 = i32x4(
    <i32>(counter >> 32),
    <i32>((counter + 1) >> 32),
    <i32>((counter + 2) >> 32),
    <i32>((counter + 3) >> 32),
  );
  let c2 = i32x4.splat(0);
  let c3 = i32x4.splat(0);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const p0 = v128.xor(v128.xor(mulHigh(m1, c2), c1), k0);
    const p2 = v128.xor(v128.xor(mulHigh(m0, c0), c3), k1);
    c1 = mulLow(m1, c2);
    c3 = mulLow(m0, c0);
    c0 = p0;
    c2 = p2;
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  const u0 = unit(c0);
  const u1 = unit(c1);
  const u2 = unit(c2);
  const u3 = unit(c3);
  storeTransposed(out, 16, f.first(u0, u1), f.second(u0, u1), f.first(u2, u3), f.second(u2, u3));
}

/** out, n, state */
// @ts-ignore: decorator
@inline
function draw<F>(args: usize, scratch: usize): void {
  let out = <usize>load<u32>(args);
  let n = <usize>load<u32>(args, 4);
  const state = <usize>load<u32>(args, 8);
  const key0 = load<u32>(state);
  const key1 = load<u32>(state, 4);
  let counter = <u64>load<u32>(state, 8) | ((<u64>load<u32>(state, 12)) << 32);
  const end = counter + <u64>((n + 3) >> 2);
  for (; n >= 16; n -= 16, out += 64, counter += 4) fourBlocks<F>(out, key0, key1, counter);
  if (n > 0) {
    fourBlocks<F>(scratch, key0, key1, counter);
    memory.copy(out, scratch, n << 2);
  }
  store<u32>(state, <u32>end, 8);
  store<u32>(state, <u32>(end >> 32), 12);
}

export function uniform(args: usize, scratch: usize): void {
  draw<Uniform>(args, scratch);
}

export function normal(args: usize, scratch: usize): void {
  draw<Normal>(args, scratch);
}
