import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rng } from "../core/random.ts";
import {
  adam,
  conv2d,
  crossEntropy,
  flatten,
  linear,
  maxPool2d,
  mse,
  relu,
  sequential,
  tanh,
} from "../nn/index.ts";
import { Team } from "./backend/team.ts";
import { hasRelaxedSimd, wasmBackend } from "./backend/wasm.ts";
import { capture } from "./capture.ts";
import { createEngine, parameter, tensor, withEngine } from "./create.ts";
import type { Engine } from "./engine.ts";
import { opcode } from "./kernels.ts";
import type { Tensor } from "./tensor.ts";
import { threadsOfEnvironment } from "./threads.ts";

const bytes = 2 ** 28;
const builds = hasRelaxedSimd() ? [false, true] : [false];

async function until(holds: () => boolean): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    if (performance.now() - start > 30_000) throw new Error("waited in vain");
    await new Promise((turn) => setTimeout(turn, 5));
  }
}

/** An engine of so many threads, all at work. */
async function engineOf(threads: number, relaxed: boolean): Promise<Engine> {
  const engine = createEngine(wasmBackend({ bytes, relaxed, shared: threads > 1 }));
  engine.recruit(threads);
  engine.summon();
  await until(() => engine.helpers === threads - 1);
  return engine;
}

function drawn(shape: readonly number[], seed: number): Tensor {
  const random = rng(seed);
  const n = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float64Array.from({ length: n }, () => random.normal()),
    shape,
  );
}

const bits = (tensors: readonly Tensor[]): Int32Array[] =>
  tensors.map((t) => new Int32Array(t.data.slice().buffer));

/** What is computed, large enough to be shared. */
const subjects: Readonly<Record<string, () => readonly Tensor[]>> = {
  "products of odd sizes"() {
    const results: Tensor[] = [];
    for (const [m, k, n] of [
      [257, 129, 131],
      [33, 1031, 517],
      [501, 63, 9],
    ]) {
      const [a, b] = [parameter(drawn([m, k], 1).data), parameter(drawn([k, n], 2).data)];
      const product = capture(() => {
        const [x, y] = [a.reshape(m, k), b.reshape(k, n)];
        return [
          x.matmul(y),
          y.transpose().matmul(x.transpose()),
          x.transpose().reshape(k, m).transpose().matmul(y).tanh(),
        ];
      });
      results.push(...product());
    }
    const batch = parameter(drawn([7, 61, 45], 3).data);
    const squares = capture(() => {
      const x = batch.reshape(7, 61, 45);
      return x.matmul(x.transpose());
    });
    return [...results, squares()];
  },

  "element after element, sums and softmax"() {
    const x = parameter(drawn([301, 203], 4).data);
    const row = parameter(drawn([203], 5).data);
    return capture(() => {
      const a = x.reshape(301, 203);
      const y = a.mul(row).add(a.square()).sub(0.3);
      const z = y.abs().add(0.1);
      return [
        y.tanh(),
        y.gelu(),
        z.log(),
        z.sqrt(),
        y.softmax(),
        y.sum([1]),
        y.max([1]),
        a.transpose().contiguous(),
      ];
    })() as Tensor[];
  },

  "a convolutional network"() {
    const random = rng(6);
    const net = sequential(
      conv2d(3, 13, 3, random, { padding: 1 }),
      relu(),
      maxPool2d(2),
      conv2d(13, 21, 3, random, { stride: 2 }),
      relu(),
      flatten(),
      linear(21 * 6 * 6, 50, random),
      tanh(),
      linear(50, 10, random),
    );
    const step = adam(net.parameters, { rate: 3e-3, maxNorm: 1 });
    const improve = capture((x: Tensor, y: Tensor) => step(crossEntropy(net.forward(x), y)));
    const labels = tensor(Int32Array.from({ length: 37 }, (_, i) => (i * 7) % 10));
    for (let k = 0; k < 6; k++) improve(drawn([37, 3, 28, 28], k), labels);
    return [...net.parameters, ...Object.values(step.state)];
  },

  "an odd network with a schedule"() {
    const random = rng(7);
    const net = sequential(linear(23, 255, random), relu(), linear(255, 131, random), tanh());
    const step = adam(net.parameters, { rate: 1e-3 });
    const improve = capture((x: Tensor, y: Tensor, rate: number) =>
      step(mse(net.forward(x), y), { rate }),
    );
    for (let k = 0; k < 10; k++)
      improve(drawn([201, 23], k), drawn([201, 131], 50 + k), 0.01 - k / 2e3);
    return [...net.parameters, ...Object.values(step.state)];
  },
};

