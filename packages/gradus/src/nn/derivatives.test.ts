/**
 * Every layer, loss and log-probability against finite differences on the float64 engine, per element, with a random
 * cotangent: first order to 1e-6, second order to 1e-4 relative (derivativeErrors says what that means).
 */
import { expect, test } from "vitest";
import { type Rng, rng } from "../core/random.ts";
import { tensor } from "../tensor/create.ts";
import { stream } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { causalMask, multiHeadAttention, transformerBlock } from "./attention.ts";
import { bernoulli, categorical, diagonalNormal, tanhNormal } from "./distributions.ts";
import { derivativeErrors, randomLeaf } from "./fixtures/testing.ts";
import { languageModel } from "./languageModel.ts";
import {
  avgPool2d,
  conv2d,
  dropout,
  embedding,
  gelu,
  linear,
  maxPool2d,
  relu,
  sigmoid,
  softmax,
  softplus,
  tanh,
} from "./layers.ts";
import { binaryCrossEntropy, crossEntropy, huber, mse, nll, quadratic } from "./losses.ts";
import { type AnyModule, sequential } from "./module.ts";
import { batchNorm, layerNorm } from "./normalise.ts";
import { type Cell, gru, gruCell, lstm, lstmCell, rnn, rnnCell } from "./recurrent.ts";
import { residualBlock } from "./residual.ts";
import {
  elbo,
  importanceWeighted,
  klToStandard,
  logPriorRatio,
  reparameterise,
} from "./variational.ts";

type Case = (random: Rng) => { leaves: readonly Tensor[]; f: () => Tensor };

/** Derivatives by the input and by all parameters; these are moved off 0 and 1 first. */
function ofLayer(
  shape: readonly number[],
  make: (random: Rng) => AnyModule & { forward(x: Tensor): Tensor },
): Case {
  return (random) => {
    const net = make(random);
    for (const p of net.parameters) p.assign(p.data.map((v) => v + random.normal(0, 0.3)));
    const x = randomLeaf(shape, random);
    return { leaves: [x, ...net.parameters], f: () => net.forward(x) };
  };
}

function ofCell(make: (inputs: number, hidden: number, random: Rng) => Cell): Case {
  return (random) => {
    const cell = make(3, 4, random);
    const x = randomLeaf([2, 3], random);
    const carry = Array.from({ length: cell.carries }, () => randomLeaf([2, 4], random));
    const joined = (): Tensor => cell.forward(x, carry).reduce((a, b, i) => a.add(b.mul(i + 1)));
    return { leaves: [x, ...carry, ...cell.parameters], f: joined };
  };
}

/** Derivatives by tensors of the given shapes. */
function of(shapes: readonly (readonly number[])[], f: (...xs: Tensor[]) => Tensor): Case {
  return (random) => {
    const leaves = shapes.map((s) => randomLeaf(s, random));
    return { leaves, f: () => f(...leaves) };
  };
}

const ints = (values: number[], shape?: number[]): Tensor =>
  tensor(Int32Array.from(values), shape ?? [values.length]);
const floats = (values: number[][]): Tensor => tensor(values);
const labels = () => ints([2, 0, 3]);
const target = () =>
  floats([
    [0.1, 0.2, 0.3, 0.4],
    [0.7, 0.1, 0.1, 0.1],
    [0, 0, 1, 0],
  ]);
const coins = () =>
  floats([
    [1, 0, 0, 1],
    [0, 0, 1, 1],
    [1, 1, 1, 0],
  ]);
const mask = () =>
  floats([
    [1, 0, 1, 1],
    [1, 1, 0, 0],
    [1, 1, 1, 1],
  ]);
const three = [3, 4] as const;

