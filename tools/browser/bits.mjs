/**
 * A little of everything that must come out bit for bit alike wherever Gradus runs, as hashes: our mathematics, a random
 * stream, a small tanh network trained by gradient descent, and a larger one trained by several threads. Runs unchanged in Node, in a page and in a worker;
 * `node tools/browser/bits.mjs` prints the hashes as JSON.
 */
import {
  capture,
  createEngine,
  engine,
  grad,
  parameter,
  scope,
  tensor,
  useThreads,
  withEngine,
} from "gradus";
import * as core from "gradus/core";
import { worldHash } from "gradus/env";
import { hashes, makeWorld } from "gradus/envs";
import {
  adam,
  conv2d,
  crossEntropy,
  flatten,
  linear,
  maxPool2d,
  relu,
  sequential,
} from "gradus/nn";
// Not exported: users get the fastest build that their host runs. Here the others are wanted as well.
import { jsBackend } from "../../packages/gradus/dist/tensor/backend/js.js";
import { hasRelaxedSimd, wasmBackend } from "../../packages/gradus/dist/tensor/backend/wasm.js";

/** FNV-1a over the bytes of an array. */
function hash(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let h = 0x811c9dc5;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h.toString(16).padStart(8, "0");
}

const { sin, cos, tan, exp, expm1, log, log1p, tanh, sinh, cosh, atan, asin, acos, pow, atan2 } =
  core;
const functions = { sin, cos, tan, exp, expm1, log, log1p, tanh, sinh, cosh, atan, asin, acos };

/** Every function of core/math.ts on 2000 arguments; NaN outside its domain counts as one value. */
function mathematics() {
  const places = Array.from({ length: 2000 }, (_, i) => (i - 1000) / 97);
  const values = Object.values(functions).flatMap((f) => places.map((x) => f(x)));
  const pairs = places.flatMap((x) => [pow(Math.abs(x), x / 3), atan2(x, 1 - x)]);
  return hash(Float64Array.from([...values, ...pairs], (y) => (Number.isNaN(y) ? 0 : y)));
}

function stream() {
  const random = core.rng(42);
  return hash(
    Float64Array.from({ length: 1000 }, (_, i) => (i % 2 ? random.normal() : random.uniform())),
  );
}

/** Fifty steps of gradient descent on 2-16-16-1, with x² y as the target; the weights after them. */
function training() {
  const random = core.rng(7);
  const draw = (n, scale) => Float32Array.from({ length: n }, () => scale * random.normal());
  const points = draw(64 * 2, 1);
  const x = tensor(points, [64, 2]);
  const targets = Float32Array.from(
    { length: 64 },
    (_, i) => points[2 * i] ** 2 * points[2 * i + 1],
  );
  const y = tensor(targets, [64, 1]);
  const weight = (n, m) => parameter(draw(n * m, 1 / Math.sqrt(n)), [n, m]);
  const w = [weight(2, 16), weight(16, 16), weight(16, 1)];
  for (let step = 0; step < 50; step++) {
    scope(() => {
      const out = x.matmul(w[0]).tanh().matmul(w[1]).tanh().matmul(w[2]);
      const slopes = grad(out.sub(y).square().mean(), w).map((g) => g.data.slice());
      for (const [i, p] of w.entries()) p.assign(p.data.map((v, j) => v - 0.05 * slopes[i][j]));
    });
  }
  return hash(Float32Array.from(w.flatMap((p) => [...p.data])));
}

/** Which worlds, over 100 000 steps, do not have the hash that is on record; "equal" if all do. */
function worlds() {
  const other = Object.keys(hashes).filter(
    (id) => worldHash(makeWorld(id), 100_000) !== hashes[id],
  );
  return other.length === 0 ? "equal" : other.join(" ");
}

/** Eight steps of a convolutional network that is large enough for threads; the weights after them. */
function largeTraining() {
  const random = core.rng(8);
  const draw = (shape) => {
    const n = shape.reduce((a, b) => a * b, 1);
    return tensor(
      Float32Array.from({ length: n }, () => random.normal()),
      shape,
    );
  };
  const net = sequential(
    conv2d(1, 16, 3, random),
    relu(),
    maxPool2d(2),
    conv2d(16, 24, 3, random),
    relu(),
    flatten(),
    linear(24 * 11 * 11, 100, random),
    relu(),
    linear(100, 10, random),
  );
  const step = adam(net.parameters, { rate: 1e-3 });
  const train = capture((x, y) => step(crossEntropy(net.forward(x), y)));
  const labels = tensor(Int32Array.from({ length: 48 }, (_, i) => i % 10));
  for (let k = 0; k < 8; k++) train(draw([48, 1, 28, 28]), labels);
  return hash(Float32Array.from(net.parameters.flatMap((p) => [...p.data])));
}

const isAlone = globalThis.crossOriginIsolated === false;

/** The large training by one thread and, where threads can share memory, by two and by three; they must agree. */
async function threaded(relaxed) {
  const bytes = 2 ** 27;
  const found = new Map();
  for (const threads of isAlone ? [1] : [1, 2, 3]) {
    const other = createEngine(wasmBackend({ relaxed, bytes, shared: threads > 1 }));
    other.recruit(threads);
    other.summon();
    for (let ms = 0; other.helpers < threads - 1; ms += 10) {
      if (ms > 20_000) throw new Error(`${other.helpers} of ${threads - 1} helpers arrived`);
      await new Promise((turn) => setTimeout(turn, 10));
    }
    found.set(threads, withEngine(other, largeTraining));
    other.recruit(1);
  }
  if (new Set(found.values()).size === 1) return found.get(1);
  throw new Error(`threads change bits: ${JSON.stringify([...found])}`);
}

/** Without isolation two threads must be refused, with the remedy. */
function refused() {
  try {
    useThreads(2);
  } catch (error) {
    if (/cross-origin isolated.*Cross-Origin-Opener-Policy/.test(error.message)) return;
    throw error;
  }
  throw new Error("useThreads(2) was not refused in a page that is not isolated");
}

/** A hash for each subject; training once on the build that the host chooses, once on the baseline, once in plain JavaScript. */
export async function bits() {
  const bytes = 2 ** 25;
  if (isAlone) refused();
  const others = [wasmBackend({ relaxed: false, bytes }), jsBackend({ bytes })];
  const engines = [engine(), ...others.map(createEngine)];
  const trained = engines.map((e) => [`training (${e.backend.build})`, withEngine(e, training)]);
  const large = {};
  for (const relaxed of hasRelaxedSimd() ? [false, true] : [false]) {
    const { build } = wasmBackend({ relaxed, bytes });
    large[`large training (${build})`] = await threaded(relaxed);
  }
  return {
    mathematics: mathematics(),
    stream: stream(),
    worlds: worlds(),
    ...Object.fromEntries(trained),
    ...large,
  };
}

if (globalThis.process?.argv?.[1]?.endsWith("bits.mjs")) console.log(JSON.stringify(await bits()));
