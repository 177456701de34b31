/**
 * Kernels of two and three operands, with broadcasting: out is contiguous, a and b have strides.
 */
import { loadPart, loadStrided, storePart } from "./vector";
import { nextRow, rowAt, rowCount, rowLength, rowStep, startWalk } from "./walk";

// @ts-ignore: decorator
@inline
function zip<F>(args: usize, scratch: usize): void {
  let out = <usize>load<u32>(args);
  const a = <usize>load<u32>(args, 4);
  const b = <usize>load<u32>(args, 8);
  const rank = load<i32>(args, 12);
  if (rank == 1) {
    const stepA = <usize>(load<i32>(args, 20) << 2);
    const stepB = <usize>(load<i32>(args, 24) << 2);
    return zipRow<F>(out, a, b, <usize>load<u32>(args, 16), stepA, stepB);
  }
  startWalk(scratch, args + 16, rank, 2);
  const rows = rowCount(scratch);
  const n = rowLength(scratch);
  const stepA = rowStep(scratch, 0);
  const stepB = rowStep(scratch, 1);
  for (let r: u32 = 0; r < rows; r++, nextRow(scratch, 2), out += n << 2) {
    zipRow<F>(out, a + rowAt(scratch, 0), b + rowAt(scratch, 1), n, stepA, stepB);
  }
}

/** One row; the three cases that occur by far the most have their own loop. */
function zipRow<F>(out: usize, a: usize, b: usize, n: usize, stepA: usize, stepB: usize): void {
  const f = changetype<F>(0);
  const rest = n & 3;
  const end = out + ((n & ~3) << 2);
  if (stepA == 4 && stepB == 4) {
    for (; out < end; out += 16, a += 16, b += 16) v128.store(out, f.of(v128.load(a), v128.load(b)));
    if (rest) storePart(out, f.of(loadPart(a, rest), loadPart(b, rest)), rest);
  } else if (stepA == 4 && stepB == 0) {
    const y = v128.load32_splat(b);
    for (; out < end; out += 16, a += 16) v128.store(out, f.of(v128.load(a), y));
    if (rest) storePart(out, f.of(loadPart(a, rest), y), rest);
  } else if (stepA == 0 && stepB == 4) {
    const x = v128.load32_splat(a);
    for (; out < end; out += 16, b += 16) v128.store(out, f.of(x, v128.load(b)));
    if (rest) storePart(out, f.of(x, loadPart(b, rest)), rest);
  } else {
    for (; out < end; out += 16, a += 4 * stepA, b += 4 * stepB) {
      v128.store(out, f.of(loadStrided(a, stepA), loadStrided(b, stepB)));
    }
    for (let k: usize = 0; k < rest; k++, out += 4, a += stepA, b += stepB) {
      storePart(out, f.of(v128.load32_zero(a), v128.load32_zero(b)), 1);
    }
  }
}

// @ts-ignore: decorator
@inline
function truth(mask: v128): v128 {
  return v128.and(mask, f32x4.splat(1));
}

@unmanaged class Add { @inline of(a: v128, b: v128): v128 { return f32x4.add(a, b); } }
@unmanaged class Sub { @inline of(a: v128, b: v128): v128 { return f32x4.sub(a, b); } }
@unmanaged class Mul { @inline of(a: v128, b: v128): v128 { return f32x4.mul(a, b); } }
@unmanaged class Div { @inline of(a: v128, b: v128): v128 { return f32x4.div(a, b); } }
@unmanaged class Maximum { @inline of(a: v128, b: v128): v128 { return f32x4.max(a, b); } }
@unmanaged class Minimum { @inline of(a: v128, b: v128): v128 { return f32x4.min(a, b); } }
@unmanaged class Greater { @inline of(a: v128, b: v128): v128 { return truth(f32x4.gt(a, b)); } }
@unmanaged class GreaterEqual { @inline of(a: v128, b: v128): v128 { return truth(f32x4.ge(a, b)); } }
@unmanaged class Equal { @inline of(a: v128, b: v128): v128 { return truth(f32x4.eq(a, b)); } }
@unmanaged class NotEqual { @inline of(a: v128, b: v128): v128 { return truth(f32x4.ne(a, b)); } }
@unmanaged class EqualInt { @inline of(a: v128, b: v128): v128 { return truth(i32x4.eq(a, b)); } }
@unmanaged class TanhSlopeMul {
  @inline of(a: v128, b: v128): v128 { return f32x4.mul(a, f32x4.sub(f32x4.splat(1), f32x4.mul(b, b))); }
}
@unmanaged class SigmoidSlopeMul {
  @inline of(a: v128, b: v128): v128 { return f32x4.mul(a, f32x4.mul(b, f32x4.sub(f32x4.splat(1), b))); }
}
@unmanaged class ReluSlopeMul {
  @inline of(a: v128, b: v128): v128 { return f32x4.mul(a, truth(f32x4.gt(b, f32x4.splat(0)))); }
}

