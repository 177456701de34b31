/**
 * ln |Γ(x)|.
 *
 * From 10 on Stirling's series; near 1, 2 and the minimum between them Taylor's series there, which
 * is exact at the two zeros; elsewhere Γ(x + 1) = x Γ(x) leads to one of these, and reflection from
 * the negative axis.
 */
import { low, PI_HIGH, PI_LOW, productError, sumError } from "./doubles.ts";
import { log, logPair } from "./logarithm.ts";
import { sin } from "./trigonometric.ts";

const EULER = 0.5772156649015329;
const EULER_LOW = -4.942915152430645e-18;
const ONE_MINUS_EULER = 0.42278433509846713;
const ONE_MINUS_EULER_LOW = 4.942915152430645e-18;
const MINIMUM = 1.4616321449683622; // where Γ′ = 0
const MINIMUM_LOW = 9.549995429965697e-17;
const AT_THE_MINIMUM = -0.12148629053584961;
const AT_THE_MINIMUM_LOW = 3.364991468473138e-18;
const HALF_LOG_2PI = 0.9189385332046728;
const HALF_LOG_2PI_LOW = -3.8782941580672414e-17;

/** Taylor coefficients of ln Γ at 1, from (x − 1)² on: ζ(k) / k with alternating signs. */
const AT_1 = [
  0.8224670334241132, -0.40068563438653143, 0.27058080842778454, -0.20738555102867398,
  0.1695571769974082, -0.1440498967688461, 0.12550966952474304, -0.11133426586956469,
  0.1000994575127818, -0.09095401714582904, 0.083353840546109, -0.0769325164113522,
  0.07143294629536133, -0.06666870588242046, 0.06250095514121304, -0.058823978658684585,
  0.055555767627403614, -0.05263167937961666, 0.05000004769810169, -0.047619070330142226,
  0.04545455629320467, -0.04347826605304026, 0.04166666915034121, -0.04000000119214014,
  0.03846153903467518, -0.037037037312989324, 0.035714285847333355, -0.034482758684919304,
] as const;
/** The same at 2: (ζ(k) − 1) / k. */
const AT_2 = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
  9.945751278180853e-5, -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6,
  4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7,
  2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
  3.1044247747322276e-11, -1.5021384080754142e-11, 7.275974480239079e-12, -3.527742476575915e-12,
  1.711991790559618e-12, -8.315385841420285e-13,
] as const;
/** The same at the minimum of Γ. */
const AT_MINIMUM = [
  0.4838361227238106, -0.1475877229945307, 0.06462494023891276, -0.0327885410884813,
  0.017970675115210395, -0.010314223036636387, 0.006100536020517889, -0.0036845696083163734,
  0.0022597648232218106, -0.001402251445904451, 0.0008782326347176812, -0.0005541949527966822,
  0.00035191295683784665, -0.0002246534436959552, 0.000144070395420933, -9.276098655471749e-5,
  5.9934733439794256e-5, -3.884583889452658e-5, 2.52476632917301e-5, -1.6450858338395606e-5,
  1.0743455256375933e-5, -7.030705257380349e-6, 4.609738653644754e-6, -3.0276718328780264e-6,
  1.9917599212392617e-6, -1.3122248499133187e-6,
] as const;

/**
 * ln |Γ(x)|, to 0.75 units in the last place for x > 0. For x < 0 the absolute error is about 4e-16
 * (1 + |ln Γ|); between the poles there are zeros where that is not small.
 */
export function lgamma(x: number): number {
  if (x !== x) return NaN;
  if (Math.abs(x) === Infinity) return Infinity;
  if (x <= 0) return reflected(x);
  if (x >= 10) return stirling(x);
  if (x < 0.75) return shiftedUp(x);
  if (x <= 1.23) return near1(x - 1);
  if (x <= 1.73) return nearMinimum(x - MINIMUM);
  if (x <= 2.5) return near2(x - 2);
  return shiftedDown(x);
}

