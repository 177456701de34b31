/** Plain kernels: reductions over the middle of [outer, n, inner], and over rows. */
import { exp, log } from "../../../core/math.ts";
import type { Command, Memory } from "./memory.ts";

export function reduce({ float, int, round }: Memory) {
  /**
   * Calls `visit` with where each line along the reduced axis starts, and the number of its result.
   */
  const lines = (
    x: number,
    outer: number,
    n: number,
    inner: number,
    visit: (at: number, k: number) => void,
  ) => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) visit(x + o * n * inner + i, o * inner + i);
    }
  };
  const fold =
    (start: number, f: (soFar: number, x: number) => number): Command =>
    (out, x, outer, n, inner) =>
      lines(x, outer, n, inner, (at, k) => {
        let soFar = start;
        for (let j = 0; j < n; j++) soFar = f(soFar, float[at + j * inner]);
        float[out + k] = soFar;
      });
  return {
    sum: fold(0, (s, x) => s + x),
    max: fold(-Infinity, (m, x) => Math.max(m, x)),
    min: fold(Infinity, (m, x) => Math.min(m, x)),
    argmax: (out, x, outer, n, inner) =>
      lines(x, outer, n, inner, (at, k) => {
        let best = 0;
        for (let j = 1; j < n; j++) {
          const [now, soFar] = [float[at + j * inner], float[at + best * inner]];
          if (now > soFar || (now !== now && soFar === soFar)) best = j; // NaN counts as the largest
        }
        int[out + k] = best;
      }),
    cumsum: (out, x, outer, n, inner, reverse) =>
      lines(0, outer, n, inner, (at) => {
        let sum = 0;
        for (let j = 0; j < n; j++) {
          const place = at + (reverse ? n - 1 - j : j) * inner;
          sum = round(sum + float[x + place]);
          float[out + place] = sum;
        }
      }),
  } satisfies Record<string, Command>;
}

export function rows({ float }: Memory) {
  const largest = (x: number, n: number) => {
    let m = -Infinity;
    for (let j = 0; j < n; j++) m = Math.max(m, float[x + j]);
    return m;
  };
  /** log Σ exp x, with the largest taken out; an infinite maximum is the answer itself. */
  const logsumexp = (x: number, n: number) => {
    const m = largest(x, n);
    if (m === Infinity || m === -Infinity) return m;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += exp(float[x + j] - m);
    return m + log(sum);
  };
  return {
    softmax: (out, x, count, n) => {
      for (let end = x + count * n; x < end; x += n, out += n) {
        const m = largest(x, n);
        let sum = 0;
        for (let j = 0; j < n; j++) sum += exp(float[x + j] - m);
        for (let j = 0; j < n; j++) float[out + j] = exp(float[x + j] - m) / sum;
      }
    },
    logSoftmax: (out, x, count, n) => {
      for (let end = x + count * n; x < end; x += n, out += n) {
        const total = logsumexp(x, n);
        for (let j = 0; j < n; j++) float[out + j] = float[x + j] - total;
      }
    },
    logsumexp: (out, x, count, n) => {
      for (let r = 0; r < count; r++) float[out + r] = logsumexp(x + r * n, n);
    },
  } satisfies Record<string, Command>;
}
