/**
 * One step of an optimiser over a flat vector of parameters, in one pass over memory. Moments are normal numbers or 0: those of units
 * that never fire decay until they are neither, and made Adam fifteen times as slow.
 */
import { loadPart, normalOrZero, storePart, sumAcross } from "./vector";

// @ts-ignore: decorator
@inline
function load4(p: usize, k: usize): v128 {
  return k == 4 ? v128.load(p) : loadPart(p, k);
}

// @ts-ignore: decorator
@inline
function store4(p: usize, v: v128, k: usize): void {
  if (k == 4) v128.store(p, v);
  else storePart(p, v, k);
}

/** p, g, n, rate, weightDecay */
export function sgd(args: usize): void {
  let p = <usize>load<u32>(args);
  let g = <usize>load<u32>(args, 4);
  const n = <usize>load<u32>(args, 8);
  const rate = v128.load32_splat(<usize>load<u32>(args, 12));
  const decay = v128.load32_splat(args, 16);
  const end = p + ((n & ~3) << 2);
  for (; p < end; p += 16, g += 16) sgd4(p, g, rate, decay, 4);
  if (n & 3) sgd4(p, g, rate, decay, n & 3);
}

// @ts-ignore: decorator
@inline
function sgd4(p: usize, g: usize, rate: v128, decay: v128, k: usize): void {
  const x = load4(p, k);
  const slope = f32x4.add(load4(g, k), f32x4.mul(decay, x));
  store4(p, normalOrZero(f32x4.sub(x, f32x4.mul(rate, slope))), k);
}

/** p, g, v, n, rate, mu, dampening, weightDecay, nesterov */
export function momentum(args: usize): void {
  let p = <usize>load<u32>(args);
  let g = <usize>load<u32>(args, 4);
  let v = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  const end = p + ((n & ~3) << 2);
  for (; p < end; p += 16, g += 16, v += 16) momentum4(p, g, v, args, 4);
  if (n & 3) momentum4(p, g, v, args, n & 3);
}

// @ts-ignore: decorator
@inline
function momentum4(p: usize, g: usize, v: usize, args: usize, k: usize): void {
  const rate = v128.load32_splat(<usize>load<u32>(args, 16));
  const mu = v128.load32_splat(args, 20);
  const fresh = f32x4.splat(1 - load<f32>(args, 24));
  const x = load4(p, k);
  const slope = f32x4.add(load4(g, k), f32x4.mul(v128.load32_splat(args, 28), x));
  const velocity = normalOrZero(f32x4.add(f32x4.mul(mu, load4(v, k)), f32x4.mul(fresh, slope)));
  store4(v, velocity, k);
  const ahead = load<f32>(args, 32) != 0 ? f32x4.add(slope, f32x4.mul(mu, velocity)) : velocity;
  store4(p, f32x4.sub(x, f32x4.mul(rate, ahead)), k);
}

/** p, g, v, n, rate, alpha, eps, weightDecay */
export function rmsprop(args: usize): void {
  let p = <usize>load<u32>(args);
  let g = <usize>load<u32>(args, 4);
  let v = <usize>load<u32>(args, 8);
  const n = <usize>load<u32>(args, 12);
  const end = p + ((n & ~3) << 2);
  for (; p < end; p += 16, g += 16, v += 16) rmsprop4(p, g, v, args, 4);
  if (n & 3) rmsprop4(p, g, v, args, n & 3);
}

// @ts-ignore: decorator
@inline
function rmsprop4(p: usize, g: usize, v: usize, args: usize, k: usize): void {
  const rate = v128.load32_splat(<usize>load<u32>(args, 16));
  const alpha = v128.load32_splat(args, 20);
  const fresh = f32x4.splat(1 - load<f32>(args, 20));
  const x = load4(p, k);
  const slope = f32x4.add(load4(g, k), f32x4.mul(v128.load32_splat(args, 28), x));
  const fresh2 = f32x4.mul(f32x4.mul(fresh, slope), slope);
  const square = normalOrZero(f32x4.add(f32x4.mul(alpha, load4(v, k)), fresh2));
  store4(v, square, k);
  const root = f32x4.add(f32x4.sqrt(square), v128.load32_splat(args, 24));
  store4(p, f32x4.sub(x, f32x4.div(f32x4.mul(rate, slope), root)), k);
}

