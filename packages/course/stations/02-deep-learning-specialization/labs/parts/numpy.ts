/**
 * The normal numbers of `numpy.random.seed(s); numpy.random.randn(…)`: the assignments draw their examples so, and what they print as expected
 * can only be compared on the same ones.
 *
 * Mersenne Twister MT19937 (Matsumoto, Nishimura 1998), two outputs to a double of 53 bits, and Marsaglia's polar method, which gives two
 * normal numbers at a time: the second is handed out first.
 */
import { log } from "gradus/core";

const [N, M] = [624, 397];

function twister(seed: number): () => number {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++)
    state[i] = Math.imul(1_812_433_253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = N;
  const renew = (): void => {
    for (let i = 0; i < N; i++) {
      const y = (state[i] & 0x8000_0000) | (state[(i + 1) % N] & 0x7fff_ffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908_b0df);
    }
    at = 0;
  };
  return () => {
    if (at === N) renew();
    let y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** After `seed(s)`: each call is a `randn(…)` with that many numbers, row by row. */
export function randn(seed: number): (count: number) => number[] {
  const word = twister(seed);
  const uniform = (): number => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 2 ** 53;
  let kept: number | undefined;
  const normal = (): number => {
    if (kept !== undefined) {
      const next = kept;
      kept = undefined;
      return next;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      kept = scale * x;
      return scale * y;
    }
  };
  return (count) => Array.from({ length: count }, normal);
}

/** Numbers row by row → rows of `columns`. */
export const rowsOf = (numbers: readonly number[], columns: number): number[][] =>
  Array.from({ length: numbers.length / columns }, (_, i) =>
    numbers.slice(i * columns, (i + 1) * columns),
  );
