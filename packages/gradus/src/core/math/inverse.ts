/**
 * atan, atan2, asin, acos: all from the angle whose tangent is a quotient of two pairs.
 *
 * For 0 ≤ q ≤ 1 the nearest eighth c is taken off, atan q = atan c + atan u with
 * u = (q − c) / (1 + q c), |u| ≤ 1/16, and atan u comes from its Taylor series.
 */
import {
  HALF_PI_HIGH,
  HALF_PI_LOW,
  low,
  PI_HIGH,
  PI_LOW,
  power2,
  productError,
  quotientRest,
} from "./doubles.ts";

const TINY = 7.450580596923828e-9; // 2^-27
const SQRT_HALF = 0.7071067811865476;

/** atan(k/8), k = 0 … 8, and what the doubles lack of it. */
const ATAN = [
  0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061,
  0.5585993153435624, 0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
] as const;
const ATAN_LOW = [
  0, -3.1253241424539383e-18, 1.0698755618734451e-17, -2.4623815582638635e-17,
  2.2698777452961687e-17, -5.4556305485916264e-18, 1.5834785051444286e-17, -2.1478388444456983e-17,
  3.061616997868383e-17,
] as const;

export function atan(x: number): number {
  const size = Math.abs(x);
  if (!(size >= TINY)) return x;
  const angle = size <= 1 ? atanUpTo1(size, 0) : atanAbove1(size);
  const y = angle + low[0]!;
  return x < 0 ? -y : y;
}

/** The angle of the point (x, y), in [−π, π]. */
export function atan2(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const angle = angleOf(Math.abs(y), Math.abs(x), x < 0 || Object.is(x, -0));
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}

export function asin(x: number): number {
  const size = Math.abs(x);
  if (size < TINY) return x;
  if (!(size <= 1)) return NaN;
  let angle = arcPair(size);
  if (size > SQRT_HALF) angle = complement(angle, HALF_PI_HIGH, HALF_PI_LOW);
  const y = angle + low[0]!;
  return x < 0 ? -y : y;
}

export function acos(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  let angle = arcPair(size);
  if (size <= SQRT_HALF) angle = complement(angle, HALF_PI_HIGH, HALF_PI_LOW);
  if (x < 0) angle = complement(angle, PI_HIGH, PI_LOW);
  return angle + low[0]!;
}

function atanAbove1(x: number): number {
  if (x > 1e18) return complement(atanUpTo1(0, 0), HALF_PI_HIGH, HALF_PI_LOW);
  const q = 1 / x;
  return complement(atanUpTo1(q, quotientRest(q, 1, 0, x, 0)), HALF_PI_HIGH, HALF_PI_LOW);
}

/** The angle of (±x, y), x and y ≥ 0. */
function angleOf(y: number, x: number, isLeft: boolean): number {
  if (y === 0) return isLeft ? PI_HIGH : 0;
  if (x === 0) return HALF_PI_HIGH;
  if (y === Infinity && x === Infinity) return isLeft ? 2.356194490192345 : 0.7853981633974483;
  const ratio = y / x;
  if (ratio < 1e-18) return isLeft ? PI_HIGH : ratio; // atan q = q to the last bit
  if (ratio > 1e18) return HALF_PI_HIGH;
  const angle = firstQuadrant(y, x);
  return (isLeft ? complement(angle, PI_HIGH, PI_LOW) : angle) + low[0]!;
}

/** The angle of (x, y) as a pair; y / x is neither huge nor tiny. */
function firstQuadrant(y: number, x: number): number {
  const down = Math.max(x, y) > 1e200 ? power2(-400) : Math.max(x, y) < 1e-200 ? power2(500) : 1;
  const large = Math.max(x, y) * down;
  const small = Math.min(x, y) * down;
  const q = small / large;
  const angle = atanUpTo1(q, quotientRest(q, small, 0, large, 0));
  return y > x ? complement(angle, HALF_PI_HIGH, HALF_PI_LOW) : angle;
}

/**
 * asin x for 0 ≤ x ≤ √½, acos x above: the atan of x / √(1 − x²) or of its inverse, whichever is
 * below 1.
 */
function arcPair(x: number): number {
  const square = x * x;
  const w = 1 - square;
  const wLow = 1 - w - square - productError(x, x, square);
  if (w === 0) return atanUpTo1(0, 0); // x = 1
  const s = Math.sqrt(w);
  const p = s * s;
  const sLow = (w - p - productError(s, s, p) + wLow) / (2 * s);
  if (x <= SQRT_HALF) {
    const q = x / s;
    return atanUpTo1(q, quotientRest(q, x, 0, s, sLow));
  }
  const q = s / x;
  return atanUpTo1(q, quotientRest(q, s, sLow, x, 0));
}

/** whole − (angle + low[0]), as a pair. */
function complement(angle: number, whole: number, wholeLow: number): number {
  const high = whole - angle;
  low[0] = whole - high - angle + (wholeLow - low[0]!);
  return high;
}

/** atan(q + qLow) as a pair, 0 ≤ q ≤ 1. */
function atanUpTo1(q: number, qLow: number): number {
  const lowEffect = qLow / (1 + q * q);
  if (q < 0.1875) {
    low[0] = lowEffect + q * atanSeries(q * q);
    return q;
  }
  const k = Math.floor(8 * q + 0.5);
  const c = k / 8;
  const t = q * c;
  const d = 1 + t;
  const dLow = 1 - d + t + productError(q, c, t);
  const n = q - c; // exact
  const u = n / d;
  const rest = quotientRest(u, n, 0, d, dLow) + lowEffect + u * atanSeries(u * u);
  const high = ATAN[k]! + u;
  low[0] = ATAN[k]! - high + u + (ATAN_LOW[k]! + rest);
  return high;
}

/** atan(u) / u − 1 in z = u² ≤ 0.036; cut off at 2^-61. */
function atanSeries(z: number): number {
  const w = z * z;
  const even =
    -1 / 3 + w * (-1 / 7 + w * (-1 / 11 + w * (-1 / 15 + w * (-1 / 19 + w * (-1 / 23)))));
  const odd = 1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17 + w * (1 / 21 + w * (1 / 25)))));
  return z * (even + z * odd);
}