const cases: Record<string, Case> = {
  linear: ofLayer([3, 4], (r) => linear(4, 5, r)),
  "linear without bias, three axes": ofLayer([2, 3, 4], (r) => linear(4, 2, r, { bias: false })),
  conv2d: ofLayer([2, 2, 5, 4], (r) => conv2d(2, 3, 3, r)),
  "conv2d with stride, padding and groups": ofLayer([1, 4, 5, 6], (r) =>
    conv2d(4, 6, [3, 2], r, { stride: [2, 1], padding: [1, 0], groups: 2 }),
  ),
  maxPool2d: ofLayer([1, 2, 5, 5], () => maxPool2d(3, { stride: 2, padding: 1 })),
  avgPool2d: ofLayer([1, 2, 5, 5], () => avgPool2d(3, { stride: 2, padding: 1 })),
  layerNorm: ofLayer([3, 5], () => layerNorm(5)),
  "batchNorm of rows, training": ofLayer([4, 3], () => batchNorm(3)),
  "batchNorm of images, training": ofLayer([2, 2, 2, 3], () => batchNorm(2)),
  "batchNorm, evaluation": ofLayer([4, 3], () => batchNorm(3).eval()),
  "dense network": ofLayer([2, 3], (r) =>
    sequential(linear(3, 4, r), tanh(), linear(4, 4, r), sigmoid(), linear(4, 3, r), softplus()),
  ),
  "relu, gelu, softmax": ofLayer([3, 4], () => sequential(relu(), gelu(), softmax())),
  embedding: (random) => {
    const net = embedding(4, 3, random);
    return { leaves: net.parameters, f: () => net.forward(ints([3, 0, 3, 1], [2, 2])).square() };
  },
  dropout: ofLayer([3, 4], () => {
    const forward = (x: Tensor) => dropout(0.4, rng(9)).forward(x).square(); // the same draws in every pass
    return { ...relu(), forward };
  }),
  rnnCell: ofCell(rnnCell),
  gruCell: ofCell(gruCell),
  lstmCell: ofCell(lstmCell),
  rnn: ofLayer([2, 3, 2], (r) => outputOf(rnn(2, 3, r))),
  gru: ofLayer([2, 3, 2], (r) => outputOf(gru(2, 3, r))),
  lstm: ofLayer([2, 3, 2], (r) => outputOf(lstm(2, 3, r))),
  "attention, to itself": ofLayer([2, 3, 4], (r) => {
    const net = multiHeadAttention(4, 2, r);
    return { ...net, forward: (x: Tensor) => net.forward(x, x, x) };
  }),
  "attention, to others, masked": (random) => {
    const net = multiHeadAttention(4, 2, random);
    const [q, k, v] = [
      [1, 3, 4],
      [1, 3, 4],
      [1, 3, 4],
    ].map((s) => randomLeaf(s, random));
    const m = causalMask(3);
    return { leaves: [q, k, v, ...net.parameters], f: () => net.forward(q, k, v, m) };
  },
  "residual block": ofLayer([2, 2, 3, 3], (r) => residualBlock(2, 2, r)),
  "residual block, wider and half as large": ofLayer([2, 2, 4, 4], (r) =>
    residualBlock(2, 3, r, { stride: 2 }),
  ),
  "reparameterise, three draws": of([three, three], (mean, logVariance) =>
    reparameterise({ mean, logVariance }, stream(rng(7)), 3),
  ),
  klToStandard: of([three, three], (mean, logVariance) => klToStandard({ mean, logVariance })),
  "elbo with β": of([[3], three, three], (likelihood, mean, logVariance) =>
    elbo(likelihood, { mean, logVariance }, 0.5),
  ),
  logPriorRatio: of([[2, 3, 4], three, three], (z, mean, logVariance) =>
    logPriorRatio(z, { mean, logVariance }),
  ),
  importanceWeighted: of([[4, 3]], importanceWeighted),
  "transformerBlock, norm last, relu": ofLayer([1, 3, 4], (r) =>
    masked(transformerBlock(4, 2, r, { hidden: 5 })),
  ),
  "transformerBlock, norm first, gelu": ofLayer([1, 3, 4], (r) =>
    masked(transformerBlock(4, 2, r, { hidden: 5, normFirst: true, activation: "gelu" })),
  ),

  languageModel: (random) => {
    const net = languageModel({ vocabulary: 2, context: 3, width: 3, heads: 1, layers: 1 }, random);
    for (const p of net.parameters) p.assign(p.data.map((v) => v + random.normal(0, 0.3)));
    return { leaves: net.parameters, f: () => net.forward(ints([1, 0, 1], [1, 3])) };
  },

  mse: of([three, three], mse),
  quadratic: of([three, three], quadratic),
  huber: of([three, three], (a, y) => huber(a.mul(2), y, 0.8)),
  "crossEntropy of classes": of([three], (z) => crossEntropy(z, labels())),
  "crossEntropy of probabilities": of([three], (z) => crossEntropy(z, target())),
  nll: of([three], (z) => nll(z, labels())),
  binaryCrossEntropy: of([three], (z) => binaryCrossEntropy(z, coins())),

  "categorical logProb": of([three], (z) => categorical(z).logProb(labels())),
  "categorical entropy": of([three], (z) => categorical(z).entropy()),
  "categorical kl": of([three, three], (z, w) => categorical(z).kl(categorical(w))),
  "masked categorical logProb": of([three], (z) => categorical(z, mask()).logProb(ints([2, 0, 3]))),
  "masked categorical entropy": of([three], (z) => categorical(z, mask()).entropy()),
  "masked categorical kl": of([three, three], (z, w) =>
    categorical(z, mask()).kl(categorical(w, mask())),
  ),
  "normal logProb": of([three, [4], three], (m, s, a) => diagonalNormal(m, s).logProb(a)),
  "normal entropy": of([three, [4]], (m, s) => diagonalNormal(m, s).entropy()),
  "normal kl": of([three, [4], three, three], (m, s, m2, s2) =>
    diagonalNormal(m, s).kl(diagonalNormal(m2, s2)),
  ),
  "tanhNormal logProb": of([three, [4], three], (m, s, a) => tanhNormal(m, s).logProb(a.tanh())),
  "bernoulli logProb": of([three], (z) => bernoulli(z).logProb(coins())),
  "bernoulli entropy": of([three], (z) => bernoulli(z).entropy()),
  "bernoulli kl": of([three, three], (z, w) => bernoulli(z).kl(bernoulli(w))),
  "normal rsample": drawn((m, s, draws) => diagonalNormal(m, s).rsample(draws)),
  "tanhNormal rsample: action": drawn((m, s, draws) => tanhNormal(m, s).rsample(draws).action),
  "tanhNormal rsample: logProb": drawn((m, s, draws) => tanhNormal(m, s).rsample(draws).logProb),
  "tanhNormal rsample: logProb far out, u ≈ ±15": drawn(
    (m, s, draws) => tanhNormal(m.sign().mul(15).add(m), s).rsample(draws).logProb,
  ),
};

