/** Plain kernels: convolution and pooling, as their definitions read. */
import type { Command, Memory } from "./memory.ts";

/**
 * Visits every product of a convolution: y[at y] is the sum of x[at x] · w[at w]. The three kernels
 * differ only in which of the three is the sum.
 */
function products(sizes: number[], visit: (x: number, w: number, y: number) => void): void {
  const [N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups] = sizes;
  const inGroup = C / groups;
  const outGroup = O / groups;
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) {
      const first = Math.floor(o / outGroup) * inGroup;
      for (let c = 0; c < inGroup; c++) {
        for (let oh = 0; oh < OH; oh++) {
          for (let kh = 0; kh < KH; kh++) {
            const h = oh * strideH - padH + kh;
            if (h < 0 || h >= H) continue;
            const rowX = ((n * C + first + c) * H + h) * W;
            const rowW = ((o * inGroup + c) * KH + kh) * KW;
            const rowY = ((n * O + o) * OH + oh) * OW;
            for (let ow = 0; ow < OW; ow++) {
              for (let kw = 0; kw < KW; kw++) {
                const w = ow * strideW - padW + kw;
                if (w >= 0 && w < W) visit(rowX + w, rowW + kw, rowY + ow);
              }
            }
          }
        }
      }
    }
  }
}

export function conv({ float }: Memory) {
  /** Sums in double precision and stores once. */
  const sums = (out: number, n: number, add: (sum: Float64Array) => void) => {
    const sum = new Float64Array(n);
    add(sum);
    for (let i = 0; i < n; i++) float[out + i] = sum[i];
  };
  return {
    conv2d: (out, x, w, ...sizes) => {
      const [N, , , , O, OH, OW] = sizes;
      sums(out, N * O * OH * OW, (sum) =>
        products(sizes, (i, k, j) => {
          sum[j] += float[x + i] * float[w + k];
        }),
      );
    },
    conv2dInput: (out, y, w, ...sizes) => {
      const [N, C, H, W] = sizes;
      sums(out, N * C * H * W, (sum) =>
        products(sizes, (i, k, j) => {
          sum[i] += float[y + j] * float[w + k];
        }),
      );
    },
    conv2dWeight: (out, x, y, ...sizes) => {
      const [, C, , , O, , , KH, KW] = sizes;
      const [groups, c, channels, o, outputs] = sizes.slice(13);
      const sum = new Float64Array(((O * C) / groups) * KH * KW);
      products(sizes, (i, k, j) => {
        sum[k] += float[x + i] * float[y + j];
      });
      const isWanted = (k: number): boolean => {
        const row = Math.floor(k / (KH * KW));
        const [output, channel] = [
          Math.floor(row / (C / groups)) % (O / groups),
          row % (C / groups),
        ];
        return output >= o && output < o + outputs && channel >= c && channel < c + channels;
      };
      for (let k = 0; k < sum.length; k++) if (isWanted(k)) float[out + k] = sum[k];
    },
  } satisfies Record<string, Command>;
}

export function pool({ float, int }: Memory) {
  /** Calls `visit` for each window, and with each of its places that is not padding. */
  const windows = (
    [planes, H, W, OH, OW, KH, KW, strideH, strideW, padH, padW]: number[],
    visit: (y: number, plane: number, places: number[]) => void,
  ) => {
    for (let k = 0; k < planes * OH * OW; k++) {
      const top = (Math.floor(k / OW) % OH) * strideH - padH;
      const left = (k % OW) * strideW - padW;
      const places: number[] = [];
      for (let h = Math.max(top, 0); h < Math.min(top + KH, H); h++) {
        for (let w = Math.max(left, 0); w < Math.min(left + KW, W); w++) places.push(h * W + w);
      }
      visit(k, Math.floor(k / (OH * OW)) * H * W, places);
    }
  };
  return {
    maxPool2d: (out, index, x, ...sizes) =>
      windows(sizes, (y, plane, places) => {
        let best = places[0];
        for (const place of places) {
          const [now, soFar] = [float[x + plane + place], float[x + plane + best]];
          if (now > soFar || (now !== now && soFar === soFar)) best = place; // NaN counts as the largest
        }
        float[out + y] = float[x + plane + best];
        int[index + y] = best;
      }),
    avgPool2d: (out, x, ...sizes) =>
      windows(sizes, (y, plane, places) => {
        let sum = 0;
        for (const place of places) sum += float[x + plane + place];
        float[out + y] = sum / (sizes[5] * sizes[6]);
      }),
    avgPool2dAdjoint: (out, y, ...sizes) => {
      const [planes, H, W, , , KH, KW] = sizes;
      const sum = new Float64Array(planes * H * W);
      windows(sizes, (k, plane, places) => {
        for (const place of places) sum[plane + place] += float[y + k] / (KH * KW);
      });
      for (let i = 0; i < sum.length; i++) float[out + i] = sum[i];
    },
  } satisfies Record<string, Command>;
}
