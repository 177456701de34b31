/**
 * Elementary functions of four float32 numbers at a time, to 2-3 units in the last place.
 *
 * Only + − × ÷ and sqrt, never a fused multiply-add, so every build gives the same bits. NaN goes
 * through; the limits are exact. Polynomials: log, sin and cos from Cephes (S. Moshier, 1989), erf from
 * N. Juffa ("A faster erff()", 2019), the others fitted for the least relative error.
 *
 * `pmin(a, b)` is b < a ? b : a, one instruction, and keeps a NaN in a; f32x4.min would cost seven.
 */

// @ts-ignore: decorator
@inline
function c(x: f32): v128 {
  return f32x4.splat(x);
}

/** a·b + c, rounded twice. */
// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Adding 1.5·2²³ rounds |x| < 2²² to a whole number, which then stands in the lowest bits. */
// @ts-ignore: decorator
@inline
function rounder(): v128 {
  return c(12582912);
}

/** 2ⁿ as a float, n a whole int32 in −126 … 128 (2¹²⁸ is ∞). */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), i32x4.splat(0x3f800000));
}

/**
 * (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, z = r².
 *
 * Here and below polynomials are summed in pairs: the processor waits for one chain of sums, not
 * for their number.
 */
// @ts-ignore: decorator
@inline
function expTail(r: v128, z: v128): v128 {
  const low = madd(c(1.66666657e-1), r, c(0.5));
  const middle = madd(c(8.33338965e-3), r, c(4.16663587e-2));
  const high = madd(c(1.98458874e-4), r, c(1.39407441e-3));
  return madd(madd(high, z, middle), z, low);
}

/** x − n ln 2 in two steps; the first product is exact for |n| < 2¹⁴. */
// @ts-ignore: decorator
@inline
function minusLogTwos(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, c(0.693359375))), f32x4.mul(n, c(-2.12194440e-4)));
}

// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, c(89)), c(-104)); // e⁸⁹ = ∞ and e⁻¹⁰⁴ = 0 in float32
  const t = madd(x, c(1.44269504), rounder());
  const r = minusLogTwos(x, f32x4.sub(t, rounder()));
  const z = f32x4.mul(r, r);
  let y = f32x4.add(madd(expTail(r, z), z, r), c(1));
  // a product that vanishes cost processors of Intel about 40 ns: where attention is masked, 0 is put in instead
  y = v128.andnot(y, f32x4.le(x, c(-104)));
  // 2ⁿ in two factors: n reaches from −150, where results are denormal, to 128
  const n = i32x4.sub(t, rounder());
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** eˣ for −87 ≤ x ≤ 88.3: one scaling less. NaN goes through. */
// @ts-ignore: decorator
@inline
function expInside(x: v128): v128 {
  const t = madd(x, c(1.44269504), rounder());
  const r = minusLogTwos(x, f32x4.sub(t, rounder()));
  const z = f32x4.mul(r, r);
  const y = f32x4.add(madd(expTail(r, z), z, r), c(1));
  return f32x4.mul(y, powerOfTwo(t)); // the bits of the rounder fall off at the left
}

// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, c(89)), c(-20)); // −1 from −17.4 on
  const t = madd(x, c(1.44269504), rounder());
  const r = minusLogTwos(x, f32x4.sub(t, rounder()));
  const z = f32x4.mul(r, r);
  const q = madd(expTail(r, z), z, r);
  // 2ⁿ q + (2ⁿ − 1), with half of each so that 2¹²⁸ does not overflow too early
  const s = powerOfTwo(i32x4.sub(i32x4.sub(t, rounder()), i32x4.splat(1)));
  const y = madd(s, q, f32x4.sub(s, c(0.5)));
  return f32x4.add(y, y);
}

/** log x for normal x > 0; other x give nonsense. */
// @ts-ignore: decorator
@inline
function logNormal(x: v128, scaled: v128): v128 {
  const sqrtHalf = i32x4.splat(0x3f3504f3);
  const bits = i32x4.sub(x, sqrtHalf);
  const e = f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23)), scaled);
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), sqrtHalf); // √½ ≤ m < √2, x = 2ᵉ m
  const f = f32x4.sub(m, c(1));
  const z = f32x4.mul(f, f);
  let p = madd(c(7.0376836292e-2), z, madd(c(-1.1514610310e-1), f, c(1.1676998740e-1)));
  p = madd(p, z, madd(c(-1.2420140846e-1), f, c(1.4249322787e-1)));
  p = madd(p, z, madd(c(-1.6668057665e-1), f, c(2.0000714765e-1)));
  p = madd(p, z, madd(c(-2.4999993993e-1), f, c(3.3333331174e-1)));
  let y = f32x4.mul(f32x4.mul(p, f), z);
  y = madd(e, c(-2.12194440e-4), y);
  y = f32x4.sub(y, f32x4.mul(z, c(0.5)));
  return madd(e, c(0.693359375), f32x4.add(f, y));
}

// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, c(1.17549435e-38));
  const scaled = v128.and(tiny, c(23)); // denormal numbers are lifted by 2²³
  let y = logNormal(v128.bitselect(f32x4.mul(x, c(8388608)), x, tiny), scaled);
  y = v128.bitselect(y, f32x4.mul(x, x), f32x4.lt(x, c(Infinity))); // log ∞ = ∞, NaN stays
  y = v128.bitselect(y, c(-Infinity), f32x4.ne(x, c(0)));
  return v128.or(y, f32x4.lt(x, c(0))); // all bits set is a NaN
}

/** log(1 + x) = log u + (what rounding u = 1 + x lost) / u. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const u = f32x4.add(c(1), x);
  const small = f32x4.sub(x, f32x4.sub(u, c(1)));
  const large = f32x4.sub(c(1), f32x4.sub(u, x));
  const rest = f32x4.div(v128.bitselect(small, large, f32x4.lt(x, c(1))), u);
  // at −1 and ∞ the rest is a NaN: none
  return f32x4.add(log(u), v128.and(rest, f32x4.eq(rest, rest)));
}

/**
 * tanh x = (1 − e^−2|x|) / (1 + e^−2|x|), with one division in all:
 *
 *     e^−2|x| = 2ⁿ (b − r) / (b + r),  r = |x| + n ln 2 / 2,  b = r coth r = 1 + w
 *     tanh |x| = (μ + μw + pr) / (p + pw + μr),  μ = 1 − 2ⁿ,  p = 1 + 2ⁿ
 *
 * Nothing cancels, and near 0, where n = 0, what remains is 2r / (2 + 2w).
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const sign = c(-0.0);
  const a = f32x4.pmin(v128.andnot(x, sign), c(10)); // 1 from 9.02 on
  const t = madd(a, c(-2.88539008), rounder());
  const n = f32x4.sub(t, rounder());
  const r = f32x4.add(madd(n, c(0.3466796875), a), f32x4.mul(n, c(-1.06097220e-4)));
  const z = f32x4.mul(r, r);
  const w = f32x4.mul(madd(c(-0.0221338291), z, c(0.333332509)), z);
  const s = powerOfTwo(t); // the bits of the rounder fall off at the left
  const mu = f32x4.sub(c(1), s);
  const p = f32x4.add(c(1), s);
  const above = f32x4.add(mu, madd(mu, w, f32x4.mul(p, r)));
  const below = f32x4.add(p, madd(p, w, f32x4.mul(mu, r)));
  return v128.bitselect(x, f32x4.div(above, below), sign);
}

/**
 * 1 / (1 + e⁻ˣ) = (B − r) / ((B − r) + 2ⁿ (B + r)) with B = r coth(r / 2); the limits 0 and 1 are
 * exact.
 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  // −x is at most 89, where 2¹²⁸ = ∞ makes 0; below −20 nothing but 1 is left
  const y = f32x4.pmax(f32x4.pmin(f32x4.neg(x), c(89)), c(-87));
  const t = madd(y, c(1.44269504), rounder());
  const r = minusLogTwos(y, f32x4.sub(t, rounder()));
  const z = f32x4.mul(r, r);
  const B = madd(madd(c(-0.00276672863), z, c(0.166666254)), z, c(2));
  const below = f32x4.sub(B, r);
  return f32x4.div(below, madd(powerOfTwo(t), f32x4.add(B, r), below));
}

/** max(x, 0) + log(1 + e^−|x|). */
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  const u = exp(v128.or(x, c(-0.0)));
  const one = f32x4.add(c(1), u);
  const rest = f32x4.div(f32x4.sub(u, f32x4.sub(one, c(1))), one);
  return f32x4.add(relu(x), f32x4.add(logNormal(one, c(0)), rest));
}

/** max(x, 0); NaN and −0 stay. */
// @ts-ignore: decorator
@inline
export function relu(x: v128): v128 {
  return f32x4.pmax(x, c(0));
}

// @ts-ignore: decorator
@inline
export function erf(x: v128): v128 {
  const sign = c(-0.0);
  const a = v128.andnot(x, sign);
  const t = f32x4.pmin(a, c(4)); // 1 from 3.92 on
  const s = f32x4.mul(t, t);
  const middle = madd(c(-3.88396438e-3), t, c(2.42546219e-2));
  const high = madd(madd(c(-1.72853470e-5), t, c(3.83197126e-4)), s, middle);
  const low = madd(c(-6.34846687e-1), t, c(-1.28717512e-1));
  let r = madd(madd(high, t, c(-1.06777877e-1)), s, low);
  r = f32x4.sub(f32x4.mul(r, t), t);
  const outer = f32x4.sub(c(1), expInside(r));
  const s2 = f32x4.mul(s, s);
  let p = madd(c(-2.67681349e-2), s, c(1.12819925e-1));
  p = madd(madd(c(-5.96761703e-4), s, c(4.99119423e-3)), s2, p);
  p = madd(p, s2, madd(c(-3.76125336e-1), s, c(1.28379166e-1)));
  const inner = madd(p, t, t);
  const y = v128.bitselect(outer, inner, f32x4.gt(a, c(0.927734375)));
  return v128.bitselect(x, y, sign);
}

