/** What operations give, on numbers worked by hand; where NumPy or PyTorch decide a convention, the title names it. */
import { expect, test } from "vitest";
import { ShapeError, StateError, ValueError } from "../core/errors.ts";
import { grad } from "./autograd.ts";
import { jsBackend } from "./backend/js.ts";
import { wasmBackend } from "./backend/wasm.ts";
import {
  arange,
  buffer,
  createEngine,
  full,
  oneHot,
  ones,
  parameter,
  scope,
  tensor,
  withEngine,
  zeros,
} from "./create.ts";
import { attention, concat, maximum, minimum, stack, unbind, where } from "./functions.ts";
import * as p from "./primitives.ts";
import type { Nested, Tensor } from "./tensor.ts";

const bytes = 32 << 20;
const engines = [
  createEngine(jsBackend({ precision: "float64", bytes })),
  createEngine(jsBackend({ bytes })),
  createEngine(wasmBackend({ relaxed: false, bytes })),
  createEngine(wasmBackend({ bytes })),
];

/** A test that runs on each build. */
function everywhere(title: string, body: () => void): void {
  test.each(engines.map((e) => [e.backend.build, e] as const))(`${title} (%s)`, (_, e) =>
    withEngine(e, body),
  );
}

/** Equal up to float32 rounding, element by element. */
function near(t: Tensor, expected: Nested): void {
  const flat = (v: Nested): number[] => (typeof v === "number" ? [v] : v.flatMap(flat));
  const shape = (v: Nested): number[] => (typeof v === "number" ? [] : [v.length, ...shape(v[0])]);
  expect([...t.shape]).toEqual(shape(expected));
  const values = flat(t.toArray());
  flat(expected).forEach((e, i) => {
    if (Number.isFinite(e))
      expect(Math.abs(values[i] - e), `${values[i]} is not ${e}`).toBeLessThanOrEqual(
        2e-6 * (1 + Math.abs(e)),
      );
    else expect(values[i]).toBe(e);
  });
}

