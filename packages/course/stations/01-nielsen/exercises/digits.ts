/**
 * The labs on handwritten digits with a learner's functions in them: the networks are the engine's, and what the functions do
 * with plain numbers is written back after each step.
 */
import { buffer, capture, noGrad, type Tensor } from "gradus";
import { type Rng, sigmoid } from "gradus/core";
import { isTraining, type Mode, module } from "gradus/nn";
import { type DropoutLayer, dense, type Net } from "../labs/parts/nets.ts";
import {
  AT_ONCE,
  type Evaluate,
  evaluationBy,
  gradientStep,
  gradients,
  type TrainingParts,
} from "../labs/parts/train.ts";
import type { Example, Gradient, Net as Lists } from "./nets.ts";

type GradientStep = TrainingParts["gradientStep"];

/** Stored as doubles from the start, since they were: what is computed with copies of it is twice as fast. */
const ZEROS: readonly number[] = Array.from({ length: 784 }, () => 0.5).map((x) => x - 0.5);

/** So many zeros, at most as many as a picture has pixels. */
const zeros = (n: number): number[] => ZEROS.slice(0, n);

/** Numbers as rows of so many. */
function rows(values: ArrayLike<number>, width: number): number[][] {
  const all: number[][] = [];
  for (let at = 0; at < values.length; at += width) {
    const row = zeros(width);
    for (let k = 0; k < width; k++) row[k] = values[at + k];
    all.push(row);
  }
  return all;
}

const listsOf = ({ weights, biases }: Net): Lists => ({
  weights: weights.map((w) => rows(w.data, w.shape[1])),
  biases: biases.map((b) => Array.from(b.data)),
});

function write({ weights, biases }: Lists, net: Net): void {
  weights.forEach((w, l) => {
    const { data } = net.weights[l];
    w.forEach((row, j) => {
      data.set(row, row.length * j);
    });
    net.biases[l].assign(biases[l]);
  });
}

/** A dense network that starts from these numbers. */
export function netOf(sizes: readonly number[], random: Rng, numbers: Lists): Net {
  const net = dense(sizes, random, "new");
  write(numbers, net);
  return net;
}

/** The step is a function of the whole network, as lists, and of the examples of a mini-batch; the cost is the quadratic one. */
export const stepOfLists =
  (step: (net: Lists, batch: Example[], rate: number) => void): GradientStep =>
  (net) => {
    const lists = listsOf(net);
    return (x, y, rate) => {
      const [pictures, targets] = [rows(x, 784), rows(y, 10)];
      step(
        lists,
        pictures.map((picture, k) => ({ x: picture, y: targets[k] })),
        rate,
      );
      write(lists, net);
    };
  };

/** Back-propagation of the quadratic cost, as in exercise 4; pixels without ink cost nothing. */
export function sparseBackprop({ weights, biases }: Lists, x: number[], y: number[]): Gradient {
  const top = weights.length - 1;
  const inked: number[] = [];
  for (let k = 0; k < x.length; k++) if (x[k] !== 0) inked.push(k);
  const a = [x];
  for (let l = 0; l <= top; l++) {
    const from = a[l];
    const used = l === 0 ? inked : from.map((_, k) => k);
    a.push(
      biases[l].map((b, j) => {
        const row = weights[l][j];
        let z = b;
        for (let i = 0; i < used.length; i++) z += row[used[i]] * from[used[i]];
        return sigmoid(z);
      }),
    );
  }
  const nablaW: number[][][] = [];
  const nablaB: number[][] = [];
  let delta = a[top + 1].map((aj, j) => (aj - y[j]) * aj * (1 - aj));
  for (let l = top; l >= 0; l--) {
    const d = delta;
    nablaB[l] = d;
    nablaW[l] = d.map((dj) => {
      const from = a[l];
      const row = zeros(from.length);
      if (l > 0) for (let k = 0; k < from.length; k++) row[k] = from[k] * dj;
      else for (let i = 0; i < inked.length; i++) row[inked[i]] = from[inked[i]] * dj;
      return row;
    });
    if (l > 0)
      delta = a[l].map((ak, k) => {
        let back = 0;
        for (let j = 0; j < d.length; j++) back += weights[l][j][k] * d[j];
        return back * ak * (1 - ak);
      });
  }
  return { nablaW, nablaB };
}

