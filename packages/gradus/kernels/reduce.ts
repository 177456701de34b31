/**
 * Reductions over the middle of [outer, n, inner]: out, x, outer, n, inner.
 *
 * The order of a sum depends on n alone, never on where a tensor stands, so equal seeds give equal
 * bits. Long sums are taken in blocks, so that the error grows with the length of a block.
 */
import { loadPart, maxAcross, minAcross, storePart, sumAcross } from "./vector";

const block: usize = 4096; // elements of a row
const deep: usize = 256; // elements of a column

/** How to reduce: where to start, how to go on, how to finish across lanes. */
@unmanaged class Sum {
  @inline start(): f32 { return 0; }
  @inline next(a: v128, x: v128): v128 { return f32x4.add(a, x); }
  @inline one(a: f32, x: f32): f32 { return a + x; }
  @inline across(a: v128): f32 { return sumAcross(a); }
}
@unmanaged class Max {
  @inline start(): f32 { return -Infinity; }
  @inline next(a: v128, x: v128): v128 { return f32x4.max(a, x); }
  @inline one(a: f32, x: f32): f32 { return max<f32>(a, x); }
  @inline across(a: v128): f32 { return maxAcross(a); }
}
@unmanaged class Min {
  @inline start(): f32 { return Infinity; }
  @inline next(a: v128, x: v128): v128 { return f32x4.min(a, x); }
  @inline one(a: f32, x: f32): f32 { return min<f32>(a, x); }
  @inline across(a: v128): f32 { return minAcross(a); }
}

// @ts-ignore: decorator
@inline
function reduce<R>(args: usize): void {
  const outer = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  const inner = <usize>load<u32>(args, 16);
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  if (inner == 1) {
    for (let o: usize = 0; o < outer; o++, out += 4, x += n << 2) store<f32>(out, row<R>(x, n));
  } else {
    for (let o: usize = 0; o < outer; o++, out += inner << 2, x += (n * inner) << 2) {
      columns<R>(out, x, n, inner);
    }
  }
}

/** A contiguous row. */
function row<R>(x: usize, n: usize): f32 {
  const r = changetype<R>(0);
  let total = r.start();
  for (; n > block; n -= block, x += block << 2) total = r.one(total, rowBlock<R>(x, block));
  return r.one(total, rowBlock<R>(x, n));
}

function rowBlock<R>(x: usize, n: usize): f32 {
  const r = changetype<R>(0);
  let a = f32x4.splat(r.start());
  let b = a;
  let c = a;
  let d = a;
  const end16 = x + ((n & ~15) << 2);
  for (; x < end16; x += 64) {
    a = r.next(a, v128.load(x));
    b = r.next(b, v128.load(x, 16));
    c = r.next(c, v128.load(x, 32));
    d = r.next(d, v128.load(x, 48));
  }
  const end4 = x + ((n & 12) << 2);
  for (; x < end4; x += 16) a = r.next(a, v128.load(x));
  let y = r.across(r.next(r.next(a, b), r.next(c, d)));
  for (let k = n & 3; k > 0; k--, x += 4) y = r.one(y, load<f32>(x));
  return y;
}

/**
 * n rows of `inner` columns: sixteen columns at a time while there are, then four, then the rest.
 */
function columns<R>(out: usize, x: usize, n: usize, inner: usize): void {
  const r = changetype<R>(0);
  const stride = inner << 2;
  const end16 = out + ((inner & ~15) << 2);
  const end4 = out + ((inner & ~3) << 2);
  const start = f32x4.splat(r.start());
  for (; out < end16; out += 64, x += 64) {
    let total0 = start;
    let total1 = start;
    let total2 = start;
    let total3 = start;
    let p = x;
    for (let left = n; left > 0; ) {
      const m = min<usize>(left, deep);
      left -= m;
      let a = start;
      let b = start;
      let c = start;
      let d = start;
      for (const end = p + m * stride; p < end; p += stride) {
        a = r.next(a, v128.load(p));
        b = r.next(b, v128.load(p, 16));
        c = r.next(c, v128.load(p, 32));
        d = r.next(d, v128.load(p, 48));
      }
      total0 = r.next(total0, a);
      total1 = r.next(total1, b);
      total2 = r.next(total2, c);
      total3 = r.next(total3, d);
    }
    v128.store(out, total0);
    v128.store(out, total1, 16);
    v128.store(out, total2, 32);
    v128.store(out, total3, 48);
  }
  for (; out < end4; out += 16, x += 16) v128.store(out, fourColumns<R>(x, n, stride, 4));
  if (inner & 3) storePart(out, fourColumns<R>(x, n, stride, inner & 3), inner & 3);
}

/** Up to four columns. */
function fourColumns<R>(x: usize, n: usize, stride: usize, k: usize): v128 {
  const r = changetype<R>(0);
  let total = f32x4.splat(r.start());
  for (let left = n; left > 0; ) {
    const m = min<usize>(left, deep);
    left -= m;
    let a = f32x4.splat(r.start());
    const end = x + m * stride;
    if (k == 4) for (; x < end; x += stride) a = r.next(a, v128.load(x));
    else for (; x < end; x += stride) a = r.next(a, loadPart(x, k));
    total = r.next(total, a);
  }
  return total;
}

export function sum(args: usize): void {
  reduce<Sum>(args);
}

export function maximumOver(args: usize): void {
  reduce<Max>(args);
}

export function minimumOver(args: usize): void {
  reduce<Min>(args);
}

/** The first of equals; NaN counts as the largest. */
export function argmax(args: usize): void {
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const outer = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  const stride = (<usize>load<u32>(args, 16)) << 2;
  for (let o: usize = 0; o < outer; o++, x += (n - 1) * stride) {
    for (const end = x + stride; x < end; x += 4, out += 4) store<u32>(out, <u32>argmaxOf(x, n, stride));
  }
}

function argmaxOf(x: usize, n: usize, stride: usize): usize {
  let best = load<f32>(x);
  let at: usize = 0;
  for (let j: usize = 1; j < n; j++) {
    x += stride;
    const now = load<f32>(x);
    if (now > best || (now != now && best == best)) {
      best = now;
      at = j;
    }
  }
  return at;
}

/** out, x, outer, n, inner, reverse */
export function cumsum(args: usize): void {
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const outer = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  const inner = <usize>load<u32>(args, 16);
  const reverse = load<u32>(args, 20) != 0;
  const stride = inner << 2;
  const first = reverse ? (n - 1) * stride : 0;
  const step = reverse ? 0 - stride : stride;
  for (let o: usize = 0; o < outer; o++, out += n * stride, x += n * stride) {
    let i: usize = 0;
    for (; i + 16 <= stride; i += 16) cumulate4(out + first + i, x + first + i, n, step);
    for (; i < stride; i += 4) cumulate(out + first + i, x + first + i, n, step);
  }
}

function cumulate4(out: usize, x: usize, n: usize, step: usize): void {
  let sum = f32x4.splat(0);
  for (; n > 0; n--, x += step, out += step) {
    sum = f32x4.add(sum, v128.load(x));
    v128.store(out, sum);
  }
}

function cumulate(out: usize, x: usize, n: usize, step: usize): void {
  let sum: f32 = 0;
  for (; n > 0; n--, x += step, out += step) {
    sum += load<f32>(x);
    store<f32>(out, sum);
  }
}
