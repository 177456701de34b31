/**
 * The kernels: what the numeric core can do, and how each is called.
 *
 * Every kernel has the same binary interface, so that one eager operation and a captured program of a thousand are the
 * same thing: a list of commands in memory, read by one function, `run(start, end, scratch, scratchBytes)`.
 *
 *     command = [opcode, number of words (these two included), argument, …]      all words of 4 bytes
 *
 * The signature below says what each argument word holds: `p` the byte address of a tensor (always a multiple of 4),
 * `i` an int32, `f` a float32, and a final `v`: as many int32 words as the kernel needs. The opcode is the row's number.
 * The first `p` is where the result goes. Unless a row says otherwise tensors are float32, row-major and contiguous.
 * Strides count elements. A tensor that is broadcast has stride 0.
 *
 * `run` returns 0, or the address of the command that failed (an index out of range); the commands before it have run.
 * Two implementations keep this contract: `kernels/*.ts` (AssemblyScript) and its plain twin `backend/js.ts`.
 */
export const kernels = {
  // moving and making
  fill: "pif", // out, n, value
  copy: "ppiv", // out, x, rank, shape[rank], strideOut[rank], strideX[rank]; moves words, so int32 as well
  toFloat: "ppi", // out, x (int32), n
  toInt: "ppi", // out (int32), x, n; rounds towards zero

  // one operand: out, x, n; out may be x
  neg: "ppi",
  abs: "ppi",
  sign: "ppi", // −1, 0, 1; NaN stays NaN
  square: "ppi",
  sqrt: "ppi",
  reciprocal: "ppi",
  exp: "ppi",
  log: "ppi",
  expm1: "ppi",
  log1p: "ppi",
  sin: "ppi",
  cos: "ppi",
  tanh: "ppi",
  sigmoid: "ppi",
  softplus: "ppi", // log(1 + eˣ), without overflow
  relu: "ppi",
  gelu: "ppi", // x Φ(x), with erf, as PyTorch's default
  erf: "ppi",
  floor: "ppi",
  positive: "ppi", // 1 where x > 0, else 0
  oneMinusSquare: "ppi", // 1 − x²
  logisticSlope: "ppi", // x (1 − x)
  geluSlope: "ppi", // Φ(x) + x φ(x)
  pow: "ppif", // out, x, n, exponent

  // two operands: out, a, b, rank ≥ 1, shape[rank], strideA[rank], strideB[rank]
  add: "pppiv",
  sub: "pppiv",
  mul: "pppiv",
  div: "pppiv",
  maximum: "pppiv", // NaN if either is NaN
  minimum: "pppiv",
  greater: "pppiv", // comparisons give 1 or 0
  greaterEqual: "pppiv",
  equal: "pppiv",
  notEqual: "pppiv",
  equalInt: "pppiv", // int32 operands, float32 result
  tanhSlopeMul: "pppiv", // a (1 − b²): the fused backward of tanh, bit for bit mul(a, oneMinusSquare(b))
  sigmoidSlopeMul: "pppiv", // a (b (1 − b))
  reluSlopeMul: "pppiv", // a · positive(b)

  where: "ppppiv", // out, condition, a, b, rank, shape, strideC, strideA, strideB; a where condition ≠ 0

  // reductions over the middle of [outer, n, inner]: out, x, outer, n, inner
  sum: "ppiii",
  max: "ppiii",
  min: "ppiii",
  argmax: "ppiii", // int32 result; the first of equals
  cumsum: "ppiiii", // out, x, outer, n, inner, reverse; out has the shape of x

  // rows: out, x, rows, n
  softmax: "ppii",
  logSoftmax: "ppii",
  logsumexp: "ppii", // out [rows]

  // indices are int32 and must lie in range; a command with one that does not fails
  take: "pppiii", // out [count, width], x [rows, width], indices [count], count, width, rows
  takeAdjoint: "pppiii", // out [rows, width] = 0, then out[indices[i]] += y[i]: out, y [count, width], indices, count, width, rows
  gather: "pppiiii", // out [outer, m, inner], x [outer, n, inner], indices [outer, m, inner], outer, n, m, inner
  gatherAdjoint: "pppiiii", // out [outer, n, inner] = 0, then scattered sums: out, y [outer, m, inner], indices, outer, n, m, inner
  oneHot: "ppii", // out [count, classes], indices [count], count, classes

  // out [batch, M, N] = activation(op(A) op(B) + bias); A is M×K, or K×M if transA; B is K×N, or N×K if transB
  // out, a, b, bias [N] (0: none), M, N, K, lda, ldb, transA, transB, batch, batchStrideA, batchStrideB, activation, ldc
  // ldc: from one row of out to the next; more than N only where N ≥ 8, for a part of the columns of a product
  // activation: 0 none, 1 relu, 2 tanh, 3 sigmoid, 4 gelu. Product first, then + bias, then activation, each rounded by itself.
  gemm: "ppppiiiiiiiiiiii",

  // y [N, O, OH, OW] from x [N, C, H, W] and w [O, C/groups, KH, KW] (cross-correlation, as everywhere in deep learning)
  // out, first, second, then N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups
  conv2d: "pppiiiiiiiiiiiiii", // y ← x, w
  conv2dInput: "pppiiiiiiiiiiiiii", // x-shaped ← y-shaped, w
  // and then for a part of w, of each group: first input channel, channels, first output, outputs
  conv2dWeight: "pppiiiiiiiiiiiiiiiiii", // w-shaped ← x-shaped, y-shaped

  // planes = N·C. planes, H, W, OH, OW, KH, KW, strideH, strideW, padH, padW
  maxPool2d: "pppiiiiiiiiiii", // out, index (int32: h·W + w in its plane; the first of equals), x; padding never wins
  avgPool2d: "ppiiiiiiiiiii", // out, x; divides by KH·KW, padding counted as zeros
  avgPool2dAdjoint: "ppiiiiiiiiiii", // x-shaped ← y-shaped

  // Philox4x32-10 (Salmon et al. 2011); state = 4 int32 words: key0, key1, counter0, counter1.
  // Block b of the call uses counter (counter0 + b with carry into counter1, 0, 0) and gives 4 values; afterwards the counter has moved by ⌈n/4⌉.
  uniform: "pip", // out, n, state; (word >>> 8)·2⁻²⁴ ∈ [0, 1)
  normal: "pip", // out, n, state; Box–Muller on pairs (u0, u1) → r cos 2πu1, r sin 2πu1, r = √(−2 ln(1 − u0))

  // optimisers; rate and the like are addresses of one float32 each, so that a schedule can change them;
  // what is below 2⁻¹²⁶, the smallest normal number, becomes 0 in moments (and in what sgd leaves)
  sgd: "ppipf", // p, g, n, rate, weightDecay:  g′ = g + wd·p;  p −= rate·g′
  momentum: "pppipffff", // p, g, v, n, rate, mu, dampening, weightDecay, nesterov(0/1), as torch.optim.SGD with v starting at 0 — v = mu·v + (1 − dampening)·g′
  rmsprop: "pppipfff", // p, g, v, n, rate, alpha, eps, weightDecay:  v = α v + (1−α) g′²;  p −= rate·g′/(√v + eps)
  adam: "ppppippffffi", // p, g, m, v, n, t (int32), rate, beta1, beta2, eps, weightDecay, decoupled(0: Adam, 1: AdamW); torch.optim.Adam's formula with bias corrections 1 − βᵗ computed in float64
  tick: "p", // int32 at p += 1
  sumSquares: "ppii", // out[0] = (accumulate ? out[0] : 0) + Σ x²: out, x, n, accumulate
} as const satisfies Record<string, string>;

/** The name of a kernel. */
export type Kernel = keyof typeof kernels;

/** Opcode of each kernel: its place in the table. */
export const opcode: { readonly [K in Kernel]: number } = Object.fromEntries(
  Object.keys(kernels).map((name, row) => [name, row]),
) as { [K in Kernel]: number };

/**
 * A loaded numeric core: memory, and a function that runs commands in it.
 *
 * `float` and `int` see the same addresses (`address >> 2` is the index). In the float64 reference they are two separate
 * arrays, so a tensor is either float or int, never reinterpreted; kernels that move words move both.
 */
export interface Backend {
  /** For example "wasm simd128", "wasm relaxed", "js float32", "js float64". Runs with equal builds give equal bits. */
  readonly build: string;
  readonly float: Float32Array | Float64Array;
  readonly int: Int32Array;
  /** Size of the memory in bytes (4 bytes an element, also in the float64 reference). It never changes. */
  readonly bytes: number;
  /** What other threads need to compute in the same memory; only where it is shared. */
  readonly shared?: { readonly module: unknown; readonly memory: unknown };
  /** Runs the commands in [start, end). Returns 0, or the address of the command that failed. */
  run(start: number, end: number, scratch: number, scratchBytes: number): number;
}