test.each(Object.keys(subjects))(
  "%s: the same bits for 1, 2, 3 and 4 threads, on each build",
  async (name) => {
    for (const relaxed of builds) {
      let alone: Int32Array[] | undefined;
      for (const threads of [1, 2, 3, 4]) {
        const engine = await engineOf(threads, relaxed);
        const shares = vi.spyOn(Team.prototype, "run");
        const found = withEngine(engine, () => bits(subjects[name]()));
        if (threads > 1) expect(shares.mock.calls.length, "shared steps").toBeGreaterThan(3);
        shares.mockRestore();
        engine.recruit(1);
        alone ??= found;
        for (const [i, values] of found.entries()) {
          const at = values.findIndex((v, k) => v !== (alone as Int32Array[])[i][k]);
          expect(at, `${engine.backend.build}, ${threads} threads, result ${i}`).toBe(-1);
        }
      }
    }
  },
);

/** A team of one helper over a memory of its own, and commands that count up what they are given: x ← x + 1, 64 numbers each. */
async function adders(pieces: number, options: { first?: number; patience?: number } = {}) {
  const backend = wasmBackend({ bytes: 2 ** 24, shared: true });
  const { int, float } = backend;
  const x = 2 ** 20;
  let at = 4096;
  const bounds = [at];
  const one = 2 ** 16;
  float[one >> 2] = 1;
  for (let i = 0; i < pieces; i++) {
    const own = x + i * 256;
    int.set([opcode.add, 9, own, own, one, 1, 64, 1, 0], at >> 2);
    at += 36;
    bounds.push(at);
  }
  let mine = 0;
  const run = (start: number, end: number): number => {
    mine++;
    return backend.run(start, end, 1024, 2048);
  };
  const team = new Team(backend, [2 ** 17], 2048, run, options);
  await until(() => team.ready === 1);
  return {
    team,
    bounds,
    mine: () => mine,
    sums: () => float.slice(x >> 2, (x >> 2) + 64 * pieces),
  };
}

test("100 000 dispatches: each piece is done once, both threads work, and nothing waits for ever", async () => {
  const { team, bounds, mine, sums } = await adders(5);
  const rounds = 100_000;
  for (let i = 0; i < rounds; i++) team.run(bounds);
  expect(new Set(sums())).toEqual(new Set([rounds]));
  expect(mine()).toBeLessThan(5 * rounds);
  team.stop();
});

test.each([2 ** 31 - 50, 2 ** 32 - 50])("tickets may wrap around: from %i on", async (first) => {
  const { team, bounds, sums } = await adders(7, { first });
  for (let i = 0; i < 100; i++) team.run(bounds);
  expect(new Set(sums())).toEqual(new Set([100]));
  team.stop();
});

test("helpers that are gone cost their help, no more: programs go on with the same results", async () => {
  const { team, bounds, sums } = await adders(5);
  team.run(bounds);
  team.stop();
  for (let i = 0; i < 100; i++) team.run(bounds);
  expect(new Set(sums())).toEqual(new Set([101]));
});

test("a helper that dies with a piece in hand is an error after a bounded wait, with the remedy", async () => {
  const { team, bounds } = await adders(2, { patience: 3 });
  team.stop();
  // as if it had taken a piece that was published before
  const inside = team as unknown as { words: Int32Array; limit: number };
  inside.limit++;
  inside.words[0]++;
  inside.words[16]++;
  const start = performance.now();
  expect(() => team.run(bounds)).toThrow(
    /has not finished its share of a command within 0.3 s.*start again/s,
  );
  expect(performance.now() - start).toBeLessThan(20_000);
});

test("memory: new teams use the scratch memory of the old ones, and a program costs the same at every call", async () => {
  const engine = await engineOf(3, false);
  const { inUse } = engine.heap;
  for (const threads of [2, 1, 3]) {
    engine.recruit(threads);
    engine.summon();
  }
  expect(engine.heap.inUse).toBe(inUse);
  await until(() => engine.helpers === 2);
  withEngine(engine, () => {
    const w = parameter(drawn([256, 256], 1).data);
    const square = capture(() => w.reshape(256, 256).matmul(w.reshape(256, 256)));
    square();
    square();
    const before = engine.heap.inUse;
    for (let i = 0; i < 200; i++) square();
    expect(engine.heap.inUse).toBe(before);
  });
  engine.recruit(1);
});

