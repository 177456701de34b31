/**
 * The table of derivatives. A primitive without a row does not compile.
 *
 * Each rule is given ∂L/∂y, the inputs x and the output y, and answers, for each input, how to compute ∂L/∂x. It answers with
 * functions, so that a gradient nobody wants costs nothing. The rules are written in primitives; differentiating the backward
 * pass therefore needs nothing new. A function that is constant almost everywhere answers with nothing.
 */
import { sumTo, transpose } from "./functions.ts";
import type { Params, Primitive } from "./primitives.ts";
import * as p from "./primitives.ts";
import type { Tensor } from "./tensor.ts";

export type Rule<P extends Primitive> = (
  dy: Tensor,
  inputs: readonly Tensor[],
  y: Tensor,
  params: Params[P],
) => readonly (() => Tensor)[];

const { add, cos, div, exp, mul, neg, sin, sub } = p;
const flat = (): [] => [];
const last = (x: Tensor): readonly number[] => [x.rank - 1];

/** Given ∂L/∂y, the gradient ∂L/∂x of each input. Operands that were broadcast get the sum over their copies. */
export const derivative: { readonly [P in Primitive]: Rule<P> } = {
  add: (dy, [a, b]) => [() => sumTo(dy, a.shape), () => sumTo(dy, b.shape)],
  sub: (dy, [a, b]) => [() => sumTo(dy, a.shape), () => neg(sumTo(dy, b.shape))],
  mul: (dy, [a, b]) => [() => sumTo(mul(dy, b), a.shape), () => sumTo(mul(dy, a), b.shape)],
  div: (dy, [a, b], y) => [
    () => sumTo(div(dy, b), a.shape),
    () => neg(sumTo(div(mul(dy, y), b), b.shape)),
  ],
  // where the two are equal, the first operand takes the whole gradient (so clamp passes it at its bounds)
  maximum: (dy, [a, b]) => [
    () => sumTo(mul(dy, p.greaterEqual(a, b)), a.shape),
    () => sumTo(mul(dy, p.greater(b, a)), b.shape),
  ],
  minimum: (dy, [a, b]) => [
    () => sumTo(mul(dy, p.greaterEqual(b, a)), a.shape),
    () => sumTo(mul(dy, p.greater(a, b)), b.shape),
  ],
  greater: flat,
  greaterEqual: flat,
  equal: flat,
  notEqual: flat,
  where: (dy, [condition, a, b]) => [
    () => mul(condition, 0),
    () => sumTo(p.where(condition, dy, 0), a.shape),
    () => sumTo(p.where(condition, 0, dy), b.shape),
  ],
  cast: flat,
  contiguous: (dy) => [() => dy],

  neg: (dy) => [() => neg(dy)],
  abs: (dy, [x]) => [() => mul(dy, p.sign(x))],
  sign: flat,
  square: (dy, [x]) => [() => mul(dy, mul(x, 2))],
  sqrt: (dy, _, y) => [() => div(mul(dy, 0.5), y)],
  reciprocal: (dy, _, y) => [() => neg(mul(dy, p.square(y)))], // (1/x)′ = −1/x²
  exp: (dy, _, y) => [() => mul(dy, y)],
  log: (dy, [x]) => [() => div(dy, x)],
  expm1: (dy, _, y) => [() => mul(dy, add(y, 1))],
  log1p: (dy, [x]) => [() => div(dy, add(x, 1))],
  sin: (dy, [x]) => [() => mul(dy, cos(x))],
  cos: (dy, [x]) => [() => neg(mul(dy, sin(x)))],
  tanh: (dy, _, y) => [() => mul(dy, p.oneMinusSquare(y))], // tanh′ = 1 − tanh²
  sigmoid: (dy, _, y) => [() => mul(dy, p.logisticSlope(y))], // σ(1 − σ)
  softplus: (dy, [x]) => [() => mul(dy, p.sigmoid(x))],
  relu: (dy, _, y) => [() => mul(dy, p.positive(y))],
  gelu: (dy, [x]) => [() => mul(dy, p.geluSlope(x))],
  erf: (dy, [x]) => [() => mul(dy, mul(exp(neg(p.square(x))), 2 / Math.sqrt(Math.PI)))],
  floor: flat,
  positive: flat,
  oneMinusSquare: (dy, [x]) => [() => mul(dy, mul(x, -2))],
  logisticSlope: (dy, [x]) => [() => mul(dy, sub(1, mul(x, 2)))],
  geluSlope: (dy, [x]) => [() => mul(dy, mul(normalDensity(x), sub(2, p.square(x))))], // (Φ + x φ)′ = φ (2 − x²)
  pow: (dy, [x], _, { exponent }) => [() => mul(dy, mul(p.pow(x, exponent - 1), exponent))],

  // C = op(A) op(B), so dA = dC op(B)ᵀ and dB = op(A)ᵀ dC; or the transposes of these
  matmul: (dy, [a, b], _, { transA, transB }) => [
    () =>
      laidOutLike(a, transA, (t) =>
        t ? p.matmul(b, dy, transB, true) : p.matmul(dy, b, false, !transB),
      ),
    () =>
      laidOutLike(b, transB, (t) =>
        t ? p.matmul(dy, a, true, transA) : p.matmul(a, dy, !transA, false),
      ),
  ],
  // y = x ⋆ w, x = y ⋆ᵀ w and w = x ⋆ y are three readings of Σ x w y
  conv2d: (dy, [x, w], _, g) => [() => p.convInput(dy, w, g), () => p.convWeight(x, dy, g)],
  conv2dInput: (dx, [y, w], _, g) => [() => p.convForward(dx, w, g), () => p.convWeight(dx, y, g)],
  conv2dWeight: (dw, [x, y], _, g) => [() => p.convInput(y, dw, g), () => p.convForward(x, dw, g)],
  maxPool2d: (dy, [x], _, { indices, geometry }) => [
    () => {
      const [planes, h, w] = geometry.sizes;
      const windows = [planes, dy.size / planes];
      const places = p.reshape(indices, windows);
      return p.reshape(p.gatherAdjoint(p.reshape(dy, windows), places, 1, h * w), x.shape);
    },
  ],
  avgPool2d: (dy, _x, _y, g) => [() => p.avgPoolAdjoint(dy, g)],
  avgPool2dAdjoint: (dx, _x, _y, g) => [() => p.avgPool(dx, g)],

  sum: (dy, [x]) => [() => p.expand(dy, x.shape)],
  max: (dy, [x], y, { axes }) => [() => shareAmongEquals(dy, x, y, axes)],
  min: (dy, [x], y, { axes }) => [() => shareAmongEquals(dy, x, y, axes)],
  argmax: flat,
  cumsum: (dy, _x, _y, { axis, reverse }) => [() => p.cumsum(dy, axis, !reverse)],
  softmax: (dy, _, y) => [() => mul(y, sub(dy, p.sum(mul(dy, y), last(y))))],
  logSoftmax: (dy, _, y) => [() => sub(dy, mul(exp(y), p.sum(dy, last(y))))],
  logsumexp: (dy, [x]) => [() => mul(dy, p.softmax(x))],

  take: (dy, [x], _, { indices }) => [() => p.takeAdjoint(dy, indices, x.shape[0])],
  takeAdjoint: (dx, _x, _y, { indices }) => [() => p.take(dx, indices)],
  gather: (dy, [x], _, { indices, axis }) => [
    () => p.gatherAdjoint(dy, indices, axis, x.shape[axis]),
  ],
  gatherAdjoint: (dx, _x, _y, { indices, axis }) => [() => p.gather(dx, indices, axis)],
  oneHot: flat,

  reshape: (dy, [x]) => [() => p.reshape(dy, x.shape)],
  permute: (dy, _x, _y, { order }) => [
    () =>
      p.permute(
        dy,
        order.map((_, i) => order.indexOf(i)),
      ),
  ],
  expand: (dy, [x]) => [() => sumTo(dy, x.shape)],
  slice: (dy, [x], _, { starts, steps }) => [() => p.embed(dy, x.shape, starts, steps)],
  embed: (dy, [x], _, { starts, steps }) => [() => p.slice(dy, starts, x.shape, steps)],
  concat: (dy, xs, _, { axis }) => {
    let at = 0;
    return xs.map((x) => {
      const starts = x.shape.map((_, i) => (i === axis ? at : 0));
      at += x.shape[axis];
      return () =>
        p.slice(
          dy,
          starts,
          x.shape,
          x.shape.map(() => 1),
        );
    });
  },
};

/**
 * The gradient of a matrix x from a product that can come out either way round, `product(transposed)`: computed as x lies in
 * memory, so that the gradient of a transposed weight needs no copy.
 */
function laidOutLike(
  x: Tensor,
  transposed: boolean,
  product: (transposed: boolean) => Tensor,
): Tensor {
  if (!p.liesTransposed(x)) return sumTo(product(transposed), x.shape);
  const other = [...x.shape.slice(0, -2), x.shape[x.rank - 1], x.shape[x.rank - 2]];
  return transpose(sumTo(product(!transposed), other));
}

function normalDensity(x: Tensor): Tensor {
  return mul(exp(mul(p.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}

/** The gradient of a maximum or minimum, in equal parts where several elements attain it. */
function shareAmongEquals(dy: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
  const winners = p.equal(x, y);
  return mul(dy, div(winners, p.sum(winners, axes)));
}
