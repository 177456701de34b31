/** Plain kernels: rows and elements by number. Indices are checked before anything is written. */
import type { Command, Memory } from "./memory.ts";

export function indexing({ float, int, move }: Memory) {
  const inRange = (indices: number, count: number, limit: number) => {
    for (let i = indices; i < indices + count; i++) if (int[i] < 0 || int[i] >= limit) return false;
    return true;
  };
  return {
    take: (out, x, indices, count, width, rows) => {
      if (!inRange(indices, count, rows)) return false;
      for (let i = 0; i < count; i++) move(out + i * width, x + int[indices + i] * width, width);
    },
    takeAdjoint: (out, y, indices, count, width, rows) => {
      if (!inRange(indices, count, rows)) return false;
      float.fill(0, out, out + rows * width);
      for (let i = 0; i < count; i++) {
        const to = out + int[indices + i] * width;
        for (let j = 0; j < width; j++) float[to + j] += float[y + i * width + j];
      }
    },
    gather: (out, x, indices, outer, n, m, inner) => {
      if (!inRange(indices, outer * m * inner, n)) return false;
      for (let k = 0; k < outer * m * inner; k++) {
        const o = Math.floor(k / (m * inner));
        move(out + k, x + (o * n + int[indices + k]) * inner + (k % inner), 1);
      }
    },
    gatherAdjoint: (out, y, indices, outer, n, m, inner) => {
      if (!inRange(indices, outer * m * inner, n)) return false;
      float.fill(0, out, out + outer * n * inner);
      for (let k = 0; k < outer * m * inner; k++) {
        const o = Math.floor(k / (m * inner));
        float[out + (o * n + int[indices + k]) * inner + (k % inner)] += float[y + k];
      }
    },
    oneHot: (out, indices, count, classes) => {
      if (!inRange(indices, count, classes)) return false;
      float.fill(0, out, out + count * classes);
      for (let i = 0; i < count; i++) float[out + i * classes + int[indices + i]] = 1;
    },
  } satisfies Record<string, Command>;
}