/** Each of the tests below sees the module as a program that has just begun. */
type Fresh = typeof import("./index.ts");
let fresh: Fresh;
beforeEach(async () => {
  vi.resetModules();
  fresh = await import("./index.ts");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Enough to be shared, in the engine of that program. */
function product(): Tensor {
  const w = fresh.parameter(new Float32Array(256 * 256).fill(0.5), [256, 256]);
  return fresh.capture(() => w.matmul(w))() as Tensor;
}

test("useThreads(2) before the first tensor: helpers come with the first program that shares, and the number may change", async () => {
  expect(fresh.useThreads(2)).toBe(2);
  const engine = fresh.engine();
  expect(engine.threads).toBe(2);
  fresh.capture(() => fresh.tensor([1, 2]).add(1))();
  await new Promise((turn) => setTimeout(turn, 300));
  expect(engine.helpers).toBe(0);
  expect(product().data[0]).toBe(64);
  await until(() => engine.helpers === 1);
  expect(fresh.useThreads(3)).toBe(3);
  expect(product().data[0]).toBe(64);
  await until(() => engine.helpers === 2);
  expect(fresh.useThreads(1)).toBe(1);
  expect(engine.helpers).toBe(0);
  expect(product().data[0]).toBe(64);
});

test("useThreads after the first tensor says what to do", () => {
  fresh.tensor([1, 2]);
  expect(fresh.useThreads(1)).toBe(1);
  expect(() => fresh.useThreads(2)).toThrow(
    "useThreads: 2 threads cannot be had any more, because tensors have been made in memory for one. Call useThreads before the first tensor",
  );
});

test.each([0, -1, 1.5, 17, Number.NaN])("%d threads are refused with the range", (n) => {
  expect(() => fresh.useThreads(n)).toThrow(
    `useThreads: the number of threads is ${n}; it must be a whole number from 1 to 16.`,
  );
});

test("GRADUS_THREADS=2 does the same, and so does `all`", () => {
  vi.stubEnv("GRADUS_THREADS", "2");
  expect(fresh.engine().threads).toBe(2);
  vi.stubEnv("GRADUS_THREADS", "all");
  expect(threadsOfEnvironment()).toBe(Math.min(4, availableParallelism()));
  vi.stubEnv("GRADUS_THREADS", "");
  expect(threadsOfEnvironment()).toBe(1);
});

test.each(["two", "0", "1e3"])("GRADUS_THREADS=%s is refused", (text) => {
  vi.stubEnv("GRADUS_THREADS", text);
  expect(() => fresh.tensor([1])).toThrow(`GRADUS_THREADS=${text}: the number of threads is`);
});

test("a page that is not isolated: an error with the remedy if threads are asked for, else one thread and a warning", () => {
  vi.stubGlobal("process", { env: {} });
  vi.stubGlobal("crossOriginIsolated", false);
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect(() => fresh.useThreads(2)).toThrow(
    /2 threads cannot be had: this page is not cross-origin isolated.*Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp/,
  );
  expect(fresh.useThreads()).toBe(1);
  expect(warn.mock.calls[0][0]).toContain(
    "computing with one thread: this page is not cross-origin isolated",
  );
});

test("a host that does not start workers: a warning with the remedy, and the engine works alone", async () => {
  vi.stubGlobal("process", { env: {} });
  vi.stubGlobal("crossOriginIsolated", true);
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  class Refused {
    onerror: ((event: { message: string }) => void) | null = null;
    constructor() {
      queueMicrotask(() => this.onerror?.({ message: "blocked by policy" }));
    }
    postMessage(): void {}
    terminate(): void {}
  }
  vi.stubGlobal("Worker", Refused);
  fresh.useThreads(2);
  expect(product().data[0]).toBe(64);
  await Promise.resolve();
  expect(warn.mock.calls[0][0]).toMatch(
    /a helper thread did not start, or ended \(blocked by policy\).*allow worker-src blob:/,
  );
  expect(product().data[0]).toBe(64);
});

test("a program ends when its own work is done, though its helpers wait", () => {
  const script = `
    import { capture, parameter, useThreads } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    useThreads(3);
    const w = parameter(new Float32Array(256 * 256).fill(0.5), [256, 256]);
    const f = capture(() => w.matmul(w));
    for (let i = 0; i < 500; i++) f();
    console.log(f().data[0]);`;
  const flags = ["--import", import.meta.resolve("tsx"), "--input-type=module", "-e", script];
  expect(execFileSync(process.execPath, flags, { encoding: "utf8", timeout: 50_000 })).toBe("64\n");
});
