/**
 * Register tiles of the matrix product: up to 6 × 8 results live in registers while k runs.
 *
 * Every element is the sum over k in order, c ← fma(a_k, b_k, c), whichever tile computes it; so tiles may overlap
 * (a remainder of columns is covered by a tile shifted to the left), and the way the output is cut changes no bit.
 *
 * 6 × 8 takes 12 accumulators, two vectors of B and one of A: the 15 registers that an engine leaves us on x64. Without
 * the fused instruction a product needs one more, and 4 × 8 is half as fast again (measured: 40 against 26 GFLOP/s).
 * Unrolling k by hand makes the engine spill: 45 instead of 56 GFLOP/s.
 */

/** Rows of the tallest tile. */
// @ts-ignore: decorator
@inline
export const TILE_ROWS: usize = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

/** a b + c per lane: fused in the relaxed build, rounded twice in the baseline. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** rows × 8 results. A row-major: element (r, k) at a + r stepA + 4 k. `rows` must be a literal. */
// @ts-ignore: decorator
@inline
function tile8N(
  rows: usize, a: usize, stepA: usize, b: usize, stepB: usize, c: usize, stepC: usize,
  K: usize, add: bool, bias: usize,
): void {
  let p = c;
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  if (add) {
    c00 = v128.load(p); c01 = v128.load(p, 16);
    if (rows > 1) { p += stepC; c10 = v128.load(p); c11 = v128.load(p, 16); }
    if (rows > 2) { p += stepC; c20 = v128.load(p); c21 = v128.load(p, 16); }
    if (rows > 3) { p += stepC; c30 = v128.load(p); c31 = v128.load(p, 16); }
    if (rows > 4) { p += stepC; c40 = v128.load(p); c41 = v128.load(p, 16); }
    if (rows > 5) { p += stepC; c50 = v128.load(p); c51 = v128.load(p, 16); }
  }
  let x: v128, b0: v128, b1: v128;
  let a1 = a + stepA, a2 = a1 + stepA, a3 = a2 + stepA, a4 = a3 + stepA, a5 = a4 + stepA;
  for (; K > 0; --K) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a); a += 4; c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    if (rows > 1) { x = v128.load32_splat(a1); a1 += 4; c10 = madd(x, b0, c10); c11 = madd(x, b1, c11); }
    if (rows > 2) { x = v128.load32_splat(a2); a2 += 4; c20 = madd(x, b0, c20); c21 = madd(x, b1, c21); }
    if (rows > 3) { x = v128.load32_splat(a3); a3 += 4; c30 = madd(x, b0, c30); c31 = madd(x, b1, c31); }
    if (rows > 4) { x = v128.load32_splat(a4); a4 += 4; c40 = madd(x, b0, c40); c41 = madd(x, b1, c41); }
    if (rows > 5) { x = v128.load32_splat(a5); a5 += 4; c50 = madd(x, b0, c50); c51 = madd(x, b1, c51); }
    b += stepB;
  }
  if (bias) {
    b0 = v128.load(bias);
    b1 = v128.load(bias, 16);
    c00 = f32x4.add(c00, b0); c01 = f32x4.add(c01, b1);
    c10 = f32x4.add(c10, b0); c11 = f32x4.add(c11, b1);
    c20 = f32x4.add(c20, b0); c21 = f32x4.add(c21, b1);
    c30 = f32x4.add(c30, b0); c31 = f32x4.add(c31, b1);
    c40 = f32x4.add(c40, b0); c41 = f32x4.add(c41, b1);
    c50 = f32x4.add(c50, b0); c51 = f32x4.add(c51, b1);
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  if (rows > 1) { c += stepC; v128.store(c, c10); v128.store(c, c11, 16); }
  if (rows > 2) { c += stepC; v128.store(c, c20); v128.store(c, c21, 16); }
  if (rows > 3) { c += stepC; v128.store(c, c30); v128.store(c, c31, 16); }
  if (rows > 4) { c += stepC; v128.store(c, c40); v128.store(c, c41, 16); }
  if (rows > 5) { c += stepC; v128.store(c, c50); v128.store(c, c51, 16); }
}

