/** A network of dense layers step by step, as the course builds it: each function does one thing, and remembers what its way back needs. */
import { exp, log } from "gradus/core";

/** Rows of numbers; examples are columns. */
export type Matrix = number[][];

const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, v, k) => sum + v * b[k][j], 0)));
const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
const mapped = (a: Matrix, f: (v: number, i: number, j: number) => number): Matrix =>
  a.map((row, i) => row.map((v, j) => f(v, i, j)));

/** Z = W A + b, with b a column. */
export function linearForward(A: Matrix, W: Matrix, b: Matrix): Matrix {
  return mapped(times(W, A), (z, i) => z + b[i][0]);
}

export type Activation = "relu" | "sigmoid";

/** A = g(Z) */
export function activationForward(Z: Matrix, g: Activation): Matrix {
  return mapped(Z, g === "relu" ? (z) => Math.max(0, z) : (z) => 1 / (1 + exp(-z)));
}

/** dZ = dA ∘ g′(Z) */
export function activationBackward(dA: Matrix, Z: Matrix, g: Activation): Matrix {
  if (g === "relu") return mapped(dA, (d, i, j) => (Z[i][j] > 0 ? d : 0));
  const A = activationForward(Z, "sigmoid");
  return mapped(dA, (d, i, j) => d * A[i][j] * (1 - A[i][j]));
}

export interface LinearSlopes {
  readonly dA: Matrix;
  readonly dW: Matrix;
  readonly db: Matrix;
}

/** dW = dZ Aᵀ/m, db = the mean of dZ over the examples, dA = Wᵀ dZ. */
export function linearBackward(dZ: Matrix, A: Matrix, W: Matrix): LinearSlopes {
  const m = A[0].length;
  return {
    dA: times(transposed(W), dZ),
    dW: mapped(times(dZ, transposed(A)), (v) => v / m),
    db: dZ.map((row) => [row.reduce((sum, v) => sum + v, 0) / m]),
  };
}

/** −(1/m) Σ y ln a + (1 − y) ln(1 − a) of the last layer's one row. */
export function crossEntropyCost([a]: Matrix, y: readonly number[]): number {
  return -a.reduce((sum, v, i) => sum + y[i] * log(v) + (1 - y[i]) * log(1 - v), 0) / a.length;
}

/** What the labs of this station let a reader replace. */
export const denseParts = {
  linearForward,
  activationForward,
  activationBackward,
  linearBackward,
  crossEntropyCost,
};
export type DenseParts = typeof denseParts;

export interface Layer {
  readonly W: Matrix;
  readonly b: Matrix;
}

const activationOf = (l: number, layers: number): Activation =>
  l === layers - 1 ? "sigmoid" : "relu";

/** [linear → relu] again and again, at last linear → sigmoid: the input of each layer, and its weighted sums. */
export function forwards(
  own: DenseParts,
  layers: readonly Layer[],
  X: Matrix,
): { readonly A: readonly Matrix[]; readonly Z: readonly Matrix[] } {
  const A = [X];
  const Z: Matrix[] = [];
  layers.forEach(({ W, b }, l) => {
    Z.push(own.linearForward(A[l], W, b));
    A.push(own.activationForward(Z[l], activationOf(l, layers.length)));
  });
  return { A, Z };
}

/** The slopes of the cost, layer by layer, from the last to the first. */
export function backwards(
  own: DenseParts,
  layers: readonly Layer[],
  X: Matrix,
  y: readonly number[],
): LinearSlopes[] {
  const { A, Z } = forwards(own, layers, X);
  const slopes: LinearSlopes[] = [];
  let dA = mapped(A[layers.length], (a, _, j) => -y[j] / a + (1 - y[j]) / (1 - a));
  for (let l = layers.length - 1; l >= 0; l--) {
    const dZ = own.activationBackward(dA, Z[l], activationOf(l, layers.length));
    slopes[l] = own.linearBackward(dZ, A[l], layers[l].W);
    dA = slopes[l].dA;
  }
  return slopes;
}

export const costOf = (
  own: DenseParts,
  layers: readonly Layer[],
  X: Matrix,
  y: readonly number[],
): number => own.crossEntropyCost(forwards(own, layers, X).A[layers.length], y);
