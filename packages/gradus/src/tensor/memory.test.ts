/** Who owns memory, and when it ends: regions, keep, scope and noGrad, programs, the safety net, and running out. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { MemoryError, StateError } from "../core/errors.ts";
import { rng } from "../core/random.ts";
import { adam, linear, mse, sequential, sgd, tanh } from "../nn/index.ts";
import { jsBackend } from "./backend/js.ts";
import { wasmBackend } from "./backend/wasm.ts";
import { capture } from "./capture.ts";
import {
  buffer,
  createEngine,
  engine,
  keep,
  noGrad,
  ones,
  parameter,
  scope,
  tensor,
  withEngine,
  zeros,
} from "./create.ts";
import type { Engine } from "./engine.ts";
import type { Tensor } from "./tensor.ts";

const MEBI = 2 ** 20;
const engines = [jsBackend({ bytes: 64 * MEBI }), wasmBackend({ bytes: 64 * MEBI })].map(
  createEngine,
);
const everywhere = (title: string, body: () => void): void =>
  test.each(engines.map((e) => [e.backend.build, e] as const))(`${title} (%s)`, (_, e) =>
    withEngine(e, body),
  );

/** An engine with `mebi` MiB beside its 8 MiB of scratch. */
const small = (mebi: number): Engine =>
  createEngine(jsBackend({ bytes: (8 + mebi) * MEBI + 8192 }));

