/**
 * Cutting a command into pieces that several threads can run at once.
 *
 * A piece is an ordinary command on a part of the output: some rows, channels or images. No sum is ever cut, and the order of every
 * sum stays what it was, so the pieces together give the bits of the whole, whoever runs them and in whatever order. Commands whose
 * order of summation depends on the size that would be cut, that may fail, or that count something up, stay whole.
 */
import type { Argument, Ref } from "./engine.ts";
import type { Kernel } from "./kernels.ts";
import type { Step } from "./trace.ts";

/** What a command can be cut along: `count` units, in pieces of `least` at least and (but for the last) of multiples of `grain`. */
interface Cut {
  readonly count: number;
  readonly grain: number;
  readonly least: number;
  /** Work of the whole on one thread, in ns; a rough figure, measured on the relaxed build. */
  readonly work: number;
  /** The arguments of a command that does the units [from, to). */
  readonly part: (from: number, to: number) => Argument[];
}
type Rule = (args: readonly Argument[]) => Cut | undefined;

/**
 * What is worth a hand-over, in ns of work. A helper that looks for work gets a piece within 0.3 µs; one that sleeps must be woken, which
 * takes about 10 µs of the engine's thread, once a call of a program, and on a busy machine it may come late. So nothing is cut where less
 * than half a millisecond could be shared: PPO with 64-64 at batch 256 (0.3 ms) lost 15 % of its speed when it was.
 */
const worthwhile = { piece: 8_000, program: 500_000 };

const line = 16; // floats in a line of the cache; two threads had better not write to one

/** An address argument, further on by so many elements. */
function moved(arg: Argument, elements: number): Argument {
  if (typeof arg !== "object" || !("storage" in arg)) return arg;
  return { storage: arg.storage, offset: arg.offset + elements } satisfies Ref;
}

/** `args` with some of them replaced. */
function changed(
  args: readonly Argument[],
  changes: Readonly<Record<number, Argument>>,
): Argument[] {
  return args.map((a, i) => changes[i] ?? a);
}

const numbers = (args: readonly Argument[], from: number): number[] => args.slice(from) as number[];
const product = (xs: readonly number[]): number => xs.reduce((a, b) => a * b, 1);
/** Units of `size` elements each that fill a line of the cache. */
const lineOf = (size: number): number => Math.max(1, Math.ceil(line / size));

/**
 * Element after element: the first `pointers` arguments are tensors of n elements, and n is argument `at`.
 *
 * @param cost of an element, in ns
 */
function along(pointers: number, at: number, cost: number): Rule {
  return (args) => {
    const count = args[at] as number;
    const part = (from: number, to: number): Argument[] =>
      args.map((a, i) => (i < pointers ? moved(a, from) : i === at ? to - from : a));
    return { count, grain: line, least: line, work: count * cost, part };
  };
}

/**
 * Broadcasting over a shape that the result has, too: result, operands, rank, shape, strides of each operand.
 *
 * @param strided whether the result has strides as well
 */
function over(operands: number, cost: number, strided = false): Rule {
  const tensors = strided ? operands : operands + 1;
  return (args) => {
    const rank = args[tensors] as number;
    const words = numbers(args, tensors + 1);
    const shape = words.slice(0, rank);
    const axis = shape.findIndex((n) => n > 1);
    if (axis < 0) return undefined;
    const row = product(shape.slice(axis + 1));
    const stride = (operand: number): number => words[(operand + 1) * rank + axis];
    const part = (from: number, to: number): Argument[] => {
      const moves = args.slice(0, tensors).map((a, i) => {
        const step = strided ? stride(i) : i === 0 ? row : stride(i - 1);
        return moved(a, from * step);
      });
      return changed([...moves, ...args.slice(tensors)], { [tensors + 1 + axis]: to - from });
    };
    const work = product(shape) * cost;
    return { count: shape[axis], grain: lineOf(row), least: 1, work, part };
  };
}

/** Reductions of [outer, n, inner]: each of the outer ones is a sum of its own. */
function reduction(cost: number, keeps = false): Rule {
  return (args) => {
    const [outer, n, inner] = numbers(args, 2);
    const size = keeps ? n * inner : inner;
    const part = (from: number, to: number): Argument[] =>
      changed(args, {
        0: moved(args[0], from * size),
        1: moved(args[1], from * n * inner),
        2: to - from,
      });
    return { count: outer, grain: lineOf(size), least: 1, work: outer * n * inner * cost, part };
  };
}

