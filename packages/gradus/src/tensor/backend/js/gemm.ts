/** Plain kernels: matrix product, convolution, pooling, as their definitions read. */
import { sigmoid, tanh } from "../../../core/math.ts";
import { gelu, relu } from "./elementwise.ts";
import type { Command, Memory } from "./memory.ts";

const activations = [(x: number) => x, relu, tanh, sigmoid, gelu];

export function gemm({ float, round }: Memory) {
  return {
    gemm: (
      out,
      a,
      b,
      bias,
      M,
      N,
      K,
      lda,
      ldb,
      transA,
      transB,
      batch,
      strideA,
      strideB,
      activation,
      ldc,
    ) => {
      const [rowA, columnA] = transA ? [1, lda] : [lda, 1];
      const [rowB, columnB] = transB ? [1, ldb] : [ldb, 1];
      const f = activations[activation];
      for (let s = 0; s < batch; s++, a += strideA, b += strideB) {
        for (let i = 0; i < M; i++, out += ldc) {
          for (let j = 0; j < N; j++) {
            let sum = 0;
            for (let k = 0; k < K; k++) {
              sum += float[a + i * rowA + k * columnA] * float[b + k * rowB + j * columnB];
            }
            if (bias) sum = round(sum) + float[bias + j];
            float[out + j] = f(round(sum));
          }
        }
      }
    },
  } satisfies Record<string, Command>;
}