export function add(args: usize, scratch: usize): void { zip<Add>(args, scratch); }
export function sub(args: usize, scratch: usize): void { zip<Sub>(args, scratch); }
export function mul(args: usize, scratch: usize): void { zip<Mul>(args, scratch); }
export function div(args: usize, scratch: usize): void { zip<Div>(args, scratch); }
export function maximum(args: usize, scratch: usize): void { zip<Maximum>(args, scratch); }
export function minimum(args: usize, scratch: usize): void { zip<Minimum>(args, scratch); }
export function greater(args: usize, scratch: usize): void { zip<Greater>(args, scratch); }
export function greaterEqual(args: usize, scratch: usize): void { zip<GreaterEqual>(args, scratch); }
export function equal(args: usize, scratch: usize): void { zip<Equal>(args, scratch); }
export function notEqual(args: usize, scratch: usize): void { zip<NotEqual>(args, scratch); }
export function equalInt(args: usize, scratch: usize): void { zip<EqualInt>(args, scratch); }
export function tanhSlopeMul(args: usize, scratch: usize): void { zip<TanhSlopeMul>(args, scratch); }
export function sigmoidSlopeMul(args: usize, scratch: usize): void { zip<SigmoidSlopeMul>(args, scratch); }
export function reluSlopeMul(args: usize, scratch: usize): void { zip<ReluSlopeMul>(args, scratch); }

/** Four numbers of a row: consecutive, all the same, or apart. */
// @ts-ignore: decorator
@inline
function load4(p: usize, step: usize): v128 {
  if (step == 4) return v128.load(p);
  if (step == 0) return v128.load32_splat(p);
  return loadStrided(p, step);
}

/** out, condition, a, b, rank, shape, strideC, strideA, strideB */
export function where(args: usize, scratch: usize): void {
  let out = <usize>load<u32>(args);
  startWalk(scratch, args + 20, load<i32>(args, 16), 3);
  const rows = rowCount(scratch);
  const n = rowLength(scratch);
  const stepC = rowStep(scratch, 0);
  const stepA = rowStep(scratch, 1);
  const stepB = rowStep(scratch, 2);
  const zero = f32x4.splat(0);
  for (let r: u32 = 0; r < rows; r++, nextRow(scratch, 3)) {
    let c = <usize>load<u32>(args, 4) + rowAt(scratch, 0);
    let a = <usize>load<u32>(args, 8) + rowAt(scratch, 1);
    let b = <usize>load<u32>(args, 12) + rowAt(scratch, 2);
    const end = out + ((n & ~3) << 2);
    for (; out < end; out += 16, c += 4 * stepC, a += 4 * stepA, b += 4 * stepB) {
      const no = f32x4.eq(load4(c, stepC), zero);
      v128.store(out, v128.bitselect(load4(b, stepB), load4(a, stepA), no));
    }
    for (let k = n & 3; k > 0; k--, out += 4, c += stepC, a += stepA, b += stepB) {
      store<u32>(out, load<f32>(c) != 0 ? load<u32>(a) : load<u32>(b));
    }
  }
}
