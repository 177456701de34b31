/**
 * exp, expm1, and what is made of them: sinh, cosh, tanh, sigmoid.
 *
 * x = k ln 2 + r with |r| ≤ ½ ln 2, eˣ = 2ᵏ eʳ, and eʳ from its Taylor series; the sum 1 + r is
 * kept exactly, so that what is rounded is small against the result.
 */
import {
  LN2_HIGH,
  LN2_LOW,
  low,
  power2,
  productError,
  quotient,
  quotientRest,
  scale,
  sumError,
} from "./doubles.ts";

const INVERSE_LN2 = 1.4426950408889634;
const TINY = 3.725290298461914e-9; // 2^-28: below, x³ is under half a unit in the last place of x

/** eˣ */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Infinity : x; // the largest whose result is finite; NaN
  if (x < -745.1332191019412) return 0;
  return expShifted(x, 0, 0);
}

/** e^(x + xLow) · 2^shift for a small xLow, |x| < 800. */
export function expShifted(x: number, xLow: number, shift: number): number {
  const k = nearestExponent(x);
  const a = x - k * LN2_HIGH;
  const b = k * LN2_LOW;
  const r = a - b;
  const rLow = a - r - b + xLow;
  const s = 1 + r;
  const sLow = 1 - s + r;
  const tail = expTail(r);
  return scale(s + (sLow + (rLow * (s + tail) + tail)), k + shift);
}

/** eˣ − 1, exact also where eˣ is near 1. */
export function expm1(x: number): number {
  if (!(x <= 60)) return exp(x); // also NaN
  if (x < -40) return -1;
  if (Math.abs(x) < 5.551115123125783e-17) return x; // 2^-54
  return expm1Pair(x) + low[0]!;
}

/** sinh x = ½ (eˣ − e⁻ˣ) = ½ (E + E / (1 + E)) with E = eˣ − 1 */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (!(size >= TINY)) return x;
  const sign = x < 0 ? -1 : 1;
  if (size > 22) return sign * halfExp(size);
  const e = expm1Pair(size);
  const eLow = low[0]!;
  const d = 1 + e;
  const dLow = sumError(1, e, d) + eLow;
  const q = e / d;
  const sum = e + q;
  const sumLow = sumError(e, q, sum) + (eLow + quotientRest(q, e, eLow, d, dLow));
  return sign * 0.5 * (sum + sumLow);
}

/** cosh x = ½ (eˣ + e⁻ˣ) */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 22)) return halfExp(size);
  const e = expPair(size);
  const eLow = low[0]!;
  const q = 1 / e;
  const sum = e + q;
  return 0.5 * (sum + (sumError(e, q, sum) + (eLow + quotientRest(q, 1, 0, e, eLow))));
}

/** tanh x = E / (E + 2) with E = e²ˣ − 1 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (!(size >= TINY)) return x;
  if (size > 22) return x < 0 ? -1 : 1;
  const e = expm1Pair(2 * size);
  const eLow = low[0]!;
  const d = e + 2;
  const y = quotient(e, eLow, d, sumError(e, 2, d) + eLow);
  return x < 0 ? -y : y;
}

/** The logistic function σ(x) = 1 / (1 + e⁻ˣ) */
export function sigmoid(x: number): number {
  if (!(x >= -40)) return exp(x); // 1 + eˣ is 1 there
  if (x > 40) return 1;
  const e = expPair(-Math.abs(x));
  const eLow = low[0]!;
  const d = 1 + e;
  const dLow = 1 - d + e + eLow;
  return x >= 0 ? quotient(1, 0, d, dLow) : quotient(e, eLow, d, dLow);
}

function halfExp(x: number): number {
  if (x !== x) return x;
  return x < 711 ? expShifted(x, 0, -1) : Infinity;
}

/** eˣ as a pair, |x| ≤ 60. */
export function expPair(x: number): number {
  const k = nearestExponent(x);
  const a = x - k * LN2_HIGH;
  const b = k * LN2_LOW;
  const r = a - b;
  const s = 1 + r;
  const rest = 1 - s + r + ((a - r - b) * s + expTail(r));
  const power = power2(k);
  const high = s + rest;
  low[0] = (s - high + rest) * power;
  return high * power;
}

/** eˣ − 1 as a pair, 2^-54 ≤ |x| ≤ 60. */
function expm1Pair(x: number): number {
  const k = nearestExponent(x);
  if (k === 0) return expm1Near0(x);
  const e = expPair(x);
  const eLow = low[0]!;
  const difference = e - 1;
  const rest = sumError(e, -1, difference) + eLow;
  const high = difference + rest;
  low[0] = difference - high + rest;
  return high;
}

/** r + ½ r² + …, with the square in full, since nothing larger hides its rounding. */
function expm1Near0(r: number): number {
  const square = r * r;
  const half = 0.5 * square;
  const rest = 0.5 * productError(r, r, square) + square * r * expThirds(r, square);
  const sum = r + half;
  const sumLow = r - sum + half + rest;
  const high = sum + sumLow;
  low[0] = sum - high + sumLow;
  return high;
}

function nearestExponent(x: number): number {
  return Math.floor(x * INVERSE_LN2 + 0.5);
}

/** eʳ − 1 − r, |r| ≤ 0.35. Cut off after r¹⁴ / 14!, at 2^-60. */
function expTail(r: number): number {
  const z = r * r;
  return 0.5 * z + z * r * expThirds(r, z);
}

/** (eʳ − 1 − r − r²/2) / r³, even and odd powers apart so that they run side by side. */
function expThirds(r: number, z: number): number {
  const even =
    1 / 6 +
    z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800)))));
  const odd =
    1 / 24 +
    z *
      (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600 + z * (1 / 87178291200)))));
  return even + r * odd;
}
