/**
 * The table of primitives in ONNX, operator set 17. A primitive without a row does not compile; undefined stands for those that
 * only occur in backward passes.
 */
import { ValueError } from "../../core/errors.ts";
import { liesTransposed, type Params, type Primitive } from "../../tensor/primitives.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { OnnxGraph } from "./graph.ts";
import { elementTypes } from "./model.ts";
import { isRows, openShape } from "./rows.ts";

export const opset = 17;

/** Adds nodes for y = primitive(inputs); returns the name of y. */
type Rule<P extends Primitive> = (
  graph: OnnxGraph,
  inputs: readonly Tensor[],
  y: Tensor,
  params: Params[P],
) => string;
export type AnyRule = (
  graph: OnnxGraph,
  inputs: readonly Tensor[],
  y: Tensor,
  params: unknown,
) => string;

/** An operator of the same meaning. */
const same =
  (op: string) =>
  (g: OnnxGraph, inputs: readonly Tensor[]): string =>
    g.op(
      op,
      inputs.map((x) => g.valueOf(x)),
    );

/** A comparison, which gives 0 and 1 here and booleans there. */
const compared =
  (op: string) =>
  (g: OnnxGraph, inputs: readonly Tensor[]): string =>
    asFloat(g, same(op)(g, inputs));

const asFloat = (g: OnnxGraph, name: string): string =>
  g.op("Cast", [name], { to: elementTypes.float32 });

/** Reductions keep the reduced axes. */
const reduced =
  (op: string) =>
  (
    g: OnnxGraph,
    [x]: readonly Tensor[],
    _: Tensor,
    { axes }: { readonly axes: readonly number[] },
  ): string =>
    g.op(op, [g.valueOf(x)], { axes, keepdims: 1 });

const swapLast = (rank: number): number[] => [
  ...Array.from({ length: rank - 2 }, (_, i) => i),
  rank - 1,
  rank - 2,
];

function matrix(g: OnnxGraph, x: Tensor, transposed: boolean): string {
  const name = g.valueOf(x);
  return transposed ? g.op("Transpose", [name], { perm: swapLast(x.rank) }) : name;
}

/** The weight W of a product x Wᵀ of matrices; undefined for another product. */
function weightOf(
  [a, b]: readonly Tensor[],
  { transA, transB }: Params["matmul"],
): Tensor | undefined {
  const isPlain = a.rank === 2 && b.rank === 2 && !transA && !transB;
  if (!isPlain || b.node?.primitive !== "permute") return undefined;
  return liesTransposed(b) ? b.node.inputs[0] : undefined;
}

/** x Wᵀ + b in one node, as PyTorch's exporter writes a linear layer. */
function affine(g: OnnxGraph, [product, bias]: readonly Tensor[]): string | undefined {
  if (product.node?.primitive !== "matmul" || bias.rank !== 1) return undefined;
  const { inputs, params } = product.node;
  const weight = weightOf(inputs, params as Params["matmul"]);
  if (weight === undefined || bias.size !== product.shape[1]) return undefined;
  const operands = [inputs[0], weight, bias].map((x) => g.valueOf(x));
  return g.op("Gemm", operands, { transB: 1 });
}