/** Rows: out, x, rows, n. */
function rows(cost: number, keeps = true): Rule {
  return (args) => {
    const [count, n] = numbers(args, 2);
    const size = keeps ? n : 1;
    const part = (from: number, to: number): Argument[] =>
      changed(args, {
        0: moved(args[0], from * size),
        1: moved(args[1], from * n),
        2: to - from,
      });
    return { count, grain: lineOf(size), least: 1, work: count * (n * cost + 10), part };
  };
}

/** Pooling, plane by plane. `outputs` of the tensors have the size of the pooled planes; the others that of the planes. */
function pooling(sizes: readonly ("small" | "large")[]): Rule {
  const at = sizes.length;
  return (args) => {
    const [count, H, W, OH, OW, KH, KW] = numbers(args, at);
    const size = { small: OH * OW, large: H * W };
    const part = (from: number, to: number): Argument[] =>
      args.map((a, i) => (i < at ? moved(a, from * size[sizes[i]]) : i === at ? to - from : a));
    const isPairs = KH === 2 && KW === 2;
    const work = count * OH * OW * (isPairs ? 1 : 1.5 * KH * KW);
    return { count, grain: lineOf(Math.min(size.small, size.large)), least: 1, work, part };
  };
}

const flop = 1 / 50; // ns, in a product
const activations = [0, 0.3, 1, 1.2, 3]; // ns an element
/** From so many rows on the kernel has other ways; they are of no use to anybody. */
const mostRows = 200_000;

/** Products: batches, else columns where B has to be copied before, else rows. */
const gemm: Rule = (args) => {
  const [M, N, K, lda, ldb, transA, transB, batch, strideA, strideB, activation, ldc] = numbers(
    args,
    4,
  );
  const work = batch * M * N * (2 * K * flop + activations[activation]);
  if (batch > 1) {
    const part = (from: number, to: number): Argument[] =>
      changed(args, {
        0: moved(args[0], from * M * N),
        1: moved(args[1], from * strideA),
        2: moved(args[2], from * strideB),
        11: to - from,
      });
    return { count: batch, grain: lineOf(M * N), least: 1, work, part };
  }
  if (M > mostRows || N < 8) return undefined;
  const isCopied = transB !== 0 || K * ldb >= 1 << 17;
  // Below 60 rows another order of summation may be chosen for x Wᵀ (kernels/gemm.ts, prefersDots).
  if ((isCopied && N >= 64) || M < 120) {
    const part = (from: number, to: number): Argument[] =>
      changed(args, {
        0: moved(args[0], from),
        2: moved(args[2], transB ? from * ldb : from),
        3: moved(args[3], from),
        5: to - from,
      });
    return { count: N, grain: 16, least: 32, work, part };
  }
  const part = (from: number, to: number): Argument[] =>
    changed(args, {
      0: moved(args[0], from * ldc),
      1: moved(args[1], transA ? from : from * lda),
      4: to - from,
    });
  return { count: M, grain: 12, least: 60, work, part };
};

/** Convolution and its gradient for the images: image by image. `first` and `second` are the sizes of an image in the two tensors. */
function images(isForward: boolean): Rule {
  return (args) => {
    const [N, C, H, W, O, OH, OW, KH, KW, , , , , groups] = numbers(args, 3);
    const [x, y] = [C * H * W, O * OH * OW];
    const [first, second] = isForward ? [y, x] : [x, y];
    const part = (from: number, to: number): Argument[] =>
      changed(args, {
        0: moved(args[0], from * first),
        1: moved(args[1], from * second),
        3: to - from,
      });
    const depth = (C / groups) * KH * KW;
    // small images are computed together, about 128 positions at a time
    const grain = OH * OW < 32 ? Math.ceil(128 / (OH * OW)) : 1;
    const work = N * OH * OW * depth * (2 * O * flop + 0.5);
    return { count: N, grain, least: 1, work, part };
  };
}

