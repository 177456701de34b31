// A curve, captured: the training step is recorded once and replayed without graph or garbage.
import { capture } from "gradus";
import { rng } from "gradus/core";
import { adam, linear, mse, sequential, tanh } from "gradus/nn";

const random = rng(7);
const net = sequential(
  linear(1, 32, random),
  tanh(),
  linear(32, 32, random),
  tanh(),
  linear(32, 1, random),
);
const step = adam(net.parameters, { rate: 0.01 });
const train = capture((x, y) => step(mse(net.forward(x.reshape(-1, 1)), y.reshape(-1, 1))));

const x = new Float32Array(64);
const y = new Float32Array(64);
for (let i = 1; i <= 2000; i++) {
  for (let k = 0; k < 64; k++) {
    x[k] = random.uniform(-1, 1);
    y[k] = x[k] ** 3 - x[k];
  }
  const loss = train(x, y);
  if (i % 500 === 0) console.log(`step ${i}: mean squared error ${loss.item().toExponential(2)}`);
}
