// Exclusive or, eagerly: the smallest thing a network without a hidden layer cannot do.
import { tensor } from "gradus";
import { rng } from "gradus/core";
import { adam, binaryCrossEntropy, linear, sequential, tanh } from "gradus/nn";

const random = rng(1);
const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const y = tensor([[0], [1], [1], [0]]);
const net = sequential(linear(2, 8, random), tanh(), linear(8, 1, random));
const step = adam(net.parameters, { rate: 0.05 });

for (let i = 0; i < 300; i++) step(binaryCrossEntropy(net.forward(x), y));
console.log(
  net
    .forward(x)
    .sigmoid()
    .toArray()
    .map(([p]) => p.toFixed(2))
    .join("  "),
  "should be near 0 1 1 0",
);
