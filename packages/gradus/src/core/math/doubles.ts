/**
 * Exact arithmetic on pairs of doubles, from + − × ÷ alone (Dekker 1971, Knuth 4.2.2). A number is
 * kept as high + low, the low part being what the high part has lost to rounding. Functions that
 * give a pair return the high part and leave the low one in `low[0]`, because returning an object
 * would cost more than the arithmetic.
 */

/** Where the low part of the last pair is left. Read it at once. */
export const low = new Float64Array(1);

/** What the rounded sum s = a + b has lost: a + b = s + sumError(a, b, s), exactly. */
export function sumError(a: number, b: number, s: number): number {
  const t = s - a;
  return a - (s - t) + (b - t);
}

/**
 * What the rounded product p = a · b has lost. Exact for |a|, |b| < 2^995 and products above
 * 2^-969.
 */
export function productError(a: number, b: number, p: number): number {
  const aHigh = upper(a);
  const bHigh = upper(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits of a, so that products of two such are exact (Veltkamp). */
export function upper(a: number): number {
  const c = 134217729 * a; // 2^27 + 1
  return c - (c - a);
}

/** (n + nLow) / (d + dLow), rounded about once. */
export function quotient(n: number, nLow: number, d: number, dLow: number): number {
  const q = n / d;
  return q + quotientRest(q, n, nLow, d, dLow);
}

/** What q = n / d lacks of (n + nLow) / (d + dLow). */
export function quotientRest(q: number, n: number, nLow: number, d: number, dLow: number): number {
  const p = q * d;
  return (n - p - productError(q, d, p) + nLow - q * dLow) / d;
}

/** 2^k for k = −1074 … 1023, at index k + 1074. */
const powers = /* @__PURE__ */ powersOfTwo();

function powersOfTwo(): Float64Array {
  const out = new Float64Array(2098);
  for (let i = 0, p = 5e-324; i < 2098; i++, p *= 2) out[i] = p;
  return out;
}

/** 2^k, −1074 ≤ k ≤ 1023. */
export function power2(k: number): number {
  return powers[k + 1074]!;
}

/**
 * y · 2^k with one rounding, for 0.5 ≤ y < 4 and any k: overflows to Infinity, underflows
 * gradually.
 */
export function scale(y: number, k: number): number {
  if (k > 1023) return y * power2(1023) * power2(k - 1023 > 1023 ? 1023 : k - 1023);
  if (k < -1074) return k < -1200 ? 0 : y * power2(k + 1074) * power2(-1074);
  return y * power2(k);
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = /* @__PURE__ */ highWordIndex();

function highWordIndex(): 0 | 1 {
  double[0] = 1;
  return words[1] === 0 ? 0 : 1; // little-endian nearly everywhere
}

/** The e of x = m · 2^e, 1 ≤ m < 2, for a positive normal x. */
export function exponent(x: number): number {
  double[0] = x;
  return ((words[HIGH]! >>> 20) & 0x7ff) - 1023;
}

/** The smallest normal double, 2^-1022. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** ln 2; the first part has 32 bits, so that its product with an exponent is exact. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

export const PI_HIGH = 3.141592653589793;
export const PI_LOW = 1.2246467991473532e-16;
export const HALF_PI_HIGH = 1.5707963267948966;
export const HALF_PI_LOW = 6.123233995736766e-17;
