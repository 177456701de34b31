/**
 * Products of which both operands run along k in memory (x Wᵀ), as dot products four lanes wide.
 * For few rows or few columns this saves transposing an operand.
 *
 * Every element is fma over k with lane k mod 4, then (lane 0 + lane 2) + (lane 1 + lane 3),
 * whichever function computes it.
 */
import { madd } from "./gemmTile";
import { loadPart } from "./vector";

/**
 * The last `rest` (1 to 3) elements before p + 4 rest, in the upper lanes above zeros: one load,
 * for at least 4 elements.
 */
// @ts-ignore: decorator
@inline
function loadLast(p: usize, rest: usize, mask: v128): v128 {
  return v128.and(v128.load(p + (rest << 2) - 16), mask);
}

/** Ones in the last `rest` lanes. */
// @ts-ignore: decorator
@inline
function lastLanes(rest: usize): v128 {
  return i32x4.lt_s(i32x4(3, 2, 1, 0), i32x4.splat(<i32>rest));
}

/** The first `count` (1 to 4) lanes to p, p + step, … */
// @ts-ignore: decorator
@inline
function storeLanes(p: usize, step: usize, x: v128, count: usize): void {
  v128.store32_lane(p, x, 0);
  if (count > 1) v128.store32_lane((p += step), x, 1);
  if (count > 2) v128.store32_lane((p += step), x, 2);
  if (count > 3) v128.store32_lane((p += step), x, 3);
}

/** [Σa, Σb, Σc, Σd] */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(
    v128.shuffle<f32>(a, b, 0, 4, 1, 5),
    v128.shuffle<f32>(a, b, 2, 6, 3, 7),
  );
  const cd = f32x4.add(
    v128.shuffle<f32>(c, d, 0, 4, 1, 5),
    v128.shuffle<f32>(c, d, 2, 6, 3, 7),
  );
  return f32x4.add(v128.shuffle<f64>(ab, cd, 0, 2), v128.shuffle<f64>(ab, cd, 1, 3));
}

/** One p with the `count` (1 to 4) vectors q, q + stepQ, …; results at out, out + outQ, … */
function dot1x4(
  p: usize, q: usize, stepQ: usize, count: usize, K: usize,
  out: usize, outQ: usize, bias: usize, biasQ: usize,
): void {
  // Missing vectors repeat the last one.
  let q1 = count > 1 ? q + stepQ : q;
  let q2 = count > 2 ? q1 + stepQ : q1;
  let q3 = count > 3 ? q2 + stepQ : q2;
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
  let k = K >> 2;
  for (; k > 0; --k) {
    const x = v128.load(p);
    c0 = madd(x, v128.load(q), c0);
    c1 = madd(x, v128.load(q1), c1);
    c2 = madd(x, v128.load(q2), c2);
    c3 = madd(x, v128.load(q3), c3);
    p += 16; q += 16; q1 += 16; q2 += 16; q3 += 16;
  }
  const rest = K & 3;
  if (rest && K > 4) {
    const mask = lastLanes(rest);
    const x = loadLast(p, rest, mask);
    c0 = madd(x, loadLast(q, rest, mask), c0);
    c1 = madd(x, loadLast(q1, rest, mask), c1);
    c2 = madd(x, loadLast(q2, rest, mask), c2);
    c3 = madd(x, loadLast(q3, rest, mask), c3);
  } else if (rest) {
    const x = loadPart(p, rest);
    c0 = madd(x, loadPart(q, rest), c0);
    c1 = madd(x, loadPart(q1, rest), c1);
    c2 = madd(x, loadPart(q2, rest), c2);
    c3 = madd(x, loadPart(q3, rest), c3);
  }
  let y = sums(c0, c1, c2, c3);
  if (count == 4 && outQ == 4) {
    if (bias) y = f32x4.add(y, biasQ ? v128.load(bias) : v128.load32_splat(bias));
    v128.store(out, y);
    return;
  }
  if (bias) {
    let z = v128.load32_splat(bias);
    if (biasQ) {
      if (count > 1) z = v128.load32_lane(bias + 4, z, 1);
      if (count > 2) z = v128.load32_lane(bias + 8, z, 2);
      if (count > 3) z = v128.load32_lane(bias + 12, z, 3);
    }
    y = f32x4.add(y, z);
  }
  storeLanes(out, outQ, y, count);
}