const throws = (
  f: () => unknown,
  kind: new (message: string) => Error,
  ...words: string[]
): void => {
  let caught: unknown;
  try {
    f();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(kind);
  for (const word of words) expect((caught as Error).message).toContain(word);
};

// ── elementwise ─────────────────────────────────────────────────────────────────────────────────

everywhere(
  "NumPy's broadcasting: [2, 1] + [3] is a table of sums, and a number reaches every element",
  () => {
    near(tensor([[10], [20]]).add(tensor([1, 2, 3])), [
      [11, 12, 13],
      [21, 22, 23],
    ]);
    near(
      tensor([
        [1, 2],
        [3, 4],
      ])
        .mul(2)
        .sub(tensor([1, 0])),
      [
        [1, 4],
        [5, 8],
      ],
    );
    near(tensor(6).div(tensor([1, 2, 3])), [6, 3, 2]);
    near(p.sub(1, tensor([0.25, 1])), [0.75, 0]);
    near(tensor([[[1], [2]]]).add(tensor([[[10]], [[20]]])), [
      [[11], [12]],
      [[21], [22]],
    ]);
  },
);

everywhere("functions of one operand at points where they are known", () => {
  const x = tensor([-1, 0, 2]);
  near(
    x.neg(),
    [1, -0, -2].map((v) => v + 0),
  );
  near(x.abs(), [1, 0, 2]);
  near(x.sign(), [-1, 0, 1]);
  near(x.square(), [1, 0, 4]);
  near(x.exp(), [0.36787944, 1, 7.3890561]);
  near(x.expm1(), [-0.63212056, 0, 6.3890561]);
  near(x.tanh(), [-0.76159416, 0, 0.96402758]);
  near(x.sigmoid(), [0.26894142, 0.5, 0.88079708]);
  near(x.softplus(), [0.31326169, 0.69314718, 2.12692801]);
  near(x.relu(), [0, 0, 2]);
  near(x.gelu(), [-0.15865525, 0, 1.95449974]); // x Φ(x): −1 · 0.15865525, 2 · 0.97724987
  near(x.erf(), [-0.84270079, 0, 0.99532227]);
  near(x.sin(), [-0.84147098, 0, 0.90929743]);
  near(x.cos(), [0.54030231, 1, -0.41614684]);
  near(tensor([1, 4]).sqrt(), [1, 2]);
  near(tensor([1, Math.E]).log(), [0, 1]);
  near(tensor([0, 1]).log1p(), [0, 0.69314718]);
  near(tensor([0.5, -4]).reciprocal(), [2, -0.25]);
  near(tensor([-1.5, 1.5, 2]).floor(), [-2, 1, 2]);
  near(tensor([4, 9]).pow(1.5), [8, 27]);
  near(tensor([-3, 0.2, 3]).clamp(-1, 1), [-1, 0.2, 1]);
});

everywhere("extremes of the exponential: softplus and sigmoid do not overflow", () => {
  near(tensor([1000, -1000]).softplus(), [1000, 0]);
  near(tensor([1000, -1000]).sigmoid(), [1, 0]);
  near(tensor([[1000, 0]]).softmax(), [[1, 0]]);
  near(tensor([[1000, 1000]]).logsumexp(), [1000.693147]);
});

everywhere("comparisons give 1 or 0; int32 tensors compare as whole numbers", () => {
  const a = tensor([1, 2, 3]);
  near(a.greater(2), [0, 0, 1]);
  near(a.greaterEqual(2), [0, 1, 1]);
  near(a.less(2), [1, 0, 0]);
  near(a.lessEqual(2), [1, 1, 0]);
  near(a.equal(tensor([[3], [1]])), [
    [0, 0, 1],
    [1, 0, 0],
  ]);
  near(a.notEqual(2), [1, 0, 1]);
  const i = tensor([16777217, 5], { dtype: "int32" });
  near(i.equal(tensor([16777216, 5], { dtype: "int32" })), [0, 1]); // float32 cannot tell the first two apart
});

everywhere("where, maximum and minimum broadcast all their operands", () => {
  near(where(tensor([[1], [0]]), tensor([1, 2]), 9), [
    [1, 2],
    [9, 9],
  ]);
  near(where(tensor([0.5, 0, -1]), 1, 0), [1, 0, 1]); // anything but 0 is true
  near(maximum(tensor([1, 5]), tensor([[2], [6]])), [
    [2, 5],
    [6, 6],
  ]);
  near(minimum(3, tensor([1, 5])), [1, 3]);
});

everywhere("NaN: maximum, minimum, max, min and argmax find it, as in NumPy and PyTorch", () => {
  const x = tensor([1, Number.NaN, 3]);
  near(x.maximum(2), [2, Number.NaN, 3]);
  near(x.minimum(2), [1, Number.NaN, 2]);
  near(x.max(), Number.NaN);
  near(x.min(), Number.NaN);
  expect(x.argmax().item()).toBe(1);
  near(x.relu(), [1, Number.NaN, 3]);
  near(x.sign(), [1, Number.NaN, 1]);
  near(x.equal(x), [1, 0, 1]);
});

// ── reductions ──────────────────────────────────────────────────────────────────────────────────

everywhere("reductions over one axis, over several that are not neighbours, and over all", () => {
  const x = arange(0, 24).reshape(2, 3, 4);
  near(x.sum(), 276);
  near(x.sum(0), [
    [12, 14, 16, 18],
    [20, 22, 24, 26],
    [28, 30, 32, 34],
  ]);
  near(x.sum([0, 2]), [60, 92, 124]); // 0+1+2+3 + 12+13+14+15 = 60, and 32 more each
  near(x.sum([-1, 0]), [60, 92, 124]);
  near(x.sum([0, 2], { keepDims: true }), [[[60], [92], [124]]]);
  near(x.mean([1, 2]), [5.5, 17.5]);
  near(x.max([0, 2]), [15, 19, 23]);
  near(x.min(1), [
    [0, 1, 2, 3],
    [12, 13, 14, 15],
  ]);
  near(x.transpose(0, 2).sum([0, 1]), [66, 210]);
  near(tensor([1, 2, 3, 6]).variance(), 3.5); // ((−2)² + (−1)² + 0 + 3²) / 4
  near(tensor([1, 2, 3, 6]).variance(0, { correction: 1 }), 14 / 3);
  near(tensor(5).sum(), 5);
});

everywhere("argmax takes the first of equals, along any axis", () => {
  const x = tensor([
    [1, 3, 3],
    [7, 7, 0],
  ]);
  expect(x.argmax().toArray()).toEqual([1, 0]);
  expect(x.argmax(0).toArray()).toEqual([1, 1, 0]);
  expect(x.argmax().dtype).toBe("int32");
});

everywhere("cumulative sums run forwards and backwards", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  near(x.cumsum(1), [
    [1, 3, 6],
    [4, 9, 15],
  ]);
  near(x.cumsum(1, { reverse: true }), [
    [6, 5, 3],
    [15, 11, 6],
  ]);
  near(x.cumsum(0), [
    [1, 2, 3],
    [5, 7, 9],
  ]);
});

