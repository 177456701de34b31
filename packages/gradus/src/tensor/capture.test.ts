/**
 * Captured programs against the same function run eagerly: equal bits on every build; and every way in which a function can
 * fail to be one list of operations is caught, with the operation and the line in this file.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { CaptureError, DataError, GradusError, ShapeError, StateError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import {
  adam,
  adamw,
  batchNorm,
  conv2d,
  crossEntropy,
  dropout,
  flatten,
  linear,
  lstm,
  maxPool2d,
  momentum,
  mse,
  type Optimiser,
  relu,
  rmsprop,
  sequential,
  sgd,
  tanh,
  transformerBlock,
} from "../nn/index.ts";
import { grad } from "./autograd.ts";
import { jsBackend } from "./backend/js.ts";
import { wasmBackend } from "./backend/wasm.ts";
import { capture } from "./capture.ts";
import {
  createEngine,
  keep,
  noGrad,
  parameter,
  scope,
  tensor,
  withEngine,
  zeros,
} from "./create.ts";
import { concat, minimum, stack } from "./functions.ts";
import { normal, stream, uniform } from "./stream.ts";
import type { Tensor } from "./tensor.ts";

const bytes = 64 << 20;
const engines = [
  createEngine(jsBackend({ bytes })),
  createEngine(wasmBackend({ relaxed: false, bytes })),
  createEngine(wasmBackend({ bytes })),
];
const fast = engines[1];

function everywhere(title: string, body: () => void): void {
  test.each(engines.map((e) => [e.backend.build, e] as const))(`${title} (%s)`, (_, e) =>
    withEngine(e, body),
  );
}

const source = readFileSync(fileURLToPath(import.meta.url), "utf8").split("\n");
/** "capture.test.ts:17", the line that carries the comment. */
function line(comment: string): string {
  return `capture.test.ts:${source.findIndex((l) => l.endsWith(`// ${comment}`)) + 1}`;
}

