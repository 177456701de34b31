/** Plain kernels: one step of an optimiser over a flat vector of parameters. */
import type { Command, Memory } from "./memory.ts";

/** bⁿ for a whole n ≥ 0, by repeated squaring. */
export function wholePower(b: number, n: number): number {
  let result = 1;
  for (; n > 0; n >>>= 1, b *= b) if (n & 1) result *= b;
  return result;
}

/** 0 in place of what is below the smallest normal float32. */
const normalOrZero = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 : x);

export function optimisers({ float, int }: Memory) {
  return {
    sgd: (p, g, n, rate, decay) => {
      for (let i = 0; i < n; i++)
        float[p + i] = normalOrZero(
          float[p + i] - float[rate] * (float[g + i] + decay * float[p + i]),
        );
    },
    momentum: (p, g, v, n, rate, mu, dampening, decay, nesterov) => {
      for (let i = 0; i < n; i++) {
        const slope = float[g + i] + decay * float[p + i];
        const velocity = normalOrZero(mu * float[v + i] + (1 - dampening) * slope);
        float[v + i] = velocity;
        float[p + i] -= float[rate] * (nesterov ? slope + mu * velocity : velocity);
      }
    },
    rmsprop: (p, g, v, n, rate, alpha, eps, decay) => {
      for (let i = 0; i < n; i++) {
        const slope = float[g + i] + decay * float[p + i];
        const square = normalOrZero(alpha * float[v + i] + (1 - alpha) * slope * slope);
        float[v + i] = square;
        float[p + i] -= (float[rate] * slope) / (Math.sqrt(square) + eps);
      }
    },
    adam: (p, g, m, v, n, t, rate, beta1, beta2, eps, decay, decoupled) => {
      const step = float[rate] / (1 - wholePower(beta1, int[t]));
      const scale = 1 / Math.sqrt(1 - wholePower(beta2, int[t]));
      const shrink = decoupled ? 1 - float[rate] * decay : 1;
      const coupled = decoupled ? 0 : decay;
      for (let i = 0; i < n; i++) {
        const slope = float[g + i] + coupled * float[p + i];
        const mean = normalOrZero(beta1 * float[m + i] + (1 - beta1) * slope);
        const square = normalOrZero(beta2 * float[v + i] + (1 - beta2) * slope * slope);
        float[m + i] = mean;
        float[v + i] = square;
        float[p + i] = float[p + i] * shrink - (step * mean) / (Math.sqrt(square) * scale + eps);
      }
    },
    tick: (p) => {
      int[p]++;
    },
    sumSquares: (out, x, n, accumulate) => {
      let sum = accumulate ? float[out] : 0;
      for (let i = 0; i < n; i++) sum += float[x + i] * float[x + i];
      float[out] = sum;
    },
  } satisfies Record<string, Command>;
}