/** x Φ(x) = x (1 + erf(x / √2)) / 2. */
// @ts-ignore: decorator
@inline
export function gelu(x: v128): v128 {
  const y = f32x4.mul(f32x4.mul(c(0.5), x), f32x4.add(c(1), erf(f32x4.mul(x, c(0.70710678118)))));
  return v128.andnot(y, f32x4.lt(x, c(-1e30))); // −∞ · 0 would be NaN
}

/** Φ(x) + x φ(x) = (1 + erf(x / √2)) / 2 + x e^(−x²/2) / √(2π). */
// @ts-ignore: decorator
@inline
export function geluSlope(x: v128): v128 {
  const below = f32x4.mul(f32x4.add(erf(f32x4.mul(x, c(0.70710678118))), c(1)), c(0.5));
  const density = f32x4.mul(exp(f32x4.mul(f32x4.mul(x, x), c(-0.5))), c(0.3989422804));
  return madd(x, density, below);
}

/** sin r for |r| ≤ π/4. */
// @ts-ignore: decorator
@inline
function sinInside(r: v128, z: v128): v128 {
  let p = madd(c(-1.9515295891e-4), z, c(8.3321608736e-3));
  p = madd(p, z, c(-1.6666654611e-1));
  return madd(f32x4.mul(p, z), r, r);
}

/** cos r for |r| ≤ π/4, z = r². */
// @ts-ignore: decorator
@inline
function cosInside(z: v128): v128 {
  let p = madd(c(2.443315711809948e-5), z, c(-1.388731625493765e-3));
  p = madd(p, z, c(4.166664568298827e-2));
  return f32x4.add(f32x4.sub(f32x4.mul(p, f32x4.mul(z, z)), f32x4.mul(z, c(0.5))), c(1));
}

/** sin(r + quarter·π/2): odd quarters take the cosine, the upper two the other sign. */
// @ts-ignore: decorator
@inline
export function sinAt(r: v128, quarter: v128): v128 {
  const z = f32x4.mul(r, r);
  const odd = i32x4.eq(v128.and(quarter, i32x4.splat(1)), i32x4.splat(1));
  const sign = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(cosInside(z), sinInside(r, z), odd), sign);
}

/**
 * Two doubles minus the nearest multiple of π/2. The first product is exact: 33 bits of π/2, |n| <
 * 2²⁰.
 */
// @ts-ignore: decorator
@inline
function minusQuarters(x: v128, n: v128): v128 {
  return f64x2.sub(
    f64x2.sub(x, f64x2.mul(n, f64x2.splat(1.57079632673412561417))),
    f64x2.mul(n, f64x2.splat(6.07710050650619224932e-11)),
  );
}

/** sin(x + shift·π/2). The reduction is in double precision, beyond 10⁶ in whole numbers. */
// @ts-ignore: decorator
@inline
function sinShifted(x: v128, shift: i32): v128 {
  const far = f32x4.ge(v128.andnot(x, c(-0.0)), c(1e6)); // also ∞, not NaN
  if (v128.any_true(far)) return sinFar(x, shift);
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
  const scale = f64x2.splat(0.63661977236758134308);
  const round = f64x2.splat(6755399441055744); // 1.5·2⁵²
  const tLow = f64x2.add(f64x2.mul(low, scale), round);
  const tHigh = f64x2.add(f64x2.mul(high, scale), round);
  const rLow = f32x4.demote_f64x2_zero(minusQuarters(low, f64x2.sub(tLow, round)));
  const rHigh = f32x4.demote_f64x2_zero(minusQuarters(high, f64x2.sub(tHigh, round)));
  const quarter = v128.shuffle<i32>(tLow, tHigh, 0, 2, 4, 6);
  return sinAt(v128.shuffle<i64>(rLow, rHigh, 0, 2), i32x4.add(quarter, i32x4.splat(shift)));
}

// @ts-ignore: decorator
@inline
export function sin(x: v128): v128 {
  return sinShifted(x, 0);
}

// @ts-ignore: decorator
@inline
export function cos(x: v128): v128 {
  return sinShifted(x, 1);
}