function failure(f: () => unknown): Error {
  try {
    f();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

const lateRead = (t: Tensor, ...words: string[]): void => {
  for (const read of [
    () => t.data,
    () => t.toArray(),
    () => t.add(1),
    () => t.reshape(-1, 1, 1),
    () => t.contiguous(),
    () => keep(t),
  ]) {
    const error = failure(read);
    expect(error).toBeInstanceOf(StateError);
    for (const word of ["reclaimed", "keep(t)", ...words]) expect(error.message).toContain(word);
  }
  expect(String(t)).toBe(`tensor float32 [${t.shape.join(", ")}]`);
};

// ── regions ─────────────────────────────────────────────────────────────────────────────────────

everywhere(
  "an optimiser's step ends the eager results before it; parameters and plain tensors stay",
  () => {
    const w = parameter([
      [1, 2],
      [3, 4],
    ]);
    const step = sgd([w], { rate: 0.1 });
    const x = tensor([[1, 1]]);
    const y = x.matmul(w);
    const view = y.transpose();
    const copy = keep(y);
    step(y.sum());
    lateRead(y, "the last optimiser step");
    lateRead(view);
    expect(copy.toArray()).toEqual([[4, 6]]);
    expect(x.matmul(w).data.every((v, i) => Math.abs(v - [3.8, 5.8][i]) < 1e-6)).toBe(true);
    expect(w.grad).toBeUndefined();
  },
);

everywhere("scope: what it returns is copied out, however it is wrapped; the rest ends", () => {
  let inside: Tensor | undefined;
  const result = scope(() => {
    inside = ones([3]).add(1);
    return { a: inside.mul(2), list: [inside.sum(), 5, "text", null], typed: inside.data.slice() };
  });
  expect(result.a.toArray()).toEqual([4, 4, 4]);
  expect((result.list[0] as Tensor).item()).toBe(6);
  expect(result.list.slice(1)).toEqual([5, "text", null]);
  expect([...result.typed]).toEqual([2, 2, 2]);
  lateRead(inside as Tensor, "the end of its scope()");
});

everywhere("noGrad: the same, and nothing inside is remembered for backward()", () => {
  const w = parameter([2, 3]);
  const y = noGrad(() => w.mul(w));
  expect(y.toArray()).toEqual([4, 9]);
  expect(y.tracked).toBe(false);
  expect(w.mul(2).tracked).toBe(true);
  let inside: Tensor | undefined;
  noGrad(() => void (inside = w.add(1)));
  lateRead(inside as Tensor, "the end of its noGrad()");
});

everywhere("scopes nest: the inner end leaves the outer results alone", () => {
  scope(() => {
    const outer = ones([2]).add(1);
    const handed = scope(() => {
      const inner = outer.add(1);
      expect(noGrad(() => inner.add(1)).toArray()).toEqual([4, 4]);
      return inner;
    });
    expect(outer.toArray()).toEqual([2, 2]);
    expect(handed.add(outer).toArray()).toEqual([5, 5]);
  });
});

everywhere("an optimiser's step inside a scope ends that scope's results only", () => {
  const w = parameter([1, 2]);
  const step = sgd([w], { rate: 0.5 });
  const outer = w.mul(10);
  scope(() => {
    const inner = w.mul(3);
    expect(step(inner.sum()).item()).toBe(9);
    lateRead(inner);
    expect(outer.toArray()).toEqual([10, 20]);
  });
  expect(outer.toArray()).toEqual([10, 20]);
  expect(w.toArray()).toEqual([-0.5, 0.5]);
});

everywhere(
  "a plain tensor is copied in again after the region that held its copy has ended",
  () => {
    const x = tensor([1, 2]);
    scope(() => x.add(1));
    expect(x.add(1).toArray()).toEqual([2, 3]);
    scope(() => {
      x.add(1);
      scope(() => x.add(1));
    });
    engine().endGeneration();
    for (let k = 0; k < 100; k++) zeros([1000]).add(7); // writes over the place
    expect(x.add(1).toArray()).toEqual([2, 3]);
  },
);

everywhere("an exception ends the scope, too", () => {
  const before = engine().tracking;
  expect(() => noGrad(() => ones([2]).matmul(ones([3])))).toThrow("inner sizes");
  expect(engine().tracking).toBe(before);
  const kept = ones([2]).add(1);
  expect(() =>
    scope(() => {
      throw new Error("stop");
    }),
  ).toThrow("stop");
  expect(kept.toArray()).toEqual([2, 2]);
});

everywhere("an asynchronous function is refused", () => {
  const error = failure(() => scope(async () => ones([2])));
  expect(error).toBeInstanceOf(StateError);
  expect(error.message).toMatch(/async.*synchronous/);
});

everywhere("a gradient ends with the results that it was computed with", () => {
  const w = parameter([1, 2]);
  scope(() => {
    w.square().sum().backward();
    expect((w.grad as Tensor).toArray()).toEqual([2, 4]);
  });
  expect(w.grad).toBeUndefined();
  w.sum().backward();
  expect((w.grad as Tensor).toArray()).toEqual([1, 1]);
});

// ── room ────────────────────────────────────────────────────────────────────────────────────────

test("running out names what was asked for, the three largest holders, and the remedy; nothing is lost", () => {
  withEngine(small(8), () => {
    const w = parameter(new Float32Array(250_000), [500, 500], "linear 500→500");
    const moments = buffer(new Float32Array(250_000), [500, 500], "optimiser");
    const f = capture((x: Tensor) => x.mul(2).add(1), { name: "act" });
    f(new Float32Array(120_000));
    const error = failure(() => {
      for (let k = 0; k < 10_000; k++) w.mul(2);
    });
    expect(error).toBeInstanceOf(MemoryError);
    expect(error.message).toContain("eager results needs 1.0 MiB");
    expect(error.message).toMatch(/of 8\.\d MiB are free/);
    expect(error.message).toMatch(
      /eager results \(\d\.\d MiB\), program act \(\d\.\d MiB\), linear 500→500 \(1\.0 MiB\)|eager results/,
    );
    expect(error.message.match(/MiB\)/g)).toHaveLength(3);
    expect(error.message).toContain("scope()");
    expect(moments.size).toBe(250_000);
    engine().endGeneration();
    expect(w.mul(2).item === undefined).toBe(false);
    expect(w.add(1).data[0]).toBe(1);
  });
});

test("a module that does not fit is named", () => {
  withEngine(small(4), () => {
    const error = failure(() => linear(1200, 1200, rng(1)));
    expect(error).toBeInstanceOf(MemoryError);
    expect(error.message).toContain("linear 1200→1200 needs 5.5 MiB");
  });
});

test("chunks that lie idle are given up before a request fails", () => {
  withEngine(small(8), () => {
    scope(() => {
      for (let k = 0; k < 3; k++) ones([250_000]).add(0);
    });
    expect(parameter(new Float32Array(1_500_000)).size).toBe(1_500_000); // 5.7 MiB
  });
});

test("small and large results in any order take no more room the sixtieth time than the twentieth", () => {
  const e = createEngine(wasmBackend({ bytes: 57 * MEBI }));
  withEngine(e, () => {
    const random = rng(1);
    const sizes = Array.from({ length: 40 }, () =>
      random.uniform() < 0.5 ? 100 : 300_000 + random.integer(100_000),
    );
    const pass = (): void => {
      scope(() => {
        let a = ones([1]);
        for (const n of sizes
          .splice(0, sizes.length, ...sizes.slice(7), ...sizes.slice(0, 7))
          .slice(0, 20))
          a = ones([n]).add(a.select(0, 0));
      });
    };
    for (let k = 0; k < 20; k++) pass();
    const before = e.heap.inUse;
    for (let k = 0; k < 40; k++) pass();
    expect(e.heap.inUse).toBeLessThanOrEqual(before);
  });
});

test("a program of fifty layers needs room for a few of their results", () => {
  withEngine(small(8), () => {
    const f = capture((x: Tensor) => {
      let h = x;
      for (let i = 0; i < 50; i++) h = h.add(1);
      return h;
    });
    expect(f(new Float32Array(1000)).data[999]).toBe(50);
    const words = 50 * 20 * 4; // its commands
    expect(f.statistics.bytes).toBeLessThan(4 * 4032 + words);
  });
});

test("a program takes arguments that are strided views without leaving anything behind", () => {
  const e = small(8);
  withEngine(e, () => {
    const f = capture((x: Tensor) => x.mul(2));
    const x = buffer(new Float32Array(20_000), [100, 200]).transpose();
    f(x);
    const before = e.heap.inUse;
    for (let k = 0; k < 200; k++) f(x);
    expect(e.heap.inUse).toBe(before);
  });
});

// ── the safety net ──────────────────────────────────────────────────────────────────────────────

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** Collects, and lets finalisers run. */
async function turn(): Promise<void> {
  for (let k = 0; k < 4; k++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Makes a current engine outlive an await. */
const on = <T>(e: Engine, f: () => T): T => withEngine(e, f);

test("results that are let go at the prompt give their chunks back when the event loop turns", async () => {
  const e = small(16);
  on(e, () => {
    for (let k = 0; k < 7; k++) ones([250_000]).add(k);
  });
  const full = e.heap.inUse;
  await turn();
  on(e, () => {
    for (let k = 0; k < 7; k++) ones([250_000]).add(k);
  });
  expect(e.heap.inUse).toBeLessThanOrEqual(full + 2 * MEBI);
});

test("a result that is held keeps its chunk through collections", async () => {
  const e = small(16);
  const held = on(e, () => {
    const t = tensor([1, 2, 3]).add(1);
    for (let k = 0; k < 5; k++) ones([250_000]).add(k); // fills the chunk that t lies in, and others
    return t;
  });
  await turn();
  on(e, () => {
    for (let k = 0; k < 5; k++) ones([250_000]).add(k);
  });
  expect(on(e, () => held.toArray())).toEqual([2, 3, 4]);
});

test("a plain tensor keeps the chunk that its copy lies in", async () => {
  const e = small(16);
  const x = on(e, () => tensor([1, 2, 3]));
  on(e, () => {
    x.add(1);
    for (let k = 0; k < 5; k++) ones([250_000]).add(k);
  });
  await turn();
  on(e, () => {
    for (let k = 0; k < 6; k++) ones([250_000]).add(100);
  });
  expect(on(e, () => x.add(1).toArray())).toEqual([2, 3, 4]);
});

test("a program's result outlives the captured function, if that is forgotten first", async () => {
  const e = small(8);
  const y = on(e, () => capture((x: Tensor) => x.add(1))([1, 2, 3]));
  await turn();
  const more = on(e, () =>
    Array.from({ length: 20 }, (_, i) => capture((x: Tensor) => x.mul(i))([9, 9, 9])),
  );
  expect(more).toHaveLength(20);
  expect(on(e, () => y.toArray())).toEqual([2, 3, 4]);
});

test("forgotten modules and programs give their memory back", async () => {
  const e = small(16);
  on(e, () => void parameter([1]));
  const before = e.heap.inUse;
  on(e, () => {
    const net = sequential(linear(300, 300, rng(1)), tanh(), linear(300, 1, rng(2)));
    const step = adam(net.parameters, { rate: 1e-3 });
    const improve = capture((x: Tensor, y: Tensor) => step(mse(net.forward(x), y)));
    improve(zeros([4, 300]), zeros([4, 1]));
  });
  const full = e.heap.inUse;
  expect(full - before).toBeGreaterThan(MEBI);
  await turn();
  expect(e.heap.inUse - before).toBeLessThan((full - before) / 10);
});
