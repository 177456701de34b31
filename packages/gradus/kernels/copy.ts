/** Moving words between strided places. */
import { loadPart, loadStrided, storePart, storeTransposed } from "./vector";
import { nextAxisLength, nextAxisStep, nextRow, rowAt, rowCount, rowLength, rowStep, startWalk } from "./walk";

/** out, x, rank, shape, strideOut, strideX */
export function copy(args: usize, scratch: usize): void {
  const out = <usize>load<u32>(args);
  const x = <usize>load<u32>(args, 4);
  startWalk(scratch, args + 12, load<i32>(args, 8), 2);
  const n = rowLength(scratch);
  const rows = rowCount(scratch);
  const stepOut = n == 1 ? 4 : rowStep(scratch, 0);
  const stepX = n == 1 ? 4 : rowStep(scratch, 1);

  if (stepOut == 4 && stepX != 4 && stepX != 0 && nextAxisStep(scratch, 1) == 4) {
    return transposeBlocks(out, x, scratch);
  }
  for (let r: u32 = 0; r < rows; r++, nextRow(scratch, 2)) {
    copyRow(out + rowAt(scratch, 0), x + rowAt(scratch, 1), n, stepOut, stepX);
  }
}

function copyRow(out: usize, x: usize, n: usize, stepOut: usize, stepX: usize): void {
  if (stepOut != 4) {
    for (; n > 0; n--, out += stepOut, x += stepX) store<u32>(out, load<u32>(x));
    return;
  }
  if (stepX == 4 && n >= 64) return memory.copy(out, x, n << 2);
  const end = out + ((n & ~3) << 2);
  if (stepX == 4) {
    for (; out < end; out += 16, x += 16) v128.store(out, v128.load(x));
    if (n & 3) storePart(out, loadPart(x, n & 3), n & 3);
  } else if (stepX == 0) {
    const value = v128.load32_splat(x);
    for (; out < end; out += 16) v128.store(out, value);
    if (n & 3) storePart(out, value, n & 3);
  } else {
    for (; out < end; out += 16, x += 4 * stepX) v128.store(out, loadStrided(x, stepX));
    for (let k = n & 3; k > 0; k--, out += 4, x += stepX) store<u32>(out, load<u32>(x));
  }
}

/**
 * The last two axes are a transposition: each matrix is moved at once, and the walk steps over its
 * rows.
 */
function transposeBlocks(out: usize, x: usize, scratch: usize): void {
  const n = rowLength(scratch);
  const m = <usize>nextAxisLength(scratch);
  const toNext = nextAxisStep(scratch, 0);
  const fromNext = rowStep(scratch, 1);
  const matrices = rowCount(scratch) / <u32>m;
  for (let k: u32 = 0; k < matrices; k++) {
    transpose(out + rowAt(scratch, 0), x + rowAt(scratch, 1), m, n, toNext, fromNext);
    for (let i: usize = 0; i < m; i++) nextRow(scratch, 2);
  }
}

/** out[i, j] = x[j, i] for an m × n result, in blocks of 4 × 4. */
function transpose(out: usize, x: usize, m: usize, n: usize, strideOut: usize, strideX: usize): void {
  const whole = n & ~3;
  let i: usize = 0;
  for (; i + 4 <= m; i += 4) {
    let from = x + (i << 2);
    let to = out + i * strideOut;
    for (let j: usize = 0; j < whole; j += 4, from += 4 * strideX, to += 16) {
      const a = v128.load(from);
      const b = v128.load(from + strideX);
      const c = v128.load(from + 2 * strideX);
      storeTransposed(to, strideOut, a, b, c, v128.load(from + 3 * strideX));
    }
    for (let j = whole; j < n; j++, from += strideX, to += 4) {
      for (let k: usize = 0; k < 4; k++) store<u32>(to + k * strideOut, load<u32>(from + (k << 2)));
    }
  }
  for (; i < m; i++) copyRow(out + i * strideOut, x + (i << 2), n, 4, strideX);
}