/** Lane by lane, with every number reduced as far as it needs. */
function sinFar(x: v128, shift: i32): v128 {
  let y = f32x4.replace_lane(x, 0, sinOne(f32x4.extract_lane(x, 0), shift));
  y = f32x4.replace_lane(y, 1, sinOne(f32x4.extract_lane(x, 1), shift));
  y = f32x4.replace_lane(y, 2, sinOne(f32x4.extract_lane(x, 2), shift));
  return f32x4.replace_lane(y, 3, sinOne(f32x4.extract_lane(x, 3), shift));
}

function sinOne(x: f32, shift: i32): f32 {
  const a = abs(x);
  if (!(a >= 1e6)) return f32x4.extract_lane(sinShifted(f32x4.splat(x), shift), 0);
  if (a == Infinity) return NaN;
  // Payne & Hanek 1983: of x·2/π only the bits around the point matter, 96 of 2/π are enough for 24
  // of x.
  const bits = reinterpret<u32>(a);
  const lift = (bits >> 23) & 7;
  const m = <u64>(((bits & 0x7fffff) | 0x800000) << lift);
  const at = ((bits >> 26) & 15) as i32;
  let turn = ((m * <u64>twoOverPi(at)) << 32) | ((m * <u64>twoOverPi(at + 8)) >> 32);
  turn += m * <u64>twoOverPi(at + 4);
  const n = (turn + ((<u64>1) << 61)) >> 62;
  let r = <f64>(<i64>(turn - (n << 62))) * 3.4061215800301e-19; // (π/2) 2⁻⁶²
  let quarter = <i32>n;
  if (x < 0) {
    r = -r;
    quarter = -quarter;
  }
  return f32x4.extract_lane(sinAt(f32x4.splat(<f32>r), i32x4.splat(quarter + shift)), 0);
}

/** 32 bits of 4/π·2⁻²: bytes at−3 … at of a2f9836e4e441529fc27…, with zeros before the first. */
function twoOverPi(at: i32): u32 {
  const first = (at - 3) >> 2;
  const shift = ((at - 3) & 3) << 3;
  const pair = ((<u64>wordOfTwoOverPi(first)) << 32) | (<u64>wordOfTwoOverPi(first + 1));
  return <u32>(pair >> (32 - shift));
}

function wordOfTwoOverPi(i: i32): u32 {
  switch (i) {
    case 0:
      return 0xa2f9836e;
    case 1:
      return 0x4e441529;
    case 2:
      return 0xfc2757d1;
    case 3:
      return 0xf534ddc0;
    case 4:
      return 0xdb629599;
    case 5:
      return 0x3c439041;
    case 6:
      return 0xfe5163ab;
    default:
      return 0;
  }
}

/** sin and cos of the angle 2πu, for 0 ≤ u < 1; the reduction is exact. */
// @ts-ignore: decorator
@inline
export function sinOfTurns(u: v128, shift: i32): v128 {
  const four = f32x4.mul(u, c(4));
  const t = f32x4.add(four, rounder());
  const r = f32x4.mul(f32x4.sub(four, f32x4.sub(t, rounder())), c(1.57079633));
  return sinAt(r, i32x4.add(t, i32x4.splat(shift)));
}

/** xʸ in double precision: e^(y log |x|) with its sign; the special cases are those of IEEE 754. */
export function power(x: f64, y: f64): f64 {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return NaN;
  const whole = y == floor(y);
  const odd = whole && floor(y * 0.5) != y * 0.5;
  if (x < 0 && !whole && x != -Infinity) return NaN;
  const size = powerOfPositive(abs(x), y);
  return odd ? copysign(size, x) : size;
}

function powerOfPositive(x: f64, y: f64): f64 {
  if (abs(y) == Infinity) return x == 1 ? 1 : x > 1 == y > 0 ? Infinity : 0;
  if (x == 0) return y > 0 ? 0 : Infinity;
  if (x == Infinity) return y > 0 ? Infinity : 0;
  const z = y * logDouble(x);
  return z > 709 ? Infinity : z < -708 ? 0 : expDouble(z);
}

/** log x of a normal double by the series of artanh. */
function logDouble(x: f64): f64 {
  const bits = reinterpret<i64>(x) - 0x3fe6a09e667f3bcd;
  const e = <f64>(bits >> 52);
  const m = reinterpret<f64>((bits & 0xfffffffffffff) + 0x3fe6a09e667f3bcd);
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p: f64 = 0;
  for (let k = 19; k >= 1; k -= 2) p = p * z + 1.0 / <f64>k;
  return e * 0.69314718055994530942 + 2 * s * p;
}

function expDouble(x: f64): f64 {
  const n = nearest(x * 1.4426950408889634);
  const r = x - n * 0.693147180369123816490 - n * 1.90821492927058770002e-10;
  let p: f64 = 1;
  for (let k = 13; k >= 1; k--) p = 1 + (p * r) / <f64>k;
  return p * reinterpret<f64>((<i64>n + 1023) << 52);
}
