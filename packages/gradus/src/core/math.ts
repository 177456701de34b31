/**
 * Elementary functions that give the same bits in every engine.
 *
 * JavaScript leaves the last bits of its own to the engine, and they differ between Node and browsers. These use only
 * + − × ÷, √ and access to the bits of a double, all of which IEEE 754 fixes. Special values (±0, ±Infinity, NaN) are
 * those of JavaScript's own. The error against exact values stays below 1 unit in the last place; math.test.ts measures
 * it.
 */
export { cosh, exp, expm1, sigmoid, sinh, tanh } from "./math/exponential.ts";
export { log, log1p, log2, log10 } from "./math/logarithm.ts";
export { cbrt, hypot, pow } from "./math/power.ts";
export { cos, sin, tan } from "./math/trigonometric.ts";
export { acos, asin, atan, atan2 } from "./math/inverse.ts";
export { erf } from "./math/errorFunction.ts";
export { lgamma } from "./math/gamma.ts";
