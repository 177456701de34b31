/** pow, cbrt and hypot. */
import { LN2_HIGH, LN2_LOW, low, power2, productError, sumError } from "./doubles.ts";
import { exp, expShifted } from "./exponential.ts";
import { binaryExponent, log, mantissa } from "./logarithm.ts";

/**
 * xʸ = exp(y ln x), with ln x as a pair of doubles accurate to 2^-67, because y ln x may be 700 and
 * its error counts in full. Special values as JavaScript's `**`: x^0 is 1 for every x, NaN's
 * included; (±1)^±Infinity is NaN.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const size = Math.abs(x);
  const isOdd = isOddInteger(y);
  if (size === 0 || size === Infinity || Math.abs(y) === Infinity) return powSpecial(x, y, isOdd);
  if (x < 0 && Math.floor(y) !== y) return NaN;
  const power = powPositive(size, y);
  return x < 0 && isOdd ? -power : power;
}

/** ∛x */
export function cbrt(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0 && size < Infinity)) return x;
  const e = binaryExponent(size);
  const third = Math.floor(e / 3);
  const m = mantissa(size, e) * power2(e - 3 * third); // in (0.7, 5.7)
  const y = exp(log(m) / 3);
  const square = y * y;
  const squareLow = productError(y, y, square);
  const cube = square * y;
  const residual = m - cube - (productError(square, y, cube) + squareLow * y);
  const root = (y + residual / (3 * square)) * power2(third); // one step of Newton's method with an exact residual
  return x < 0 ? -root : root;
}

/** √(x² + y²) without overflow in between. */
export function hypot(x: number, y: number): number {
  const a = Math.max(Math.abs(x), Math.abs(y));
  const b = Math.min(Math.abs(x), Math.abs(y));
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity) return Infinity;
  if (!(b > 0)) return a; // b = 0, or NaN
  if (a > 1e150) return hypot(a * power2(-600), b * power2(-600)) * power2(600);
  if (a < 1e-120) return hypot(a * power2(600), b * power2(600)) * power2(-600);
  if (b < a * 1e-10) return a + (b * b) / (2 * a);
  const aa = a * a;
  const bb = b * b;
  const sum = aa + bb;
  const sumLow = aa - sum + bb + (productError(a, a, aa) + productError(b, b, bb));
  const root = Math.sqrt(sum);
  const square = root * root;
  return root + (sum - square - productError(root, root, square) + sumLow) / (2 * root);
}

function isOddInteger(y: number): boolean {
  return Math.abs(y) < 9007199254740992 && Math.abs(y % 2) === 1;
}

function powSpecial(x: number, y: number, isOdd: boolean): number {
  const size = Math.abs(x);
  if (size === 1) return NaN; // 1 to the power of infinity
  const grows = size > 1 === y > 0;
  const result = grows ? Infinity : 0;
  const isNegative = (x < 0 || Object.is(x, -0)) && isOdd;
  return isNegative ? -result : result;
}

function powPositive(x: number, y: number): number {
  if (x === 1) return 1;
  if (Math.abs(y) > 3.6e19) return x > 1 === y > 0 ? Infinity : 0; // |ln x| ≥ 2^-53, so |y ln x| > 2^11
  const logarithm = accurateLog(x);
  const logarithmLow = low[0]!;
  const p = y * logarithm;
  if (p > 709.8) return Infinity;
  if (p < -745.2) return 0;
  if (Math.abs(p) < 1e-20) return 1 + p;
  return expShifted(p, productError(y, logarithm, p) + y * logarithmLow, 0);
}

/**
 * ln x to about 2^-67 of itself: as in logarithm.ts, with the terms of artanh s = s (1 + z/3 + z²/5
 * + z³/7 …), z = s², up to z² in pairs and the rest in doubles.
 */
function accurateLog(x: number): number {
  const k = binaryExponent(x);
  const m = mantissa(x, k);
  const f = m - 1;
  const d = m + 1;
  const s = f / d;
  const product = s * d;
  const sLow = (f - product - productError(s, d, product) - s * (m - (d - 1))) / d;
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;

  const t = z * seventhOn(z);
  const q = 0.2 + t;
  const qLow = 0.2 - q + t - 1.1102230246251566e-17; // 1/5 = 0.2 − 1.1e-17
  const zq = z * q;
  const w = 1 / 3 + zq;
  const wLow =
    1 / 3 - w + zq + (1.850371707708594e-17 + (productError(z, q, zq) + z * qLow + zLow * q));
  const v = z * w;
  const vLow = productError(z, w, v) + (z * wLow + zLow * w);
  const u = s * v;
  const uLow = productError(s, v, u) + (s * vLow + sLow * v);

  const artanh = s + u;
  const artanhLow = s - artanh + u + (sLow + uLow);
  const large = k * LN2_HIGH;
  const sum = large + 2 * artanh;
  const sumLow = sumError(large, 2 * artanh, sum) + (2 * artanhLow + k * LN2_LOW);
  const high = sum + sumLow;
  low[0] = sum - high + sumLow;
  return high;
}

/** 1/7 + z/9 + z²/11 + … to 1/29 z¹¹. */
function seventhOn(z: number): number {
  const w = z * z;
  const even = 1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19 + w * (1 / 23 + w * (1 / 27)))));
  const odd = 1 / 9 + w * (1 / 13 + w * (1 / 17 + w * (1 / 21 + w * (1 / 25 + w * (1 / 29)))));
  return even + z * odd;
}
