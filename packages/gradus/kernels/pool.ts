/** Pooling in two dimensions, plane by plane. The window of 2 × 2 at stride 2 has its own loop. */

/**
 * Windows of one call; i32 words behind the pointers: planes, H, W, OH, OW, KH, KW, strideH,
 * strideW, padH, padW.
 */
// @ts-ignore: decorator
@inline
function word(shape: usize, i: usize): i32 {
  return load<i32>(shape + (i << 2));
}

// @ts-ignore: decorator
@inline
function isPairs(shape: usize): bool {
  for (let i = 5; i < 9; i++) if (word(shape, i) != 2) return false;
  return word(shape, 9) == 0 && word(shape, 10) == 0;
}

/**
 * The kernel `maxPool2d`: out, index, x, planes, H, W, OH, OW, KH, KW, strideH, strideW, padH,
 * padW. A NaN wins.
 */
export function maxPool2d(args: usize, scratch: usize, scratchBytes: usize): void {
  let out = <usize>load<u32>(args);
  let index = <usize>load<u32>(args, 4);
  let x = <usize>load<u32>(args, 8);
  const shape = args + 12;
  const H = word(shape, 1), W = word(shape, 2), OH = word(shape, 3), OW = word(shape, 4);
  const pairs = isPairs(shape) && OW >= 4;
  for (let planes = word(shape, 0); planes > 0; --planes) {
    if (pairs) maxPairs(out, index, x, W, OH, OW);
    else maxWindows(out, index, x, shape);
    out += (OH * OW) << 2;
    index += (OH * OW) << 2;
    x += (H * W) << 2;
  }
}

function maxWindows(out: usize, index: usize, x: usize, shape: usize): void {
  const H = word(shape, 1), W = word(shape, 2), OH = word(shape, 3), OW = word(shape, 4);
  const KH = word(shape, 5), KW = word(shape, 6);
  const strideH = word(shape, 7), strideW = word(shape, 8);
  const padH = word(shape, 9), padW = word(shape, 10);
  for (let i = 0; i < OH; i++) {
    const top = max(0, i * strideH - padH), bottom = min(H, i * strideH - padH + KH);
    for (let j = 0; j < OW; j++, out += 4, index += 4) {
      const left = max(0, j * strideW - padW), right = min(W, j * strideW - padW + KW);
      let at = top * W + left;
      let best = load<f32>(x + (at << 2));
      for (let h = top; h < bottom; h++) {
        for (let w = left; w < right; w++) {
          const value = load<f32>(x + ((h * W + w) << 2));
          if (!(value <= best) && best == best) {
            best = value;
            at = h * W + w;
          }
        }
      }
      store<f32>(out, best);
      store<i32>(index, at);
    }
  }
}

/** Lanes in which the challenger x beats the best so far: greater, or the first NaN. */
// @ts-ignore: decorator
@inline
function beats(x: v128, best: v128): v128 {
  return v128.andnot(f32x4.eq(best, best), f32x4.le(x, best));
}

/** 2 × 2 windows at stride 2, four at a time; OW ≥ 4, and the last four overlap those before. */
function maxPairs(out: usize, index: usize, x: usize, W: i32, OH: i32, OW: i32): void {
  const next: usize = W << 2;
  for (let i = 0; i < OH; i++) {
    for (let j = 0; j < OW; j += 4) {
      if (j > OW - 4) j = OW - 4;
      const p = x + (j << 3);
      const a = v128.load(p), b = v128.load(p, 16);
      const c = v128.load(p + next), d = v128.load(p + next, 16);
      let at = i32x4.add(i32x4(0, 2, 4, 6), i32x4.splat(2 * (i * W + j)));
      let best = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
      let y = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
      let win = beats(y, best);
      best = v128.bitselect(y, best, win);
      at = i32x4.sub(at, win);
      y = v128.shuffle<f32>(c, d, 0, 2, 4, 6);
      win = beats(y, best);
      best = v128.bitselect(y, best, win);
      const first = i32x4.add(i32x4(0, 2, 4, 6), i32x4.splat(2 * (i * W + j) + W));
      at = v128.bitselect(first, at, win);
      y = v128.shuffle<f32>(c, d, 1, 3, 5, 7);
      win = beats(y, best);
      best = v128.bitselect(y, best, win);
      at = v128.bitselect(i32x4.add(first, i32x4.splat(1)), at, win);
      v128.store(out + (j << 2), best);
      v128.store(index + (j << 2), at);
    }
    out += OW << 2;
    index += OW << 2;
    x += next << 1;
  }
}