/** rows × 4 results. A row-major: element (r, k) at a + r stepA + 4 k. `rows` must be a literal. */
// @ts-ignore: decorator
@inline
function tile4N(
  rows: usize, a: usize, stepA: usize, b: usize, stepB: usize, c: usize, stepC: usize,
  K: usize, add: bool, bias: usize,
): void {
  let p = c;
  let c00 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  if (add) {
    c00 = v128.load(p);
    if (rows > 1) { p += stepC; c10 = v128.load(p); }
    if (rows > 2) { p += stepC; c20 = v128.load(p); }
    if (rows > 3) { p += stepC; c30 = v128.load(p); }
    if (rows > 4) { p += stepC; c40 = v128.load(p); }
    if (rows > 5) { p += stepC; c50 = v128.load(p); }
  }
  let x: v128, b0: v128;
  let a1 = a + stepA, a2 = a1 + stepA, a3 = a2 + stepA, a4 = a3 + stepA, a5 = a4 + stepA;
  for (; K > 0; --K) {
    b0 = v128.load(b);
    x = v128.load32_splat(a); a += 4; c00 = madd(x, b0, c00);
    if (rows > 1) { x = v128.load32_splat(a1); a1 += 4; c10 = madd(x, b0, c10); }
    if (rows > 2) { x = v128.load32_splat(a2); a2 += 4; c20 = madd(x, b0, c20); }
    if (rows > 3) { x = v128.load32_splat(a3); a3 += 4; c30 = madd(x, b0, c30); }
    if (rows > 4) { x = v128.load32_splat(a4); a4 += 4; c40 = madd(x, b0, c40); }
    if (rows > 5) { x = v128.load32_splat(a5); a5 += 4; c50 = madd(x, b0, c50); }
    b += stepB;
  }
  if (bias) {
    b0 = v128.load(bias);
    c00 = f32x4.add(c00, b0);
    c10 = f32x4.add(c10, b0);
    c20 = f32x4.add(c20, b0);
    c30 = f32x4.add(c30, b0);
    c40 = f32x4.add(c40, b0);
    c50 = f32x4.add(c50, b0);
  }
  v128.store(c, c00);
  if (rows > 1) { c += stepC; v128.store(c, c10); }
  if (rows > 2) { c += stepC; v128.store(c, c20); }
  if (rows > 3) { c += stepC; v128.store(c, c30); }
  if (rows > 4) { c += stepC; v128.store(c, c40); }
  if (rows > 5) { c += stepC; v128.store(c, c50); }
}

/** rows × N results, N = 4 or N ≥ 8, in panels of 8 columns and 4 at the end. */
// @ts-ignore: decorator
@inline
function stripN(
  rows: usize, a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  const rest = N & 7;
  const stepBias: usize = bias ? 32 : 0;
  for (let panels = (N + 3) >> 3; panels > 0; --panels) {
    if (panels == 1 && rest > 4) {
      const back: usize = (8 - rest) << 2;
      b -= back;
      c -= back;
      if (bias) bias -= back;
    }
    tile8N(rows, a, stepA, b, stepB, c, stepC, K, add, bias);
    b += panel;
    c += 32;
    bias += stepBias;
  }
  if (rest == 0 || rest > 4) return;
  const back: usize = (4 - rest) << 2;
  if (bias) bias -= back;
  tile4N(rows, a, stepA, b - back, stepB, c - back, stepC, K, add, bias);
}

