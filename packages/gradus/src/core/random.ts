/**
 * Random streams, equal to NumPy's bit for bit: SeedSequence and PCG64 (O'Neill 2014, PCG XSL-RR
 * 128/64) as in `numpy.random.default_rng(seed)`. An environment seeded like Gymnasium's starts in
 * the very same state.
 *
 * The 128-bit state lives in four 32-bit words, because BigInt would cost thirty times as much, and
 * draws are made in blocks (pcg64.ts); a saved state knows nothing of them.
 */
import { StateError, ValueError } from "./errors.ts";
import { exp, log1p } from "./math.ts";
import { advance, DRAWS, fillBlock, highWord, WORKSPACE } from "./pcg64.ts";
import { type Seed, type SeedPath, seedState, seedWords } from "./seedSequence.ts";
import { height, inside, tailRate, tailStart, width } from "./zigguratTables.ts";

/** Everything that the rest of a stream depends on, as plain data. */
export interface RngState {
  readonly kind: "pcg64";
  /** 128 bits, least significant word first. */
  readonly state: readonly number[];
  readonly increment: readonly number[];
  /** The unused half of a 64-bit draw, which the next 32-bit draw takes. */
  readonly half: number | null;
  readonly entropy: readonly number[];
  readonly spawnKey: readonly number[];
  /** How many children were split off so far. */
  readonly children: number;
}

/**
 * A random stream; the same seed gives the same draws everywhere.
 *
 * @param seed a whole number ≥ 0, or a list of them, as `numpy.random.default_rng` takes it
 * @throws ValueError for anything else
 */
export function rng(seed: Seed): Rng {
  return Rng.seeded({ entropy: seedWords(seed), spawnKey: [] });
}

/** A stream that goes on from a saved state. */
rng.from = (state: RngState): Rng => Rng.seeded({ entropy: [0], spawnKey: [] }).restore(state);

const END = 8; // where a workspace keeps the state after its block
const HALF = WORKSPACE;
const TWO_32 = 4294967296;

/** A stream of random numbers. Made by `rng(seed)`; passed to whatever draws. */
export class Rng {
  /** A workspace of pcg64.ts, and behind it the unused half of a draw; one array, for the cache's sake. */
  private readonly words = new Uint32Array(WORKSPACE + 1);
  /** Where in the block the next draw stands; at its end the next block is drawn. */
  private at = WORKSPACE;
  private hasHalf = false;
  private path: SeedPath;
  private children = 0;

  private constructor(path: SeedPath) {
    this.path = path;
  }

  /** The stream at the end of a path of seeds; `rng(seed)` is the way in for people. */
  static seeded(path: SeedPath): Rng {
    const stream = new Rng(path);
    const seed = seedState(path, 8); // two 128-bit numbers of two 64-bit halves each, the high half first
    const { words } = stream;
    for (let i = 0; i < 4; i++) {
      const from = (i + 2) % 4;
      words[4 + i] = (seed[4 + from]! << 1) | (i === 0 ? 1 : seed[4 + ((i + 1) % 4)]! >>> 31);
    }
    advance(words);
    let carry = 0;
    for (let i = 0; i < 4; i++) {
      const sum = words[i]! + seed[(i + 2) % 4]! + carry;
      words[i] = sum;
      carry = sum >= TWO_32 ? 1 : 0;
    }
    advance(words);
    words.copyWithin(END, 0, 4);
    return stream;
  }

  /** Uniform in [0, 1) with 53 bits: NumPy's `Generator.random()`. */
  random(): number {
    const at = this.draw64();
    return (this.words[at + 1]! * 2097152 + (this.words[at]! >>> 11)) * 1.1102230246251565e-16; // 2^-53
  }

  /** Uniform in [lo, hi), by default [0, 1): NumPy's `Generator.uniform`. */
  uniform(lo = 0, hi = 1): number {
    return lo + (hi - lo) * this.random();
  }

  /** 32 random bits as a number ≥ 0. Two of them share one 64-bit draw. */
  uint32(): number {
    if (this.hasHalf) {
      this.hasHalf = false;
      return this.words[HALF]!;
    }
    const at = this.draw64();
    this.hasHalf = true;
    this.words[HALF] = this.words[at + 1]!;
    return this.words[at]!;
  }