everywhere("softmax, its logarithm and logsumexp agree along any axis", () => {
  const x = tensor([
    [0, Math.log(3)],
    [Math.log(2), 0],
  ]);
  near(x.softmax(), [
    [0.25, 0.75],
    [2 / 3, 1 / 3],
  ]);
  near(x.softmax(0), [
    [1 / 3, 0.75],
    [2 / 3, 0.25],
  ]);
  near(x.logSoftmax().exp(), [
    [0.25, 0.75],
    [2 / 3, 1 / 3],
  ]);
  near(x.logsumexp(), [Math.log(4), Math.log(3)]);
  near(x.logsumexp(0), [Math.log(3), Math.log(4)]);
});

// ── products ────────────────────────────────────────────────────────────────────────────────────

everywhere("matmul of matrices, vectors, batches and transposed views", () => {
  const a = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const b = tensor([
    [1, 0, 2],
    [0, 1, 3],
  ]);
  near(a.matmul(b), [
    [1, 2, 8],
    [3, 4, 18],
    [5, 6, 28],
  ]);
  near(b.transpose().matmul(a.transpose()), [
    [1, 3, 5],
    [2, 4, 6],
    [8, 18, 28],
  ]);
  near(a.matmul(tensor([1, -1])), [-1, -1, -1]);
  near(tensor([1, 0, 1]).matmul(a), [6, 8]);
  near(tensor([1, 2]).matmul(tensor([3, 4])), 11);
  const batch = stack([a, a.mul(2)]);
  near(batch.matmul(b).select(0, 1), [
    [2, 4, 16],
    [6, 8, 36],
    [10, 12, 56],
  ]);
  near(a.transpose().matmul(batch), [
    [
      [35, 44],
      [44, 56],
    ],
    [
      [70, 88],
      [88, 112],
    ],
  ]);
});

everywhere("conv2d by hand: a 2×2 kernel that adds the diagonal; stride, padding, groups", () => {
  const x = arange(1, 10).reshape(1, 1, 3, 3);
  const diagonal = tensor([
    [
      [
        [1, 0],
        [0, 1],
      ],
    ],
  ]);
  near(x.conv2d(diagonal), [
    [
      [
        [6, 8],
        [12, 14],
      ],
    ],
  ]);
  near(x.conv2d(diagonal, { padding: 1, stride: 2 }), [
    [
      [
        [1, 3],
        [7, 14],
      ],
    ],
  ]);
  const two = concat([x, x.mul(10)], 1);
  const w = tensor([[[[1]]], [[[2]]]]);
  near(two.conv2d(w, { groups: 2 }).slice(2, 0, 1), [[[[1, 2, 3]], [[20, 40, 60]]]]);
});

everywhere(
  "pooling: windows that overlap, padding that never wins a maximum and counts as 0 in a mean",
  () => {
    const x = tensor([
      [
        [
          [-1, -2, -3],
          [-4, -5, -6],
          [-7, -8, -9],
        ],
      ],
    ]);
    near(x.maxPool2d(2, { stride: 1 }), [
      [
        [
          [-1, -2],
          [-4, -5],
        ],
      ],
    ]);
    near(x.maxPool2d(2, { padding: 1 }), [
      [
        [
          [-1, -2],
          [-4, -5],
        ],
      ],
    ]);
    near(x.avgPool2d(2, { stride: 1 }), [
      [
        [
          [-3, -4],
          [-6, -7],
        ],
      ],
    ]);
    near(x.avgPool2d(2, { padding: 1 }), [
      [
        [
          [-0.25, -1.25],
          [-2.75, -7],
        ],
      ],
    ]);
  },
);

