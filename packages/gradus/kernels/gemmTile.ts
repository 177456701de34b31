/**
 * Register tiles of the matrix product: up to 6 × 8 results stay in registers while k runs.
 *
 * Every element is the sum over k in order, c ← fma(aₖ, bₖ, c), whichever tile computes it; so
 * tiles may overlap (a remainder of columns is covered by a tile shifted to the left), and no bit
 * depends on how the output is cut.
 *
 * 6 × 8 takes 12 accumulators, two vectors of B and one of A: the 15 registers that engines leave
 * us on x64. Without the fused instruction a product needs one more, and 4 × 8 is half as fast
 * again (measured: 40 against 26 GFLOP/s). Unrolling k by hand makes the engine spill: 45 instead
 * of 56 GFLOP/s.
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

/**
 * rows × 8 results, or rows × 4 if not `wide`. Element (r, k) of A at a + r stepA + 4 k, or, if
 * `transA`, at a + 4 r + k stepA. `rows`, `transA` and `wide` must be literals: what they exclude
 * is compiled away.
 */
// @ts-ignore: decorator
@inline
function tile(
  rows: usize, transA: bool, wide: bool, a: usize, stepA: usize, b: usize, stepB: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  let c0 = f32x4.splat(0), d0 = f32x4.splat(0);
  let c1 = f32x4.splat(0), d1 = f32x4.splat(0);
  let c2 = f32x4.splat(0), d2 = f32x4.splat(0);
  let c3 = f32x4.splat(0), d3 = f32x4.splat(0);
  let c4 = f32x4.splat(0), d4 = f32x4.splat(0);
  let c5 = f32x4.splat(0), d5 = f32x4.splat(0);
  if (add) {
    let p = c;
    c0 = v128.load(p); if (wide) d0 = v128.load(p, 16);
    if (rows > 1) { p += stepC; c1 = v128.load(p); if (wide) d1 = v128.load(p, 16); }
    if (rows > 2) { p += stepC; c2 = v128.load(p); if (wide) d2 = v128.load(p, 16); }
    if (rows > 3) { p += stepC; c3 = v128.load(p); if (wide) d3 = v128.load(p, 16); }
    if (rows > 4) { p += stepC; c4 = v128.load(p); if (wide) d4 = v128.load(p, 16); }
    if (rows > 5) { p += stepC; c5 = v128.load(p); if (wide) d5 = v128.load(p, 16); }
  }
  let a1 = a + stepA, a2 = a1 + stepA, a3 = a2 + stepA, a4 = a3 + stepA, a5 = a4 + stepA;
  let x: v128, y = c0, z = c0;
  for (; K > 0; --K) {
    y = v128.load(b);
    if (wide) z = v128.load(b, 16);
    x = v128.load32_splat(a);
    c0 = madd(x, y, c0);
    if (wide) d0 = madd(x, z, d0);
    if (rows > 1) {
      if (transA) x = v128.load32_splat(a, 4);
      else { x = v128.load32_splat(a1); a1 += 4; }
      c1 = madd(x, y, c1);
      if (wide) d1 = madd(x, z, d1);
    }
    if (rows > 2) {
      if (transA) x = v128.load32_splat(a, 8);
      else { x = v128.load32_splat(a2); a2 += 4; }
      c2 = madd(x, y, c2);
      if (wide) d2 = madd(x, z, d2);
    }
    if (rows > 3) {
      if (transA) x = v128.load32_splat(a, 12);
      else { x = v128.load32_splat(a3); a3 += 4; }
      c3 = madd(x, y, c3);
      if (wide) d3 = madd(x, z, d3);
    }
    if (rows > 4) {
      if (transA) x = v128.load32_splat(a, 16);
      else { x = v128.load32_splat(a4); a4 += 4; }
      c4 = madd(x, y, c4);
      if (wide) d4 = madd(x, z, d4);
    }
    if (rows > 5) {
      if (transA) x = v128.load32_splat(a, 20);
      else { x = v128.load32_splat(a5); a5 += 4; }
      c5 = madd(x, y, c5);
      if (wide) d5 = madd(x, z, d5);
    }
    a += transA ? stepA : 4;
    b += stepB;
  }
  if (bias) {
    y = v128.load(bias);
    if (wide) z = v128.load(bias, 16);
    c0 = f32x4.add(c0, y); d0 = f32x4.add(d0, z);
    c1 = f32x4.add(c1, y); d1 = f32x4.add(d1, z);
    c2 = f32x4.add(c2, y); d2 = f32x4.add(d2, z);
    c3 = f32x4.add(c3, y); d3 = f32x4.add(d3, z);
    c4 = f32x4.add(c4, y); d4 = f32x4.add(d4, z);
    c5 = f32x4.add(c5, y); d5 = f32x4.add(d5, z);
  }
  v128.store(c, c0); if (wide) v128.store(c, d0, 16);
  if (rows > 1) { c += stepC; v128.store(c, c1); if (wide) v128.store(c, d1, 16); }
  if (rows > 2) { c += stepC; v128.store(c, c2); if (wide) v128.store(c, d2, 16); }
  if (rows > 3) { c += stepC; v128.store(c, c3); if (wide) v128.store(c, d3, 16); }
  if (rows > 4) { c += stepC; v128.store(c, c4); if (wide) v128.store(c, d4, 16); }
  if (rows > 5) { c += stepC; v128.store(c, c5); if (wide) v128.store(c, d5, 16); }
}

/** A strip of the given height (a literal), see `strip`. */
// @ts-ignore: decorator
@inline
function stripOf(
  rows: usize, transA: bool, a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
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
    tile(rows, transA, true, a, stepA, b, stepB, c, stepC, K, add, bias);
    b += panel;
    c += 32;
    bias += stepBias;
  }
  if (rest == 0 || rest > 4) return;
  const back: usize = (4 - rest) << 2;
  if (bias) bias -= back;
  tile(rows, transA, false, a, stepA, b - back, stepB, c - back, stepC, K, add, bias);
}