/** The gradient for the weights: by input channels where there are some, else by outputs. */
const conv2dWeight: Rule = (args) => {
  const [N, , , , , OH, OW, KH, KW, , , , , groups, c, channels, o, outputs] = numbers(args, 3);
  const work = N * OH * OW * channels * KH * KW * groups * (2 * outputs * flop + 0.5);
  if (channels >= 8 || outputs < 16) {
    const part = (from: number, to: number): Argument[] =>
      changed(args, { 17: c + from, 18: to - from });
    return { count: channels, grain: 1, least: 1, work, part };
  }
  const part = (from: number, to: number): Argument[] =>
    changed(args, { 19: o + from, 20: to - from });
  return { count: outputs, grain: 8, least: 8, work, part };
};

const cheap = along(2, 2, 0.3);
const zip = over(2, 0.4);
const rules: { readonly [K in Kernel]?: Rule } = {
  fill: along(1, 1, 0.15),
  copy: over(2, 0.6, true),
  toFloat: cheap,
  toInt: cheap,
  neg: cheap,
  abs: cheap,
  sign: cheap,
  square: cheap,
  sqrt: along(2, 2, 0.8),
  reciprocal: along(2, 2, 0.6),
  exp: along(2, 2, 1),
  log: along(2, 2, 1.2),
  expm1: along(2, 2, 1.5),
  log1p: along(2, 2, 1.5),
  sin: along(2, 2, 1.5),
  cos: along(2, 2, 1.5),
  tanh: along(2, 2, 1),
  sigmoid: along(2, 2, 1.2),
  softplus: along(2, 2, 2),
  relu: cheap,
  gelu: along(2, 2, 3),
  erf: along(2, 2, 2.5),
  floor: cheap,
  positive: cheap,
  oneMinusSquare: cheap,
  logisticSlope: cheap,
  geluSlope: along(2, 2, 4),
  pow: along(2, 2, 10),
  add: zip,
  sub: zip,
  mul: zip,
  div: over(2, 0.8),
  maximum: zip,
  minimum: zip,
  greater: zip,
  greaterEqual: zip,
  equal: zip,
  notEqual: zip,
  equalInt: zip,
  tanhSlopeMul: zip,
  sigmoidSlopeMul: zip,
  reluSlopeMul: zip,
  where: over(3, 0.6),
  sum: reduction(0.2),
  max: reduction(0.3),
  min: reduction(0.3),
  argmax: reduction(1.5),
  cumsum: reduction(0.8, true),
  softmax: rows(2),
  logSoftmax: rows(2),
  logsumexp: rows(1.5, false),
  gemm,
  conv2d: images(true),
  conv2dInput: images(false),
  conv2dWeight,
  maxPool2d: pooling(["small", "small", "large"]),
  avgPool2d: pooling(["small", "large"]),
  avgPool2dAdjoint: pooling(["large", "small"]),
  sgd: along(2, 2, 0.4),
  momentum: along(3, 3, 0.7),
  rmsprop: along(3, 3, 1),
  adam: along(4, 4, 1.2),
};

/** Kernels that can be cut. */
export const shared = Object.keys(rules) as readonly Kernel[];

/**
 * Cuts the steps of a program: the pieces of each that is shared, which give the bits of the whole; undefined for one that is too small
 * or must stay whole. Nothing is cut where all that could be shared is too little.
 *
 * @param most  pieces of a step
 * @param least work of a piece, and of everything that is shared, in ns
 */
export function split<S extends Step>(
  steps: readonly S[],
  most: number,
  least: { readonly piece: number; readonly program: number } = worthwhile,
): (readonly S[] | undefined)[] {
  let total = 0;
  const all = steps.map((step) => {
    const cut = most < 2 ? undefined : rules[step.kernel]?.(step.args);
    const pieces = cut && cutUp(step, cut, Math.min(most, Math.floor(cut.work / least.piece)));
    if (pieces !== undefined) total += (cut as Cut).work;
    return pieces;
  });
  return total < least.program ? steps.map(() => undefined) : all;
}

function cutUp<S extends Step>(step: S, cut: Cut, most: number): readonly S[] | undefined {
  const { count, grain, least, part } = cut;
  const grains = Math.ceil(count / grain);
  const pieces = Math.min(most, grains, Math.floor(count / least));
  if (pieces < 2) return undefined;
  const bound = (i: number): number =>
    i === pieces ? count : Math.floor((i * grains) / pieces) * grain;
  return Array.from({ length: pieces }, (_, i) => ({
    ...step,
    args: part(bound(i), bound(i + 1)),
  }));
}
