/**
 * Nielsen's stochastic gradient descent (network2.py, `SGD` and `update_mini_batch`) on the engine: the step over one
 * mini-batch is a captured program; an epoch is a shuffled walk over the training data.
 */
import { capture, grad, noGrad, type Tensor } from "gradus";
import { type Rng, ValueError } from "gradus/core";
import { momentum as momentumSteps, sgd } from "gradus/nn";
import type { Digits } from "../../../../src/lab.ts";
import { type CostName, cost, costOf } from "./costs.ts";
import { gather, miniBatches } from "./digits.ts";
import type { Net } from "./nets.ts";

export interface StepSettings {
  readonly cost: CostName;
  /** Examples in a mini-batch. */
  readonly batch: number;
  /** λ/n of the L2 term λ/2n Σw², already divided by n. */
  readonly l2?: number;
  /** λ/n of the L1 term λ/n Σ|w|. */
  readonly l1?: number;
  /** μ; undefined takes plain gradient descent. */
  readonly momentum?: number;
}

/**
 * Walks once over the data in mini-batches; yields the fraction done, about `reports` times.
 *
 * @param rate η, or what it is when so much of the epoch is done
 */
export type Epoch = (
  digits: Digits,
  rate: number | ((done: number) => number),
  random: Rng,
  reports?: number,
) => Generator<number>;

/** What one mini-batch does to a network: pictures [batch · 784], labels as one-hot rows [batch · 10], η. */
export type Step = (x: Float32Array, y: Float32Array, rate: number) => void;

/** What a reader may replace in the training of a network on digits. */
export type TrainingParts = {
  readonly gradientStep: (net: Net, settings: StepSettings) => Step;
  /** The places of all examples in a new order, mini-batch by mini-batch, for one pass. */
  readonly miniBatches: (count: number, size: number, random: Rng) => Iterable<ArrayLike<number>>;
};

/** The mean cost of a mini-batch. */
const meanCost = (net: Net, { cost: name, batch }: StepSettings, x: Tensor, y: Tensor): Tensor =>
  cost[name](net.forward(x.reshape(batch, 784)), y.reshape(batch, 10)).mul(1 / batch);

/**
 * w ← (1 − ηλ/n) w − (η/m) Σ ∂Cₓ/∂w, b ← b − (η/m) Σ ∂Cₓ/∂b.
 *
 * Nielsen, eq. 93 and 94: regularisation acts on the weights, not on the biases.
 */
export function gradientStep(net: Net, settings: StepSettings): Step {
  const { l2 = 0, l1 = 0, momentum } = settings;
  const optimiser = (parameters: readonly Tensor[], weightDecay: number) =>
    momentum === undefined
      ? sgd(parameters, { rate: 0, weightDecay })
      : momentumSteps(parameters, { rate: 0, weightDecay, momentum });
  const steps = [optimiser(net.weights, l2), optimiser(net.biases, 0)] as const;

  const step = capture((pictures: Tensor, labels: Tensor, rate: number) => {
    let c = meanCost(net, settings, pictures, labels);
    for (const w of l1 > 0 ? net.weights : []) c = c.add(w.abs().sum().mul(l1));
    const gradients = grad(c, [...net.weights, ...net.biases]);
    for (const optimiser of steps) optimiser.set({ rate });
    steps[0].apply(gradients.slice(0, net.weights.length));
    steps[1].apply(gradients.slice(net.weights.length));
    return c;
  });
  return (x, y, rate) => void step(x, y, rate);
}

/** The gradients of the mean cost of a mini-batch, without regularisation: of the weights, then of the biases. */
export function gradients(
  net: Net,
  settings: StepSettings,
): (x: Float32Array, y: Float32Array) => readonly Float32Array[] {
  const program = capture((pictures: Tensor, labels: Tensor) =>
    grad(meanCost(net, settings, pictures, labels), [...net.weights, ...net.biases]),
  );
  return (x, y) => program(x, y).map((g) => g.data as Float32Array);
}

/** The library's own. */
export const trainingParts: TrainingParts = { gradientStep, miniBatches };

/** The training of a network, pass by pass. */
export function training(
  net: Net,
  settings: StepSettings,
  own: Partial<TrainingParts> = {},
): Epoch {
  const { batch } = settings;
  const parts = { ...trainingParts, ...own };
  const step = parts.gradientStep(net, settings);
  const x = new Float32Array(784 * batch);
  const y = new Float32Array(10 * batch);
  return function* epoch(digits, rate, random, reports = 10) {
    net.module.train();
    const every = Math.max(1, Math.ceil(digits.count / batch / reports));
    let done = 0;
    for (const chosen of parts.miniBatches(digits.count, batch, random)) {
      if (chosen.length !== batch)
        throw new ValueError(`A mini-batch of ${chosen.length} examples; it should have ${batch}.`);
      gather(digits, chosen, x, y);
      step(x, y, typeof rate === "number" ? rate : rate((done * batch) / digits.count));
      if (++done % every === 0) yield (done * batch) / digits.count;
    }
    net.module.eval();
  };
}

export interface Evaluation {
  /** Per cent. */
  readonly accuracy: number;
  /** The mean cost of an example, without regularisation. */
  readonly cost: number;
  /** The answer to each picture: the index of the largest output, the first of equal ones. */
  readonly answers: Uint8Array;
}

/** Asks a network about pictures, in batches, without gradients. */
export type Evaluate = (digits: Digits) => Evaluation;

/** Pictures in one question. */
export const AT_ONCE = 250; // divides 1000, 2000 and 10 000: one captured shape

export function evaluation(net: Net, costName: CostName): Evaluate {
  const outputs = capture((pictures: Tensor) =>
    noGrad(() => net.forward(pictures.reshape(AT_ONCE, 784))),
  );
  return evaluationBy(net, (x) => outputs(x).data, costName);
}

/** The same by other means: `outputs` makes logits [AT_ONCE · 10] of pictures [AT_ONCE · 784]. */
export function evaluationBy(
  net: Net,
  outputs: (x: Float32Array) => ArrayLike<number>,
  costName: CostName,
): Evaluate {
  const x = new Float32Array(784 * AT_ONCE);
  return (digits) => {
    net.module.eval();
    const answers = new Uint8Array(digits.count);
    let right = 0;
    let sum = 0;
    for (let from = 0; from < digits.count; from += AT_ONCE) {
      const n = Math.min(AT_ONCE, digits.count - from);
      gather(
        digits,
        Array.from({ length: n }, (_, k) => from + k),
        x,
      );
      const z = outputs(x);
      for (let k = 0; k < n; k++) {
        const label = digits.labels[from + k];
        answers[from + k] = largestOf(z, 10 * k);
        if (answers[from + k] === label) right++;
        sum += costOf[costName](z, 10 * k, label);
      }
    }
    return { accuracy: (100 * right) / digits.count, cost: sum / digits.count, answers };
  };
}

function largestOf(z: ArrayLike<number>, from: number): number {
  let best = 0;
  for (let j = 1; j < 10; j++) if (z[from + j] > z[from + best]) best = j;
  return best;
}

/** λ/2n Σw², as the book adds it to the costs that it draws. */
export function l2Term(net: Net, l2: number): number {
  if (l2 === 0) return 0;
  let sum = 0;
  for (const w of net.weights) for (const v of w.data) sum += v * v;
  return (l2 / 2) * sum;
}
