/**
 * Between images and the columns of a matrix ("im2col"): row (c, kh, kw), column (oh, ow) holds the input that weight
 * (c, kh, kw) meets at output (oh, ow), or 0 in the padding.
 */
import { loadPart, storePart } from "./vector";

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

/** out[i] = x[i stride], or (adjoint) x[i stride] += out[i]. */
// @ts-ignore: decorator
@inline
function strideRows(
  out: usize, stepOut: usize, x: usize, stepX: usize, n: usize, rows: i32, stride: usize, adjoint: bool,
): void {
  for (; rows > 0; --rows, out += stepOut, x += stepX) {
    let p = x;
    for (let q = out, end = out + (n << 2); q < end; q += 4, p += stride) {
      if (adjoint) store<f32>(p, load<f32>(p) + load<f32>(q));
      else store<f32>(q, load<f32>(p));
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
 * `channels` planes at x to the matrix at columns, for outputs oh in [top, bottom), ow in [left, right); `step` bytes
 * between rows of the matrix. With `adjoint` the matrix is added to the planes instead.
 */
export function unfold(
  shape: usize, x: usize, channels: i32, columns: usize, step: usize,
  top: i32, bottom: i32, left: i32, right: i32, adjoint: bool,
): void {
  const H = word(shape, 2), W = word(shape, 3), KH = word(shape, 7), KW = word(shape, 8);
  const strideH = word(shape, 9), strideW = word(shape, 10), padH = word(shape, 11), padW = word(shape, 12);
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
        if (!adjoint && (t > top || b < bottom || l > left || r < right)) memory.fill(columns, 0, size);
        if (t >= b || l >= r) continue;
        const q = columns + (((t - top) * width + l - left) << 2);
        const p = x + (((t * strideH + kh - padH) * W + l * strideW + kw - padW) << 2);
        const n: usize = r - l;
        if (strideW != 1) {
          if (adjoint) strideRows(q, stepC, p, stepX, n, b - t, strideW << 2, true);
          else strideRows(q, stepC, p, stepX, n, b - t, strideW << 2, false);
        } else if (adjoint) addRows(p, stepX, q, stepC, n, b - t);
        else copyRows(q, stepC, p, stepX, n, b - t);
      }
    }
  }
}
