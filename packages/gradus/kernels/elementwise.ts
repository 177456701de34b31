/**
 * Kernels of one operand: out, x, n. What is left of n after fours goes through the same
 * arithmetic, padded with zeros.
 */
import * as math from "./math";
import { loadPart, storePart } from "./vector";

/**
 * A function of four numbers. `changetype<F>(0).of(x)` resolves when F is compiled; no object
 * exists.
 */
// @ts-ignore: decorator
@inline
function map<F>(args: usize): void {
  const f = changetype<F>(0);
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const n = <usize>load<u32>(args, 8);
  const end = out + ((n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, f.of(v128.load(x)));
  if (n & 3) storePart(out, f.of(loadPart(x, n & 3)), n & 3);
}

@unmanaged class Neg { @inline of(x: v128): v128 { return f32x4.neg(x); } }
@unmanaged class Abs { @inline of(x: v128): v128 { return f32x4.abs(x); } }
@unmanaged class Square { @inline of(x: v128): v128 { return f32x4.mul(x, x); } }
@unmanaged class Sqrt { @inline of(x: v128): v128 { return f32x4.sqrt(x); } }
@unmanaged class Reciprocal { @inline of(x: v128): v128 { return f32x4.div(f32x4.splat(1), x); } }
@unmanaged class Exp { @inline of(x: v128): v128 { return math.exp(x); } }
@unmanaged class Log { @inline of(x: v128): v128 { return math.log(x); } }
@unmanaged class Expm1 { @inline of(x: v128): v128 { return math.expm1(x); } }
@unmanaged class Log1p { @inline of(x: v128): v128 { return math.log1p(x); } }
@unmanaged class Sin { @inline of(x: v128): v128 { return math.sin(x); } }
@unmanaged class Cos { @inline of(x: v128): v128 { return math.cos(x); } }
@unmanaged class Tanh { @inline of(x: v128): v128 { return math.tanh(x); } }
@unmanaged class Sigmoid { @inline of(x: v128): v128 { return math.sigmoid(x); } }
@unmanaged class Softplus { @inline of(x: v128): v128 { return math.softplus(x); } }
@unmanaged class Relu { @inline of(x: v128): v128 { return math.relu(x); } }
@unmanaged class Gelu { @inline of(x: v128): v128 { return math.gelu(x); } }
@unmanaged class Erf { @inline of(x: v128): v128 { return math.erf(x); } }
@unmanaged class Floor { @inline of(x: v128): v128 { return f32x4.floor(x); } }

/** 1 with the sign of x, and 0 or NaN where x is that. */
@unmanaged class Sign {
  @inline of(x: v128): v128 {
    const one = v128.or(v128.and(x, f32x4.splat(-0.0)), f32x4.splat(1));
    const zero = f32x4.splat(0);
    return v128.bitselect(one, f32x4.abs(x), v128.or(f32x4.lt(x, zero), f32x4.gt(x, zero)));
  }
}
@unmanaged class Positive {
  @inline of(x: v128): v128 { return v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1)); }
}
@unmanaged class OneMinusSquare {
  @inline of(x: v128): v128 { return f32x4.sub(f32x4.splat(1), f32x4.mul(x, x)); }
}
@unmanaged class LogisticSlope {
  @inline of(x: v128): v128 { return f32x4.mul(x, f32x4.sub(f32x4.splat(1), x)); }
}
@unmanaged class GeluSlope { @inline of(x: v128): v128 { return math.geluSlope(x); } }
@unmanaged class ToFloat { @inline of(x: v128): v128 { return f32x4.convert_i32x4_s(x); } }
@unmanaged class ToInt { @inline of(x: v128): v128 { return i32x4.trunc_sat_f32x4_s(x); } }
@unmanaged class Cube { @inline of(x: v128): v128 { return f32x4.mul(f32x4.mul(x, x), x); } }
@unmanaged class Fourth {
  @inline of(x: v128): v128 {
    const square = f32x4.mul(x, x);
    return f32x4.mul(square, square);
  }
}
@unmanaged class InverseSquare {
  @inline of(x: v128): v128 { return f32x4.div(f32x4.splat(1), f32x4.mul(x, x)); }
}

export function neg(args: usize): void { map<Neg>(args); }
export function abs(args: usize): void { map<Abs>(args); }
export function sign(args: usize): void { map<Sign>(args); }
export function square(args: usize): void { map<Square>(args); }
export function sqrt(args: usize): void { map<Sqrt>(args); }
export function reciprocal(args: usize): void { map<Reciprocal>(args); }
export function exp(args: usize): void { map<Exp>(args); }
export function log(args: usize): void { map<Log>(args); }
export function expm1(args: usize): void { map<Expm1>(args); }
export function log1p(args: usize): void { map<Log1p>(args); }
export function sin(args: usize): void { map<Sin>(args); }
export function cos(args: usize): void { map<Cos>(args); }
export function tanh(args: usize): void { map<Tanh>(args); }
export function sigmoid(args: usize): void { map<Sigmoid>(args); }
export function softplus(args: usize): void { map<Softplus>(args); }
export function relu(args: usize): void { map<Relu>(args); }
export function gelu(args: usize): void { map<Gelu>(args); }
export function erf(args: usize): void { map<Erf>(args); }
export function floor(args: usize): void { map<Floor>(args); }
export function positive(args: usize): void { map<Positive>(args); }
export function oneMinusSquare(args: usize): void { map<OneMinusSquare>(args); }
export function logisticSlope(args: usize): void { map<LogisticSlope>(args); }
export function geluSlope(args: usize): void { map<GeluSlope>(args); }
export function toFloat(args: usize): void { map<ToFloat>(args); }
export function toInt(args: usize): void { map<ToInt>(args); }

/** Small whole exponents are products; all others go through double precision. */
export function pow(args: usize): void {
  const y = load<f32>(args, 12);
  if (y == 2) return map<Square>(args);
  if (y == 3) return map<Cube>(args);
  if (y == 4) return map<Fourth>(args);
  if (y == -1) return map<Reciprocal>(args);
  if (y == -2) return map<InverseSquare>(args);
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  const end = out + ((<usize>load<u32>(args, 8)) << 2);
  for (; out < end; out += 4, x += 4) store<f32>(out, <f32>math.power(<f64>load<f32>(x), <f64>y));
}

/** out, n, value */
export function fill(args: usize): void {
  let out = <usize>load<u32>(args);
  const n = <usize>load<u32>(args, 4);
  const value = v128.load32_splat(args, 8);
  const end = out + ((n & ~3) << 2);
  for (; out < end; out += 16) v128.store(out, value);
  if (n & 3) storePart(out, value, n & 3);
}