// One function for each height and order of A, so that each is compiled (and its registers are
// allocated) by itself.
function stripN1(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(1, false, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripN2(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(2, false, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripN3(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(3, false, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripN4(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(4, false, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripN5(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(5, false, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripN6(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(6, false, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripT1(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(1, true, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripT2(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(2, true, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripT3(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(3, true, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripT4(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(4, true, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripT5(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(5, true, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}
function stripT6(
  a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  stripOf(6, true, a, stepA, b, stepB, panel, N, c, stepC, K, add, bias);
}

/**
 * rows × N results, 1 ≤ rows ≤ TILE_ROWS, N = 4 or N ≥ 8: C = A B + bias, or C + A B + bias if
 * `add` (then N must be 4 or a multiple of 8, because the tiles of a remainder overlap). Steps are
 * in bytes: stepA between rows of the stored A, stepB between rows of B, `panel` between groups of
 * 8 columns of B (32 if B is not packed), stepC between rows of C. bias: N values, or 0.
 */
export function strip(
  rows: usize, transA: bool, a: usize, stepA: usize, b: usize, stepB: usize, panel: usize, N: usize,
  c: usize, stepC: usize, K: usize, add: bool, bias: usize,
): void {
  switch (<i32>(transA ? rows + 6 : rows)) {
    case 1: stripN1(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 2: stripN2(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 3: stripN3(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 4: stripN4(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 5: if (TILE_ROWS >= 5) stripN5(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 6: if (TILE_ROWS >= 6) stripN6(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 7: stripT1(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 8: stripT2(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 9: stripT3(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 10: stripT4(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 11: if (TILE_ROWS >= 5) stripT5(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
    case 12: if (TILE_ROWS >= 6) stripT6(a, stepA, b, stepB, panel, N, c, stepC, K, add, bias); return;
  }
}

/**
 * One row of N results, 16 < N ≤ 32, in one pass, where the tiles above would wait for each sum;
 * vectors that do not fit are shifted to the left. Element k of A at a + k stepK.
 */
export function tile1(
  a: usize, stepK: usize, b: usize, stepB: usize, N: usize, c: usize, K: usize, bias: usize,
): void {
  const last = (N - 4) << 2;
  const x1: usize = 16, x2: usize = 32, x3: usize = 48, x4 = min(last, <usize>64);
  const x5 = min(last, <usize>80), x6 = min(last, <usize>96), x7 = min(last, <usize>112);
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  for (; K > 0; --K) {
    const x = v128.load32_splat(a);
    c0 = madd(x, v128.load(b), c0);
    c1 = madd(x, v128.load(b + x1), c1);
    c2 = madd(x, v128.load(b + x2), c2);
    c3 = madd(x, v128.load(b + x3), c3);
    c4 = madd(x, v128.load(b + x4), c4);
    c5 = madd(x, v128.load(b + x5), c5);
    c6 = madd(x, v128.load(b + x6), c6);
    c7 = madd(x, v128.load(b + x7), c7);
    a += stepK;
    b += stepB;
  }
  v128.store(c, c0);
  v128.store(c + x1, c1);
  v128.store(c + x2, c2);
  v128.store(c + x3, c3);
  v128.store(c + x4, c4);
  v128.store(c + x5, c5);
  v128.store(c + x6, c6);
  v128.store(c + x7, c7);
  if (bias) addRow(c, bias, N);
}

/**
 * c += bias, N numbers; a branch that changes the sums would cost registers in the loop before it.
 */
function addRow(c: usize, bias: usize, N: usize): void {
  let i: usize = 0;
  for (const end = (N & ~3) << 2; i < end; i += 16) {
    v128.store(c + i, f32x4.add(v128.load(c + i), v128.load(bias + i)));
  }
  for (const end = N << 2; i < end; i += 4) {
    store<f32>(c + i, load<f32>(c + i) + load<f32>(bias + i));
  }
}

/** Two rows of 16 results. Element (r, k) of A at a + r stepA + k stepK. */
export function tile2x16(
  a: usize, stepA: usize, stepK: usize, b: usize, stepB: usize, c: usize, stepC: usize,
  K: usize, bias: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c02 = f32x4.splat(0), c03 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0), c12 = f32x4.splat(0), c13 = f32x4.splat(0);
  for (; K > 0; --K) {
    const x = v128.load32_splat(a), y = v128.load32_splat(a + stepA);
    const b0 = v128.load(b);
    c00 = madd(x, b0, c00);
    c10 = madd(y, b0, c10);
    const b1 = v128.load(b, 16);
    c01 = madd(x, b1, c01);
    c11 = madd(y, b1, c11);
    const b2 = v128.load(b, 32);
    c02 = madd(x, b2, c02);
    c12 = madd(y, b2, c12);
    const b3 = v128.load(b, 48);
    c03 = madd(x, b3, c03);
    c13 = madd(y, b3, c13);
    a += stepK;
    b += stepB;
  }
  if (bias) {
    const b0 = v128.load(bias);
    c00 = f32x4.add(c00, b0);
    c10 = f32x4.add(c10, b0);
    const b1 = v128.load(bias, 16);
    c01 = f32x4.add(c01, b1);
    c11 = f32x4.add(c11, b1);
    const b2 = v128.load(bias, 32);
    c02 = f32x4.add(c02, b2);
    c12 = f32x4.add(c12, b2);
    const b3 = v128.load(bias, 48);
    c03 = f32x4.add(c03, b3);
    c13 = f32x4.add(c13, b3);
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