/** The kernel `avgPool2d`: out, x, planes, H, W, OH, OW, KH, KW, strideH, strideW, padH, padW. */
export function avgPool2d(args: usize, scratch: usize, scratchBytes: usize): void {
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const shape = args + 8;
  const H = word(shape, 1), W = word(shape, 2), OH = word(shape, 3), OW = word(shape, 4);
  const pairs = isPairs(shape) && OW >= 4;
  for (let planes = word(shape, 0); planes > 0; --planes) {
    if (pairs) meanPairs(out, x, W, OH, OW);
    else windows(out, x, shape, false);
    out += (OH * OW) << 2;
    x += (H * W) << 2;
  }
}

/** The kernel `avgPool2dAdjoint`: the same words, with x-shaped out and y-shaped x. */
export function avgPool2dAdjoint(args: usize, scratch: usize, scratchBytes: usize): void {
  let out = <usize>load<u32>(args);
  let y = <usize>load<u32>(args, 4);
  const shape = args + 8;
  const H = word(shape, 1), W = word(shape, 2), OH = word(shape, 3), OW = word(shape, 4);
  memory.fill(out, 0, (word(shape, 0) * H * W) << 2);
  const pairs = isPairs(shape) && OW >= 4;
  for (let planes = word(shape, 0); planes > 0; --planes) {
    if (pairs) spreadPairs(out, y, W, OH, OW);
    else windows(y, out, shape, true);
    out += (H * W) << 2;
    y += (OH * OW) << 2;
  }
}

/** Means of 2 × 2 windows at stride 2; OW ≥ 4. Sums begin with 0, as below. */
function meanPairs(y: usize, x: usize, W: usize, OH: usize, OW: usize): void {
  const next = W << 2;
  const quarter = f32x4.splat(0.25);
  for (; OH > 0; --OH) {
    for (let j: usize = 0; j < OW; j += 4) {
      if (j > OW - 4) j = OW - 4;
      const p = x + (j << 3);
      const a = v128.load(p), b = v128.load(p, 16);
      const c = v128.load(p + next), d = v128.load(p + next, 16);
      let sum = f32x4.add(f32x4.splat(0), v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      sum = f32x4.add(sum, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      sum = f32x4.add(sum, v128.shuffle<f32>(c, d, 0, 2, 4, 6));
      sum = f32x4.add(sum, v128.shuffle<f32>(c, d, 1, 3, 5, 7));
      v128.store(y + (j << 2), f32x4.mul(sum, quarter));
    }
    y += OW << 2;
    x += next << 1;
  }
}

/** The adjoint: no two windows overlap, so x is written once. */
function spreadPairs(x: usize, y: usize, W: usize, OH: usize, OW: usize): void {
  const next = W << 2;
  const quarter = f32x4.splat(0.25);
  for (; OH > 0; --OH) {
    for (let j: usize = 0; j < OW; j += 4) {
      if (j > OW - 4) j = OW - 4;
      const p = x + (j << 3);
      const mean = f32x4.add(f32x4.splat(0), f32x4.mul(v128.load(y + (j << 2)), quarter));
      const a = v128.shuffle<f32>(mean, mean, 0, 0, 1, 1);
      const b = v128.shuffle<f32>(mean, mean, 2, 2, 3, 3);
      v128.store(p, a);
      v128.store(p, b, 16);
      v128.store(p + next, a);
      v128.store(p + next, b, 16);
    }
    y += OW << 2;
    x += next << 1;
  }
}

/** One plane: y = mean of each window of x, or (adjoint) each window of x += y / (KH KW). */
// @ts-ignore: decorator
@inline
function windows(y: usize, x: usize, shape: usize, adjoint: bool): void {
  const H = word(shape, 1), W = word(shape, 2), OH = word(shape, 3), OW = word(shape, 4);
  const KH = word(shape, 5), KW = word(shape, 6);
  const strideH = word(shape, 7), strideW = word(shape, 8);
  const padH = word(shape, 9), padW = word(shape, 10);
  const size = <f32>(KH * KW);
  for (let i = 0; i < OH; i++) {
    const top = max(0, i * strideH - padH), bottom = min(H, i * strideH - padH + KH);
    for (let j = 0; j < OW; j++, y += 4) {
      const left = max(0, j * strideW - padW), right = min(W, j * strideW - padW + KW);
      let value: f32 = adjoint ? load<f32>(y) / size : 0;
      for (let h = top; h < bottom; h++) {
        let p = x + ((h * W + left) << 2);
        for (let w = left; w < right; w++, p += 4) {
          if (adjoint) store<f32>(p, load<f32>(p) + value);
          else value += load<f32>(p);
        }
      }
      if (!adjoint) store<f32>(y, value / size);
    }
  }
}