/** One p with eight vectors q, K ≥ 4; results next to one another. */
function dot1x8(
  p: usize, q: usize, stepQ: usize, K: usize, out: usize, bias: usize, biasQ: usize,
): void {
  let q1 = q + stepQ, q2 = q1 + stepQ, q3 = q2 + stepQ;
  let q4 = q3 + stepQ, q5 = q4 + stepQ, q6 = q5 + stepQ, q7 = q6 + stepQ;
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  let k = K >> 2;
  for (; k > 0; --k) {
    const x = v128.load(p);
    c0 = madd(x, v128.load(q), c0);
    c1 = madd(x, v128.load(q1), c1);
    c2 = madd(x, v128.load(q2), c2);
    c3 = madd(x, v128.load(q3), c3);
    c4 = madd(x, v128.load(q4), c4);
    c5 = madd(x, v128.load(q5), c5);
    c6 = madd(x, v128.load(q6), c6);
    c7 = madd(x, v128.load(q7), c7);
    p += 16; q += 16; q1 += 16; q2 += 16; q3 += 16; q4 += 16; q5 += 16; q6 += 16; q7 += 16;
  }
  const rest = K & 3;
  if (rest) {
    const mask = lastLanes(rest);
    const x = loadLast(p, rest, mask);
    c0 = madd(x, loadLast(q, rest, mask), c0);
    c1 = madd(x, loadLast(q1, rest, mask), c1);
    c2 = madd(x, loadLast(q2, rest, mask), c2);
    c3 = madd(x, loadLast(q3, rest, mask), c3);
    c4 = madd(x, loadLast(q4, rest, mask), c4);
    c5 = madd(x, loadLast(q5, rest, mask), c5);
    c6 = madd(x, loadLast(q6, rest, mask), c6);
    c7 = madd(x, loadLast(q7, rest, mask), c7);
  }
  let y = sums(c0, c1, c2, c3);
  let z = sums(c4, c5, c6, c7);
  if (bias) {
    const b = v128.load32_splat(bias);
    y = f32x4.add(y, biasQ ? v128.load(bias) : b);
    z = f32x4.add(z, biasQ ? v128.load(bias, 16) : b);
  }
  v128.store(out, y);
  v128.store(out, z, 16);
}