function stripN1(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripN(1, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripN2(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripN(2, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripN3(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripN(3, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripN4(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripN(4, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripN5(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripN(5, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripN6(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripN(6, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

/** rows × 8 results. A transposed: element (r, k) at a + 4 r + k stepA. `rows` must be a literal. */
// @ts-ignore: decorator
@inline
function tile8T(
  rows: usize, a: usize, stepA: usize, b: usize, stepB: usize, c: usize, stepC: usize,
  K: usize, add: bool, bias: usize,
): void {
  let p = c;
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  if (add) {
    c00 = v128.load(p); c01 = v128.load(p, 16);
    if (rows > 1) { p += stepC; c10 = v128.load(p); c11 = v128.load(p, 16); }
    if (rows > 2) { p += stepC; c20 = v128.load(p); c21 = v128.load(p, 16); }
    if (rows > 3) { p += stepC; c30 = v128.load(p); c31 = v128.load(p, 16); }
    if (rows > 4) { p += stepC; c40 = v128.load(p); c41 = v128.load(p, 16); }
    if (rows > 5) { p += stepC; c50 = v128.load(p); c51 = v128.load(p, 16); }
  }
  let x: v128, b0: v128, b1: v128;
  for (; K > 0; --K) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    if (rows > 1) { x = v128.load32_splat(a, 4); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11); }
    if (rows > 2) { x = v128.load32_splat(a, 8); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21); }
    if (rows > 3) { x = v128.load32_splat(a, 12); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31); }
    if (rows > 4) { x = v128.load32_splat(a, 16); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41); }
    if (rows > 5) { x = v128.load32_splat(a, 20); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51); }
    a += stepA;
    b += stepB;
  }
  if (bias) {
    b0 = v128.load(bias);
    b1 = v128.load(bias, 16);
    c00 = f32x4.add(c00, b0); c01 = f32x4.add(c01, b1);
    c10 = f32x4.add(c10, b0); c11 = f32x4.add(c11, b1);
    c20 = f32x4.add(c20, b0); c21 = f32x4.add(c21, b1);
    c30 = f32x4.add(c30, b0); c31 = f32x4.add(c31, b1);
    c40 = f32x4.add(c40, b0); c41 = f32x4.add(c41, b1);
    c50 = f32x4.add(c50, b0); c51 = f32x4.add(c51, b1);
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  if (rows > 1) { c += stepC; v128.store(c, c10); v128.store(c, c11, 16); }
  if (rows > 2) { c += stepC; v128.store(c, c20); v128.store(c, c21, 16); }
  if (rows > 3) { c += stepC; v128.store(c, c30); v128.store(c, c31, 16); }
  if (rows > 4) { c += stepC; v128.store(c, c40); v128.store(c, c41, 16); }
  if (rows > 5) { c += stepC; v128.store(c, c50); v128.store(c, c51, 16); }
}

/** rows × 4 results. A transposed: element (r, k) at a + 4 r + k stepA. `rows` must be a literal. */
// @ts-ignore: decorator
@inline
function tile4T(
  rows: usize, a: usize, stepA: usize, b: usize, stepB: usize, c: usize, stepC: usize,
  K: usize, add: bool, bias: usize,
): void {
  let p = c;
  let c00 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  if (add) {
    c00 = v128.load(p);
    if (rows > 1) { p += stepC; c10 = v128.load(p); }
    if (rows > 2) { p += stepC; c20 = v128.load(p); }
    if (rows > 3) { p += stepC; c30 = v128.load(p); }
    if (rows > 4) { p += stepC; c40 = v128.load(p); }
    if (rows > 5) { p += stepC; c50 = v128.load(p); }
  }
  let x: v128, b0: v128;
  for (; K > 0; --K) {
    b0 = v128.load(b);
    x = v128.load32_splat(a); c00 = madd(x, b0, c00);
    if (rows > 1) { x = v128.load32_splat(a, 4); c10 = madd(x, b0, c10); }
    if (rows > 2) { x = v128.load32_splat(a, 8); c20 = madd(x, b0, c20); }
    if (rows > 3) { x = v128.load32_splat(a, 12); c30 = madd(x, b0, c30); }
    if (rows > 4) { x = v128.load32_splat(a, 16); c40 = madd(x, b0, c40); }
    if (rows > 5) { x = v128.load32_splat(a, 20); c50 = madd(x, b0, c50); }
    a += stepA;
    b += stepB;
  }
  if (bias) {
    b0 = v128.load(bias);
    c00 = f32x4.add(c00, b0);
    c10 = f32x4.add(c10, b0);
    c20 = f32x4.add(c20, b0);
    c30 = f32x4.add(c30, b0);
    c40 = f32x4.add(c40, b0);
    c50 = f32x4.add(c50, b0);
  }
  v128.store(c, c00);
  if (rows > 1) { c += stepC; v128.store(c, c10); }
  if (rows > 2) { c += stepC; v128.store(c, c20); }
  if (rows > 3) { c += stepC; v128.store(c, c30); }
  if (rows > 4) { c += stepC; v128.store(c, c40); }
  if (rows > 5) { c += stepC; v128.store(c, c50); }
}

/** rows × N results, N = 4 or N ≥ 8, in panels of 8 columns and 4 at the end. */
// @ts-ignore: decorator
@inline
function stripT(
  rows: usize, a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  const rest = N & 7;
  const stepBias: usize = bias ? 32 : 0;
  for (let panels = (N + 3) >> 3; panels > 0; --panels) {
    if (panels == 1 && rest > 4) {
      const back: usize = (8 - rest) << 2;
      b -= back;
      c -= back;
      if (bias) bias -= back;
    }
    tile8T(rows, a, stepA, b, stepB, c, stepC, K, add, bias);
    b += panel;
    c += 32;
    bias += stepBias;
  }
  if (rest == 0 || rest > 4) return;
  const back: usize = (4 - rest) << 2;
  if (bias) bias -= back;
  tile4T(rows, a, stepA, b - back, stepB, c - back, stepC, K, add, bias);
}

function stripT1(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripT(1, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripT2(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripT(2, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripT3(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripT(3, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripT4(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripT(4, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripT5(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripT(5, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

function stripT6(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripT(6, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

/** One row of 32 results: the tiles above would wait for each sum. Element k of A at a + k stepK. */
export function tile1x32(
  a: usize, stepK: usize, b: usize, stepB: usize, c: usize, K: usize, bias: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c02 = f32x4.splat(0), c03 = f32x4.splat(0), c04 = f32x4.splat(0), c05 = f32x4.splat(0), c06 = f32x4.splat(0), c07 = f32x4.splat(0);
  for (; K > 0; --K) {
    const x = v128.load32_splat(a);
    c00 = madd(x, v128.load(b), c00);
    c01 = madd(x, v128.load(b, 16), c01);
    c02 = madd(x, v128.load(b, 32), c02);
    c03 = madd(x, v128.load(b, 48), c03);
    c04 = madd(x, v128.load(b, 64), c04);
    c05 = madd(x, v128.load(b, 80), c05);
    c06 = madd(x, v128.load(b, 96), c06);
    c07 = madd(x, v128.load(b, 112), c07);
    a += stepK;
    b += stepB;
  }
  if (bias) {
    const b0 = v128.load(bias); c00 = f32x4.add(c00, b0);
    const b1 = v128.load(bias, 16); c01 = f32x4.add(c01, b1);
    const b2 = v128.load(bias, 32); c02 = f32x4.add(c02, b2);
    const b3 = v128.load(bias, 48); c03 = f32x4.add(c03, b3);
    const b4 = v128.load(bias, 64); c04 = f32x4.add(c04, b4);
    const b5 = v128.load(bias, 80); c05 = f32x4.add(c05, b5);
    const b6 = v128.load(bias, 96); c06 = f32x4.add(c06, b6);
    const b7 = v128.load(bias, 112); c07 = f32x4.add(c07, b7);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c, c04, 64);
  v128.store(c, c05, 80);
  v128.store(c, c06, 96);
  v128.store(c, c07, 112);
}

/** Two rows of 16 results. Element (r, k) of A at a + r stepA + k stepK. */
export function tile2x16(
  a: usize, stepA: usize, stepK: usize, b: usize, stepB: usize, c: usize, stepC: usize, K: usize, bias: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c02 = f32x4.splat(0), c03 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0), c12 = f32x4.splat(0), c13 = f32x4.splat(0);
  for (; K > 0; --K) {
    const x = v128.load32_splat(a), y = v128.load32_splat(a + stepA);
    const b0 = v128.load(b); c00 = madd(x, b0, c00); c10 = madd(y, b0, c10);
    const b1 = v128.load(b, 16); c01 = madd(x, b1, c01); c11 = madd(y, b1, c11);
    const b2 = v128.load(b, 32); c02 = madd(x, b2, c02); c12 = madd(y, b2, c12);
    const b3 = v128.load(b, 48); c03 = madd(x, b3, c03); c13 = madd(y, b3, c13);
    a += stepK;
    b += stepB;
  }
  if (bias) {
    const b0 = v128.load(bias); c00 = f32x4.add(c00, b0); c10 = f32x4.add(c10, b0);
    const b1 = v128.load(bias, 16); c01 = f32x4.add(c01, b1); c11 = f32x4.add(c11, b1);
    const b2 = v128.load(bias, 32); c02 = f32x4.add(c02, b2); c12 = f32x4.add(c12, b2);
    const b3 = v128.load(bias, 48); c03 = f32x4.add(c03, b3); c13 = f32x4.add(c13, b3);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c + stepC, c10);
  v128.store(c + stepC, c11, 16);
  v128.store(c + stepC, c12, 32);
  v128.store(c + stepC, c13, 48);
}

/**
 * rows × N results, 1 ≤ rows ≤ TILE_ROWS, N = 4 or N ≥ 8: C = A B, or C + A B if `add` (then N must be 4 or a multiple
 * of 8, because remainders overlap). Steps are in bytes: stepA between rows of the stored A, stepB between rows of B,
 * `panel` between groups of 8 columns of B (32 if B is not packed), stepC between rows of C. bias: N values, or 0.
 */
export function strip(
  rows: usize, transA: bool, a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  switch (transA ? rows + 8 : rows) {
    case 1: stripN1(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 2: stripN2(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 3: stripN3(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 4: stripN4(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 5: if (TILE_ROWS >= 5) stripN5(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 6: if (TILE_ROWS >= 6) stripN6(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 9: stripT1(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 10: stripT2(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 11: stripT3(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 12: stripT4(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 13: if (TILE_ROWS >= 5) stripT5(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 14: if (TILE_ROWS >= 6) stripT6(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
  }
}
