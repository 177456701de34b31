/** What is timed, written for Gradus through its public interface, as npm users get it: each prepares itself and gives one unit of work. */
import { capture, tensor } from "gradus";
import { rng } from "gradus/core";
import * as nn from "gradus/nn";

const random = rng(1);
const normals = (...shape) => {
  const n = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float32Array.from({ length: n }, () => random.normal()),
    shape,
  );
};
const labels = (n, classes) =>
  tensor(Int32Array.from({ length: n }, () => random.integer(classes)));
const policy = () => {
  const { linear, sequential, tanh } = nn;
  return sequential(
    linear(4, 64, random),
    tanh(),
    linear(64, 64, random),
    tanh(),
    linear(64, 2, random),
  );
};

const forward1 = () => {
  const net = policy();
  const act = capture((x) => net.forward(x.reshape(1, 4)).argmax());
  const state = [0.1, 0.2, -0.1, 0.4];
  let sum = 0;
  return () => {
    sum += act(state).data[0];
    return sum;
  };
};
const forward = (batch) => () => {
  const net = policy();
  const run = capture((x) => net.forward(x));
  const x = normals(batch, 4);
  return () => run(x);
};
const trainer = (net, loss, optimiser) => {
  const step = optimiser(net.parameters);
  return capture((x, y) => step(loss(net.forward(x), y)));
};
const adam = (parameters) => nn.adam(parameters, { rate: 1e-3 });
const adamStep = (batch) => () => {
  const train = trainer(policy(), nn.mse, adam);
  const [x, y] = [normals(batch, 4), normals(batch, 2)];
  return () => train(x, y);
};
const gemm = (n) => () => {
  const [a, b] = [normals(n, n), normals(n, n)];
  const hold = nn.module({ a: parameterOf(a), b: parameterOf(b) }, () => a);
  const run = capture(() => hold.named.a.matmul(hold.named.b));
  return () => run();
};
function parameterOf(t) {
  return nn.linear(t.shape[1], t.shape[0], random, {
    bias: false,
    init: () => Float32Array.from(t.data),
  }).named.weight;
}
const digits = () => {
  const { linear, sequential, sigmoid } = nn;
  const net = sequential(linear(784, 30, random), sigmoid(), linear(30, 10, random), sigmoid());
  const step = nn.sgd(net.parameters, { rate: 3 });
  const train = capture((x, y) =>
    step(nn.quadratic(net.forward(x.reshape(10, 784)), y.reshape(10, 10))),
  );
  const images = Float32Array.from({ length: 1000 * 784 }, () => random.uniform());
  const targets = Float32Array.from({ length: 1000 * 10 }, () => random.uniform());
  const [x, y] = [new Float32Array(7840), new Float32Array(100)];
  const order = random.permutation(1000);
  let at = 0;
  return () => {
    for (let i = 0; i < 10; i++) {
      const j = order[(at + i) % 1000];
      x.set(images.subarray(j * 784, j * 784 + 784), i * 784);
      y.set(targets.subarray(j * 10, j * 10 + 10), i * 10);
    }
    at += 10;
    train(x, y);
  };
};
const digitsAdam = () => {
  const { linear, sequential, relu } = nn;
  const train = trainer(
    sequential(linear(784, 128, random), relu(), linear(128, 10, random)),
    nn.crossEntropy,
    adam,
  );
  const [x, y] = [normals(128, 784), labels(128, 10)];
  return () => train(x, y);
};
const conv = () => {
  const { conv2d, flatten, linear, maxPool2d, relu, sequential } = nn;
  const net = sequential(
    conv2d(1, 32, 3, random),
    relu(),
    maxPool2d(2),
    conv2d(32, 64, 3, random),
    relu(),
    maxPool2d(2),
    flatten(),
    linear(1600, 128, random),
    relu(),
    linear(128, 10, random),
  );
  const train = trainer(net, nn.crossEntropy, adam);
  const [x, y] = [normals(64, 1, 28, 28), labels(64, 10)];
  return () => train(x, y);
};
const transformer = () => {
  const [B, T, width, words] = [16, 128, 128, 65];
  const { causalMask, embedding, linear, module, transformerBlock } = nn;
  const words_ = embedding(words, width, random);
  const places = embedding(T, width, random);
  const blocks = [0, 1].map(() =>
    transformerBlock(width, 4, random, { normFirst: true, activation: "gelu" }),
  );
  const head = linear(width, words, random);
  const [mask, positions] = [causalMask(T), tensor(Int32Array.from({ length: T }, (_, i) => i))];
  const net = module({ words: words_, places, block0: blocks[0], block1: blocks[1], head }, (x) => {
    const h = blocks.reduce(
      (h, block) => block.forward(h, mask),
      words_.forward(x).add(places.forward(positions)),
    );
    return head.forward(h).reshape(B * T, words);
  });
  const train = trainer(net, nn.crossEntropy, adam);
  const x = tensor(
    Int32Array.from({ length: B * T }, () => random.integer(words)),
    [B, T],
  );
  const y = labels(B * T, words);
  return () => train(x, y);
};

/** A model of 65 characters. */
const lstm = () => {
  const [B, T, width, words] = [32, 64, 128, 65];
  const words_ = nn.embedding(words, width, random);
  const memory = nn.lstm(width, width, random);
  const head = nn.linear(width, words, random);
  const net = nn.module({ words: words_, memory, head }, (x) =>
    head.forward(memory.forward(words_.forward(x)).output).reshape(B * T, words),
  );
  const train = trainer(net, nn.crossEntropy, adam);
  const x = tensor(
    Int32Array.from({ length: B * T }, () => random.integer(words)),
    [B, T],
  );
  const y = labels(B * T, words);
  return () => train(x, y);
};

/** The critic of SAC and TD3 in a world of 17 numbers and 6 actions, at their usual size. */
const critic = () => {
  const { linear, sequential, relu } = nn;
  const net = sequential(
    linear(23, 256, random),
    relu(),
    linear(256, 256, random),
    relu(),
    linear(256, 1, random),
  );
  const train = trainer(net, nn.mse, adam);
  const [x, y] = [normals(256, 23), normals(256, 1)];
  return () => train(x, y);
};

export const work = {
  forward1,
  forward64: forward(64),
  forward256: forward(256),
  adam64: adamStep(64),
  adam256: adamStep(256),
  ...Object.fromEntries([64, 128, 256, 512, 1024].map((n) => [`gemm${n}`, gemm(n)])),
  digits,
  digitsAdam,
  conv,
  transformer,
  lstm,
  critic,
};
