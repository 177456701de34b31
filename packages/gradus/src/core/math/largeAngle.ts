/**
 * Reduction of angles beyond a million to a quarter turn (Payne and Hanek 1983), with the digits of
 * 2/π that it takes.
 */
import { exponent, power2 } from "./doubles.ts";

const BITS = 1216; // 971 (the largest exponent) + 53 + enough for the closest any double comes to a multiple of π/2
const TWO_OVER_PI =
  0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babn;

/**
 * The number of quarter turns nearest to x, modulo 4; what x has beyond them, as a fraction of a
 * quarter turn in [−½, ½], is left in `reduceLarge.rest` (high and low). Rare enough for BigInt.
 */
export function reduceLarge(x: number): number {
  const e = exponent(Math.abs(x)) - 52;
  const whole = BigInt(Math.abs(x) * power2(-e)); // 53 bits; |x| = whole · 2^e
  const shift = BigInt(BITS - e);
  const product = whole * TWO_OVER_PI; // |x| · 2/π · 2^shift
  const turns = (product + (1n << (shift - 1n))) >> shift;
  leaveRest(product - (turns << shift), BITS - e, x < 0 ? -1 : 1);
  return Number(x < 0 ? -turns & 3n : turns & 3n);
}

reduceLarge.rest = new Float64Array(2);

/** sign · fraction / 2^shift as a pair of doubles. */
function leaveRest(fraction: bigint, shift: number, sign: number): void {
  const size = fraction < 0n ? -fraction : fraction;
  const drop = Math.max(0, size.toString(16).length * 4 - 52); // leaves 49 to 52 bits
  const high = size >> BigInt(drop);
  const rest = (size - (high << BigInt(drop))) >> BigInt(drop - 52);
  const signed = fraction < 0n ? -sign : sign;
  reduceLarge.rest[0] = signed * Number(high) * power2(drop - shift);
  reduceLarge.rest[1] = signed * Number(rest) * power2(drop - 52 - shift);
}