/** constant + slope t + c₂ t² + c₃ t³ + …, up to the square in full; slope or constant is 0. */
function taylor(
  t: number,
  coefficients: readonly number[],
  slope: number,
  slopeLow: number,
  constant: number,
  constantLow: number,
): number {
  let series = 0;
  for (let n = coefficients.length - 1; n >= 1; n--) series = t * (coefficients[n]! + series);
  const first = t * slope;
  const square = t * t;
  const second = square * coefficients[0]!;
  const head = constant + first; // one of the two is 0
  const sum = head + second;
  const errors =
    productError(t, slope, first) +
    productError(square, coefficients[0]!, second) +
    sumError(head, second, sum);
  const rest =
    t * slopeLow + constantLow + productError(t, t, square) * coefficients[0]! + square * series;
  return sum + (errors + rest);
}

function near1(t: number): number {
  return taylor(t, AT_1, -EULER, -EULER_LOW, 0, 0);
}

function nearMinimum(t: number): number {
  return taylor(t - MINIMUM_LOW, AT_MINIMUM, 0, 0, AT_THE_MINIMUM, AT_THE_MINIMUM_LOW);
}

function near2(t: number): number {
  return taylor(t, AT_2, ONE_MINUS_EULER, ONE_MINUS_EULER_LOW, 0, 0);
}

/** ln Γ(x) = ln Γ(x + 1) − ln x, 0 < x < ¾, without rounding x + 1. */
function shiftedUp(x: number): number {
  if (x < 1e-20) return -log(x);
  const l = logPair(x);
  const lLow = low[0]!;
  const g = x <= 0.23 ? near1(x) : nearMinimum(x - (MINIMUM - 1));
  const sum = g - l;
  return sum + (sumError(g, -l, sum) - lLow);
}

/** ln Γ(x) = ln Γ(y) + ln((x − 1)(x − 2) … y) with 1.5 ≤ y < 2.5. */
function shiftedDown(x: number): number {
  let y = x - 1;
  let product = y;
  let productLow = 0;
  while (y >= 2.5) {
    y -= 1;
    const p = product * y;
    productLow = productError(product, y, p) + productLow * y;
    product = p;
  }
  const l = logPair(product);
  const lLow = low[0]! + productLow / product;
  const g = near2(y - 2);
  const sum = l + g;
  return sum + (sumError(l, g, sum) + lLow);
}

/** (x − ½) ln x − x + ½ ln 2π + 1/12x − 1/360x³ + … */
function stirling(x: number): number {
  if (x > 1e290) return x * (log(x) - 1);
  const l = logPair(x);
  const lLow = low[0]!;
  const z = 1 / (x * x);
  const series =
    (1 / 12 +
      z *
        (-1 / 360 +
          z * (1 / 1260 + z * (-1 / 1680 + z * (1 / 1188 + z * (-691 / 360360 + z / 156)))))) /
    x;
  const a = x - 0.5;
  const p = a * l;
  const pLow = productError(a, l, p) + (a * lLow + sumError(x, -0.5, a) * l);
  const d = p - x;
  const sum = d + HALF_LOG_2PI;
  return (
    sum + (sumError(d, HALF_LOG_2PI, sum) + (sumError(p, -x, d) + pLow + HALF_LOG_2PI_LOW + series))
  );
}

/** ln |Γ(x)| = ln π − ln |x sin πx| − ln Γ(−x) */
function reflected(x: number): number {
  const fraction = x - Math.round(x);
  if (fraction === 0) return Infinity; // a pole
  if (x > -1e-20) return -log(-x);
  const angle = fraction * PI_HIGH;
  const angleLow = productError(fraction, PI_HIGH, angle) + fraction * PI_LOW;
  const sine = Math.abs(sin(angle) + angleLow);
  return log(PI_HIGH / Math.abs(x * sine)) - lgamma(-x);
}