function failure(f: () => unknown): Error {
  try {
    f();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

/** That f is refused, and that the message holds every word. */
function refused(f: () => unknown, ...words: string[]): void {
  const error = failure(f);
  expect(error).toBeInstanceOf(CaptureError);
  for (const word of words) expect(error.message).toContain(word);
}

afterEach(() => vi.restoreAllMocks());

// ── equal bits ──────────────────────────────────────────────────────────────────────────────────

/** A thing to train: one step, and everything that a step changes. */
interface Trainee {
  readonly step: (x: Tensor, y: Tensor, rate: number) => Tensor;
  readonly state: readonly Tensor[];
}

const bitsOf = (values: Iterable<number>): Int32Array =>
  new Int32Array(Float32Array.from(values).buffer);

/** Losses of each step and the state at the end, as bits. */
function history(
  t: Trainee,
  batches: readonly (readonly [Tensor, Tensor])[],
  captured: boolean,
): Int32Array[] {
  const step = captured ? capture(t.step) : t.step;
  const losses = batches.map(([x, y], k) => step(x, y, 0.01 / (1 + k / 10)).item());
  return [bitsOf(losses), ...t.state.map((s) => bitsOf(s.data))];
}

function equalBits(
  make: () => Trainee,
  batch: (k: number) => [Tensor, Tensor],
  steps: number,
): void {
  const batches = Array.from({ length: steps }, (_, k) => batch(k));
  const eager = history(make(), batches, false);
  const captured = history(make(), batches, true);
  expect(captured).toEqual(eager);
  expect(new Set(eager[0]).size, "the loss changes from step to step").toBeGreaterThan(steps / 2);
}

const draw = (shape: readonly number[], seed: number): Tensor => {
  const random = rng(seed);
  return tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  );
};
const stateOf = (
  m: { readonly named: Readonly<Record<string, Tensor>> },
  o: Optimiser,
): Tensor[] => [...Object.values(m.named), ...Object.values(o.state)];

everywhere(
  "an MLP with Adam, 50 steps with a decaying rate: captured equals eager bit for bit",
  () => {
    const make = (): Trainee => {
      const random = rng(1);
      const net = sequential(
        linear(3, 17, random),
        tanh(),
        linear(17, 9, random),
        relu(),
        linear(9, 2, random),
      );
      const step = adam(net.parameters, { rate: 0.01 });
      return {
        step: (x, y, rate) => step(mse(net.forward(x), y), { rate }),
        state: stateOf(net, step),
      };
    };
    equalBits(make, (k) => [draw([11, 3], k), draw([11, 2], 100 + k)], 50);
  },
);

everywhere(
  "a convolutional net with batch normalisation and Nesterov momentum: captured equals eager bit for bit",
  () => {
    const make = (): Trainee => {
      const random = rng(2);
      const net = sequential(
        conv2d(1, 4, 3, random, { padding: 1 }),
        batchNorm(4),
        relu(),
        maxPool2d(2),
        conv2d(4, 6, 3, random, { stride: 2, groups: 2 }),
        tanh(),
        flatten(),
        linear(6, 3, random),
      );
      const step = momentum(net.parameters, { rate: 0.01, nesterov: true, weightDecay: 1e-3 });
      return {
        step: (x, y, rate) => step(crossEntropy(net.forward(x), y), { rate }),
        state: stateOf(net, step),
      };
    };
    const labels = tensor([0, 1, 2, 1], { dtype: "int32" });
    equalBits(make, (k) => [draw([4, 1, 8, 8], k), labels], 10);
  },
);

everywhere(
  "an LSTM with RMSprop and clipping by the norm: captured equals eager bit for bit",
  () => {
    const make = (): Trainee => {
      const random = rng(3);
      const cell = lstm(3, 5, random);
      const head = linear(5, 1, random);
      const step = rmsprop([...cell.parameters, ...head.parameters], { rate: 0.01, maxNorm: 0.1 });
      const loss = (x: Tensor, y: Tensor): Tensor =>
        mse(head.forward(cell.forward(x).output).select(2, 0), y);
      return {
        step: (x, y, rate) => step(loss(x, y), { rate }),
        state: [...stateOf(cell, step), step.gradientNorm],
      };
    };
    equalBits(make, (k) => [draw([2, 4, 3], k), draw([2, 4], 50 + k)], 10);
    equalBits(make, (k) => [draw([1, 3, 3], k), draw([1, 3], 50 + k)], 5); // slices of one row are views
  },
);

everywhere(
  "a transformer block with dropout and AdamW, from equal stream states: captured equals eager bit for bit",
  () => {
    const make = (): Trainee => {
      const random = rng(4);
      const block = transformerBlock(8, 2, random, {
        hidden: 12,
        dropout: 0.2,
        activation: "gelu",
      });
      const step = adamw(block.parameters, { rate: 0.01 });
      return {
        step: (x, y, rate) => step(mse(block.forward(x), y), { rate }),
        state: stateOf(block, step),
      };
    };
    equalBits(make, (k) => [draw([2, 5, 8], k), draw([2, 5, 8], 50 + k)], 10);
    equalBits(make, (k) => [draw([1, 1, 8], k), draw([1, 1, 8], 50 + k)], 5);
  },
);

everywhere("sampling inside a program: equal streams give equal draws, captured or not", () => {
  const make = (): Trainee => {
    const random = rng(5);
    const s = stream(random);
    const drop = dropout(0.4, random);
    const w = parameter([0.5, -1, 2]);
    const step = sgd([w], { rate: 0.1 });
    const loss = (x: Tensor, y: Tensor): Tensor =>
      drop
        .forward(x.add(normal([5, 3], s)).mul(w))
        .sub(y)
        .mul(uniform([3], s))
        .square()
        .mean();
    return { step: (x, y, rate) => step(loss(x, y), { rate }), state: [w, s] };
  };
  equalBits(make, (k) => [draw([5, 3], k), draw([5, 3], 50 + k)], 20);
});

everywhere(
  "number arguments in affine use (1 − clip, 2·rate, −c/3): equal to eager, bit for bit",
  () => {
    const f = (ratio: Tensor, A: Tensor, clip: number, c: number): Tensor =>
      minimum(ratio.mul(A), ratio.clamp(1 - clip, 1 + clip).mul(A))
        .mul(2 * c)
        .sub(-c / 3)
        .add(0.1 - clip);
    const captured = capture(f);
    const ratio = draw([7], 1).exp();
    const A = draw([7], 2);
    const random = rng(3);
    const pairs = Array.from(
      { length: 200 },
      () => [random.uniform(), random.uniform(-5, 5)] as const,
    );
    for (const [clip, c] of [[0, 0], [1, 1], [0.2, 1e-4], [0.1, 3e8], [0.3, 0], ...pairs]) {
      expect(bitsOf(captured(ratio, A, clip, c).data)).toEqual(bitsOf(f(ratio, A, clip, c).data));
    }
  },
);

test("affine expressions of a number are accepted wherever they cross zero or cancel", () => {
  withEngine(fast, () => {
    const random = rng(9);
    const one = tensor([1]);
    for (let k = 0; k < 200; k++) {
      const [a, b] = [
        Math.round(random.uniform(-20, 20)) / 10,
        Math.round(random.uniform(-9, 9)) / 10 || 0.7,
      ];
      const f = capture((x: Tensor, c: number) =>
        x
          .mul(a + b * c)
          .add(a - c)
          .add((c - a) / b),
      );
      for (const c of [0.3, a, -a / b, 1000, 1e-9]) {
        const expected = Math.fround(
          Math.fround(Math.fround(a + b * c) + Math.fround(a - c)) + Math.fround((c - a) / b),
        );
        expect(Math.abs(f(one, c).item() - expected), `a ${a}, b ${b}, c ${c}`).toBeLessThanOrEqual(
          1e-12 * (1 + Math.abs(c)),
        );
      }
    }
  });
});

everywhere("a Hessian–vector product inside a program equals the eager one", () => {
  const w = parameter(draw([4, 3], 1).data, [4, 3]);
  const f = (x: Tensor, v: Tensor): Tensor => {
    const [g] = grad(x.matmul(w).tanh().square().mean(), [w], { createGraph: true });
    return grad(g.mul(v).sum(), [w])[0];
  };
  const captured = capture(f);
  for (let k = 0; k < 4; k++) {
    const [x, v] = [draw([5, 4], k), draw([4, 3], 10 + k)];
    expect(bitsOf(captured(x, v).data)).toEqual(bitsOf(f(x, v).data));
  }
});

// ── lowering ────────────────────────────────────────────────────────────────────────────────────

/** Programs with what lowering may and must not fuse, and whether it should make them shorter. */
const shapesOfFusion: readonly (readonly [
  string,
  boolean,
  (x: Tensor, w: Tensor) => Tensor | Tensor[],
])[] = [
  ["a layer: product, bias, activation", true, (x, w) => x.matmul(w).add(w.select(0, 0)).tanh()],
  [
    "each activation",
    true,
    (x, w) => [x.matmul(w).relu(), x.matmul(w).sigmoid(), x.matmul(w).gelu(), x.matmul(w).tanh()],
  ],
  ["a bias of one number per row is no bias", false, (x, w) => x.matmul(w).add(x.slice(1, 0, 1))],
  ["a square sum of two products", false, (x, w) => x.matmul(w).add(x.matmul(w.mul(2)))],
  ["an activation of the first rows only", false, (x, w) => x.matmul(w).slice(0, 0, 2).relu()],
  ["an activation of the last rows only", false, (x, w) => x.matmul(w).slice(0, 1, 4).tanh()],
  ["an activation of a transposed product", false, (x, w) => x.matmul(w).transpose().relu()],
  [
    "a product that is read twice",
    false,
    (x, w) => {
      const y = x.matmul(w);
      return y.relu().add(y);
    },
  ],
  [
    "a product that is returned too",
    false,
    (x, w) => {
      const y = x.matmul(w);
      return [y, y.relu()];
    },
  ],
  [
    "a batch of products with one bias",
    true,
    (x, w) => stack([x, x.neg()]).matmul(w).add(w.select(0, 1)).relu(),
  ],
  [
    "one row, one column",
    true,
    (x, w) =>
      x
        .slice(0, 0, 1)
        .matmul(w.slice(1, 0, 1))
        .add(tensor([3]))
        .sigmoid(),
  ],
  [
    "one column and its bias",
    true,
    (x, w) =>
      x
        .matmul(w.slice(1, 0, 1))
        .add(tensor([-1]))
        .relu(),
  ],
  ["one row and its bias", true, (x, w) => x.slice(0, 2, 3).matmul(w).add(w.select(0, 0)).relu()],
  [
    "what nobody reads",
    true,
    (x, w) => {
      x.exp().sin();
      return w.neg();
    },
  ],
];

for (const [title, shorter, f] of shapesOfFusion) {
  everywhere(`lowering keeps the bits of ${title}`, () => {
    const captured = capture((x: Tensor, w: Tensor) => [f(x, w)].flat());
    const other = capture((x: Tensor, w: Tensor) => [f(x, w)].flat().map((y) => y.mul(3)));
    for (let k = 0; k < 3; k++) {
      const [x, w] = [draw([4, 3], k), draw([3, 5], 10 + k)];
      const eager = [f(x, w)].flat();
      expect(captured(x, w).map((y) => bitsOf(y.data))).toEqual(eager.map((y) => bitsOf(y.data)));
      expect(other(x, w).map((y) => bitsOf(y.data))).toEqual(
        eager.map((y) => bitsOf(y.mul(3).data)),
      );
    }
    const { recorded, commands } = captured.statistics;
    if (shorter) expect(commands).toBeLessThan(recorded);
    else expect(commands).toBe(recorded);
  });
}

everywhere("the backward pass of tanh, sigmoid and relu is fused, with the same bits", () => {
  const w = parameter(draw([3, 4], 1).data, [3, 4]);
  const f = (x: Tensor): Tensor => {
    const h = x.matmul(w);
    return grad(h.tanh().add(h.sigmoid()).add(h.relu()).square().sum(), [w])[0];
  };
  const captured = capture(f);
  for (let k = 0; k < 3; k++) {
    const x = draw([6, 3], k);
    expect(bitsOf(captured(x).data)).toEqual(bitsOf(f(x).data));
  }
  expect(captured.statistics.commands).toBeLessThanOrEqual(captured.statistics.recorded - 3);
});

/** A random function of x [4, 3] and a parameter w [3, 5], drawn anew from the same seed at each call. */
function randomProgram(seed: number, w: Tensor): (x: Tensor) => Tensor[] {
  type Operation = (
    pool: readonly Tensor[],
    pick: () => Tensor,
    integer: (n: number) => number,
  ) => Tensor;
  const rows = (t: Tensor): Tensor => (t.rank === 0 ? t.reshape(1, 1) : t.flatten(1));
  const operations: readonly Operation[] = [
    ...(["tanh", "relu", "sigmoid", "gelu", "neg", "softplus"] as const).map(
      (name): Operation =>
        (_, pick) =>
          pick()[name](),
    ),
    (_, pick) => pick().mul(pick().mean()),
    (_, pick) => pick().add(pick().sum()),
    (_, pick) => pick().matmul(w).add(w.select(0, 1)).tanh().matmul(w.transpose()),
    (_, pick) => pick().matmul(w).relu().slice(0, 1, 3).matmul(w.transpose()),
    (_, pick) => {
      const t = pick();
      return t.transpose().matmul(t).add(1).matmul(w).matmul(w.transpose());
    },
    (_, pick, integer) => pick().slice(0, -1, undefined, -1 - integer(2)),
    (_, pick) => pick().softmax(),
    (_, pick) => concat([pick(), pick()], 0),
    (_, pick) => pick().cumsum(0, { reverse: true }),
    (_, pick, integer) => pick().take(tensor([0, integer(2), 0], { dtype: "int32" })),
    (_, pick) => pick().max(0, { keepDims: true }).add(pick()),
    (_, pick) =>
      pick().pad(
        [
          [1, 0],
          [0, 0],
        ],
        0.5,
      ),
    (pool) => pool[pool.length - 1].square().add(1).log(),
  ];
  return (x) => {
    const random = rng(seed);
    const integer = (n: number): number => random.integer(n);
    const pool = [x];
    const pick = (): Tensor => {
      const t = pool[integer(pool.length)];
      return t.shape[0] >= 3 ? t : concat([t, t, t], 0);
    };
    const n = 3 + integer(8);
    for (let i = 0; i < n; i++)
      pool.push(rows(operations[integer(operations.length)](pool, pick, integer)));
    const loss = pool.map((t) => t.mean()).reduce((a, b) => a.add(b));
    const seen = pool.slice(1).filter(() => integer(4) === 0);
    return [loss, ...grad(loss.mul(w.mean()), [w]), ...seen];
  };
}

everywhere("eighty random programs with their gradients: captured equals eager bit for bit", () => {
  let shorter = 0;
  for (let seed = 0; seed < 80; seed++) {
    const w = parameter(draw([3, 5], seed).data, [3, 5]);
    const f = randomProgram(seed, w);
    const captured = capture(f);
    for (let k = 0; k < 3; k++) {
      const x = draw([4, 3], 1000 + k);
      const eager = scope(() => f(x).map((t) => bitsOf(t.data)));
      expect(
        captured(x).map((t) => bitsOf(t.data)),
        `program ${seed}, call ${k}`,
      ).toEqual(eager);
    }
    if (captured.statistics.commands < captured.statistics.recorded) shorter++;
  }
  expect(shorter, "programs that lowering made shorter").toBeGreaterThan(25);
});

// ── what cannot be captured ─────────────────────────────────────────────────────────────────────

const x3 = (): Tensor => tensor([1, 2, 3]);
const onFast = (title: string, body: () => void): void => test(title, () => withEngine(fast, body));

onFast("a number that was baked in is caught at the second call", () => {
  let temperature = 2;
  const f = capture((x: Tensor) => x.add(1).mul(temperature)); // baked number
  f(x3());
  temperature = 3;
  refused(
    () => f(x3()),
    '"mul"',
    line("baked number"),
    "the number 3 was 2 before",
    "as an argument",
  );
  refused(() => f(x3()), '"mul"'); // and is not forgotten
});

onFast("a branch on host state is caught", () => {
  let training = true;
  const f = capture((x: Tensor) => {
    if (training) return x.tanh();
    return x.relu(); // other branch
  });
  f(x3());
  training = false;
  refused(() => f(x3()), '"relu"', line("other branch"), 'was "tanh" before');
});

onFast("a branch that only decides which tensor is returned is caught", () => {
  let first = true;
  const f = capture((x: Tensor) => {
    const [a, b] = [x.add(1), x.add(2)];
    return first ? a : b;
  });
  f(x3());
  first = false;
  refused(() => f(x3()), "in what it returns");
});

onFast("a loop count is caught", () => {
  let layers = 2;
  const f = capture((x: Tensor) => {
    let h = x;
    for (let i = 0; i < layers; i++) h = h.tanh(); // loop body
    return h;
  });
  f(x3());
  layers = 4;
  refused(() => f(x3()), '"tanh"', line("loop body"), "2 operations before, 4 now");
});

onFast("a host random draw is caught at the first call", () => {
  const random = rng(1);
  const f = capture((x: Tensor) => x.mul(random.uniform())); // host draw
  refused(
    () => f(x3()),
    '"mul"',
    line("host draw"),
    "two recordings with equal arguments",
    "random stream",
  );
  const g = capture((x: Tensor) => x.add(tensor([random.uniform(), 1, 1]))); // drawn tensor
  refused(() => g(x3()), '"add"', line("drawn tensor"), "random stream");
});

onFast("a count that goes up is caught", () => {
  let calls = 0;
  const f = capture((x: Tensor) => x.mul(++calls)); // counter
  refused(() => f(x3()), '"mul"', line("counter"), "counts up");
});

onFast("another size is caught", () => {
  let n = 1;
  const f = capture((x: Tensor) => x.slice(0, 0, n).add(1)); // another size
  f(x3());
  n = 2;
  refused(() => f(x3()), '"add"', line("another size"), "size or index 2 was 1 before");
});

onFast("another parameter is caught", () => {
  let w = parameter([1, 1, 1]);
  const f = capture((x: Tensor) => x.mul(w)); // another parameter
  f(x3());
  w = parameter([2, 2, 2]);
  refused(() => f(x3()), '"mul"', line("another parameter"), "another tensor than before");
});

onFast(
  "a plain tensor of the surroundings is part of the program, and a change in it is caught",
  () => {
    const constant = tensor([1, 2, 3]);
    const f = capture((x: Tensor) => x.mul(constant)); // changed constant
    expect(f(x3()).toArray()).toEqual([1, 4, 9]);
    constant.data[0] = 5;
    refused(() => f(x3()), '"mul"', line("changed constant"), "another tensor than before");
  },
);

onFast(
  "a change after the second call is caught at the hundredth, as the tests run with GRADUS_CHECK=1",
  () => {
    let scale = 1;
    const f = capture((x: Tensor) => x.mul(scale)); // late change
    for (let k = 0; k < 50; k++) f(x3());
    scale = 2;
    refused(
      () => {
        for (let k = 50; k < 100; k++) f(x3());
      },
      '"mul"',
      line("late change"),
      "the number 2 was 1 before",
    );
  },
);

onFast("reading a value is caught", () => {
  for (const f of [
    capture((x: Tensor) => x.mul(x.sum().item())), // item
    capture((x: Tensor) => x.mul(x.toArray() as number)), // toArray
    capture((x: Tensor) => x.mul(x.data[0])), // data
  ]) {
    refused(() => f(x3()), "read", "no values yet", "capture.test.ts:");
  }
  const g = capture((x: Tensor) => x.mul(x.sum().item())); // the line of item
  refused(() => g(x3()), line("the line of item"), "Return the tensor");
});

onFast("an eager result from outside is caught, and keep() is the remedy", () => {
  const outside = x3().add(1);
  const f = capture((x: Tensor) => x.mul(outside)); // outside tensor
  refused(
    () => f(x3()),
    '"mul"',
    line("outside tensor"),
    "computed outside",
    "argument",
    "keep(t)",
  );
  const kept = keep(outside);
  expect(capture((x: Tensor) => x.mul(kept))(x3()).toArray()).toEqual([2, 6, 12]);
});

onFast("returning a number is caught, with the function's name and place", () => {
  function lossOf(x: Tensor): number {
    return x.shape[0];
  }
  const f = capture(lossOf); // returns a number
  refused(() => f(x3()), "lossOf", line("returns a number"), "number 3", "tensors");
});

onFast("parameters, optimisers and streams made inside are caught", () => {
  refused(
    () => capture((x: Tensor) => linear(3, 2, rng(1)).forward(x))(x3()),
    "linear 3→2",
    "once, outside",
  );
  refused(
    () => capture((x: Tensor) => x.add(uniform([3], stream(rng(1)))))(x3()),
    "random streams",
    "once, outside",
  ); // a stream
});

onFast("a number that enters by more than a factor and a sum is caught", () => {
  const f = capture((x: Tensor, c: number) => x.mul(c * c)); // squared
  refused(() => f(x3(), 0.3), '"mul"', line("squared"), "factor and a sum");
  const g = capture((x: Tensor, a: number, b: number) => x.mul(a * b)); // product
  refused(() => g(x3(), 1, 1), '"mul"', line("product"));
  refused(() => capture((x: Tensor, c: number) => x.mul(1 / c))(x3(), 2), '"mul"');
  refused(() => capture((x: Tensor, c: number) => x.mul(c > 0.6 ? 1 : 2))(x3(), 0.5), '"mul"');
});

onFast("a number that decides a size or a branch is caught", () => {
  refused(
    () => capture((x: Tensor, n: number) => x.slice(0, 0, n).add(1))(x3(), 2),
    "slice",
    "sizes or branches",
  );
  refused(
    () => capture((x: Tensor, n: number) => (n > 0 ? x.exp() : x.sin()))(x3(), 2),
    "which operations run",
    "Branch outside",
  );
});

onFast("an error inside the captured function leaves the engine usable", () => {
  const w = parameter([1, 2, 3]);
  const f = capture((x: Tensor) => {
    x.mul(w).sum().backward();
    return x.matmul(zeros([2, 2]));
  });
  expect(() => f(x3())).toThrow(ShapeError);
  expect(w.grad, "the gradient of a recording has no values").toBeUndefined();
  w.mul(2).sum().backward();
  expect((w.grad as Tensor).toArray()).toEqual([2, 2, 2]);
});

onFast("a tensor that was put aside while recording has no values, and says so", () => {
  const aside: Tensor[] = [];
  const f = capture((x: Tensor) => {
    const y = x.add(1);
    aside.push(y);
    return y.mul(2);
  });
  f(x3());
  const error = failure(() => aside[0].toArray());
  expect(error).toBeInstanceOf(StateError);
  expect(error.message).toContain("capture that it was made in");
});

// ── arguments and results ───────────────────────────────────────────────────────────────────────

everywhere(
  "typed arrays, lists, plain, computed, transposed, expanded and int32 tensors arrive alike",
  () => {
    const f = capture((x: Tensor) => x.mul(2));
    const expected = [2, 4, 6];
    for (const x of [
      Float32Array.of(1, 2, 3),
      Float64Array.of(1, 2, 3),
      Uint8Array.of(1, 2, 3),
      [1, 2, 3],
      x3(),
      x3().add(0),
    ]) {
      expect(f(x).toArray()).toEqual(expected);
    }
    expect(
      f(
        tensor([
          [1, 0],
          [2, 0],
          [3, 0],
        ])
          .transpose()
          .select(0, 0),
      ).toArray(),
    ).toEqual(expected);
    expect(
      f(
        tensor([
          [1, 0],
          [2, 0],
          [3, 0],
        ])
          .add(0)
          .select(1, 0),
      ).toArray(),
    ).toEqual(expected);
    expect(f(tensor([1]).expand(3)).toArray()).toEqual([2, 2, 2]);
    expect(f(x3().flip(0)).toArray()).toEqual([6, 4, 2]);
    const g = capture((x: Tensor, i: Tensor) => x.take(i));
    expect(g(x3(), Int32Array.of(2, 0)).toArray()).toEqual([3, 1]);
    expect(g(x3(), tensor([9, 1, 9, 1], { dtype: "int32" }).slice(0, 1, 4, 2)).toArray()).toEqual([
      2, 2,
    ]);
  },
);

onFast("an empty input is refused with a message", () => {
  const f = capture((x: Tensor) => x.mul(2), { name: "act" });
  expect(() => f([])).toThrow(/act: \[0\] is not a shape.*Empty tensors are refused/);
});

everywhere("what a program returns is valid until its next call, and a later read throws", () => {
  const f = capture(
    (x: Tensor) => ({ double: x.mul(2), rest: [x.slice(0, 1), undefined] as const }),
    { name: "twice" },
  );
  const first = f([1, 2]);
  expect(first.double.toArray()).toEqual([2, 4]);
  expect(first.rest[0].toArray()).toEqual([2]);
  f([3, 4]);
  const error = failure(() => first.double.toArray());
  expect(error).toBeInstanceOf(StateError);
  expect(error.message).toContain("the next call of twice");
  expect(error.message).toContain("keep(t)");
  expect(() => first.rest[0].add(1)).toThrow(StateError);
});

everywhere("so is the loss that an optimiser returns", () => {
  const w = parameter([1]);
  const step = sgd([w], { rate: 0.1 });
  const f = capture((x: Tensor) => step(w.sub(x).square().sum()));
  const first = f([3]);
  expect(first.item()).toBe(4);
  expect(f([3]).item()).not.toBe(4);
  expect(() => first.item()).toThrow(StateError);
});

everywhere("the result of one call may be an argument of the next: a recurrent state", () => {
  const f = capture((x: Tensor, h: Tensor) => h.mul(0.5).add(x));
  let h = f([1, 1], zeros([2]));
  for (let k = 0; k < 3; k++) h = f([1, 1], h);
  expect(h.toArray()).toEqual([1.875, 1.875]);
});

everywhere("a captured function inside another becomes a part of it", () => {
  const inner = capture((x: Tensor, c: number) => x.mul(c).tanh());
  const outer = capture((x: Tensor) => inner(x, 0.5).add(inner(x, 2)));
  const x = draw([4], 1);
  const expected = bitsOf(x.mul(0.5).tanh().add(x.mul(2).tanh()).data);
  expect(bitsOf(inner(x, 1).data)).toEqual(bitsOf(x.tanh().data));
  for (let k = 0; k < 3; k++) expect(bitsOf(outer(x).data)).toEqual(expected);
  refused(
    () => capture((y: Tensor) => inner([1], 1).add(y))([1]),
    "inside another capture",
    "pass tensors",
  );
});

everywhere("it does not matter whether the first call stands in noGrad or scope", () => {
  const w = parameter([2]);
  const step = sgd([w], { rate: 0.25 });
  const f = capture((x: Tensor) => step(w.mul(x).square().sum().mul(0.5)));
  expect(noGrad(() => f([1]).item())).toBe(2);
  expect(w.toArray()).toEqual([1.5]);
  scope(() => f([1]));
  expect(w.toArray()).toEqual([1.125]);
});

everywhere(
  "gradients may be results: backward() inside does not carry over to the next call",
  () => {
    const w = parameter([1, 2]);
    const f = capture((x: Tensor) => {
      w.mul(x).sum().backward();
      return w.grad as Tensor;
    });
    expect(f([3, 4]).toArray()).toEqual([3, 4]);
    expect(f([5, 6]).toArray()).toEqual([5, 6]);
    expect(w.grad).toBeUndefined();
  },
);

// ── shapes ──────────────────────────────────────────────────────────────────────────────────────

onFast("sixteen shapes are kept, and the least recently used one goes", () => {
  let recordings = 0;
  const f = capture((x: Tensor) => {
    recordings++;
    return x.add(1);
  });
  const call = (n: number): number => {
    const before = recordings;
    expect(f(new Float32Array(n)).shape).toEqual([n]);
    return recordings - before;
  };
  for (let n = 1; n <= 16; n++) expect(call(n), "recorded twice at first").toBe(2);
  for (let n = 1; n <= 16; n++) expect(call(n), "once more at the second call").toBe(1);
  for (let n = 1; n <= 16; n++) expect(call(n), "then replayed").toBe(0);
  expect(call(17)).toBe(2); // 1 goes
  expect(call(2)).toBe(0);
  expect(call(1)).toBe(2); // 3 goes, because 2 was used
  expect(call(2)).toBe(0);
  expect(call(3)).toBe(2);
});

onFast(
  "the program that goes gives its memory back, and its last results say that they are gone",
  () => {
    const f = capture((x: Tensor) => x.add(1));
    const before = fast.heap.inUse;
    const first = f(new Float32Array(1));
    for (let n = 2; n <= 200; n++) f(new Float32Array(n));
    expect(() => first.item()).toThrow(StateError);
    expect(fast.heap.inUse - before).toBeLessThan(16 * 4096);
  },
);

onFast("the sixty-fourth capture warns once, and says what to do", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const f = capture((x: Tensor) => x.neg(), { name: "policy" });
  for (let n = 1; n < 64; n++) f(new Float32Array(n));
  expect(warn).not.toHaveBeenCalled();
  for (let n = 64; n < 80; n++) f(new Float32Array(n));
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0][0]).toMatch(/policy .*64 .*pad to a fixed shape/);
});

