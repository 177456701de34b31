import { expect, test } from "vitest";
import { baseline, indices, numbers, type Room, relaxed } from "./backend/testing.ts";
import { type Argument, immortal, type Ref } from "./engine.ts";
import type { Kernel } from "./kernels.ts";
import { shared, split } from "./split.ts";
import { type Step, touched } from "./trace.ts";

/** A command: its tensors, then its other words. */
interface Case {
  readonly kernel: Kernel;
  /** Sizes of the tensors, the results among them. */
  readonly tensors: readonly number[];
  readonly words: readonly number[];
}

const strides = (shape: readonly number[]): number[] =>
  shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const unary: Kernel[] = [
  ...(["toFloat", "toInt", "neg", "abs", "sign", "square", "sqrt", "reciprocal", "exp"] as const),
  ...(["log", "expm1", "log1p", "sin", "cos", "tanh", "sigmoid", "softplus", "relu"] as const),
  ...(["gelu", "erf", "floor", "positive", "oneMinusSquare", "logisticSlope"] as const),
  "geluSlope",
];
const binary: Kernel[] = [
  ...(["add", "sub", "mul", "div", "maximum", "minimum", "greater", "greaterEqual"] as const),
  ...(["equal", "notEqual", "equalInt", "tanhSlopeMul", "sigmoidSlopeMul"] as const),
  "reluSlopeMul",
];
const shapes = [[1003], [37, 41], [1, 65, 7], [3, 1, 17, 5], [2, 333], [1, 1, 19, 33]];

function* elementwise(): Generator<Case> {
  for (const kernel of unary)
    for (const n of [2, 33, 1003]) yield { kernel, tensors: [n, n], words: [n] };
  for (const n of [40, 1003]) {
    yield { kernel: "pow", tensors: [n, n], words: [n, 1.7] };
    yield { kernel: "fill", tensors: [n], words: [n, 2.5] };
  }
  for (const [i, shape] of shapes.entries()) {
    const n = size(shape);
    const own = strides(shape);
    // the first operand is broadcast along the first axis, the second along the last, or neither
    const a = own.map((s, k) => (i % 3 === 1 && k === 0 ? 0 : s));
    const b = own.map((s, k) => (i % 3 === 2 && k === shape.length - 1 ? 0 : s));
    for (const kernel of binary)
      yield { kernel, tensors: [n, n, n], words: [shape.length, ...shape, ...a, ...b] };
    const whole = [shape.length, ...shape, ...a, ...b, ...own];
    yield { kernel: "where", tensors: [n, n, n, n], words: whole };
    const turned = strides([...shape].reverse()).reverse();
    yield { kernel: "copy", tensors: [n, n], words: [shape.length, ...shape, ...own, ...turned] };
    yield { kernel: "copy", tensors: [n, n], words: [shape.length, ...shape, ...turned, ...a] };
  }
}

function* reductions(): Generator<Case> {
  for (const [outer, n, inner] of [
    [1, 500, 9],
    [45, 300, 1],
    [6, 17, 33],
    [7, 5000, 2],
  ]) {
    const x = outer * n * inner;
    for (const kernel of ["sum", "max", "min", "argmax"] as const)
      yield { kernel, tensors: [outer * inner, x], words: [outer, n, inner] };
    for (const reverse of [0, 1])
      yield { kernel: "cumsum", tensors: [x, x], words: [outer, n, inner, reverse] };
  }
  for (const [rows, n] of [
    [2, 7],
    [43, 9],
    [19, 130],
  ]) {
    for (const kernel of ["softmax", "logSoftmax"] as const)
      yield { kernel, tensors: [rows * n, rows * n], words: [rows, n] };
    yield { kernel: "logsumexp", tensors: [rows, rows * n], words: [rows, n] };
  }
}

function* products(): Generator<Case> {
  const sizes = [
    [120, 8, 3],
    [121, 9, 300],
    [257, 64, 1],
    [64, 70, 65],
    [33, 129, 784], // few rows, long sums: the other order of summation
    [41, 200, 300],
    [500, 31, 17],
    [130, 130, 1030],
    [127, 531, 257],
    [2, 64, 5],
    [1, 300, 40],
    [250, 300, 520],
    [250, 31, 900], // pieces of few rows would have the other order, too
  ];
  for (const [i, [M, N, K]] of sizes.entries()) {
    for (const t of [0, 1, 2, 3]) {
      for (const batch of i % 4 === 0 ? [1, 5] : [1]) {
        const [transA, transB] = [t & 1, t >> 1];
        const padding = i % 3;
        const [lda, ldb] = [(transA ? M : K) + padding, (transB ? K : N) + padding];
        const [a, b] = [lda * (transA ? K : M), ldb * (transB ? N : K)];
        const words = [M, N, K, lda, ldb, transA, transB, batch, a, b, (i + t) % 5, N];
        yield { kernel: "gemm", tensors: [batch * M * N, batch * a, batch * b, N], words };
      }
    }
  }
}

