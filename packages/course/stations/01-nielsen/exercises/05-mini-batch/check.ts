/** Checks of the mini-batch step: with given gradients, then with real ones, then in training. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { noHiddenLayer } from "../../labs/no-hidden-layer.ts";
import { backprop } from "../04-backprop/reference.ts";
import { sparseBackprop, stepOfLists } from "../digits.ts";
import { type Example, type Gradient, type Net, numbers, randomNet } from "../nets.ts";
import * as reference from "./reference.ts";

type Backprop = (net: Net, x: number[], y: number[]) => Gradient;
interface Solution {
  updateMiniBatch(net: Net, batch: Example[], eta: number, backprop: Backprop): void;
}

/** A gradient that says which example it belongs to. */
const labelled: Backprop = (_, [x], [y]) => ({ nablaW: [[[x, 10 * x]]], nablaB: [[y]] });
const example = (x: number, y: number): Example => ({ x: [x], y: [y] });

function stepped(f: Solution, batch: Example[], eta: number): Net {
  const net = { weights: [[[1, 1]]], biases: [[5]] };
  f.updateMiniBatch(net, batch, eta, labelled);
  return net;
}

const add = (net: Net, { nablaW, nablaB }: Gradient, rate: number): void => {
  net.weights = net.weights.map((w, l) =>
    w.map((row, j) => row.map((v, k) => v - rate * nablaW[l][j][k])),
  );
  net.biases = net.biases.map((b, l) => b.map((v, j) => v - rate * nablaB[l][j]));
};

/** The step with another rate, or in another order. */
const stepping =
  (rate: (eta: number, m: number) => number): Solution["updateMiniBatch"] =>
  (net, batch, eta, gradient) => {
    const gradients = batch.map(({ x, y }) => gradient(net, x, y));
    for (const one of gradients) add(net, one, rate(eta, batch.length));
  };

export const miniBatch = exercise<Solution>({
  id: "01/mini-batch",
  folder: "01-nielsen/exercises/05-mini-batch",
  title: "A step for a handful of examples",
  source: "Nielsen, ch. 1, eq. 20 and 21",
  functions: ["updateMiniBatch"],
  updates: { updateMiniBatch: [0] },
  reference,
  needs: ["mnist"],
  cases: [
    {
      name: "one example",
      given: "Weights 1, 1, bias 5, gradients 2, 20 and 3, η = 0.1.",
      run: (f) => ({ ...stepped(f, [example(2, 3)], 0.1) }),
      expected: { weights: [[[0.8, -1]]], biases: [[4.7]] },
    },
    {
      name: "two examples",
      given: "The same with a second example, gradients 4, 40 and −1: the mean of both counts.",
      run: (f) => ({ ...stepped(f, [example(2, 3), example(4, -1)], 0.1) }),
      expected: { weights: [[[0.7, -2]]], biases: [[4.9]] },
    },
    {
      name: "a real network",
      given:
        "A random 3-4-2 network, five random examples, your step with our back-propagation, η = 2.",
      run: (f) => {
        const random = rng(31);
        const net = randomNet([3, 4, 2], random);
        const batch = Array.from({ length: 5 }, () => ({
          x: numbers(3, random),
          y: numbers(2, random),
        }));
        f.updateMiniBatch(net, batch, 2, backprop);
        return { ...net };
      },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 01/no-hidden-layer: 5 passes over 10 000 handwritten digits in mini-batches of 10, each step yours, one seed; the lab's own verdict on 10 000 unseen ones.",
      swap: true,
      run: (f, data) =>
        labVerdict(
          noHiddenLayer,
          {
            gradientStep: stepOfLists((net, batch, eta) =>
              f.updateMiniBatch(net, batch, eta, sparseBackprop),
            ),
          },
          { seeds: [1] },
          data,
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "forgot to divide by the mini-batch",
      explanation: "The step is the mean of the gradients: η/m, or the rate grows with the batch.",
      wrong: { updateMiniBatch: stepping((eta) => eta) },
    },
    {
      name: "uphill",
      explanation: "The gradient points uphill; subtract it.",
      wrong: { updateMiniBatch: stepping((eta, m) => -eta / m) },
    },
    {
      name: "only the last example",
      explanation: "Yours uses the gradient of the last example alone; add up all of them.",
      wrong: {
        updateMiniBatch: (net, batch, eta, gradient) => {
          const { x, y } = batch[batch.length - 1];
          add(net, gradient(net, x, y), eta / batch.length);
        },
      },
    },
    {
      name: "net changed between two examples",
      explanation:
        "All gradients of a mini-batch belong to the same net. Yours moves it after each example.",
      wrong: {
        updateMiniBatch: (net, batch, eta, gradient) => {
          for (const { x, y } of batch) add(net, gradient(net, x, y), eta / batch.length);
        },
      },
    },
  ],
});
