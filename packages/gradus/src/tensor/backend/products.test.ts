import { expect, test } from "vitest";
import type { Kernel } from "../kernels.ts";
import {
  disagreement,
  indices,
  numbers,
  type Room,
  reference,
  rooms,
  sameBits,
  unit,
} from "./testing.ts";

interface Product {
  M: number;
  N: number;
  K: number;
  transA: number;
  transB: number;
  batch: number;
  shared: boolean; // one B for the whole batch
  padding: number; // columns between the rows of A and B
  bias: boolean;
  activation: number;
}

/** A, B and bias of the sizes that a product needs. */
function operands(p: Product, seed: number): [Float32Array, Float32Array, Float32Array] {
  const [rowsA, rowsB] = [p.transA ? p.K : p.M, p.transB ? p.N : p.K];
  const [lda, ldb] = [p.M + p.K - rowsA + p.padding, p.K + p.N - rowsB + p.padding];
  const a = numbers(p.batch * rowsA * lda, -1, 1, seed);
  return [a, numbers(p.batch * rowsB * ldb, -1, 1, seed + 1), numbers(p.N, -1, 1, seed + 2)];
}

function gemm(p: Product, a: ArrayLike<number>, b: ArrayLike<number>, bias: ArrayLike<number>) {
  const { M, N, K, transA, transB, batch, padding } = p;
  const [lda, ldb] = [(transA ? M : K) + padding, (transB ? K : N) + padding];
  const [strideA, strideB] = [lda * (transA ? K : M), p.shared ? 0 : ldb * (transB ? N : K)];
  return (room: Room) => {
    const out = room.space(batch * M * N);
    const at = [room.floats(a), room.floats(b), p.bias ? room.floats(bias) : 0];
    room.run(
      "gemm",
      out,
      ...at,
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
      p.activation,
      N,
    );
    return room.readFloats(out, batch * M * N + 1);
  };
}

const products: Product[] = [
  [1, 1, 1],
  [1, 64, 4],
  [4, 2, 64],
  [64, 64, 3],
  [32, 30, 784],
  [10, 17, 8],
  [5, 6, 7],
  [8, 8, 8],
  [13, 31, 5],
  [64, 1, 64],
  [6, 65, 129],
  [3, 100, 2],
  [33, 9, 300],
  [2, 3, 1000],
  [70, 70, 270],
].flatMap(([M, N, K], i) =>
  [0, 1, 2, 3].map((transposed) => ({
    M,
    N,
    K,
    transA: transposed & 1,
    transB: transposed >> 1,
    batch: 1 + ((i + transposed) % 3),
    shared: i % 2 === 0,
    padding: i % 4 === 1 ? 3 : 0,
    bias: (i + transposed) % 2 === 0,
    activation: 0,
  })),
);

test("gemm: at most K + 1 roundings of the sum of absolute products, every transposition, batched, padded, with bias", () => {
  for (const p of products) {
    const [a, b, bias] = operands(p, 1);
    const absolute = gemm(
      p,
      a.map(Math.abs),
      b.map(Math.abs),
      bias.map(Math.abs),
    )(reference.clear());
    const tolerance = (_: number, i: number) => (p.K + 2) * unit * absolute[i];
    expect(disagreement(gemm(p, a, b, bias), tolerance), JSON.stringify(p)).toBe("");
  }
});

test("gemm with an activation has the bits of product and activation one after the other", () => {
  for (const p of products) {
    const [a, b, bias] = operands(p, 4);
    const n = p.batch * p.M * p.N;
    for (const [k, name] of (["relu", "tanh", "sigmoid", "gelu"] as const).entries()) {
      for (const room of [reference, ...rooms]) {
        const fused = gemm({ ...p, activation: k + 1 }, a, b, bias)(room.clear());
        const at = room.floats(gemm(p, a, b, bias)(room.clear()).slice(0, n));
        if (room === reference)
          room.backend.float.set(gemm(p, a, b, bias)(room).slice(0, n), at >> 2);
        room.run(name, at, at, n);
        expect(
          sameBits(fused.slice(0, n), room.readFloats(at, n)),
          `${name} ${JSON.stringify(p)}`,
        ).toBe(true);
      }
    }
  }
});

