/** One sigmoid neuron with one input that has to learn 1 → 0: the toy of chapter 3, in plain numbers. */
import { sigmoid } from "gradus/core";

export interface Neuron {
  readonly w: number;
  readonly b: number;
}

/**
 * The error δ = ∂C/∂z for the target y = 0.
 *
 *     quadratic      C = a²/2           δ = a σ′(z) = a · a(1 − a)      (Nielsen, eq. 55)
 *     cross-entropy  C = −ln(1 − a)     δ = a                           (eq. 61)
 */
export const error = {
  quadratic: (a: number): number => a * a * (1 - a),
  crossEntropy: (a: number): number => a,
} as const;

/** What the neuron is made of; all of it may be replaced. */
export type Pieces = {
  readonly sigmoid: (z: number) => number;
  /** δ from the output a and the weighted input z. */
  readonly error: (a: number, z: number) => number;
  /** v − η ∇C */
  readonly descend: (v: number[], gradient: number[], eta: number) => readonly number[];
};

export const pieces = (cost: keyof typeof error): Pieces => ({
  sigmoid,
  error: error[cost],
  descend: (v, gradient, eta) => v.map((vi, i) => vi - eta * gradient[i]),
});

/** One step of gradient descent; ∂C/∂w = δ x and x = 1, so weight and bias move alike. */
export function learn({ w, b }: Neuron, eta: number, own: Pieces): Neuron {
  const delta = own.error(own.sigmoid(w + b), w + b);
  const [nextW, nextB] = own.descend([w, b], [delta, delta], eta);
  return { w: nextW, b: nextB };
}

/**
 * The outputs before the first step and after each one.
 *
 * @param eta η, or what it is after so many steps
 */
export function learning(
  start: Neuron,
  eta: number | ((steps: number) => number),
  epochs: number,
  own: Pieces,
): number[] {
  // for the only input, x = 1
  const output = ({ w, b }: Neuron) => own.sigmoid(w + b);
  const outputs = [output(start)];
  let neuron = start;
  for (let k = 0; k < epochs; k++) {
    neuron = learn(neuron, typeof eta === "number" ? eta : eta(k), own);
    outputs.push(output(neuron));
  }
  return outputs;
}

/** The two starts of the book: one wrong, one badly wrong. */
export const WRONG: Neuron = { w: 0.6, b: 0.9 };
export const BADLY_WRONG: Neuron = { w: 2, b: 2 };

/** The epochs at which the labs look. */
export const MARKS = [0, 50, 100, 150, 200, 300] as const;

/** Outputs at the marks, from the equations above by an independent program in double precision. */
export const KNOWN = {
  quadratic: {
    wrong: [0.8176, 0.387, 0.211, 0.1527, 0.1237, 0.094],
    badlyWrong: [0.982, 0.9759, 0.9641, 0.9334, 0.7887, 0.2028],
  },
  crossEntropy: {
    wrong: [0.8176, 0.0792, 0.0371, 0.0241, 0.0178, 0.0116],
    badlyWrong: [0.982, 0.0985, 0.0411, 0.0257, 0.0186, 0.012],
  },
} as const;

/** Equal to the four printed decimals, and one unit of the last for the rounding of the fixture. */
export const agree = (measured: readonly number[], known: readonly number[]): boolean =>
  measured.length === known.length && known.every((k, i) => Math.abs(measured[i] - k) <= 1e-4);
