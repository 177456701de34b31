/**
 * The source of every number is PyTorch: fixtures/*.safetensors, made by tools/fixtures/torch_parity.py.
 * "Equal" means a relative error of at most 1e-4, elements below 1 % of the largest being compared with that (relativeError).
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { grad } from "../tensor/autograd.ts";
import { capture } from "../tensor/capture.ts";
import { scope, withEngine } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { causalMask, multiHeadAttention, transformerBlock } from "./attention.ts";
import {
  engines,
  type Fixture,
  get,
  readFixture,
  relativeError,
  toTensor,
  under,
  type Values,
} from "./fixtures/testing.ts";
import { languageModel } from "./languageModel.ts";
import { conv2d, embedding, flatten, linear, maxPool2d, relu, tanh } from "./layers.ts";
import { binaryCrossEntropy, crossEntropy, huber, mse } from "./losses.ts";
import { type AnyModule, loadNamed, type Module, module, sequential } from "./module.ts";
import { batchNorm, layerNorm } from "./normalise.ts";
import { adam, adamw, momentum, type Optimiser, rmsprop, sgd } from "./optimisers.ts";
import { gru, lstm, type Recurrent, rnn } from "./recurrent.ts";

const fixture = (name: string): Fixture =>
  readFixture(readFileSync(new URL(`./fixtures/${name}.safetensors`, import.meta.url)));
const random = rng(5);
const backends = engines();

function expectClose(actual: Tensor | ArrayLike<number>, expected: Values, what: string): void {
  const values = "data" in actual ? (actual as Tensor).data : (actual as ArrayLike<number>);
  if ("shape" in actual) expect((actual as Tensor).shape, `${what}: shape`).toEqual(expected.shape);
  expect(relativeError(values, expected.data), `${what}: relative error`).toBeLessThanOrEqual(1e-4);
}

// ── networks ────────────────────────────────────────────────────────────────────────────────────

type Make = () => AnyModule & { forward(x: Tensor): Tensor };
type Loss = (output: Tensor, target: Tensor) => Tensor;

const recurrent = (body: Recurrent) => {
  const head = linear(6, 3, random);
  return module({ body, head }, (x: Tensor) => head.forward(body.forward(x).output));
};

const transformer = (normFirst: boolean, activation: "relu" | "gelu") => {
  const block = transformerBlock(8, 2, random, { hidden: 12, normFirst, activation });
  const mask = causalMask(5);
  return { ...block, forward: (x: Tensor) => block.forward(x, mask) };
};

const networks: Record<string, { make: Make; loss: Loss }> = {
  mlp: {
    make: () =>
      sequential(linear(7, 9, random), tanh(), linear(9, 6, random), tanh(), linear(6, 4, random)),
    loss: crossEntropy,
  },
  conv: {
    make: () =>
      sequential(
        conv2d(2, 3, 3, random),
        relu(),
        maxPool2d(2),
        conv2d(3, 4, 3, random, { padding: 1 }),
        relu(),
        maxPool2d(2),
        flatten(),
        linear(16, 5, random),
      ),
    loss: crossEntropy,
  },
  rnn: { make: () => recurrent(rnn(4, 6, random)), loss: mse },
  gru: { make: () => recurrent(gru(4, 6, random)), loss: mse },
  lstm: { make: () => recurrent(lstm(4, 6, random)), loss: mse },
  "transformer-last-relu": { make: () => transformer(false, "relu"), loss: mse },
  "transformer-last-gelu": { make: () => transformer(false, "gelu"), loss: mse },
  "transformer-first-relu": { make: () => transformer(true, "relu"), loss: mse },
  "transformer-first-gelu": { make: () => transformer(true, "gelu"), loss: mse },
  "language-model": {
    make: () => languageModel({ vocabulary: 7, context: 6, width: 8, heads: 2, layers: 2 }, random),
    loss: crossEntropy,
  },
};

type MakeOptimiser = (parameters: readonly Tensor[]) => Optimiser;

/** Settings as in torch_parity.py. */
const optimisers: Record<string, MakeOptimiser> = {
  adam: (p) => adam(p, { rate: 0.01 }),
  adamL2: (p) => adam(p, { rate: 0.01, beta1: 0.8, beta2: 0.95, eps: 1e-6, weightDecay: 0.1 }),
  adamw: (p) => adamw(p, { rate: 0.01, weightDecay: 0.1 }),
  sgd: (p) => sgd(p, { rate: 0.5 }),
  sgdL2: (p) => sgd(p, { rate: 0.5, weightDecay: 0.1 }),
  momentum: (p) => momentum(p, { rate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  nesterov: (p) => momentum(p, { rate: 0.1, momentum: 0.9, nesterov: true }),
  rmsprop: (p) => rmsprop(p, { rate: 0.01 }),
  rmspropL2: (p) => rmsprop(p, { rate: 0.01, alpha: 0.9, weightDecay: 0.1 }),
  clipped: (p) => sgd(p, { rate: 0.5, maxNorm: 0.1 }),
  clippedAdamw: (p) => adamw(p, { rate: 0.01, weightDecay: 0.1, maxNorm: 0.1 }),
};

/**
 * A key's bias adds the same to all scores of a query, so its gradient is exactly 0; what either library computes is
 * rounding, which Adam then divides by its own size. Only that it stays tiny can be compared.
 */
const keyBias = (name: string, values: Values): [number, number] | undefined =>
  name.endsWith("in_proj_bias") ? [values.shape[0] / 3, (2 * values.shape[0]) / 3] : undefined;

const without = <T>(a: Iterable<T>, range: [number, number] | undefined): T[] =>
  [...a].filter((_, i) => range === undefined || i < range[0] || i >= range[1]);

function expectGradients(found: Record<string, Tensor>, file: Fixture): void {
  const wanted = under(file, "gradient");
  expect(Object.keys(found).sort()).toEqual([...wanted.keys()].sort());
  for (const [name, values] of wanted) {
    const range = keyBias(name, values);
    expect(found[name].shape).toEqual(values.shape);
    expectClose(
      without(found[name].data, range),
      { ...values, data: Float32Array.from(without(values.data, range)) },
      `∂loss/∂${name}`,
    );
    if (range !== undefined)
      expect(Math.max(...found[name].data.slice(...range).map(Math.abs))).toBeLessThan(1e-7);
  }
}

function expectParameters(
  named: Readonly<Record<string, Tensor>>,
  wanted: ReadonlyMap<string, Values>,
): void {
  expect(wanted.size).toBe(Object.keys(named).length);
  for (const [name, values] of wanted) {
    const range = keyBias(name, values);
    expectClose(
      without(named[name].data, range),
      { ...values, data: Float32Array.from(without(values.data, range)) },
      name,
    );
  }
}

const bits = (named: Readonly<Record<string, Tensor>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(named).map(([k, t]) => [k, [...t.data]]));

for (const [build, engine] of backends) {
  describe(`on ${build}`, () => {
    for (const [name, { make, loss }] of Object.entries(networks)) {
      const file = fixture(name);
      const loaded = (): ReturnType<Make> => {
        const net = make();
        loadNamed(net, under(file, "initial"));
        return net;
      };
      const batch = (): [Tensor, Tensor] => [
        toTensor(get(file, "input")),
        toTensor(get(file, "target")),
      ];

      test(`${name}: output, loss and gradients equal PyTorch's, eager and captured, with the same bits`, () =>
        withEngine(engine, () => {
          const net = loaded();
          const names = Object.keys(net.named);
          const [x, y] = batch();
          const eager = scope(() => {
            const output = net.forward(x);
            const l = loss(output, y);
            l.backward();
            return {
              output,
              loss: l,
              gradients: Object.fromEntries(names.map((k) => [k, net.named[k].grad as Tensor])),
            };
          });
          expectClose(eager.output, get(file, "output"), "output");
          expectClose(eager.loss, get(file, "loss"), "loss");
          expectGradients(eager.gradients, file);

          const program = capture((x: Tensor, y: Tensor) => {
            const output = net.forward(x);
            const l = loss(output, y);
            return { output, loss: l, gradients: grad(l, Object.values(net.named)) };
          });
          for (let call = 0; call < 3; call++) {
            const captured = program(x, y);
            expect([...captured.output.data]).toEqual([...eager.output.data]);
            expect(captured.loss.item()).toBe(eager.loss.item());
            names.forEach((k, i) => {
              expect([...captured.gradients[i].data], `${k}, call ${call}`).toEqual([
                ...eager.gradients[k].data,
              ]);
            });
          }
        }));

      for (const [kind, makeOptimiser] of Object.entries(optimisers)) {
        const wanted = under(file, kind);
        if (wanted.size === 0 && name !== "mlp") continue; // the MLP goes through all of them
        test(`${name}: three steps of ${kind} equal PyTorch's, eager and captured, with the same bits`, () =>
          withEngine(engine, () => {
            const norms = file.get(`norms/${kind}`);
            const run = (captured: boolean): Record<string, number[]> => {
              const net = loaded();
              const step = makeOptimiser(net.parameters);
              const once = (x: Tensor, y: Tensor): Tensor => step(loss(net.forward(x), y));
              const train = captured ? capture(once) : once;
              const [x, y] = batch();
              const found: number[] = [];
              for (let i = 0; i < 3; i++) {
                train(x, y);
                found.push(step.gradientNorm.item());
              }
              expectParameters(net.named, wanted);
              if (norms !== undefined) expectClose(found, norms, "norm before clipping");
              return bits(net.named);
            };
            expect(run(true)).toEqual(run(false));
          }));
      }
    }
  });
}

// ── single layers ───────────────────────────────────────────────────────────────────────────────

const layers = fixture("layers");
const plain = (f: (x: Tensor) => Tensor): Module => module({}, f);
const at = (name: string): Tensor => toTensor(get(layers, `losses/${name}`));

const singles: Record<string, () => Module> = {
  tanh: () => plain((x) => x.tanh()),
  sigmoid: () => plain((x) => x.sigmoid()),
  relu: () => plain((x) => x.relu()),
  gelu: () => plain((x) => x.gelu()),
  softplus: () => plain((x) => x.softplus()),
  softmax: () => plain((x) => x.softmax()),
  logSoftmax: () => plain((x) => x.logSoftmax()),
  logsumexp: () => plain((x) => x.logsumexp()),
  convGroups: () => conv2d(4, 6, 3, random, { groups: 2 }),
  convDepthwise: () => conv2d(4, 4, [3, 2], random, { groups: 4, padding: 1, bias: false }),
  convStride: () => conv2d(4, 3, [3, 2], random, { stride: [2, 3], padding: [1, 0] }),
  convOne: () => conv2d(4, 5, 1, random),
  maxPool: () => maxPool2d(2),
  maxPoolPadded: () => maxPool2d(3, { stride: 2, padding: 1 }),
  maxPoolOverlap: () => maxPool2d([3, 2], { stride: 1 }),
  avgPool: () => plain((x) => x.avgPool2d(2)),
  avgPoolPadded: () => plain((x) => x.avgPool2d([3, 4], { stride: [2, 3], padding: [1, 2] })),
  layerNorm: () => layerNorm(9),
  embedding: () => embedding(6, 3, random),
  mse: () => plain((a) => mse(a, at("y"))),
  huber: () => plain((a) => huber(a.mul(2), at("y"), 0.7)),
  crossEntropy: () => plain((a) => crossEntropy(a, at("label"))),
  crossEntropySoft: () => plain((a) => crossEntropy(a, at("p"))),
  // PyTorch takes the mean over the outputs too; ours is their sum
  binaryCrossEntropy: () => plain((a) => binaryCrossEntropy(a, at("coin")).mul(1 / 3)),
};
for (const name of ["tanh", "sigmoid", "gelu", "softplus", "softmax", "logSoftmax"])
  singles[`${name}Wide`] = singles[name];
for (const name of ["crossEntropy", "crossEntropySoft", "binaryCrossEntropy"])
  singles[`${name}Huge`] = singles[name];

/** Output and gradients of Σ output · cotangent, beside PyTorch's. */
function compareLayer(name: string, net: Module): void {
  const file = under(layers, name);
  const initial = under(file, "initial");
  if (initial.size > 0) loadNamed(net, new Map([...initial, ...buffersOf(net)]));
  const x = toTensor(get(file, "input"));
  x.requiresGrad = x.dtype === "float32";
  scope(() => {
    const y = net.forward(x);
    expectClose(y, get(file, "output"), "output");
    y.mul(toTensor(get(file, "cotangent")))
      .sum()
      .backward();
    if (x.requiresGrad) expectClose(x.grad as Tensor, get(file, "gradient"), "∂/∂x");
    for (const p of under(file, "gradient").keys()) {
      expectClose(net.named[p].grad as Tensor, get(file, `gradient/${p}`), `∂/∂${p}`);
    }
  });
}

/** Running statistics keep their values when only the parameters of a fixture are loaded. */
function buffersOf(net: Module): [string, Values][] {
  const buffers = Object.entries(net.named).filter(([, t]) => !t.requiresGrad);
  return buffers.map(([k, t]) => [k, { shape: t.shape, data: t.data.slice() }]);
}

for (const [build, engine] of backends) {
  describe(`one layer on ${build}`, () => {
    for (const [name, make] of Object.entries(singles)) {
      test(`${name}: output and gradients equal PyTorch's`, () =>
        withEngine(engine, () => compareLayer(name, make())));
    }

    for (const name of ["batchNorm", "batchNorm2d"]) {
      test(`${name}: training, running statistics after three batches, and evaluation equal PyTorch's`, () =>
        withEngine(engine, () => {
          const net = batchNorm(name === "batchNorm" ? 4 : 3);
          compareLayer(name, net);
          for (const i of [2, 3])
            scope(() => net.forward(toTensor(get(layers, `${name}/batch${i}`))));
          expectClose(
            net.named["running_mean"],
            get(layers, `${name}/running_mean`),
            "running mean",
          );
          expectClose(
            net.named["running_var"],
            get(layers, `${name}/running_var`),
            "running variance",
          );
          net.eval();
          compareLayer(`${name}Eval`, net);
          expectClose(
            net.named["running_mean"],
            get(layers, `${name}/running_mean`),
            "evaluation moves nothing",
          );
        }));

      test(`${name}: three captured batches leave the same running statistics`, () =>
        withEngine(engine, () => {
          const net = batchNorm(name === "batchNorm" ? 4 : 3);
          const forward = capture((x: Tensor) => net.forward(x));
          for (const batch of ["input", "batch2", "batch3"])
            forward(toTensor(get(layers, `${name}/${batch}`)));
          expectClose(
            net.named["running_mean"],
            get(layers, `${name}/running_mean`),
            "running mean",
          );
          expectClose(
            net.named["running_var"],
            get(layers, `${name}/running_var`),
            "running variance",
          );
        }));
    }

    for (const [name, make] of Object.entries({ rnnCarry: rnn, gruCarry: gru, lstmCarry: lstm })) {
      test(`${name}: from a given state, outputs and last state equal PyTorch's`, () =>
        withEngine(engine, () => {
          const file = under(layers, name);
          const net = make(3, 4, random);
          loadNamed(net, under(file, "initial"));
          const start = (name === "lstmCarry" ? ["h", "c"] : ["h"]).map((k) =>
            toTensor(get(file, k)),
          );
          const { output, carry } = scope(() => net.forward(toTensor(get(file, "input")), start));
          expectClose(output, get(file, "output"), "output");
          for (const [i, c] of carry.entries()) expectClose(c, get(file, `end${i}`), `state ${i}`);
        }));
    }

    test("cross-attention: queries that look at another sequence, as PyTorch's", () =>
      withEngine(engine, () => {
        const file = under(layers, "cross");
        const net = multiHeadAttention(6, 3, random);
        const initial = new Map([...under(file, "initial")]);
        loadNamed(net, initial);
        const [q, k, v] = ["q", "k", "v"].map((n) => toTensor(get(file, n)));
        expectClose(
          scope(() => net.forward(q, k, v)),
          get(file, "output"),
          "output",
        );
      }));
  });
}

test("the comparison notices: a gradient with one element off by 0.02 % is not equal", () => {
  const values = get(fixture("mlp"), "gradient/0.weight");
  const off = Float32Array.from(values.data);
  const largest = off.reduce((best, v, i) => (Math.abs(v) > Math.abs(off[best]) ? i : best), 0);
  off[largest] *= 1.0002;
  expect(relativeError(off, values.data)).toBeGreaterThan(1e-4);
  expect(
    relativeError(
      values.data.map((v, i) => (i === 3 ? NaN : v)),
      values.data,
    ),
  ).toBe(Infinity);
});