/** Two vectors p with four vectors q, K ≥ 4; result (i, j) at out + i outP + j outQ. */
function dot2x4(
  p: usize, stepP: usize, q: usize, stepQ: usize, K: usize,
  out: usize, outP: usize, outQ: usize, bias: usize, biasP: usize, biasQ: usize,
): void {
  let p1 = p + stepP, q1 = q + stepQ, q2 = q1 + stepQ, q3 = q2 + stepQ;
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, d0 = c0, d1 = c0, d2 = c0, d3 = c0;
  let y: v128;
  let k = K >> 2;
  for (; k > 0; --k) {
    const x0 = v128.load(p), x1 = v128.load(p1);
    y = v128.load(q);
    c0 = madd(x0, y, c0);
    d0 = madd(x1, y, d0);
    y = v128.load(q1);
    c1 = madd(x0, y, c1);
    d1 = madd(x1, y, d1);
    y = v128.load(q2);
    c2 = madd(x0, y, c2);
    d2 = madd(x1, y, d2);
    y = v128.load(q3);
    c3 = madd(x0, y, c3);
    d3 = madd(x1, y, d3);
    p += 16; p1 += 16; q += 16; q1 += 16; q2 += 16; q3 += 16;
  }
  const rest = K & 3;
  if (rest) {
    const mask = lastLanes(rest);
    const x0 = loadLast(p, rest, mask), x1 = loadLast(p1, rest, mask);
    y = loadLast(q, rest, mask);
    c0 = madd(x0, y, c0);
    d0 = madd(x1, y, d0);
    y = loadLast(q1, rest, mask);
    c1 = madd(x0, y, c1);
    d1 = madd(x1, y, d1);
    y = loadLast(q2, rest, mask);
    c2 = madd(x0, y, c2);
    d2 = madd(x1, y, d2);
    y = loadLast(q3, rest, mask);
    c3 = madd(x0, y, c3);
    d3 = madd(x1, y, d3);
  }
  c0 = sums(c0, c1, c2, c3);
  d0 = sums(d0, d1, d2, d3);
  if (bias) {
    c0 = f32x4.add(c0, biasQ ? v128.load(bias) : v128.load32_splat(bias));
    d0 = f32x4.add(d0, biasQ ? v128.load(bias) : v128.load32_splat(bias + biasP));
  }
  if (outQ == 4) {
    v128.store(out, c0);
    v128.store(out + outP, d0);
  } else {
    storeLanes(out, outQ, c0, 4);
    storeLanes(out + outP, outQ, d0, 4);
  }
}

/** All P × Q products, Q ≥ 4; result (i, j) at out + i outP + j outQ. */
// @ts-ignore: decorator
@inline
function dots(
  p: usize, stepP: usize, P: usize, q: usize, stepQ: usize, Q: usize, K: usize,
  out: usize, outP: usize, outQ: usize, bias: usize, biasP: usize, biasQ: usize,
): void {
  let i: usize = 0;
  for (; K >= 4 && i + 2 <= P; i += 2) {
    for (let j: usize = 0; j < Q; j += 4) {
      if (j > Q - 4) j = Q - 4; // the last tile overlaps the one before: same bits
      dot2x4(
        p, stepP, q + j * stepQ, stepQ, K,
        out + j * outQ, outP, outQ, bias ? bias + j * biasQ : 0, biasP, biasQ,
      );
    }
    p += stepP << 1;
    out += outP << 1;
    if (bias) bias += biasP << 1;
  }
  if (K < 4 || Q < 8 || outQ != 4) {
    for (; i < P; i++) {
      for (let j: usize = 0; j < Q; j += 4) {
        if (j > Q - 4) j = Q - 4;
        const c = bias ? bias + j * biasQ : 0;
        dot1x4(p, q + j * stepQ, stepQ, 4, K, out + j * outQ, outQ, c, biasQ);
      }
      p += stepP;
      out += outP;
      if (bias) bias += biasP;
    }
    return;
  }
  if (i == P) return;
  for (let j: usize = 0; j < Q; j += 8) {
    if (j > Q - 8) j = Q - 8;
    dot1x8(p, q + j * stepQ, stepQ, K, out + (j << 2), bias ? bias + j * biasQ : 0, biasQ);
  }
}

/**
 * out [M, N] = A Bᵀ + bias, with A [M, K] and B [N, K]; steps between rows in bytes. bias: N
 * values, or 0.
 */
export function dotProduct(
  out: usize, stepOut: usize, a: usize, stepA: usize, b: usize, stepB: usize,
  M: usize, N: usize, K: usize, bias: usize,
): void {
  if (N >= 4) {
    dots(a, stepA, M, b, stepB, N, K, out, stepOut, 4, bias, 0, 4);
  } else if (M >= 4) {
    dots(b, stepB, N, a, stepA, M, K, out, 4, stepOut, bias, 4, 0);
  } else {
    for (let i: usize = 0; i < M; i++) {
      dot1x4(a, b, stepB, N, K, out, 4, bias, 4);
      a += stepA;
      out += stepOut;
    }
  }
}
