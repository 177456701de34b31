/** Small dense networks over the plane whose hidden units can be looked at. */
import { capture, noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import type { LabelledPoints } from "gradus/data";
import {
  adam,
  binaryCrossEntropy,
  identity,
  linear,
  type Module,
  module,
  relu,
  sigmoid,
  tanh,
} from "gradus/nn";
import type { NumberMap } from "../../../../src/lab.ts";

export const activations = { tanh, relu, sigmoid, identity } as const;
export type Activation = keyof typeof activations;

export interface PlayNet {
  readonly module: Module;
  /** What the units of each hidden layer give, [N, units] each; then the logit, [N, 1]. */
  layers(x: Tensor): Tensor[];
}

/** [2, …hidden, 1], with one activation between all layers. */
export function playNet(hidden: readonly number[], activation: Activation, random: Rng): PlayNet {
  const sizes = [2, ...hidden, 1];
  const dense = hidden.concat(1).map((n, i) => linear(sizes[i], n, random));
  const act = activations[activation]();
  const layers = (x: Tensor): Tensor[] => {
    const all: Tensor[] = [];
    dense.forEach((layer, i) => {
      const z = layer.forward(all[i - 1] ?? x);
      all.push(i < hidden.length ? act.forward(z) : z);
    });
    return all;
  };
  const parts = Object.fromEntries(dense.map((layer, i) => [String(i), layer]));
  return { layers, module: module(parts, (x: Tensor) => layers(x)[hidden.length]) };
}

/** Steps of Adam on all points; yields the loss of each, nats a point. */
export function* learn(
  net: PlayNet,
  { inputs, labels, count }: LabelledPoints,
  rate: number,
): Generator<number> {
  const climb = adam(net.module.parameters, { rate });
  const improve = capture((x: Tensor, y: Tensor) =>
    climb(binaryCrossEntropy(net.module.forward(x.reshape(count, 2)), y.reshape(count, 1))),
  );
  const y = Float32Array.from(labels);
  for (;;) yield improve(inputs, y).item();
}

/** Logits at places of the plane. */
export const logitsAt = (net: PlayNet, places: Float32Array): Float32Array =>
  noGrad(() =>
    net.module.forward(tensor(places, [places.length / 2, 2])).data.slice(),
  ) as Float32Array;

/** Per cent of the points on the side of their class. */
export function accuracyOf(net: PlayNet, { inputs, labels, count }: LabelledPoints): number {
  const z = logitsAt(net, inputs);
  return (
    (100 * z.reduce((right, v, i) => right + (v > 0 === (labels[i] === 1) ? 1 : 0), 0)) / count
  );
}

/** The logit over the square [−reach, reach]², and what each unit of the last hidden layer says there. */
export function pictures(net: PlayNet, reach: number, side = 32): NumberMap[] {
  const places = new Float32Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    places[2 * i] = reach * ((2 * ((i % side) + 0.5)) / side - 1);
    places[2 * i + 1] = reach * (1 - (2 * (Math.floor(i / side) + 0.5)) / side);
  }
  const { units, logit } = noGrad(() => {
    const all = net.layers(tensor(places, [side * side, 2]));
    const last = all[all.length - 2];
    return {
      units: last?.transpose().contiguous().data.slice(),
      logit: all[all.length - 1].data.slice(),
    };
  });
  const map = (title: string, values: ArrayLike<number>, group?: string): NumberMap => ({
    title,
    ...(group === undefined ? {} : { group }),
    width: side,
    height: side,
    values,
    signed: true,
  });
  const n = units === undefined ? 0 : Math.min(8, units.length / (side * side));
  return [
    map(
      "log odds of class 1",
      Array.from(logit, (z) => Math.max(-4, Math.min(4, z))),
    ),
    ...Array.from({ length: n }, (_, k) =>
      map(
        `unit ${k + 1}`,
        (units as Float32Array).slice(k * side * side, (k + 1) * side * side),
        "the last hidden layer",
      ),
    ),
  ];
}

/**
 * No line has more of the points on their right sides, in per cent: an upper bound from every line through two of the points,
 * which may lie on whichever side they like.
 */
export function bestLine({ inputs, labels, count }: LabelledPoints): number {
  let most = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const [x, y] = [inputs[2 * i], inputs[2 * i + 1]];
      const [dx, dy] = [inputs[2 * j] - x, inputs[2 * j + 1] - y];
      let right = 0;
      for (let k = 0; k < count; k++) {
        if (k === i || k === j) continue;
        const side = dx * (inputs[2 * k + 1] - y) - dy * (inputs[2 * k] - x);
        if (side > 0 === (labels[k] === 1)) right++;
      }
      most = Math.max(most, right, count - 2 - right);
    }
  return (100 * Math.min(count, most + 2)) / count;
}
