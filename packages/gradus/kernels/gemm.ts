/**
 * Matrix products. Every element is one sum over k, in an order that its shape alone decides;
 * nothing that splits the output (rows among threads, say) may change it. Two orders exist: k after
 * k (`gemmTile`), and four lanes of every fourth k (`gemmDot`) where A Bᵀ has few rows or columns.
 */
import { dotProduct } from "./gemmDot";
import { packPanels, transpose } from "./gemmPack";
import { thin } from "./gemmThin";
import { strip, tile1, tile2x16, TILE_ROWS } from "./gemmTile";
import * as math from "./math";
import { loadPart, storePart } from "./vector";

/** Rows of B in a packed block: a panel of 8 columns (8 kB) stays in the first-level cache. */
const BLOCK_K: usize = 256;
/** Columns of B in a packed block: 256 × 512 (512 kB) stay in the second-level cache. */
const BLOCK_N: usize = 512;
/** Rows of A that are transposed at a time. */
const BLOCK_M: usize = 120;
/** From this many bytes on, B is packed even if its rows can be read as they are. */
const LARGE: usize = 1 << 19;

/**
 * out = A B + bias without copying: B is read as [K, N], N ≥ 4, with stepB between rows and `panel`
 * between groups of 8 columns. Adds to out if `add`; then N must be 4 or a multiple of 8.
 */
export function tiles(
  out: usize, stepOut: usize, a: usize, stepA: usize, transA: bool,
  b: usize, stepB: usize, panel: usize, M: usize, N: usize, K: usize, add: bool, bias: usize,
): void {
  // ⌈M / TILE_ROWS⌉ strips of nearly equal height: low tiles wait for their sums
  let strips = (M + TILE_ROWS - 1) / TILE_ROWS;
  const high = M / strips;
  let higher = M - high * strips;
  for (; strips > 0; --strips) {
    let rows = high;
    if (higher) {
      rows++;
      higher--;
    }
    strip(rows, transA, a, stepA, b, stepB, panel, N, out, stepOut, K, add, bias);
    a += transA ? rows << 2 : rows * stepA;
    out += rows * stepOut;
  }
}

/** One or two rows, N > 16: wide tiles. */
function flatTiles(
  out: usize, stepOut: usize, a: usize, stepA: usize, transA: bool, b: usize, stepB: usize,
  M: usize, N: usize, K: usize, bias: usize,
): void {
  const stepK: usize = transA ? stepA : 4;
  const stepRow: usize = transA ? 4 : stepA;
  const width = M == 1 ? min(N, <usize>32) : 16;
  for (let j: usize = 0; j < N; j += width) {
    if (j > N - width) j = N - width;
    const x = j << 2;
    const c = bias ? bias + x : 0;
    if (M == 1) tile1(a, stepK, b + x, stepB, width, out + x, K, c);
    else tile2x16(a, stepRow, stepK, b + x, stepB, out + x, stepOut, K, c);
  }
}

/** out = A B + bias without copying, N ≥ 4. */
export function direct(
  out: usize, stepOut: usize, a: usize, stepA: usize, transA: bool, b: usize, stepB: usize,
  M: usize, N: usize, K: usize, bias: usize,
): void {
  if (K <= 4) {
    const stepRow: usize = transA ? 4 : stepA;
    const stepK: usize = transA ? stepA : 4;
    return thin(out, stepOut, a, stepRow, stepK, b, stepB, M, N, K, bias);
  }
  if (M <= 2 && N > 16) return flatTiles(out, stepOut, a, stepA, transA, b, stepB, M, N, K, bias);
  if (N < 5 || N > 7) {
    return tiles(out, stepOut, a, stepA, transA, b, stepB, 32, M, N, K, false, bias);
  }
  const x: usize = (N - 4) << 2;
  tiles(out, stepOut, a, stepA, transA, b, stepB, 32, M, 4, K, false, bias);
  tiles(out + x, stepOut, a, stepA, transA, b + x, stepB, 32, M, 4, K, false, bias ? bias + x : 0);
}

/** Scratch memory that `packed` may use. */
// @ts-ignore: decorator
@inline
function packedBytes(M: usize): usize {
  return ((BLOCK_N + BLOCK_M) * BLOCK_K + 8 * M) << 2;
}