function* convolutions(): Generator<Case> {
  const sizes = [
    [5, 1, 28, 28, 9, 3, 1, 1, 1],
    [7, 11, 9, 13, 20, 3, 1, 1, 1],
    [33, 8, 4, 4, 16, 3, 1, 1, 1], // small images, several in a block
    [3, 9, 40, 60, 17, 5, 2, 2, 1],
    [9, 16, 7, 7, 24, 1, 1, 0, 1], // pointwise
    [4, 16, 6, 7, 32, 3, 1, 0, 2],
    [2, 4, 84, 84, 16, 8, 4, 0, 1],
  ];
  for (const [N, C, H, W, O, k, stride, pad, groups] of sizes) {
    const [OH, OW] = [H, W].map((n) => Math.floor((n + 2 * pad - k) / stride) + 1);
    const words = [N, C, H, W, O, OH, OW, k, k, stride, stride, pad, pad, groups];
    const [x, w, y] = [N * C * H * W, (O * C * k * k) / groups, N * O * OH * OW];
    yield { kernel: "conv2d", tensors: [y, x, w], words };
    yield { kernel: "conv2dInput", tensors: [x, y, w], words };
    const whole = [0, C / groups, 0, O / groups];
    yield { kernel: "conv2dWeight", tensors: [w, x, y], words: [...words, ...whole] };
  }
  for (const [planes, H, W, k, stride] of [
    [13, 12, 10, 2, 2],
    [7, 9, 11, 3, 2],
    [3, 2, 2, 2, 2],
  ]) {
    const [OH, OW] = [H, W].map((n) => Math.floor((n - k) / stride) + 1);
    const words = [planes, H, W, OH, OW, k, k, stride, stride, 0, 0];
    const [x, y] = [planes * H * W, planes * OH * OW];
    yield { kernel: "maxPool2d", tensors: [y, y, x], words };
    yield { kernel: "avgPool2d", tensors: [y, x], words };
    yield { kernel: "avgPool2dAdjoint", tensors: [x, y], words };
  }
}

function* optimisers(): Generator<Case> {
  for (const n of [33, 1003]) {
    yield { kernel: "sgd", tensors: [n, n], words: [n, Number.NaN, 0.01] };
    yield { kernel: "momentum", tensors: [n, n, n], words: [n, Number.NaN, 0.9, 0.1, 0.01, 1] };
    yield { kernel: "rmsprop", tensors: [n, n, n], words: [n, Number.NaN, 0.99, 1e-8, 0] };
    const words = [n, -1, Number.NaN, 0.9, 0.999, 1e-8, 0.01, 1];
    yield { kernel: "adam", tensors: [n, n, n, n], words };
  }
}

const cases = [
  ...elementwise(),
  ...reductions(),
  ...products(),
  ...convolutions(),
  ...optimisers(),
];

/** Everything is worth it. */
const all = { piece: 0, program: 0 };
const drawn = new Map<number, Float32Array>();

/** n numbers, the same for equal n and seed. */
function draw(n: number, seed: number): Float32Array {
  const key = 8 * n + seed;
  const known = drawn.get(key) ?? numbers(n, 0.01, 2, seed);
  drawn.set(key, known);
  return known;
}

