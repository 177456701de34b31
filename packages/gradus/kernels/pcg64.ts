/**
 * PCG64 in blocks; a module of its own, embedded in src/core/pcg64.ts.
 *
 * Memory: state (low, high), increment (low, high), then the draws, 64 bits each.
 */
const LOW: u64 = 0x4385df649fccf645; // the multiplier
const HIGH: u64 = 0x2360ed051fc65da4;
const WORD: u64 = 0xffffffff;

/** Advances the state `count` times: state ← state · M + increment mod 2^128; writes the output after each. */
export function fill(count: i32): void {
  let low = load<u64>(0);
  let high = load<u64>(8);
  const incrementLow = load<u64>(16);
  const incrementHigh = load<u64>(24);
  for (let i = 0; i < count; i++) {
    // The upper half of low · LOW, by 32-bit halves.
    const a0 = low & WORD;
    const a1 = low >> 32;
    const p00 = a0 * (LOW & WORD);
    const p01 = a0 * (LOW >> 32);
    const p10 = a1 * (LOW & WORD);
    const p11 = a1 * (LOW >> 32);
    const middle = (p00 >> 32) + (p01 & WORD) + (p10 & WORD);
    const carried = p11 + (p01 >> 32) + (p10 >> 32) + (middle >> 32);
    high = carried + low * HIGH + high * LOW + incrementHigh;
    low = low * LOW + incrementLow;
    if (low < incrementLow) high++;
    store<u64>(32 + (i << 3), rotr<u64>(high ^ low, high >> 58));
  }
  store<u64>(0, low);
  store<u64>(8, high);
}