/** out = A B + bias, N ≥ 8, through packed blocks of B (and of Aᵀ). */
function packed(
  out: usize, stepOut: usize, a: usize, stepA: usize, transA: bool,
  b: usize, stepB: usize, transB: bool, M: usize, N: usize, K: usize, bias: usize, scratch: usize,
): void {
  const blockA = scratch + (BLOCK_K * BLOCK_N << 2);
  const edges = blockA + (BLOCK_M * BLOCK_K << 2);
  const turn = transA && stepA > 1024 && N >= 64;
  // The columns after the last multiple of 8 overlap their neighbours; adding to those twice would
  // be wrong, so sums that are continued are kept apart until they are complete.
  const full = N & ~7;
  const edge: usize = full == N ? 0 : N - full > 4 ? 8 : 4;
  const apart = K > BLOCK_K;
  const outEdge = out + ((N - edge) << 2);
  for (let n: usize = 0; n < full; n += BLOCK_N) {
    const columns = min(BLOCK_N, full - n);
    for (let k: usize = 0; k < K; k += BLOCK_K) {
      const depth = min(BLOCK_K, K - k);
      const last = k + depth == K;
      const c = last && bias ? bias + (n << 2) : 0;
      const y = b + (transB ? n * stepB + (k << 2) : k * stepB + (n << 2));
      packPanels(scratch, y, stepB, transB, depth, columns);
      const rows = turn ? BLOCK_M : M;
      for (let m: usize = 0; m < M; m += rows) {
        const height = min(rows, M - m);
        let x = a + (transA ? k * stepA + (m << 2) : m * stepA + (k << 2));
        let stepX = stepA;
        if (turn) {
          stepX = depth << 2;
          transpose(blockA, stepX, x, stepA, depth, height);
          x = blockA;
        }
        tiles(
          out + m * stepOut + (n << 2), stepOut, x, stepX, transA && !turn, scratch, 32, depth << 5,
          height, columns, depth, k > 0, c,
        );
      }
    }
  }
  if (edge == 0) return;
  const first = N - edge;
  const target = apart ? edges : outEdge;
  const stepTarget: usize = apart ? 32 : stepOut;
  for (let k: usize = 0; k < K; k += BLOCK_K) {
    const depth = min(BLOCK_K, K - k);
    const c = k + depth == K && bias ? bias + (first << 2) : 0;
    let y = b + k * stepB + (first << 2);
    let stepY = stepB;
    if (transB) {
      y = scratch;
      stepY = 32;
      transpose(y, stepY, b + first * stepB + (k << 2), stepB, edge, depth);
    }
    const x = a + (transA ? k * stepA : k << 2);
    tiles(target, stepTarget, x, stepA, transA, y, stepY, 32, M, edge, depth, k > 0, c);
  }
  if (!apart) return;
  let from = edges;
  let to = outEdge;
  for (let m: usize = 0; m < M; m++) {
    v128.store(to, v128.load(from));
    if (edge == 8) v128.store(to, v128.load(from, 16), 16);
    from += 32;
    to += stepOut;
  }
}

/** Fewer than four columns, or fewer than eight with A transposed; out is contiguous. */
function narrow(
  out: usize, a: usize, stepA: usize, transA: bool, b: usize, stepB: usize, transB: bool,
  M: usize, N: usize, K: usize, bias: usize, scratch: usize, scratchBytes: usize,
): void {
  const words = transA && M >= 4 ? M * N : (transA ? M * K : 0) + (transB ? 0 : N * K);
  if (words > scratchBytes >> 2) {
    return plain(out, N << 2, a, stepA, transA, b, stepB, transB, M, N, K, bias);
  }
  if (transA && M >= 4) {
    // outᵀ = Bᵀ Aᵀ reads the rows of the stored A as they are
    const turned = scratch;
    direct(turned, M << 2, b, stepB, !transB, a, stepA, N, M, K, 0);
    transpose(out, N << 2, turned, M << 2, N, M);
    if (bias) addBias(out, M, N, bias);
    return;
  }
  if (transA) {
    transpose(scratch, K << 2, a, stepA, K, M);
    a = scratch;
    stepA = K << 2;
    scratch += M * stepA;
  }
  if (!transB) {
    transpose(scratch, K << 2, b, stepB, K, N);
    b = scratch;
    stepB = K << 2;
  }
  dotProduct(out, N << 2, a, stepA, b, stepB, M, N, K, bias);
}

function addBias(out: usize, M: usize, N: usize, bias: usize): void {
  for (let i: usize = 0; i < M; i++) {
    for (let j: usize = 0; j < N; j++, out += 4) {
      store<f32>(out, load<f32>(out) + load<f32>(bias + (j << 2)));
    }
  }
}

/**
 * out = op(A) op(B) + bias number by number: for shapes so long that the scratch memory cannot hold
 * a copy.
 */
function plain(
  out: usize, stepOut: usize, a: usize, stepA: usize, transA: bool,
  b: usize, stepB: usize, transB: bool, M: usize, N: usize, K: usize, bias: usize,
): void {
  const nextA: usize = transA ? stepA : 4;
  const nextB: usize = transB ? 4 : stepB;
  for (let i: usize = 0; i < M; i++, out += stepOut) {
    for (let j: usize = 0; j < N; j++) {
      let p = a + (transA ? i << 2 : i * stepA);
      let q = b + (transB ? j * stepB : j << 2);
      let sum: f32 = 0;
      for (let k: usize = 0; k < K; k++, p += nextA, q += nextB) sum += load<f32>(p) * load<f32>(q);
      store<f32>(out + (j << 2), bias ? sum + load<f32>(bias + (j << 2)) : sum);
    }
  }
}