// ── faults while running ────────────────────────────────────────────────────────────────────────

everywhere("locate() names the first result that is not finite, with its line", () => {
  const w = parameter([1, 1, 1]);
  const f = capture((x: Tensor) => {
    const shifted = concat([x, x], 0).slice(0, 1, 4);
    const logs = shifted.log(); // where the NaN arises
    return logs.mul(w).sum();
  });
  expect(f.locate([1, 2, 3])).toBeUndefined();
  const found = f.locate([1, -2, 3]);
  expect(found).toContain('"log"');
  expect(found).toContain(line("where the NaN arises"));
  expect(found).toContain("NaN at element 0 of 3");
});

everywhere(
  "locate() finds an infinity in a derivative, too, in the line of the backward pass",
  () => {
    const w = parameter([0, 1]);
    const step = sgd([w], { rate: 0 });
    const f = capture((x: Tensor) => {
      const loss = w.mul(x).sqrt().sum();
      return step(loss); // the backward pass
    });
    const found = f.locate([1, 1]);
    expect(found).toContain('"div"');
    expect(found).toContain(line("the backward pass"));
    expect(found).toContain("Infinity at element 0 of 2");
  },
);

everywhere(
  "an index outside its table names the operation, the line, the index and the bounds; the next call works",
  () => {
    const table = parameter([
      [1, 2],
      [3, 4],
    ]);
    const f = capture((i: Tensor) => table.add(0).take(i)); // a take
    expect(f(Int32Array.of(1, 0)).toArray()).toEqual([
      [3, 4],
      [1, 2],
    ]);
    const error = failure(() => f(Int32Array.of(0, 2)));
    expect(error).toBeInstanceOf(DataError);
    for (const word of ["take", line("a take"), "index 2 at place 1 of 2", "from 0 to 1"])
      expect(error.message).toContain(word);
    expect(f(Int32Array.of(0, 0)).toArray()).toEqual([
      [1, 2],
      [1, 2],
    ]);
  },
);

onFast("the line is found below many layers of a network", () => {
  const random = rng(1);
  const net = sequential(
    sequential(
      sequential(transformerBlock(4, 2, random) as never, transformerBlock(4, 1, random) as never),
    ),
  );
  let scale = 1;
  const f = capture((x: Tensor) => net.forward(x).mul(scale).sum());
  f(draw([1, 2, 4], 1));
  scale = 2;
  refused(() => f(draw([1, 2, 4], 1)), "capture.test.ts:");
  const g = capture((x: Tensor) => {
    return net.forward(x.log()); // deep
  });
  g(draw([1, 2, 4], 1).abs());
  expect(g.locate(draw([1, 2, 4], 1))).toContain(line("deep"));
});

test("every error is a GradusError", () => {
  for (const kind of [CaptureError, DataError, ShapeError, StateError])
    expect(kind.prototype).toBeInstanceOf(GradusError);
});
