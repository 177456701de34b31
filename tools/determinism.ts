/// <reference path="../packages/gradus/src/core/host.d.ts" />
/**
 * Same seed, same bits: small networks trained with fixed seeds, on every kernel build that the host runs, as hashes.
 *
 * determinism.test.ts bundles this file once and runs the same text in each Node and in Chromium. Whoever changes kernels,
 * mathematics or random streams on purpose renews the hashes on record: `npx vitest run tools/determinism -u`.
 */
import { rng } from "../packages/gradus/src/core/random.ts";
import {
  adam,
  categorical,
  conv2d,
  crossEntropy,
  dropout,
  flatten,
  layerNorm,
  linear,
  lstm,
  maxPool2d,
  momentum,
  mse,
  relu,
  sequential,
  tanh,
} from "../packages/gradus/src/nn/index.ts";
import { jsBackend } from "../packages/gradus/src/tensor/backend/js.ts";
import { hasRelaxedSimd, wasmBackend } from "../packages/gradus/src/tensor/backend/wasm.ts";
import {
  arange,
  capture,
  createEngine,
  normal,
  stream,
  type Tensor,
  tensor,
  uniform,
  withEngine,
} from "../packages/gradus/src/tensor/index.ts";

/** FNV-1a over the bytes of arrays, eight hexadecimal digits. */
function hash(arrays: readonly ArrayBufferView[]): string {
  let h = 0x811c9dc5;
  for (const a of arrays) {
    const bytes = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
    for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  }
  return h.toString(16).padStart(8, "0");
}

const bits = (tensors: readonly Tensor[]): string => hash(tensors.map((t) => t.data.slice()));

function drawn(shape: readonly number[], seed: number): Tensor {
  const random = rng(seed);
  const n = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float64Array.from({ length: n }, () => random.normal()),
    shape,
  );
}

/** Each subject gives the tensors whose bits count. */
const subjects: Readonly<Record<string, () => readonly Tensor[]>> = {
  functions() {
    const x = arange(-40, 40, 0.37);
    const y = x.abs().add(0.01);
    const results = [x.mul(0.1).exp(), y.log(), x.tanh(), x.sigmoid(), x.softplus(), x.gelu()];
    return [...results, x.erf(), x.sin(), x.cos(), y.pow(1.7), x.mul(0.1).expm1(), y.log1p()];
  },

  draws() {
    const s = stream(rng(11));
    return [uniform([101], s), normal([1001], s), uniform([3], s), s];
  },

  /** Captured, with dropout, layer normalisation and Adam. */
  mlp() {
    const random = rng(1);
    const net = sequential(
      linear(5, 33, random),
      tanh(),
      dropout(0.3, random),
      layerNorm(33),
      linear(33, 7, random),
    );
    const step = adam(net.parameters, { rate: 0.01, maxNorm: 1 });
    const improve = capture((x: Tensor, y: Tensor, rate: number) =>
      step(mse(net.forward(x), y), { rate }),
    );
    for (let k = 0; k < 30; k++) improve(drawn([19, 5], k), drawn([19, 7], 99 + k), 0.01 - k / 1e4);
    return [...net.parameters, ...Object.values(step.state)];
  },

  /** Eager, with strides, groups, pooling and Nesterov momentum. */
  convolution() {
    const random = rng(2);
    const net = sequential(
      conv2d(1, 6, 3, random, { padding: 1 }),
      relu(),
      maxPool2d(2),
      conv2d(6, 8, 3, random, { stride: 2, groups: 2 }),
      relu(),
      flatten(),
      linear(8 * 3 * 3, 10, random),
    );
    const step = momentum(net.parameters, { rate: 0.02, nesterov: true, weightDecay: 1e-4 });
    const labels = tensor(
      Int32Array.from({ length: 6 }, (_, i) => (i * 7) % 10),
      [6],
    );
    for (let k = 0; k < 6; k++) step(crossEntropy(net.forward(drawn([6, 1, 15, 15], k)), labels));
    return net.parameters;
  },

  /** A recurrent policy gradient: time, samples from a softmax, their log-probabilities. */
  recurrent() {
    const random = rng(3);
    const s = stream(random);
    const core = lstm(3, 9, random);
    const head = linear(9, 4, random);
    const step = adam([...core.parameters, ...head.parameters], { rate: 0.01 });
    for (let k = 0; k < 6; k++) {
      const policy = categorical(head.forward(core.forward(drawn([3, 5, 3], k)).output));
      const actions = policy.sample(s);
      step(
        policy
          .logProb(actions)
          .mul(drawn([3, 5], 50 + k))
          .mean()
          .sub(policy.entropy().mean()),
      );
    }
    return [...core.parameters, ...head.parameters, s];
  },
};

/** For each kernel build of this host, the hash of each subject. */
export function determinism(): Record<string, Record<string, string>> {
  const bytes = 2 ** 25;
  const backends = [
    jsBackend({ bytes }),
    jsBackend({ bytes, precision: "float64" }),
    wasmBackend({ bytes, relaxed: false }),
    ...(hasRelaxedSimd() ? [wasmBackend({ bytes, relaxed: true })] : []),
  ];
  return Object.fromEntries(
    backends.map((backend) => [
      backend.build,
      withEngine(createEngine(backend), () =>
        Object.fromEntries(Object.entries(subjects).map(([name, f]) => [name, bits(f())])),
      ),
    ]),
  );
}