/** Runs the case whole or in pieces (the last piece first) and returns the memory that it works in. */
function outcome(room: Room, c: Case, most: number): { values: Int32Array; pieces: number } {
  room.clear();
  const start = room.space(0) >> 2;
  const rate = room.floats([0.003]);
  const step = room.ints([3]);
  const at = c.tensors.map((n, i) => {
    const isInt = c.kernel === "toFloat" || c.kernel === "equalInt";
    return isInt ? room.ints(indices(n, 9, i + 1)) : room.floats(draw(n, i + 1));
  });
  const operands: Argument[] = at.map((address, i) => ({
    storage: { address, size: c.tensors[i], owner: immortal, generation: 0 },
    offset: 0,
  }));
  // NaN stands for the address of the rate, −1 in adam for that of the step
  const words = c.words.map((w) =>
    Number.isNaN(w) ? rate : c.kernel === "adam" && w === -1 ? step : w,
  );
  const whole: Step = { kernel: c.kernel, args: [...operands, ...words], site: new Error() };
  const pieces = split([whole], most, all)[0] ?? [whole];
  for (const { kernel, args } of [...pieces].reverse()) {
    const plain = args.map((a) =>
      typeof a === "number" ? a : (a as Ref).storage.address + 4 * (a as Ref).offset,
    );
    expect(room.run(kernel, ...plain)).toBe(0);
  }
  return { values: room.backend.int.slice(start, room.space(0) >> 2), pieces: pieces.length };
}

test("every kernel that can be cut gives the bits of the whole in 2, 3 and 7 pieces, whatever their order, and writes nothing else", () => {
  const cut = new Set<Kernel>();
  for (const room of relaxed ? [baseline, relaxed] : [baseline]) {
    for (const c of cases) {
      const whole = outcome(room, c, 1);
      for (const most of [2, 3, 7]) {
        const { values, pieces } = outcome(room, c, most);
        if (pieces > 1) cut.add(c.kernel);
        const where = `${room.backend.build}: ${c.kernel} ${c.words} in ${pieces} pieces`;
        if (Buffer.compare(Buffer.from(values.buffer), Buffer.from(whole.values.buffer)) !== 0)
          expect(
            values.findIndex((v, i) => v !== whole.values[i]),
            where,
          ).toBe(-1);
      }
    }
  }
  expect([...cut].sort()).toEqual([...shared].sort());
}, 200_000);

test("the pieces cover the result once: no element is written by two of them", () => {
  for (const c of cases.filter(({ kernel }) => kernel === "gemm" || kernel === "tanh")) {
    const operands = c.tensors.map((n): Ref => {
      return { storage: { address: 0, size: n, owner: immortal, generation: 0 }, offset: 0 };
    });
    const step = { kernel: c.kernel, args: [...operands, ...c.words], site: new Error() };
    const written = new Uint8Array(c.tensors[0]);
    for (const { args } of split([step], 4, all)[0] ?? [step]) {
      const { offset } = args[0] as Ref;
      const [rows, width, next] =
        c.kernel === "tanh"
          ? [1, args[2], 0]
          : [(args[4] as number) * (args[11] as number), args[5], args[15]];
      for (let r = 0; r < (rows as number); r++)
        for (let j = 0; j < (width as number); j++) written[offset + r * (next as number) + j]++;
    }
    expect(new Set(written)).toEqual(new Set([1]));
  }
});

test("a sum, a kernel that may fail, and a stream of random numbers stay whole", () => {
  for (const kernel of ["sumSquares", "take", "takeAdjoint", "gather", "gatherAdjoint"] as const)
    expect(shared).not.toContain(kernel);
  for (const kernel of ["oneHot", "uniform", "normal", "tick"] as const)
    expect(shared).not.toContain(kernel);
  const { storage, offset }: Ref = {
    storage: { address: 0, size: 1e6, owner: immortal, generation: 0 },
    offset: 0,
  };
  const x = { storage, offset };
  const step: Step = { kernel: "sum", args: [x, x, 1, 1e6, 1], site: new Error() };
  expect(split([step], 4, all)).toEqual([undefined]);
  expect(touched(step).reads).toHaveLength(1);
});

test("small work is not shared: a batch of 256 through two layers of 256 units is, through two of 64 and one state are not", () => {
  const x: Ref = {
    storage: { address: 0, size: 1e6, owner: immortal, generation: 0 },
    offset: 0,
  };
  const layers = (batch: number, units: number): Step[] =>
    [4, units, units].map((inputs) => ({
      kernel: "gemm",
      args: [x, x, x, x, batch, units, inputs, inputs, inputs, 0, 1, 1, 0, 0, 2, units],
      site: new Error(),
    }));
  const pieces = (batch: number, units: number) =>
    split(layers(batch, units), 2).map((parts) => parts?.length);
  expect(pieces(256, 256)).toEqual([2, 2, 2]);
  expect(pieces(256, 64)).toEqual([undefined, undefined, undefined]);
  expect(pieces(1, 256)).toEqual([undefined, undefined, undefined]);
});