/** N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups; O and C are per group. */
function convolutions(): number[][] {
  const dice = indices(4000, 1 << 16, 3);
  let next = 0;
  const roll = (low: number, high: number) => low + (dice[next++] % (high - low + 1));
  return Array.from({ length: 60 }, (_, i) => {
    const groups = i % 4 === 0 ? roll(2, 3) : 1;
    const [C, O] = [groups * roll(1, i % 5 === 0 ? 9 : 3), groups * roll(1, i % 6 === 0 ? 12 : 4)];
    const [KH, KW, strideH, strideW, padH, padW] = [
      roll(1, 5),
      roll(1, 5),
      roll(1, 3),
      roll(1, 3),
      roll(0, 2),
      roll(0, 2),
    ];
    const [H, W] = [KH + roll(0, 8), KW + roll(0, 8)];
    const [OH, OW] = [
      Math.floor((H + 2 * padH - KH) / strideH) + 1,
      Math.floor((W + 2 * padW - KW) / strideW) + 1,
    ];
    return [roll(1, 3), C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups];
  });
}

test("conv2d and both adjoints: 60 random shapes with strides, padding and groups", () => {
  for (const sizes of convolutions()) {
    const [N, C, H, W, O, OH, OW, KH, KW, , , , , groups] = sizes;
    const [x, w, y] = [
      numbers(N * C * H * W, -1, 1, 1),
      numbers(((O * C) / groups) * KH * KW, -1, 1, 2),
      numbers(N * O * OH * OW, -1, 1, 3),
    ];
    const cases: [Kernel, Float32Array, Float32Array, number, number][] = [
      ["conv2d", x, w, y.length, (C / groups) * KH * KW],
      ["conv2dInput", y, w, x.length, (O / groups) * KH * KW],
      ["conv2dWeight", x, y, w.length, N * OH * OW],
    ];
    for (const [kernel, first, second, n, terms] of cases) {
      const program = (a: ArrayLike<number>, b: ArrayLike<number>) => (room: Room) => {
        const out = room.space(n);
        const whole = kernel === "conv2dWeight" ? [0, C / groups, 0, O / groups] : [];
        room.run(kernel, out, room.floats(a), room.floats(b), ...sizes, ...whole);
        return room.readFloats(out, n + 1);
      };
      const absolute = program(first.map(Math.abs), second.map(Math.abs))(reference.clear());
      const tolerance = (_: number, i: number) => (terms + 2) * unit * absolute[i];
      expect(disagreement(program(first, second), tolerance), `${kernel} ${sizes}`).toBe("");
    }
  }
});

test("pooling: 60 random shapes; maxima and their places exact, averages to rounding", () => {
  for (const [N, C, H, W, , , , KH, KW, strideH, strideW, padH, padW] of convolutions()) {
    const pad = [Math.min(padH, KH >> 1), Math.min(padW, KW >> 1)]; // more would make windows of padding alone
    const [OH, OW] = [
      Math.floor((H + 2 * pad[0] - KH) / strideH) + 1,
      Math.floor((W + 2 * pad[1] - KW) / strideW) + 1,
    ];
    const sizes = [N * C, H, W, OH, OW, KH, KW, strideH, strideW, ...pad];
    const [x, y] = [numbers(N * C * H * W, -3, -1), numbers(N * C * OH * OW)];
    const maxima = (room: Room) => {
      const [out, index] = [room.space(y.length), room.space(y.length)];
      room.run("maxPool2d", out, index, room.floats(x.map((z) => Math.round(z * 3) / 3)), ...sizes);
      return [...room.readFloats(out, y.length), ...room.readInts(index, y.length)];
    };
    expect(
      disagreement(maxima, () => 0),
      `maxPool2d ${sizes}`,
    ).toBe("");
    for (const [kernel, input, n] of [
      ["avgPool2d", x, y.length],
      ["avgPool2dAdjoint", y, x.length],
    ] as const) {
      const averages = (room: Room) => {
        const out = room.space(n);
        room.run(kernel, out, room.floats(input), ...sizes);
        return room.readFloats(out, n + 1);
      };
      expect(
        disagreement(averages, () => (KH * KW + 2) * unit * 3),
        `${kernel} ${sizes}`,
      ).toBe("");
    }
  }
});