/** The engine's gradients; `weight` then moves each weight, `bias` each bias. `place` counts all of them. */
export const stepOfNumbers =
  (
    weight: (w: number, gradient: number, rate: number, place: number) => number,
    bias: typeof weight = weight,
  ): GradientStep =>
  (net, settings) => {
    const all = [...net.weights, ...net.biases];
    const slopes = gradients(net, settings);
    return (x, y, rate) => {
      let place = 0;
      slopes(x, y).forEach((g, i) => {
        const move = i < net.weights.length ? weight : bias;
        const values = all[i].data;
        for (let k = 0; k < values.length; k++) values[k] = move(values[k], g[k], rate, place++);
      });
    };
  };

/** w − η g, for what a learner's function does not touch. */
export const downhill = (w: number, gradient: number, rate: number): number => w - rate * gradient;

/** Weight decay by a learner's function, where the lab asks for it; λ is the lab's λ/n times `n`. */
export const decaying =
  (
    l2Update: (w: number, gradient: number, eta: number, lambda: number, n: number) => number,
    n: number,
  ): GradientStep =>
  (net, settings) => {
    const { l2 } = settings;
    if (l2 === undefined) return gradientStep(net, settings);
    const weight = (w: number, g: number, rate: number) => l2Update(w, g, rate, l2 * n, n);
    return stepOfNumbers(weight, downhill)(net, { ...settings, l2: 0 });
  };

/** Momentum by a learner's function, each weight with a velocity of its own; without μ plain steps of as many digits. */
export const moving =
  (
    momentumStep: (
      w: number,
      v: number,
      gradient: number,
      eta: number,
      mu: number,
    ) => { w: number; v: number },
  ): GradientStep =>
  (net, settings) => {
    const { momentum: mu, ...plain } = settings;
    if (mu === undefined) return stepOfNumbers(downhill)(net, plain);
    const velocity: number[] = [];
    return stepOfNumbers((w, g, rate, place) => {
      const next = momentumStep(w, velocity[place] ?? 0, g, rate, mu);
      velocity[place] = next.v;
      return next.w;
    })(net, plain);
  };

/** Dropout by a learner's masks: a layer, and the step that draws a new mask for it each time. */
export function masking(
  dropoutMask: (size: number, keep: number, random: () => number) => number[],
): {
  readonly dropoutLayer: DropoutLayer;
  readonly gradientStep: GradientStep;
} {
  const layers: (() => void)[] = []; // of the network that is being made
  return {
    dropoutLayer(share, random, size) {
      const mask = buffer(new Float32Array(size), [size], "a dropout mask");
      const mode: Mode = { training: true };
      const draw = (): void =>
        void mask.assign(dropoutMask(size, 1 - share, () => random.random()));
      draw();
      layers.push(draw);
      return module(
        {},
        (x: Tensor) => (isTraining(mode, x) ? x.mul(mask.reshape(...x.shape)) : x),
        mode,
      );
    },
    gradientStep(net, settings) {
      const step = gradientStep(net, settings);
      const own = layers.splice(0);
      return (x, y, rate) => {
        for (const draw of own) draw();
        step(x, y, rate);
      };
    },
  };
}

type Picture = number[][];

/** A trained network with one layer of filters reads pictures; filters and pooling are a learner's, the dense layers the engine's. */
export const readingWith =
  (
    conv2d: (image: Picture, kernel: Picture, bias: number) => Picture,
    maxPool2x2: (image: Picture) => Picture,
  ) =>
  (net: Net): Evaluate => {
    const [filters, ...weights] = net.weights;
    const [offsets, ...biases] = net.biases;
    const rest = capture((features: Tensor) =>
      noGrad(() =>
        weights.reduce(
          (h, w, l) => h.sigmoid().matmul(w.transpose()).add(biases[l]),
          features.reshape(AT_ONCE, weights[0].shape[1]),
        ),
      ),
    );
    const features = (x: Float32Array): number[] => {
      const kernels = rows(filters.data, 25).map((kernel) => rows(kernel, 5));
      return rows(x, 784).flatMap((picture) => {
        const image = rows(picture, 28);
        return kernels.flatMap((kernel, f) =>
          maxPool2x2(conv2d(image, kernel, offsets.data[f])).flat(),
        );
      });
    };
    return evaluationBy(net, (x) => rest(features(x)).data, "logLikelihood");
  };
