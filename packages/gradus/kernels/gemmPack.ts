/**
 * Copying operands of a matrix product into the order in which the tiles read them. Steps are in
 * bytes.
 */
import { loadPart, loadStrided, storePart, storeTransposed } from "./vector";

/** out [columns, rows] = xᵀ, x [rows, columns]. */
export function transpose(
  out: usize, stepOut: usize, x: usize, stepX: usize, rows: usize, columns: usize,
): void {
  let i: usize = 0;
  for (; i + 4 <= rows; i += 4) {
    const x1 = x + stepX, x2 = x1 + stepX, x3 = x2 + stepX;
    let to = out;
    let j: usize = 0;
    for (const end = (columns & ~3) << 2; j < end; j += 16) {
      storeTransposed(
        to, stepOut, v128.load(x + j), v128.load(x1 + j), v128.load(x2 + j), v128.load(x3 + j),
      );
      to += stepOut << 2;
    }
    for (const end = columns << 2; j < end; j += 4) {
      v128.store(to, loadStrided(x + j, stepX));
      to += stepOut;
    }
    x += stepX << 2;
    out += 16;
  }
  for (; i < rows; i++) {
    let to = out;
    for (let j: usize = 0, end = columns << 2; j < end; j += 4) {
      store<f32>(to, load<f32>(x + j));
      to += stepOut;
    }
    x += stepX;
    out += 4;
  }
}

/** Eight columns of b [K, …] to [K, 8]; transposed: eight rows of b […, K]. */
function packPanel(out: usize, b: usize, stepB: usize, transB: bool, K: usize): void {
  if (transB) return transpose(out, 32, b, stepB, 8, K);
  for (; K > 0; --K) {
    v128.store(out, v128.load(b));
    v128.store(out, v128.load(b, 16), 16);
    b += stepB;
    out += 32;
  }
}

/**
 * Columns 0, 8, 16, … of B [K, N], N ≥ 8, eight at a time to [⌊N/8⌋, K, 8]. A remainder is left out. stepB is between the rows of the stored matrix: of B, or of Bᵀ.
 */
export function packPanels(
  out: usize, b: usize, stepB: usize, transB: bool, K: usize, N: usize,
): void {
  const next: usize = transB ? stepB << 3 : 32;
  for (; N >= 8; N -= 8) {
    packPanel(out, b, stepB, transB, K);
    b += next;
    out += K << 5;
  }
}
