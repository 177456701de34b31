/**
 * Products with K ≤ 4 (a first layer on few observations, the gradient through a small head): there
 * is no time to fill a tile of sums, so two rows at a time keep their 2 K factors in registers and
 * pass along the columns. Sums run over k in order, so the bits are those of `gemmTile`.
 */
import { madd } from "./gemmTile";

// @ts-ignore: decorator
@inline
function rows(
  K: usize, out: usize, stepOut: usize, a: usize, stepRow: usize, stepK: usize,
  b: usize, stepB: usize, M: usize, N: usize, bias: usize,
): void {
  if (M == 1) stepRow = stepOut = 0; // both rows are the one
  for (let i: usize = 0; i < M; i += 2) {
    if (M > 1 && i > M - 2) i = M - 2;
    let p = a + i * stepRow;
    const x0 = v128.load32_splat(p), y0 = v128.load32_splat(p + stepRow);
    let x1 = x0, x2 = x0, x3 = x0, y1 = y0, y2 = y0, y3 = y0;
    if (K > 1) { p += stepK; x1 = v128.load32_splat(p); y1 = v128.load32_splat(p + stepRow); }
    if (K > 2) { p += stepK; x2 = v128.load32_splat(p); y2 = v128.load32_splat(p + stepRow); }
    if (K > 3) { p += stepK; x3 = v128.load32_splat(p); y3 = v128.load32_splat(p + stepRow); }
    const to = out + i * stepOut;
    const last = (N - 4) << 2;
    for (let j: usize = 0; j < N << 2; j += 16) {
      if (j > last) j = last;
      let q = b + j;
      let z = v128.load(q);
      let c = madd(x0, z, f32x4.splat(0)), d = madd(y0, z, f32x4.splat(0));
      if (K > 1) { q += stepB; z = v128.load(q); c = madd(x1, z, c); d = madd(y1, z, d); }
      if (K > 2) { q += stepB; z = v128.load(q); c = madd(x2, z, c); d = madd(y2, z, d); }
      if (K > 3) { q += stepB; z = v128.load(q); c = madd(x3, z, c); d = madd(y3, z, d); }
      if (bias) {
        z = v128.load(bias + j);
        c = f32x4.add(c, z);
        d = f32x4.add(d, z);
      }
      v128.store(to + j, c);
      v128.store(to + j + stepOut, d);
    }
  }
}

/**
 * out = A B + bias, 1 ≤ K ≤ 4, N ≥ 4; element (r, k) of A at a + r stepRow + k stepK. Steps in
 * bytes.
 */
export function thin(
  out: usize, stepOut: usize, a: usize, stepRow: usize, stepK: usize, b: usize, stepB: usize,
  M: usize, N: usize, K: usize, bias: usize,
): void {
  switch (<i32>K) {
    case 1: return rows(1, out, stepOut, a, stepRow, stepK, b, stepB, M, N, bias);
    case 2: return rows(2, out, stepOut, a, stepRow, stepK, b, stepB, M, N, bias);
    case 3: return rows(3, out, stepOut, a, stepRow, stepK, b, stepB, M, N, bias);
    case 4: return rows(4, out, stepOut, a, stepRow, stepK, b, stepB, M, N, bias);
  }
}
