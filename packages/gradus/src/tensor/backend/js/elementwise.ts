/** Plain kernels: filling, copying, and functions of one operand. */
import { cos, erf, exp, expm1, log, log1p, pow, sigmoid, sin, tanh } from "../../../core/math.ts";
import type { Command, Memory } from "./memory.ts";
import { walk } from "./walk.ts";

const bits = new Int32Array(1);
const asFloat = new Float32Array(bits.buffer);

/** The four bytes of x as a float32, read as an integer. */
function float32Bits(x: number): number {
  asFloat[0] = x;
  return bits[0];
}

/** log(1 + eˣ): the larger part is taken out, so that eˣ never overflows. */
export const softplus = (x: number) => relu(x) + log1p(exp(-Math.abs(x)));

/**
 * x Φ(x), with Φ the distribution function of the standard normal (Hendrycks & Gimpel 2016,
 * arXiv:1606.08415).
 */
export const gelu = (x: number) => {
  if (x < -40) return -0; // Φ is 0 there, and −∞ · 0 would be NaN
  return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
};

/** Φ(x) + x φ(x), the slope of gelu. */
const geluSlope = (x: number) =>
  0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);

/** max(x, 0); NaN and −0 stay. */
export const relu = (x: number) => (x < 0 ? 0 : x);

export function moving({ float, int, move }: Memory) {
  return {
    fill: (out, n, value) => {
      int.fill(float32Bits(value), out, out + n);
      float.fill(value, out, out + n);
    },
    copy: (out, x, rank, v) => {
      walk(int, rank, v, 2, (n, to, from, _) => {
        const stepTo = rank ? int[v + 2 * rank - 1] : 0;
        const stepFrom = rank ? int[v + 3 * rank - 1] : 0;
        if (stepTo === 1 && stepFrom === 1) move(out + to, x + from, n);
        else for (let i = 0; i < n; i++) move(out + to + i * stepTo, x + from + i * stepFrom, 1);
      });
    },
    toFloat: (out, x, n) => {
      for (let i = 0; i < n; i++) float[out + i] = int[x + i];
    },
    toInt: (out, x, n) => {
      // A float too large for an int32 becomes the nearest one, NaN becomes 0, as in WebAssembly.
      const clamped = (x: number) => Math.min(Math.max(x, -2147483648), 2147483647);
      for (let i = 0; i < n; i++) int[out + i] = clamped(float[x + i]);
    },
  } satisfies Record<string, Command>;
}

export function elementwise({ float, round }: Memory) {
  const map =
    (f: (x: number) => number): Command =>
    (out, x, n) => {
      for (let i = 0; i < n; i++) float[out + i] = f(float[x + i]);
    };
  return {
    neg: map((x) => -x),
    abs: map(Math.abs),
    sign: map((x) => (x > 0 ? 1 : x < 0 ? -1 : x === x ? 0 : x)),
    square: map((x) => x * x),
    sqrt: map(Math.sqrt),
    reciprocal: map((x) => 1 / x),
    exp: map(exp),
    log: map(log),
    expm1: map(expm1),
    log1p: map(log1p),
    sin: map(sin),
    cos: map(cos),
    tanh: map(tanh),
    sigmoid: map(sigmoid),
    softplus: map(softplus),
    relu: map(relu),
    gelu: map(gelu),
    erf: map(erf),
    floor: map(Math.floor),
    positive: map((x) => (x > 0 ? 1 : 0)),
    oneMinusSquare: map((x) => 1 - round(x * x)),
    logisticSlope: map((x) => x * round(1 - x)),
    geluSlope: map(geluSlope),
    pow: (out, x, n, exponent) => {
      for (let i = 0; i < n; i++) float[out + i] = pow(float[x + i], exponent);
    },
  } satisfies Record<string, Command>;
}