/** The same draws in every pass. */
function drawn(f: (mean: Tensor, logStd: Tensor, draws: Tensor) => Tensor): Case {
  return (random) => {
    const draws = stream(random);
    const start = draws.data.slice();
    const [mean, logStd] = [randomLeaf(three, random), randomLeaf([4], random, 0.3)];
    return { leaves: [mean, logStd], f: () => f(mean, logStd, draws.assign(start)) };
  };
}

function outputOf(net: ReturnType<typeof rnn>) {
  return { ...net, forward: (x: Tensor) => net.forward(x).output };
}

function masked(net: ReturnType<typeof transformerBlock>) {
  const m = causalMask(3);
  return { ...net, forward: (x: Tensor) => net.forward(x, m) };
}

for (const [name, make] of Object.entries(cases)) {
  test(`${name}: first and second derivatives equal finite differences`, () => {
    const { first, second } = derivativeErrors(make);
    expect(first, "first order").toBeLessThanOrEqual(1e-6);
    expect(second, "second order").toBeLessThanOrEqual(1e-4);
  });
}

test("the check notices a derivative that is 0.01 % wrong", () => {
  const { first } = derivativeErrors(
    of([three], (x) => x.square().add(x.detach().square().mul(1e-4))),
  );
  expect(first).toBeGreaterThan(1e-5);
});
