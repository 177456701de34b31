/** Four float32 numbers at a time: loading and storing less than four, sums across, transposing. */

/** The first k (1, 2 or 3) of four numbers; the others are 0. */
// @ts-ignore: decorator
@inline
export function loadPart(p: usize, k: usize): v128 {
  if (k == 1) return v128.load32_zero(p);
  const two = v128.load64_zero(p);
  return k == 2 ? two : v128.load32_lane(p, two, 2, 8);
}

/** Stores the first k (1, 2 or 3) of four numbers. */
// @ts-ignore: decorator
@inline
export function storePart(p: usize, v: v128, k: usize): void {
  if (k == 1) return v128.store32_lane(p, v, 0);
  v128.store64_lane(p, v, 0);
  if (k == 3) v128.store32_lane(p, v, 2, 8);
}

/** Ones in the first k lanes (k ≤ 4), zeros in the others. */
// @ts-ignore: decorator
@inline
export function firstLanes(k: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(k));
}

/** Four numbers, `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function loadStrided(p: usize, stride: usize): v128 {
  let v = v128.load32_zero(p);
  v = v128.load32_lane(p + stride, v, 1);
  v = v128.load32_lane(p + 2 * stride, v, 2);
  return v128.load32_lane(p + 3 * stride, v, 3);
}

/**
 * 0 in place of numbers below the smallest normal one, 2⁻¹²⁶. What decays towards 0 would stay among them for ever (0.9 · 4 rounds
 * to 4, in units of the last place), and processors of Intel take many times as long for arithmetic with them.
 */
// @ts-ignore: decorator
@inline
export function normalOrZero(v: v128): v128 {
  const magnitude = v128.and(v, i32x4.splat(0x7fffffff));
  return v128.andnot(v, i32x4.lt_s(magnitude, i32x4.splat(0x00800000)));
}

/**
 * (v0 + v2) + (v1 + v3): the order of a sum is part of the contract, equal seeds give equal bits.
 */
// @ts-ignore: decorator
@inline
export function sumAcross(v: v128): f32 {
  const two = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

// @ts-ignore: decorator
@inline
export function maxAcross(v: v128): f32 {
  const two = f32x4.max(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

// @ts-ignore: decorator
@inline
export function minAcross(v: v128): f32 {
  const two = f32x4.min(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.min(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

/**
 * Stores the transpose of the 4×4 matrix with rows a, b, c, d; `stride` is the distance of its rows
 * in bytes.
 */
// @ts-ignore: decorator
@inline
export function storeTransposed(p: usize, stride: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(p, v128.shuffle<i64>(ab0, cd0, 0, 2));
  v128.store(p + stride, v128.shuffle<i64>(ab0, cd0, 1, 3));
  v128.store(p + 2 * stride, v128.shuffle<i64>(ab1, cd1, 0, 2));
  v128.store(p + 3 * stride, v128.shuffle<i64>(ab1, cd1, 1, 3));
}
