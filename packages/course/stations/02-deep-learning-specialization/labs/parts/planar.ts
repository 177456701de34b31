/**
 * The small dense networks of the specialization's first two courses: points of the plane, one output, cross-entropy.
 *
 * A network is layers with an activation between them and a logit at the end; a step is gradient descent on all points, or an
 * optimiser on mini-batches. All of it is one captured program.
 */
import { capture, noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { batches, type LabelledPoints } from "gradus/data";
import {
  binaryCrossEntropy,
  constantInit,
  dropout,
  type Initialiser,
  linear,
  type Module,
  type Optimiser,
  relu,
  sequential,
  tanh,
} from "gradus/nn";
import type { NumberMap } from "../../../../src/lab.ts";

export interface Planar {
  readonly module: Module;
  readonly weights: readonly Tensor[];
}

export interface PlanarShape {
  /** Hidden units, layer by layer; none for logistic regression. */
  readonly hidden: readonly number[];
  readonly activation: "tanh" | "relu";
  readonly init: Initialiser;
  /** Share of hidden units that are dropped in training. */
  readonly dropped?: number;
}

/** [2, …hidden, 1] with biases that start at 0. */
export function planarNet(
  { hidden, activation, init, dropped = 0 }: PlanarShape,
  random: Rng,
): Planar {
  const sizes = [2, ...hidden, 1];
  const dense = sizes
    .slice(1)
    .map((n, i) => linear(sizes[i], n, random, { init, biasInit: constantInit(0) }));
  const act = activation === "relu" ? relu : tanh;
  const layers = dense.flatMap((layer, i) => {
    if (i === dense.length - 1) return [layer];
    return dropped > 0 ? [layer, act(), dropout(dropped, random)] : [layer, act()];
  });
  const module = sequential(...layers);
  const weights = Object.entries(module.named)
    .filter(([name]) => name.endsWith("weight"))
    .map(([, t]) => t);
  return { module, weights };
}

/** Mean cross-entropy of the points' classes, and λ/2m Σ w² where it is asked for. */
export function costOf(
  net: Planar,
  x: Tensor,
  y: Tensor,
  lambda: number,
  examples: number,
): Tensor {
  const loss = binaryCrossEntropy(net.module.forward(x), y);
  if (lambda === 0) return loss;
  const squares = net.weights.map((w) => w.square().sum()).reduce((a, b) => a.add(b));
  return loss.add(squares.mul(lambda / (2 * examples)));
}

export interface Descent {
  /** Steps of the optimiser; with mini-batches, epochs. */
  readonly iterations: number;
  /** Rows of a mini-batch; all points if absent. */
  readonly batch?: number;
  readonly lambda?: number;
  /** Reports on the way. */
  readonly reports?: number;
}

export interface Step {
  readonly iteration: number;
  /** Before the step; the mean over an epoch's mini-batches. */
  readonly cost: number;
}

/** Trains, and reports the cost now and then; the last report is that of the last iteration. */
export function* descend(
  net: Planar,
  points: LabelledPoints,
  climb: Optimiser,
  { iterations, batch = points.count, lambda = 0, reports = 50 }: Descent,
  random: Rng,
): Generator<Step> {
  const { inputs, labels, count } = points;
  const improve = capture((x: Tensor, y: Tensor) =>
    climb(costOf(net, x.reshape(-1, 2), y.reshape(-1, 1), lambda, count)),
  );
  const x = new Float32Array(2 * batch);
  const y = new Float32Array(batch);
  const every = Math.max(1, Math.floor(iterations / reports));
  net.module.train();
  for (let i = 0; i < iterations; i++) {
    let [sum, rows] = [0, 0];
    for (const chosen of batches(count, batch, random)) {
      const n = chosen.length;
      chosen.forEach((row, k) => {
        x[2 * k] = inputs[2 * row];
        x[2 * k + 1] = inputs[2 * row + 1];
        y[k] = labels[row];
      });
      sum += n * improve(x.subarray(0, 2 * n), y.subarray(0, n)).item();
      rows += n;
    }
    if (i % every === 0 || i === iterations - 1) yield { iteration: i, cost: sum / rows };
  }
  net.module.eval();
}

/** Logits of points, [count]. */
function logits(net: Planar, inputs: Float32Array): Float32Array {
  net.module.eval();
  const z = noGrad(() =>
    net.module.forward(tensor(inputs, [inputs.length / 2, 2])).data.slice(),
  ) as Float32Array;
  net.module.train();
  return z;
}

/** Per cent of the points on the right side. */
export function accuracyOf(net: Planar, { inputs, labels, count }: LabelledPoints): number {
  const z = logits(net, inputs);
  let right = 0;
  for (let i = 0; i < count; i++) if (z[i] > 0 === (labels[i] === 1)) right++;
  return (100 * right) / count;
}

/** p(class 1) over a square of the plane, as a picture. */
export function surface(net: Planar, reach: number, title: string, size = 40): NumberMap {
  const grid = new Float32Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      grid[at] = reach * ((2 * (column + 0.5)) / size - 1);
      grid[at + 1] = reach * (1 - (2 * (row + 0.5)) / size);
    }
  }
  const values = logits(net, grid).map((z) => Math.max(-4, Math.min(4, z)));
  return { title, width: size, height: size, values, signed: true };
}
