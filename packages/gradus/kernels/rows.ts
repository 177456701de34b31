/**
 * Softmax and its kin over rows: out, x, rows, n. The largest is taken out, so nothing overflows.
 */
import { exp, log } from "./math";
import { firstLanes, loadPart, maxAcross, storePart, sumAcross } from "./vector";

function largest(x: usize, n: usize): f32 {
  let m = f32x4.splat(-Infinity);
  const end = x + ((n & ~3) << 2);
  for (; x < end; x += 16) m = f32x4.max(m, v128.load(x));
  let y = maxAcross(m);
  for (let k = n & 3; k > 0; k--, x += 4) y = max<f32>(y, load<f32>(x));
  return y;
}

/** Σ exp(x − m); writes the terms to `out` as well unless it is 0. */
// @ts-ignore: decorator
@inline
function exponentials(out: usize, x: usize, n: usize, m: f32, keep: bool): f32 {
  const shift = f32x4.splat(m);
  let sum = f32x4.splat(0);
  const end = x + ((n & ~3) << 2);
  for (; x < end; x += 16, out += 16) {
    const e = exp(f32x4.sub(v128.load(x), shift));
    if (keep) v128.store(out, e);
    sum = f32x4.add(sum, e);
  }
  const rest = n & 3;
  if (rest) {
    const e = v128.and(exp(f32x4.sub(loadPart(x, rest), shift)), firstLanes(<i32>rest));
    if (keep) storePart(out, e, rest);
    sum = f32x4.add(sum, e);
  }
  return sumAcross(sum);
}

export function softmax(args: usize): void {
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const rows = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  for (let r: usize = 0; r < rows; r++, x += n << 2) {
    const total = f32x4.splat(exponentials(out, x, n, largest(x, n), true));
    const end = out + ((n & ~3) << 2);
    for (; out < end; out += 16) v128.store(out, f32x4.div(v128.load(out), total));
    const rest = n & 3;
    if (rest) {
      storePart(out, f32x4.div(loadPart(out, rest), total), rest);
      out += rest << 2;
    }
  }
}

// @ts-ignore: decorator
@inline
function logOf(x: f32): f32 {
  return f32x4.extract_lane(log(f32x4.splat(x)), 0);
}

export function logSoftmax(args: usize): void {
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const rows = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  for (let r: usize = 0; r < rows; r++) {
    const m = largest(x, n);
    const shift = f32x4.splat(m);
    const total = f32x4.splat(logOf(exponentials(0, x, n, m, false)));
    const end = out + ((n & ~3) << 2);
    for (; out < end; out += 16, x += 16) {
      v128.store(out, f32x4.sub(f32x4.sub(v128.load(x), shift), total));
    }
    const rest = n & 3;
    if (rest) {
      storePart(out, f32x4.sub(f32x4.sub(loadPart(x, rest), shift), total), rest);
      out += rest << 2;
      x += rest << 2;
    }
  }
}

/** An infinite maximum is the answer itself. */
export function logsumexp(args: usize): void {
  const out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const rows = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  for (let r: usize = 0; r < rows; r++, x += n << 2) {
    const m = largest(x, n);
    store<f32>(out + (r << 2), abs(m) == Infinity ? m : m + logOf(exponentials(0, x, n, m, false)));
  }
}
