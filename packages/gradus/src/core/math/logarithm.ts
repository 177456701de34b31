/**
 * log, log1p, log2, log10.
 *
 * x = 2ᵏ m with √½ ≤ m < √2, and ln m = 2 artanh s, s = (m − 1) / (m + 1), |s| < 0.172, from the
 * series of artanh. The quotient s is kept as a pair, so the leading term 2 s carries no error of
 * its own.
 */
import {
  exponent,
  LN2_HIGH,
  LN2_LOW,
  low,
  power2,
  productError,
  SMALLEST_NORMAL,
  sumError,
  upper,
} from "./doubles.ts";

const SQRT2 = 1.4142135623730951;

/** Natural logarithm. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return logOfSpecial(x);
  const k = binaryExponent(x);
  return plusExponent(k, logMantissa(mantissa(x, k), 0), low[0]!);
}

/** ln(1 + x), exact also where 1 + x is near 1. */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x > 0 ? x : NaN;
  if (Math.abs(x) < 5.551115123125783e-17) return x; // 2^-54
  const u = 1 + x;
  const k = binaryExponent(u);
  return plusExponent(k, logMantissa(mantissa(u, k), sumError(1, x, u) / u), low[0]!);
}

/** Logarithm to base 2; exact for powers of 2. */
export function log2(x: number): number {
  return toBase(x, 1.4426950408889634, 2.0355273740931033e-17, 1, 0);
}

/** Logarithm to base 10; exact for powers of 10. */
export function log10(x: number): number {
  return toBase(
    x,
    0.4342944819032518,
    1.098319650216765e-17,
    0.3010299955494702,
    1.1451100898021838e-10,
  );
}

/** ln x as a pair, for a positive finite x. */
export function logPair(x: number): number {
  const k = binaryExponent(x);
  const high = logMantissa(mantissa(x, k), 0);
  const rest = low[0]!;
  const large = k * LN2_HIGH;
  const sum = large + high;
  const sumLow = sumError(large, high, sum) + (rest + k * LN2_LOW);
  const result = sum + sumLow;
  low[0] = sum - result + sumLow;
  return result;
}

/** The k of x = 2ᵏ m with √½ < m ≤ √2. */
export function binaryExponent(x: number): number {
  if (x < SMALLEST_NORMAL) return binaryExponent(x * 18014398509481984) - 54;
  const k = exponent(x);
  return x * power2(-k) > SQRT2 ? k + 1 : k;
}

/** x · 2^-k, exactly. */
export function mantissa(x: number, k: number): number {
  if (k > 1023) return x * 0.5 * power2(1 - k);
  return k < -1022 ? x * power2(600) * power2(-k - 600) : x * power2(-k);
}

function logOfSpecial(x: number): number {
  if (x === 0) return -Infinity;
  return x > 0 ? x : NaN;
}

/** ln m + correction as 2 s_upper and the rest. */
function logMantissa(m: number, correction: number): number {
  const f = m - 1; // exact
  const d = m + 1;
  const s = f / d;
  const sHigh = upper(s);
  const dHigh = upper(d);
  const sLow = (f - sHigh * dHigh - sHigh * (d - dHigh + (m - (d - 1)))) / d;
  low[0] = 2 * sLow + (s * s * s * artanhSeries(s * s) + correction);
  return 2 * sHigh;
}

/** 2 (artanh s − s) / s³ in z = s² ≤ 0.0295; cut off at 2^-60 of the whole. */
function artanhSeries(z: number): number {
  const w = z * z;
  const even = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19 + w * (2 / 23)))));
  const odd = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))));
  return even + z * odd;
}

function plusExponent(k: number, high: number, rest: number): number {
  if (k === 0) return high + rest;
  const large = k * LN2_HIGH;
  const sum = large + high;
  return sum + (large - sum + high + (rest + k * LN2_LOW));
}

/** k · log 2 + (ln m) / ln base, the second factor of each as a pair. */
function toBase(
  x: number,
  inverse: number,
  inverseLow: number,
  two: number,
  twoLow: number,
): number {
  if (!(x > 0 && x < Infinity)) return logOfSpecial(x);
  const k = binaryExponent(x);
  const high = logMantissa(mantissa(x, k), 0);
  const natural = high + low[0]!;
  const naturalLow = high - natural + low[0]!;
  const p = natural * inverse;
  const pLow = productError(natural, inverse, p) + (natural * inverseLow + naturalLow * inverse);
  const large = k * two;
  const sum = large + p;
  return sum + (sumError(large, p, sum) + (pLow + k * twoLow));
}