everywhere("attention: a query that points at one key returns its value", () => {
  const q = tensor([[[100, 0]]]);
  const k = tensor([
    [
      [1, 0],
      [0, 1],
    ],
  ]);
  const v = tensor([
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  near(attention(q, k, v), [[[5, 6]]]);
  near(attention(q, k, v, tensor([[-1e9, 0]])), [[[7, 8]]]);
});

// ── indices ─────────────────────────────────────────────────────────────────────────────────────

everywhere("take, gather (as torch.gather) and one-hot", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  near(x.take(tensor([1, 1, 0], { dtype: "int32" })), [
    [4, 5, 6],
    [4, 5, 6],
    [1, 2, 3],
  ]);
  near(x.take(tensor([[1], [0]], { dtype: "int32" })), [[[4, 5, 6]], [[1, 2, 3]]]);
  near(x.gather(tensor([[2], [0]], { dtype: "int32" }), 1), [[3], [4]]);
  near(x.gather(tensor([[1, 0, 1]], { dtype: "int32" }), 0), [[4, 2, 6]]);
  near(oneHot([2, 0], 3), [
    [0, 0, 1],
    [1, 0, 0],
  ]);
  near(tensor([[1], [0]], { dtype: "int32" }).oneHot(2), [[[0, 1]], [[1, 0]]]);
});

everywhere("an index outside its table is named, with its place and the bounds", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const i = tensor([0, 1, 2], { dtype: "int32" });
  expect(() => x.take(i)).toThrow(/take: index 2 at place 2 of 3 .*from 0 to 1/);
  expect(() => x.gather(tensor([[-1], [0]], { dtype: "int32" }), 1)).toThrow(
    /gather: index -1 at place 0 of 2 .*from 0 to 1/,
  );
  expect(() => oneHot([1, 5], 4)).toThrow(/oneHot: index 5 at place 1 of 2 .*from 0 to 3/);
});

// ── shape ───────────────────────────────────────────────────────────────────────────────────────

everywhere("slices count from either end, run backwards, and agree with NumPy's x[a:b:c]", () => {
  const x = arange(0, 6);
  near(x.slice(0, 2), [2, 3, 4, 5]);
  near(x.slice(0, -3, -1), [3, 4]);
  near(x.slice(0, 0, 6, 4), [0, 4]);
  near(x.slice(0, -1, undefined, -2), [5, 3, 1]);
  near(x.slice(0, 4, 0, -3), [4, 1]);
  near(x.flip(0), [5, 4, 3, 2, 1, 0]);
  near(x.reshape(2, 3).select(1, -1), [2, 5]);
});

everywhere("pad surrounds with a value, also an infinite one and in int32", () => {
  near(
    tensor([[1, 2]]).pad([
      [1, 0],
      [0, 2],
    ]),
    [
      [0, 0, 0, 0],
      [1, 2, 0, 0],
    ],
  );
  near(tensor([1, 2]).pad([[1, 1]], -Infinity), [-Infinity, 1, 2, -Infinity]);
  const i = tensor([7, 8], { dtype: "int32" }).pad([[1, 0]]);
  expect(i.dtype).toBe("int32");
  expect(i.toArray()).toEqual([0, 7, 8]);
});

everywhere(
  "unbind is select for each index along any axis, bit for bit, and so are the gradients",
  () => {
    const values = Array.from({ length: 60 }, (_, i) => Math.fround(((i * 37) % 60) / 7 - 4));
    for (const shape of [
      [5, 3, 4],
      [3, 5, 4],
      [3, 4, 5],
      [60, 1, 1],
    ]) {
      for (const axis of [0, 1, 2, -1]) {
        const pass = (parts: (x: Tensor) => readonly Tensor[]) => {
          const x = parameter(values, shape, "x");
          const cut = parts(x);
          const y = cut.map((part, i) => part.mul(i + 1).tanh()).reduce((a, b) => a.add(b));
          y.square().sum().backward();
          const gradient = (x.grad as Tensor).toArray();
          return {
            shapes: cut.map((part) => part.shape),
            cut: cut.map((t) => t.toArray()),
            gradient,
          };
        };
        const n = shape.at(axis) as number;
        const expected = pass((x) => Array.from({ length: n }, (_, i) => x.select(axis, i)));
        expect(pass((x) => unbind(x, axis))).toEqual(expected);
      }
    }
    throws(() => unbind(tensor(1)), ShapeError, "unbind");
  },
);