/** bⁿ for a whole n ≥ 0, by repeated squaring. */
function wholePower(b: f64, n: i32): f64 {
  let y: f64 = 1;
  for (; n > 0; n >>= 1, b *= b) if (n & 1) y *= b;
  return y;
}

/**
 * p, g, m, v, n, t, rate, beta1, beta2, eps, weightDecay, decoupled
 *
 *     p −= rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 *
 * Kingma & Ba 2015, section 2, end; Loshchilov & Hutter 2019 for the decoupled decay. The
 * corrections are in double precision: 1 − 0.999 loses four digits in single.
 */
export function adam(args: usize): void {
  let p = <usize>load<u32>(args);
  let g = <usize>load<u32>(args, 4);
  let m = <usize>load<u32>(args, 8);
  let v = <usize>load<u32>(args, 12);
  const n = <usize>load<u32>(args, 16);
  const t = load<i32>(<usize>load<u32>(args, 20));
  const rate = <f64>load<f32>(<usize>load<u32>(args, 24));
  const beta1 = <f64>load<f32>(args, 28);
  const beta2 = <f64>load<f32>(args, 32);
  const eps = v128.load32_splat(args, 36);
  const decay = <f64>load<f32>(args, 40);
  const decoupled = load<u32>(args, 44) != 0;
  const step = f32x4.splat(<f32>(rate / (1 - wholePower(beta1, t))));
  const scale = f32x4.splat(<f32>(1 / sqrt<f64>(1 - wholePower(beta2, t))));
  const shrink = f32x4.splat(decoupled ? <f32>(1 - rate * decay) : 1);
  const coupled = f32x4.splat(decoupled ? 0 : <f32>decay);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const fresh1 = f32x4.splat(<f32>(1 - beta1));
  const fresh2 = f32x4.splat(<f32>(1 - beta2));
  const end = p + ((n & ~3) << 2);
  for (; p < end; p += 16, g += 16, m += 16, v += 16) {
    adam4(p, g, m, v, step, scale, shrink, coupled, b1, b2, fresh1, fresh2, eps, 4);
  }
  if (n & 3) adam4(p, g, m, v, step, scale, shrink, coupled, b1, b2, fresh1, fresh2, eps, n & 3);
}

// @ts-ignore: decorator
@inline
function adam4(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  step: v128,
  scale: v128,
  shrink: v128,
  coupled: v128,
  b1: v128,
  b2: v128,
  fresh1: v128,
  fresh2: v128,
  eps: v128,
  k: usize,
): void {
  const x = load4(p, k);
  const slope = f32x4.add(load4(g, k), f32x4.mul(coupled, x));
  const ofSlope = f32x4.mul(fresh1, slope);
  const ofSquare = f32x4.mul(f32x4.mul(fresh2, slope), slope);
  const mean = normalOrZero(f32x4.add(f32x4.mul(b1, load4(m, k)), ofSlope));
  const square = normalOrZero(f32x4.add(f32x4.mul(b2, load4(v, k)), ofSquare));
  store4(m, mean, k);
  store4(v, square, k);
  const root = f32x4.add(f32x4.mul(f32x4.sqrt(square), scale), eps);
  store4(p, f32x4.sub(f32x4.mul(x, shrink), f32x4.div(f32x4.mul(step, mean), root)), k);
}

/** p */
export function tick(args: usize): void {
  const p = <usize>load<u32>(args);
  store<i32>(p, load<i32>(p) + 1);
}

/** out, x, n, accumulate; in blocks, so that the error grows with the length of a block */
export function sumSquares(args: usize): void {
  const out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  let n = <usize>load<u32>(args, 8);
  let total: f64 = load<u32>(args, 12) != 0 ? <f64>load<f32>(out) : 0;
  for (; n > 4096; n -= 4096, x += 4096 << 2) total += <f64>squares(x, 4096);
  store<f32>(out, <f32>(total + <f64>squares(x, n)));
}

function squares(x: usize, n: usize): f32 {
  let a = f32x4.splat(0);
  let b = a;
  const end8 = x + ((n & ~7) << 2);
  for (; x < end8; x += 32) {
    const y = v128.load(x);
    const z = v128.load(x, 16);
    a = f32x4.add(a, f32x4.mul(y, y));
    b = f32x4.add(b, f32x4.mul(z, z));
  }
  let sum = sumAcross(f32x4.add(a, b));
  for (let k = n & 7; k > 0; k--, x += 4) sum += load<f32>(x) * load<f32>(x);
  return sum;
}
