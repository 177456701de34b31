/**
 * From a seed to well-mixed words: NumPy's SeedSequence, after M. O'Neill, "Developing a seed_seq
 * alternative" (2015). Seeds that differ in one bit give unrelated streams, and a sequence can
 * spawn children that are independent of it.
 */
import { ValueError } from "./errors.ts";

/** What a seed may be: a whole number ≥ 0 of any size, or a list of them. */
export type Seed = number | bigint | readonly (number | bigint)[];

/** A seed as 32-bit words, and the path of children that leads from it to a stream. */
export interface SeedPath {
  readonly entropy: readonly number[];
  readonly spawnKey: readonly number[];
}

const POOL = 4; // words of 32 bits

/** The 32-bit words of a seed, least significant first, as NumPy takes them apart. */
export function seedWords(seed: Seed): number[] {
  if (typeof seed === "object") return seed.flatMap(seedWords);
  const isWhole = typeof seed === "bigint" || Number.isSafeInteger(seed);
  if (!isWhole || seed < 0)
    throw new ValueError(`A seed is ${seed}; it must be a whole number ≥ 0 (or a list of them).`);
  const words: number[] = [];
  for (let rest = BigInt(seed); rest > 0n || words.length === 0; rest >>= 32n)
    words.push(Number(rest & 0xffffffffn));
  return words;
}

/** The first `count` 32-bit words of the sequence: NumPy's `generate_state(count, uint32)`. */
export function seedState({ entropy, spawnKey }: SeedPath, count: number): Uint32Array {
  const pool = mixedPool(assembled(entropy, spawnKey));
  const out = new Uint32Array(count);
  let constant = 0x8b51f9dd;
  for (let i = 0; i < count; i++) {
    const word = pool[i % POOL]! ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    out[i] = folded(Math.imul(word, constant));
  }
  return out;
}

/**
 * Children need a full pool of zeros between seed and key, so that [seed, key] as a seed gives
 * another stream.
 */
function assembled(entropy: readonly number[], spawnKey: readonly number[]): number[] {
  const padding = spawnKey.length > 0 ? Math.max(0, POOL - entropy.length) : 0;
  return [...entropy, ...new Array<number>(padding).fill(0), ...spawnKey.flatMap(seedWords)];
}

function mixedPool(entropy: readonly number[]): Uint32Array {
  const hash = hasher();
  const pool = Uint32Array.from({ length: POOL }, (_, i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++)
      if (from !== to) pool[to] = mixed(pool[to]!, hash(pool[from]!));
  }
  for (const word of entropy.slice(POOL)) {
    for (let to = 0; to < POOL; to++) pool[to] = mixed(pool[to]!, hash(word));
  }
  return pool;
}

function hasher(): (word: number) => number {
  let constant = 0x43b0d7e5;
  return (word) => {
    const masked = word ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    return folded(Math.imul(masked, constant));
  };
}

function mixed(x: number, y: number): number {
  return folded((Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0);
}

function folded(word: number): number {
  return word ^ (word >>> 16);
}