everywhere("concat and stack join along any axis, int32 too", () => {
  const a = tensor([[1, 2]]);
  const b = tensor([[3, 4]]);
  near(concat([a, b]), [
    [1, 2],
    [3, 4],
  ]);
  near(concat([a, b.transpose().transpose()], -1), [[1, 2, 3, 4]]);
  near(stack([a, b], -1), [
    [
      [1, 3],
      [2, 4],
    ],
  ]);
  near(stack([tensor(1), tensor(2)]), [1, 2]);
  expect(
    concat([tensor([1], { dtype: "int32" }), tensor([-2], { dtype: "int32" })]).toArray(),
  ).toEqual([1, -2]);
});

everywhere("reshape, permute, expand, squeeze and unsqueeze", () => {
  const x = arange(0, 6).reshape(2, -1);
  near(x, [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  near(x.permute(1, 0).reshape(6), [0, 3, 1, 4, 2, 5]);
  near(x.slice(1, 0, 1).expand(2, 2), [
    [0, 0],
    [3, 3],
  ]);
  near(x.unsqueeze(1).squeeze(1), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  near(x.flatten(), [0, 1, 2, 3, 4, 5]);
  expect(x.unsqueeze(-1).shape).toEqual([2, 3, 1]);
});

everywhere(
  "views share their storage: a write through a parameter's data shows in every view of it",
  () => {
    const w = parameter([
      [1, 2],
      [3, 4],
    ]);
    const views = [w.transpose(), w.slice(0, 1), w.reshape(4), w.expand(2, 2, 2), w.detach()];
    for (const v of views) expect(v.storage).toBe(w.storage);
    w.data[2] = 30;
    near(views[0], [
      [1, 30],
      [2, 4],
    ]);
    near(views[1], [[30, 4]]);
    near(w.add(0), [
      [1, 2],
      [30, 4],
    ]);
    const x = tensor([1, 2]);
    near(x.add(1), [2, 3]); // copied into the engine here
    x.data[0] = 5;
    near(x.add(1), [6, 3]); // and again after the write
  },
);

everywhere("reading: item, toArray, data, toString, assign, cast", () => {
  expect(tensor(3).item()).toBe(3);
  expect(tensor([[7]]).item()).toBe(7);
  expect(
    tensor([[1, 2]])
      .transpose()
      .toArray(),
  ).toEqual([[1], [2]]);
  expect([
    ...tensor([
      [1, 2],
      [3, 4],
    ]).transpose().data,
  ]).toEqual([1, 3, 2, 4]);
  expect(String(tensor([1, 2]))).toBe("tensor float32 [2] [1,2]");
  near(buffer([0, 0]).assign([1, 2]), [1, 2]);
  const i = tensor([1.9, -1.9, 3]).cast("int32");
  expect(i.dtype).toBe("int32");
  expect(i.toArray()).toEqual([1, -1, 3]);
  near(i.cast("float32").div(2), [0.5, -0.5, 1.5]);
});

everywhere("making: from nested lists, typed arrays, shapes; the values are copied", () => {
  const source = Float32Array.of(1, 2, 3, 4);
  const x = tensor(source, [2, 2]);
  source[0] = 9;
  near(x, [
    [1, 2],
    [3, 4],
  ]);
  near(zeros([2]), [0, 0]);
  near(ones([1, 2]), [[1, 1]]);
  near(full([2], 0.5), [0.5, 0.5]);
  near(arange(2, 8, 2), [2, 4, 6]);
  near(arange(3, 0, -1), [3, 2, 1]);
  expect(tensor(Int32Array.of(1, 2)).dtype).toBe("int32");
  expect(tensor(Uint8Array.of(200)).toArray()).toEqual([200]);
});

/** Every small shape of rank 3, so that each of a kernel's paths (whole vectors, remainders, single elements) is met. */
const small: readonly (readonly number[])[] = [1, 2, 3, 4, 5, 8].flatMap((a) =>
  [1, 2, 3, 4, 5].flatMap((b) => [1, 2, 3, 4, 7].map((c) => [a, b, c])),
);
const readings: { readonly [name: string]: (x: Tensor) => Tensor } = {
  "a transposition of the first two": (x) => x.transpose(0, 1),
  "a transposition of the last two": (x) => x.transpose(),
  "a transposition of the outer two": (x) => x.transpose(0, 2),
  "a cycle": (x) => x.permute(1, 2, 0),
  "the other cycle": (x) => x.permute(2, 0, 1),
  "both ends reversed": (x) => x.flip(0).flip(2),
  sums: (x) => concat([[0], [1], [2], [0, 1], [1, 2], [0, 2]].map((axes) => x.sum(axes).flatten())),
  "maxima of a transposed": (x) =>
    concat([0, 1, 2].map((axis) => x.transpose(0, 2).max(axis).flatten())),
  "sums with a reversed row": (x) => x.add(x.select(0, 0).flip(1)),
};
test.each(Object.entries(readings))(
  "all builds agree exactly with the float64 twin on whole numbers: %s",
  (_, read) => {
    for (const shape of small) {
      const [reference, ...others] = engines.map((e) =>
        withEngine(e, () =>
          scope(() => [...read(arange(0, shape[0] * shape[1] * shape[2]).reshape(...shape)).data]),
        ),
      );
      for (const other of others) expect(other, `[${shape}]`).toEqual(reference);
    }
  },
);

// ── gradients through the public door ───────────────────────────────────────────────────────────

everywhere("backward adds to grad; grad() leaves it alone; detach cuts", () => {
  const w = parameter([1, 2, 3]);
  w.square().sum().backward();
  near(w.grad as Tensor, [2, 4, 6]);
  w.sum().backward();
  near(w.grad as Tensor, [3, 5, 7]);
  near(grad(w.pow(3).sum(), [w])[0], [3, 12, 27]);
  near(w.grad as Tensor, [3, 5, 7]);
  near(grad(w.mul(w.detach()).sum(), [w])[0], [1, 2, 3]);
});

everywhere("a constant gradient has all its elements: d Σx / dx = [1, 1, 1]", () => {
  const w = parameter([1, 2, 3]);
  const [g] = grad(w.sum(0, { keepDims: true }), [w]);
  expect([...g.data]).toEqual([1, 1, 1]);
  expect(g.toArray()).toEqual([1, 1, 1]);
});

everywhere("second derivatives: the Hessian of x⊤Ax times v is (A + A⊤) v", () => {
  const A = tensor([
    [1, 2],
    [3, 4],
  ]);
  const x = parameter([0.5, -1]);
  const [g] = grad(x.matmul(A).matmul(x), [x], { createGraph: true });
  near(grad(g.matmul(tensor([1, 2])), [x])[0], [12, 21]); // [[2, 5], [5, 8]] · [1, 2]
});

everywhere("the gradient by a view that entered a product, and by the tensor that it views", () => {
  const w = parameter([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const view = w.transpose();
  const y = tensor([[1, 10]])
    .matmul(view)
    .mul(tensor([1, 2, 3]))
    .sum();
  const [byView, byTensor] = grad(y, [view, w]);
  near(byView, [
    [1, 2, 3],
    [10, 20, 30],
  ]);
  near(byTensor, [
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
  expect(byTensor.contiguous(), "it lies like w, without a copy").toBe(byTensor);
});

everywhere("a gradient that reaches a parameter along two ways is the sum of both", () => {
  const w = parameter([2]);
  near(grad(w.mul(w).add(w.mul(3)).sum(), [w])[0], [7]);
});

// ── messages ────────────────────────────────────────────────────────────────────────────────────

everywhere("wrong shapes are named with the remedy", () => {
  const x = zeros([32, 784]);
  throws(
    () => x.matmul(zeros([100, 784])),
    ShapeError,
    "[32, 784] · [100, 784]",
    "784 and 100",
    "a.matmul(b.transpose())",
  );
  throws(() => x.add(zeros([32])), ShapeError, "add", "[32, 784] and [32]", "784");
  throws(() => x.reshape(5, -1), ShapeError, "reshape", "25088", "[5, -1]");
  throws(() => x.sum(2), ShapeError, "sum", "axis 2", "rank 2", "[-2, 1]");
  throws(() => x.sum([0, -2]), ShapeError, "twice", "[0, -2]");
  throws(() => x.backward(), ValueError, "nothing that requires a gradient", "parameter");
  throws(() => parameter([1, 2]).mul(2).backward(), ShapeError, "[2]", ".mean() or .sum()");
  throws(() => x.item(), ShapeError, "[32, 784]", "exactly one element");
  throws(() => x.conv2d(zeros([1, 1, 3, 3])), ShapeError, "[N, C, H, W]", "[32, 784]");
  throws(() => zeros([1, 3, 4, 4]).conv2d(zeros([2, 2, 3, 3])), ShapeError, "3 channels", "want 2");
  throws(
    () => zeros([1, 1, 2, 2]).conv2d(zeros([1, 1, 3, 3])),
    ShapeError,
    "kernel of 3",
    "into 2",
    "padding",
  );
  throws(
    () => zeros([1, 3, 4, 4]).conv2d(zeros([2, 3, 3, 3]), { groups: 2 }),
    ShapeError,
    "groups is 2",
    "divide",
  );
  throws(
    () => zeros([1, 1, 4, 4]).conv2d(zeros([1, 1, 2, 2]), { stride: 0 }),
    ValueError,
    "stride is 0",
    "at least 1",
  );
  throws(() => zeros([1, 1, 4, 4]).maxPool2d(2, { padding: 2 }), ValueError, "more than half");
  throws(() => concat([zeros([2, 3]), zeros([3, 2])]), ShapeError, "[2, 3]", "[3, 2]", "axis 0");
  throws(() => concat([]), ShapeError, "nothing to join");
  throws(() => zeros([2, 3]).permute(0, 0), ShapeError, "[0, 0]", "2 axes");
  throws(() => zeros([2, 3]).expand(4, 3), ShapeError, "[2, 3]", "[4, 3]");
  throws(() => zeros([2, 3]).squeeze(0), ShapeError, "size 2, not 1");
  throws(() => zeros([4]).slice(0, 2, 2), ShapeError, "slice", "[4]", "empty");
  throws(() => zeros([4]).slice(0, 0, 5), ShapeError, "0 to 5");
  throws(() => zeros([4]).slice(0, 0, 4, 0), ValueError, "step is 0");
  throws(() => zeros([4]).slice(0, 0.5), ValueError, "start is 0.5");
  throws(() => zeros([4]).select(0, 4), ShapeError, "index 4", "[4]");
  throws(() => zeros([2]).pad([[1, -1]]), ShapeError, "[[1,-1]]");
  throws(
    () => zeros([2, 2]).gather(tensor([0], { dtype: "int32" }), 0),
    ShapeError,
    "gather",
    "[1]",
    "[2, 2]",
  );
  throws(() => buffer([1, 2]).assign([1]), ShapeError, "1 values", "[2]");
  throws(() => tensor(1).softmax(), ShapeError, "softmax");
});

everywhere("wrong dtypes are named with the remedy", () => {
  const i = tensor([1, 2], { dtype: "int32" });
  throws(() => i.add(1), ValueError, "add", "int32", 'cast("float32")');
  throws(() => i.equal(1.5), ValueError, "equal", 'cast("float32")');
  throws(() => zeros([3]).take(tensor([1])), ValueError, "take", "float32", 'cast("int32")');
  throws(() => tensor([1]).oneHot(3), ValueError, "oneHot", 'cast("int32")');
  throws(() => i.oneHot(0), ValueError, "classes is 0", "at least 1");
});

everywhere("empty tensors are refused wherever they could arise", () => {
  throws(() => tensor([]), ShapeError, "[0]", "Empty tensors are refused", "skip an empty batch");
  throws(() => tensor([[], []]), ShapeError, "[2, 0]", "Empty");
  throws(() => zeros([0, 3]), ShapeError, "[0, 3]", "Empty");
  throws(() => tensor(new Float32Array(0)), ShapeError, "Empty");
  throws(() => arange(3, 3), ValueError, "holds no number");
  throws(() => ones([2]).slice(0, 1, 1), ShapeError, "empty tensors are refused");
});

everywhere("lists that are uneven, or do not fill their shape, are refused", () => {
  throws(() => tensor([[1, 2], [3]]), ShapeError, "uneven");
  throws(() => tensor([1, [2]] as unknown as Nested), ShapeError, "uneven");
  throws(() => tensor([1, 2, 3], [2, 2]), ShapeError, "3 values", "[2, 2]", "4");
  throws(() => zeros([1.5]), ShapeError, "[1.5]", "whole number");
  throws(() => zeros([-1]), ShapeError, "[-1]");
});

test("tensors of two engines do not mix", () => {
  const [a, b] = engines.map((e) => withEngine(e, () => ones([2, 2])));
  for (const mix of [
    () => a.add(b),
    () => a.matmul(b),
    () => concat([a, b]),
    () => where(a, b, 0),
  ]) {
    throws(mix, StateError, "two engines", "js float64", "js float32");
  }
});