export const rules: { readonly [P in Primitive]: Rule<P> | undefined } = {
  add: (g, inputs) => affine(g, inputs) ?? same("Add")(g, inputs),
  sub: same("Sub"),
  mul: same("Mul"),
  div: same("Div"),
  maximum: same("Max"),
  minimum: same("Min"),
  greater: compared("Greater"),
  greaterEqual: compared("GreaterOrEqual"),
  equal: compared("Equal"),
  notEqual: (g, inputs) => asFloat(g, g.op("Not", [same("Equal")(g, inputs)])),
  where: (g, [condition, a, b]) =>
    g.op("Where", [
      g.op("Cast", [g.valueOf(condition)], { to: elementTypes.bool }),
      g.valueOf(a),
      g.valueOf(b),
    ]),
  cast: undefined,
  contiguous: (g, [x]) => g.valueOf(x),

  neg: same("Neg"),
  abs: same("Abs"),
  sign: same("Sign"),
  square: (g, [x]) => g.op("Mul", [g.valueOf(x), g.valueOf(x)]),
  sqrt: same("Sqrt"),
  reciprocal: same("Reciprocal"),
  exp: same("Exp"),
  log: same("Log"),
  expm1: (g, inputs) => g.op("Sub", [same("Exp")(g, inputs), g.scalar(1)]),
  log1p: (g, [x]) => g.op("Log", [g.op("Add", [g.valueOf(x), g.scalar(1)])]),
  sin: same("Sin"),
  cos: same("Cos"),
  tanh: same("Tanh"),
  sigmoid: same("Sigmoid"),
  softplus: same("Softplus"),
  relu: same("Relu"),
  gelu: (g, [x]) => {
    const erf = g.op("Erf", [g.op("Mul", [g.valueOf(x), g.scalar(Math.SQRT1_2)])]); // x Φ(x)
    const share = g.op("Mul", [g.op("Add", [erf, g.scalar(1)]), g.scalar(0.5)]);
    return g.op("Mul", [g.valueOf(x), share]);
  },
  erf: same("Erf"),
  floor: same("Floor"),
  positive: (g, [x]) => asFloat(g, g.op("Greater", [g.valueOf(x), g.scalar(0)])),
  oneMinusSquare: (g, [x]) => g.op("Sub", [g.scalar(1), g.op("Mul", [g.valueOf(x), g.valueOf(x)])]),
  logisticSlope: (g, [x]) => g.op("Mul", [g.valueOf(x), g.op("Sub", [g.scalar(1), g.valueOf(x)])]),
  geluSlope: (g, [x]) => {
    const erf = g.op("Erf", [g.op("Mul", [g.valueOf(x), g.scalar(Math.SQRT1_2)])]); // Φ(x) + x φ(x)
    const share = g.op("Mul", [g.op("Add", [erf, g.scalar(1)]), g.scalar(0.5)]);
    const power = g.op("Mul", [g.op("Mul", [g.valueOf(x), g.valueOf(x)]), g.scalar(-0.5)]);
    const density = g.op("Mul", [g.op("Exp", [power]), g.scalar(1 / Math.sqrt(2 * Math.PI))]);
    return g.op("Add", [share, g.op("Mul", [g.valueOf(x), density])]);
  },
  pow: (g, [x], _, { exponent }) => g.op("Pow", [g.valueOf(x), g.scalar(exponent)]),

  matmul: (g, inputs, _, params) => {
    const weight = weightOf(inputs, params);
    const [a, b] = inputs;
    if (weight !== undefined) return g.op("Gemm", [g.valueOf(a), g.valueOf(weight)], { transB: 1 });
    return g.op("MatMul", [matrix(g, a, params.transA), matrix(g, b, params.transB)]);
  },
  conv2d: (g, [x, w], _, { sizes }) => {
    const [, , , , , , , kh, kw, strideH, strideW, padH, padW, group] = sizes;
    return g.op("Conv", [g.valueOf(x), g.valueOf(w)], {
      kernel_shape: [kh, kw],
      strides: [strideH, strideW],
      pads: [padH, padW, padH, padW],
      group,
    });
  },
  conv2dInput: undefined,
  conv2dWeight: undefined,
  maxPool2d: (g, [x], _, { geometry }) => g.op("MaxPool", [g.valueOf(x)], windows(geometry.sizes)),
  avgPool2d: (g, [x], _, { sizes }) =>
    g.op("AveragePool", [g.valueOf(x)], { ...windows(sizes), count_include_pad: 1 }),
  avgPool2dAdjoint: undefined,

  sum: (g, [x], _, { axes }) => g.op("ReduceSum", [g.valueOf(x), g.ints(axes)], { keepdims: 1 }),
  max: reduced("ReduceMax"),
  min: reduced("ReduceMin"),
  argmax: undefined,
  cumsum: (g, [x], _, { axis, reverse }) =>
    g.op("CumSum", [g.valueOf(x), g.int(axis)], { reverse: Number(reverse) }),
  softmax: (g, [x]) => g.op("Softmax", [g.valueOf(x)], { axis: -1 }),
  logSoftmax: (g, [x]) => g.op("LogSoftmax", [g.valueOf(x)], { axis: -1 }),
  logsumexp: (g, [x]) => g.op("ReduceLogSumExp", [g.valueOf(x)], { axes: [-1], keepdims: 1 }),

  take: (g, [x], _, { indices }) => g.op("Gather", [g.valueOf(x), g.valueOf(indices)], { axis: 0 }),
  takeAdjoint: undefined,
  gather: (g, [x], _, { indices, axis }) =>
    g.op("GatherElements", [g.valueOf(x), g.valueOf(indices)], { axis }),
  gatherAdjoint: undefined,
  oneHot: undefined,

  reshape: (g, [x], _, { shape }) => g.op("Reshape", [g.valueOf(x), g.ints(openShape(shape))]),
  permute: (g, [x], _, { order }) => g.op("Transpose", [g.valueOf(x)], { perm: order }),
  // a size of 1 stays what it is and is repeated where the result is used, so the number of rows need not be known here
  expand: (g, [x], _, { shape }) =>
    g.op("Expand", [g.valueOf(x), g.ints(shape.map((n) => (isRows(n) ? 1 : n)))]),
  slice: (g, [x], y, { starts, steps }) => {
    const axes = starts.map((_, i) => i).filter((i) => y.shape[i] !== x.shape[i] || steps[i] !== 1);
    if (axes.length === 0) return g.valueOf(x);
    if (axes.some((i) => isRows(x.shape[i]))) {
      throw new ValueError(
        "The network takes some rows of a batch apart from others; such a network cannot be exported.",
      );
    }
    const ends = axes.map((i) => starts[i] + (y.shape[i] - 1) * steps[i] + (steps[i] > 0 ? 1 : -1));
    return g.op("Slice", [
      g.valueOf(x),
      g.ints(axes.map((i) => starts[i])),
      g.ints(ends.map((end, k) => (end < 0 ? -x.shape[axes[k]] - 1 : end))), // before the first element
      g.ints(axes),
      g.ints(axes.map((i) => steps[i])),
    ]);
  },
  embed: undefined,
  concat: (g, inputs, _, { axis }) =>
    g.op(
      "Concat",
      inputs.map((x) => g.valueOf(x)),
      { axis },
    ),
};

/** Attributes of pooling. */
function windows(sizes: readonly number[]): Record<string, readonly number[]> {
  const [, , , , , kh, kw, strideH, strideW, padH, padW] = sizes;
  return {
    kernel_shape: [kh, kw],
    strides: [strideH, strideW],
    pads: [padH, padW, padH, padW],
  };
}
