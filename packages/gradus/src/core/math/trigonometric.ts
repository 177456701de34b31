/**
 * sin, cos, tan.
 *
 * x = n π/2 + r with |r| ≤ π/4, r as a pair; then the Taylor series of sin r or cos r. Up to 1.6
 * million the reduction subtracts n times π/2 in four parts (Cody and Waite 1980), beyond with as
 * many digits of 2/π as the exponent of x needs (Payne and Hanek 1983), so that sin(1e300) is right
 * as well.
 */
import {
  HALF_PI_HIGH,
  HALF_PI_LOW,
  low,
  productError,
  quotient,
  sumError,
  upper,
} from "./doubles.ts";
import { reduceLarge } from "./largeAngle.ts";

const QUARTER_PI = 0.7853981633974483;
const TWO_OVER_PI = 0.6366197723675814;
const MEDIUM = 1647099; // 2^20 · π/2
const TINY = 7.450580596923828e-9; // 2^-27

// π/2 in parts of 33 bits (their products with n < 2^20 are exact) and a rest.
const PART_1 = 1.5707963267341256;
const PART_2 = 6.077100506303966e-11;
const PART_3 = 2.0222662487111665e-21;
const PART_4 = 8.4784276603689e-32;

export function sin(x: number): number {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) return size < TINY ? x : sinNear0(x, 0);
  if (!(size < Infinity)) return NaN;
  const turn = quarterTurns(x);
  const r = remainder(x, turn);
  const rLow = low[0]!;
  const y = turn % 2 === 0 ? sinNear0(r, rLow) : cosNear0(r, rLow);
  return quadrant(turn) >= 2 ? -y : y;
}

export function cos(x: number): number {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) return cosNear0(x, 0);
  if (!(size < Infinity)) return NaN;
  const turn = quarterTurns(x);
  const r = remainder(x, turn);
  const rLow = low[0]!;
  const y = turn % 2 === 0 ? cosNear0(r, rLow) : sinNear0(r, rLow);
  return (quadrant(turn) + 1) % 4 >= 2 ? -y : y;
}

/**
 * Both at once, of equal bits, for a little more than the price of one: out[0] = sin x, out[1] = cos x.
 */
export function sinCos(x: number, out: Float64Array): void {
  const size = Math.abs(x);
  if (size <= QUARTER_PI) {
    sinCosNear0(x, 0, out);
    if (size < TINY) out[0] = x; // −0 stays −0
    return;
  }
  if (!(size < Infinity)) {
    out[0] = NaN;
    out[1] = NaN;
    return;
  }
  const turn = quarterTurns(x);
  const r = remainder(x, turn);
  sinCosNear0(r, low[0]!, out);
  // By tables: a branch on the quadrant would be mispredicted half of the time.
  const q = quadrant(turn);
  const s = out[q & 1]! * signs[q]!;
  out[1] = out[(q + 1) & 1]! * signs[(q + 1) & 3]!;
  out[0] = s;
}

/** The sign of ± sin r or ± cos r in each quadrant. */
const signs = /* @__PURE__ */ Float64Array.of(1, 1, -1, -1);

export function tan(x: number): number {
  const size = Math.abs(x);
  if (size < TINY) return x;
  if (!(size < Infinity)) return NaN;
  const isSmall = size <= QUARTER_PI;
  const turn = isSmall ? 0 : quarterTurns(x);
  const r = isSmall ? x : remainder(x, turn);
  const rLow = isSmall ? 0 : low[0]!;

  const z = r * r;
  const zLow = squareError(r, z);
  const sinRest = sinTail(r, z, rLow);
  const s = r + sinRest;
  const sLow = r - s + sinRest;
  const half = 0.5 * z;
  const head = 1 - half;
  const cosRest = 1 - head - half + cosTail(r, z, rLow, zLow);
  const c = head + cosRest;
  const cLow = head - c + cosRest;
  return turn % 2 === 0 ? quotient(s, sLow, c, cLow) : -quotient(c, cLow, s, sLow);
}

/** The n of x ≈ n π/2; for a large x only n mod 4, with the remainder left to `remainder`. */
function quarterTurns(x: number): number {
  return Math.abs(x) < MEDIUM ? Math.floor(x * TWO_OVER_PI + 0.5) : reduceLarge(x);
}

function quadrant(turn: number): number {
  return turn & 3;
}

/** x − turn · π/2 as a pair. */
function remainder(x: number, turn: number): number {
  return Math.abs(x) < MEDIUM ? reduceMedium(x, turn) : largeRemainder();
}

function reduceMedium(x: number, n: number): number {
  const a = x - n * PART_1; // exact
  const b = n * PART_2;
  const t = a - b;
  const c = n * PART_3;
  const u = t - c;
  const rest = sumError(a, -b, t) + sumError(t, -c, u) - n * PART_4;
  const high = u + rest;
  low[0] = u - high + rest;
  return high;
}

/** The fraction of a quarter turn that reduceLarge left, times π/2. */
function largeRemainder(): number {
  const fraction = reduceLarge.rest[0]!;
  const fractionLow = reduceLarge.rest[1]!;
  const p = fraction * HALF_PI_HIGH;
  const rest =
    productError(fraction, HALF_PI_HIGH, p) + (fraction * HALF_PI_LOW + fractionLow * HALF_PI_HIGH);
  const high = p + rest;
  low[0] = p - high + rest;
  return high;
}

/** sin(r + rLow), |r| ≤ π/4. */
function sinNear0(r: number, rLow: number): number {
  return r + sinTail(r, r * r, rLow);
}

/** sinNear0 and cosNear0 in one, operation by operation. */
function sinCosNear0(r: number, rLow: number, out: Float64Array): void {
  const z = r * r;
  const half = 0.5 * z;
  const head = 1 - half;
  out[0] = r + sinTail(r, z, rLow);
  out[1] = head + (1 - head - half + cosTail(r, z, rLow, squareError(r, z)));
}

/** sin(r + rLow) − r, to r¹⁹. */
function sinTail(r: number, z: number, rLow: number): number {
  const w = z * z;
  const even =
    -1 / 6 +
    w *
      (-1 / 5040 + w * (-1 / 39916800 + w * (-1 / 1307674368000 + w * (-1 / 121645100408832000))));
  const odd = 1 / 120 + w * (1 / 362880 + w * (1 / 6227020800 + w * (1 / 355687428096000)));
  return r * z * (even + z * odd) + rLow * (1 - 0.5 * z);
}

/** cos(r + rLow), |r| ≤ π/4; 1 − ½ r² is kept exactly, as the rest is small against it. */
function cosNear0(r: number, rLow: number): number {
  const z = r * r;
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + cosTail(r, z, rLow, squareError(r, z)));
}

/** cos(r + rLow) − (1 − ½ z), to r¹⁸. */
function cosTail(r: number, z: number, rLow: number, zLow: number): number {
  const w = z * z;
  const even = 1 / 24 + w * (1 / 40320 + w * (1 / 479001600 + w * (1 / 20922789888000)));
  const odd = -1 / 720 + w * (-1 / 3628800 + w * (-1 / 87178291200 + w * (-1 / 6402373705728000)));
  return w * (even + z * odd) - (r * rLow + 0.5 * zLow);
}

/** r² − z for z = r · r. */
function squareError(r: number, z: number): number {
  const high = upper(r);
  const rest = r - high;
  return high * high - z + 2 * high * rest + rest * rest;
}
