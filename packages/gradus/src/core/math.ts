/**
 * Elementary functions that give the same bits in every engine.
 *
 * JavaScript leaves the last bits of its own to the engine, and they differ between Node and
 * browsers. These use only + − × ÷, √ and access to the bits of a double, all of which IEEE 754
 * fixes. Special values (±0, ±Infinity, NaN) are those of JavaScript's own. The largest error found
 * against exact values, over some 20 000 arguments a function, is 0.78 units in the last place
 * (cos, expm1; an exactly rounded result has 0.5); math.test.ts measures a selection.
 */

export { erf } from "./math/errorFunction.ts";
export { cosh, exp, expm1, sigmoid, sinh, tanh } from "./math/exponential.ts";
export { lgamma } from "./math/gamma.ts";
export { acos, asin, atan, atan2 } from "./math/inverse.ts";
export { log, log1p, log2, log10 } from "./math/logarithm.ts";
export { cbrt, hypot, pow } from "./math/power.ts";
export { cos, sin, sinCos, tan } from "./math/trigonometric.ts";