  /**
   * A whole number in 0 … n − 1, each equally likely: NumPy's `Generator.integers(0, n)` (Lemire
   * 2019, arXiv:1805.10941).
   *
   * @throws ValueError unless n is a whole number in 1 … 2^53
   */
  integer(n: number): number {
    checkRange(n);
    if (n === 1) return 0;
    if (n === TWO_32) return this.uint32();
    return n < TWO_32 ? this.below32(n) : this.below64(n);
  }

  /**
   * Normal with the given mean and standard deviation: NumPy's `Generator.normal`, by the ziggurat
   * of 256 layers (Marsaglia and Tsang 2000).
   */
  normal(mean = 0, deviation = 1): number {
    return mean + deviation * this.standardNormal();
  }

  /** An unbiased shuffle of 0 … n − 1: NumPy's `Generator.permutation(n)`. */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }

  /** Shuffles in place (Fisher–Yates, from the end, as NumPy) and returns the same array. */
  shuffle<T extends Shuffled>(array: T): T {
    const items = array as { [i: number]: unknown };
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.upTo(i);
      const moved = items[i];
      items[i] = items[j];
      items[j] = moved;
    }
    return array;
  }

  /**
   * An index, drawn in proportion to its weight: NumPy's `Generator.choice(n, p=weights / sum)`.
   *
   * @throws ValueError if a weight is negative or not a number, or all are 0
   */
  choice(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      if (!(weight >= 0))
        throw new ValueError(`choice: weight ${i} is ${weight}; weights must be ≥ 0.`);
      total += weight;
    }
    if (!(total > 0 && total < Infinity)) {
      throw new ValueError(
        `choice: the ${weights.length} weights sum to ${total}; the sum must be positive and finite.`,
      );
    }
    const target = this.random();
    let sum = 0;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i]! === 0) continue; // never drawn, not even by rounding
      sum += weights[i]!;
      last = i;
      if (sum / total > target) break;
    }
    return last;
  }

  /**
   * A stream of its own, independent of this one and of all other children: NumPy's
   * `SeedSequence.spawn(1)`. Splitting draws nothing from this stream.
   */
  split(): Rng {
    const { entropy, spawnKey } = this.path;
    return Rng.seeded({ entropy, spawnKey: [...spawnKey, this.children++] });
  }

  /** Fills an array with uniform draws from [lo, hi). */
  fillUniform<T extends Float32Array | Float64Array>(out: T, lo = 0, hi = 1): T {
    for (let i = 0; i < out.length; i++) out[i] = this.uniform(lo, hi);
    return out;
  }

  /** Fills an array with whole numbers from `start` to start + n − 1, drawn as `integer(n)` draws. */
  fillIntegers<T extends Filled>(out: T, n: number, start = 0): T {
    checkRange(n);
    if (n > 1 && n <= 2147483648 && (n & (n - 1)) === 0) return this.fillTopBits(out, n, start);
    const isSmall = n > 1 && n < TWO_32;
    for (let i = 0; i < out.length; i++) {
      out[i] = start + (isSmall ? this.below32(n) : this.integer(n));
    }
    return out;
  }

  /** For powers of two Lemire's method takes the top bits and rejects nothing. */
  private fillTopBits<T extends Filled>(out: T, n: number, start: number): T {
    const shift = Math.clz32(n) + 1;
    let i = 0;
    if (this.hasHalf && out.length > 0) out[i++] = start + (this.uint32() >>> shift);
    for (; i + 1 < out.length; i += 2) {
      const at = this.draw64();
      out[i] = start + (this.words[at]! >>> shift);
      out[i + 1] = start + (this.words[at + 1]! >>> shift);
    }
    if (i < out.length) out[i] = start + (this.uint32() >>> shift);
    return out;
  }

  /** Fills an array with normal draws. */
  fillNormal<T extends Float32Array | Float64Array>(out: T, mean = 0, deviation = 1): T {
    for (let i = 0; i < out.length; i++) out[i] = this.normal(mean, deviation);
    return out;
  }

  /**
   * Everything that the next draws depend on, as plain data; `restore` and `rng.from` take it back.
   */
  state(): RngState {
    return {
      kind: "pcg64",
      state: Array.from(this.now().subarray(0, 4)),
      increment: Array.from(this.words.subarray(4, 8)),
      half: this.hasHalf ? this.words[HALF]! : null,
      entropy: [...this.path.entropy],
      spawnKey: [...this.path.spawnKey],
      children: this.children,
    };
  }

  /**
   * Makes this stream go on from a saved state.
   *
   * @throws StateError if it is not the state of such a stream
   */
  restore(state: RngState): this {
    if (state?.kind !== "pcg64" || state.state?.length !== 4 || state.increment?.length !== 4) {
      throw new StateError(
        `This is not the state of a random stream (kind "pcg64", 4 + 4 words): ${JSON.stringify(state)}`,
      );
    }
    this.words.set(state.state, 0);
    this.words.set(state.increment, 4);
    this.words.copyWithin(END, 0, 4);
    this.at = WORKSPACE;
    this.hasHalf = state.half !== null;
    this.words[HALF] = state.half ?? 0;
    this.path = { entropy: [...state.entropy], spawnKey: [...state.spawnKey] };
    this.children = state.children;
    return this;
  }

  /** A whole number in 0 … max by rejection under a mask of ones: what NumPy shuffles with. */
  private upTo(max: number): number {
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const draw = (this.uint32() & mask) >>> 0;
      if (draw <= max) return draw;
    }
  }

  /**
   * Lemire's method: the high word of draw · n, rejecting the few draws that would make it uneven.
   */
  private below32(n: number): number {
    let draw = this.uint32();
    let low = Math.imul(draw, n) >>> 0;
    if (low < n) {
      const threshold = (TWO_32 - n) % n;
      while (low < threshold) {
        draw = this.uint32();
        low = Math.imul(draw, n) >>> 0;
      }
    }
    return highWord(draw, n, low);
  }

  /** The same on 64 bits; rare enough for BigInt. */
  private below64(n: number): number {
    const range = BigInt(n);
    const threshold = (0x1_0000_0000_0000_0000n - range) % range;
    for (;;) {
      const at = this.draw64();
      const product = ((BigInt(this.words[at + 1]!) << 32n) | BigInt(this.words[at]!)) * range;
      if ((product & 0xffff_ffff_ffff_ffffn) >= threshold) return Number(product >> 64n);
    }
  }

  private standardNormal(): number {
    for (;;) {
      const at = this.draw64();
      const high = this.words[at + 1]!;
      const low = this.words[at]!;
      const layer = low & 0xff;
      const r = (high & 0x1fffffff) * 8388608 + (low >>> 9); // 52 bits, above layer and sign
      const x = low & 0x100 ? -r * width[layer]! : r * width[layer]!;
      if (r < inside[layer]!) return x;
      if (layer === 0) return this.normalTail(low & 0x20000 ? -1 : 1);
      const top = height[layer - 1]!;
      const bottom = height[layer]!;
      if ((top - bottom) * this.random() + bottom < exp(-0.5 * x * x)) return x;
    }
  }

  /** Beyond the last layer (Marsaglia 1964). */
  private normalTail(sign: number): number {
    for (;;) {
      const x = -tailRate * log1p(-this.random());
      const y = -log1p(-this.random());
      if (y + y > x * x) return sign * (tailStart + x);
    }
  }

  /** Takes 64 bits; says where in the block they stand, low word first. */
  private draw64(): number {
    if (this.at === WORKSPACE) this.refill();
    const at = this.at;
    this.at = at + 2;
    return at;
  }

  private refill(): void {
    fillBlock(this.words);
    this.at = DRAWS;
  }

  /** The state after the draws that were taken, which may be fewer than were made. */
  private now(): Uint32Array {
    if (this.at === WORKSPACE) return this.words.slice(END, END + 4);
    const words = this.words.slice(0, 8);
    for (let at = DRAWS; at < this.at; at += 2) advance(words);
    return words;
  }
}

/** What `fillIntegers` fills. */
export type Filled = Int32Array | Uint8Array | Uint32Array | Float32Array | Float64Array;

function checkRange(n: number): void {
  if (n >= 1 && n <= 9007199254740992 && Math.floor(n) === n) return;
  throw new ValueError(`integer(n): n is ${n}; it must be a whole number from 1 to 2^53.`);
}

/** What `shuffle` accepts: arrays and typed arrays. */
export type Shuffled =
  | unknown[]
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;