/**
 * Whether dot products beat transposing B first: their sums across lanes cost per result, the
 * transpose per weight.
 */
// @ts-ignore: decorator
@inline
function prefersDots(M: usize, N: usize, K: usize): bool {
  if (M < 4 || (N < 8 && K >= 8)) return true;
  return M <= 40 && M * 7 <= K; // measured over K = 8 to 784
}

/**
 * out [M, N] = op(A) op(B) + bias. Steps between rows of the stored matrices in bytes; bias: N
 * values, or 0. Below 8 columns out is contiguous.
 */
function product(
  out: usize, stepOut: usize, a: usize, stepA: usize, transA: bool,
  b: usize, stepB: usize, transB: bool,
  M: usize, N: usize, K: usize, bias: usize, scratch: usize, scratchBytes: usize,
): void {
  // a single row or column can be read either way
  if (transB && K == 1 && stepB == 4) {
    transB = false;
    stepB = N << 2;
  } else if (!transB && N == 1 && stepB == 4) {
    transB = true;
    stepB = K << 2;
  }
  if (transA && M == 1 && stepA == 4) {
    transA = false;
    stepA = K << 2;
  }
  if (N < 4 || (N < 8 && transA && M >= 16)) {
    narrow(out, a, stepA, transA, b, stepB, transB, M, N, K, bias, scratch, scratchBytes);
  } else if (!transB && (M < 24 || N < 8 || K * stepB < LARGE)) {
    direct(out, stepOut, a, stepA, transA, b, stepB, M, N, K, bias);
  } else if (transB && !transA && prefersDots(M, N, K)) {
    dotProduct(out, stepOut, a, stepA, b, stepB, M, N, K, bias);
  } else if (transB && (N < 8 || K * N < 8192) && K * N <= scratchBytes >> 2) {
    transpose(scratch, N << 2, b, stepB, N, K);
    direct(out, stepOut, a, stepA, transA, scratch, N << 2, M, N, K, bias);
  } else if (N >= 8 && packedBytes(M) <= scratchBytes) {
    packed(out, stepOut, a, stepA, transA, b, stepB, transB, M, N, K, bias, scratch);
  } else {
    plain(out, stepOut, a, stepA, transA, b, stepB, transB, M, N, K, bias);
  }
}

/**
 * x = f(x) for n numbers; the functions are those of the elementwise kernels, so the bits are the
 * same.
 */
function activate(x: usize, n: usize, activation: i32): void {
  const end = x + ((n & ~3) << 2);
  const rest = n & 3;
  if (activation == 1) {
    for (; x < end; x += 16) v128.store(x, math.relu(v128.load(x)));
    if (rest) storePart(x, math.relu(loadPart(x, rest)), rest);
  } else if (activation == 2) {
    for (; x < end; x += 16) v128.store(x, math.tanh(v128.load(x)));
    if (rest) storePart(x, math.tanh(loadPart(x, rest)), rest);
  } else if (activation == 3) {
    for (; x < end; x += 16) v128.store(x, math.sigmoid(v128.load(x)));
    if (rest) storePart(x, math.sigmoid(loadPart(x, rest)), rest);
  } else if (activation == 4) {
    for (; x < end; x += 16) v128.store(x, math.gelu(v128.load(x)));
    if (rest) storePart(x, math.gelu(loadPart(x, rest)), rest);
  }
}

/**
 * The kernel `gemm`: out, a, b, bias, M, N, K, lda, ldb, transA, transB, batch, batchStrideA,
 * batchStrideB, activation, ldc.
 */
export function gemm(args: usize, scratch: usize, scratchBytes: usize): void {
  let out = <usize>load<u32>(args);
  let a = <usize>load<u32>(args, 4);
  let b = <usize>load<u32>(args, 8);
  const bias = <usize>load<u32>(args, 12);
  const M = <usize>load<u32>(args, 16);
  const N = <usize>load<u32>(args, 20);
  const K = <usize>load<u32>(args, 24);
  const stepA = <usize>load<u32>(args, 28) << 2;
  const stepB = <usize>load<u32>(args, 32) << 2;
  const transA = load<i32>(args, 36) != 0;
  const transB = load<i32>(args, 40) != 0;
  const batch = load<i32>(args, 44);
  const nextA = <usize>load<u32>(args, 48) << 2;
  const nextB = <usize>load<u32>(args, 52) << 2;
  const activation = load<i32>(args, 56);
  const stepOut = <usize>load<u32>(args, 60) << 2;
  for (let i = 0; i < batch; i++) {
    product(out, stepOut, a, stepA, transA, b, stepB, transB, M, N, K, bias, scratch, scratchBytes);
    if (activation && stepOut == N << 2) activate(out, M * N, activation);
    else if (activation) {
      for (let r: usize = 0; r < M; r++) activate(out + r * stepOut, N, activation);
    }
    out += M * stepOut;
    a += nextA;
    b += nextB;
  }
}
