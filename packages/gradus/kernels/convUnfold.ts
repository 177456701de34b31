/**
 * Between images and the columns of a matrix ("im2col"): row (c, kh, kw), column (oh, ow) holds the
 * input that weight (c, kh, kw) meets at output (oh, ow), or 0 in the padding.
 */
import { loadPart, loadStrided, storePart } from "./vector";

/** A convolution's words: N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups. */
// @ts-ignore: decorator
@inline
export function word(shape: usize, i: usize): i32 {
  return load<i32>(shape + (i << 2));
}

/** `rows` rows of n numbers from x to out. */
function copyRows(out: usize, stepOut: usize, x: usize, stepX: usize, n: usize, rows: i32): void {
  if (n < 4) {
    for (; rows > 0; --rows, out += stepOut, x += stepX) storePart(out, loadPart(x, n), n);
    return;
  }
  const last = (n - 4) << 2;
  if (n > 8 && n <= 16) {
    const middle = min(last, <usize>32);
    for (; rows > 0; --rows, out += stepOut, x += stepX) {
      v128.store(out, v128.load(x));
      v128.store(out, v128.load(x, 16), 16);
      v128.store(out + middle, v128.load(x + middle));
      if (n > 12) v128.store(out + last, v128.load(x + last));
    }
    return;
  }
  for (; rows > 0; --rows, out += stepOut, x += stepX) {
    for (let i: usize = 0; i < last; i += 16) v128.store(out + i, v128.load(x + i));
    v128.store(out + last, v128.load(x + last));
  }
}

function addRows(out: usize, stepOut: usize, x: usize, stepX: usize, n: usize, rows: i32): void {
  const full = (n & ~3) << 2;
  const rest = n & 3;
  for (; rows > 0; --rows, out += stepOut, x += stepX) {
    for (let i: usize = 0; i < full; i += 16) {
      v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
    }
    if (rest) {
      const y = f32x4.add(loadPart(out + full, rest), loadPart(x + full, rest));
      storePart(out + full, y, rest);
    }
  }
}

/** out[i] = x[i stride] */
function gatherRows(
  out: usize, stepOut: usize, x: usize, stepX: usize, n: usize, rows: i32, stride: usize,
): void {
  const end = n << 2;
  const last = end - 16;
  for (; rows > 0; --rows, out += stepOut, x += stepX) {
    if (n < 4) {
      for (let i: usize = 0, p = x; i < end; i += 4, p += stride) store<f32>(out + i, load<f32>(p));
    } else if (stride == 8) {
      for (let i: usize = 0; i < end; i += 16) {
        if (i > last) i = last;
        const p = x + (i << 1);
        v128.store(out + i, v128.shuffle<f32>(v128.load(p), v128.load(p, 12), 0, 2, 5, 7));
      }
    } else {
      for (let i: usize = 0; i < end; i += 16) {
        if (i > last) i = last;
        v128.store(out + i, loadStrided(x + (i >> 2) * stride, stride));
      }
    }
  }
}

/** out[i stride] += x[i] */
function scatterRows(
  out: usize, stepOut: usize, x: usize, stepX: usize, n: usize, rows: i32, stride: usize,
): void {
  for (; rows > 0; --rows, out += stepOut, x += stepX) {
    let p = out;
    for (let q = x, end = x + (n << 2); q < end; q += 4, p += stride) {
      store<f32>(p, load<f32>(p) + load<f32>(q));
    }
  }
}

/** First o ≥ 0 with o stride + k − pad ≥ 0. */
// @ts-ignore: decorator
@inline
function firstInside(k: i32, pad: i32, stride: i32): i32 {
  return k >= pad ? 0 : (pad - k + stride - 1) / stride;
}

/** First o with o stride + k − pad ≥ size. */
// @ts-ignore: decorator
@inline
function firstBeyond(k: i32, pad: i32, stride: i32, size: i32): i32 {
  const room = size + pad - k;
  return room <= 0 ? 0 : (room + stride - 1) / stride;
}

/**
 * `channels` planes at x to the matrix at columns, for outputs oh in [top, bottom), ow in [left,
 * right); `step` bytes between rows of the matrix. With `adjoint` the matrix is added to the planes
 * instead.
 */
export function unfold(
  shape: usize, x: usize, channels: i32, columns: usize, step: usize,
  top: i32, bottom: i32, left: i32, right: i32, adjoint: bool,
): void {
  const H = word(shape, 2), W = word(shape, 3), KH = word(shape, 7), KW = word(shape, 8);
  const strideH = word(shape, 9), strideW = word(shape, 10);
  const padH = word(shape, 11), padW = word(shape, 12);
  const width = right - left;
  const size: usize = (width * (bottom - top)) << 2;
  const stepX: usize = (W * strideH) << 2;
  const stepC: usize = width << 2;
  for (let c = 0; c < channels; c++, x += (H * W) << 2) {
    for (let kh = 0; kh < KH; kh++) {
      const t = max(top, firstInside(kh, padH, strideH));
      const b = min(bottom, firstBeyond(kh, padH, strideH, H));
      for (let kw = 0; kw < KW; kw++, columns += step) {
        const l = max(left, firstInside(kw, padW, strideW));
        const r = min(right, firstBeyond(kw, padW, strideW, W));
        const inside = t == top && b == bottom && l == left && r == right;
        if (!adjoint && !inside) memory.fill(columns, 0, size);
        if (t >= b || l >= r) continue;
        const q = columns + (((t - top) * width + l - left) << 2);
        const p = x + (((t * strideH + kh - padH) * W + l * strideW + kw - padW) << 2);
        const n: usize = r - l;
        if (strideW != 1) {
          if (adjoint) scatterRows(p, stepX, q, stepC, n, b - t, strideW << 2);
          else gatherRows(q, stepC, p, stepX, n, b - t, strideW << 2);
        } else if (adjoint) addRows(p, stepX, q, stepC, n, b - t);
        else copyRows(q, stepC, p, stepX, n, b - t);
      }
    }
  }
}
