/**
 * Strided walks over up to three tensors of one shape: rows along the last axis, an odometer over
 * the others.
 *
 * Axes that continue one another are merged first, and axes of one element dropped, so that the
 * rows are as long as they can be. The odometer lives in scratch memory, because kernels keep no
 * state.
 */

/** Where the parts of a walk stand in scratch memory, in words. */
// @ts-ignore: decorator
@inline
function slot(w: usize, k: i32): usize {
  return w + ((<usize>k) << 2);
}

/** Length of a row. */
// @ts-ignore: decorator
@inline
export function rowLength(w: usize): usize {
  return <usize>load<u32>(slot(w, 0));
}

/** Number of rows; 0 if the tensor is empty. */
// @ts-ignore: decorator
@inline
export function rowCount(w: usize): u32 {
  return load<u32>(slot(w, 1));
}

/** Bytes from one element of a row to the next, in operand k. */
// @ts-ignore: decorator
@inline
export function rowStep(w: usize, k: i32): usize {
  return <usize>load<i32>(slot(w, 4 + k));
}

/** Bytes from the operand's address to the current row. */
// @ts-ignore: decorator
@inline
export function rowAt(w: usize, k: i32): usize {
  return <usize>load<i32>(slot(w, 8 + k));
}

// @ts-ignore: decorator
@inline
function outerAxes(w: usize): i32 {
  return load<i32>(slot(w, 2));
}

/** Index, length and strides of outer axis i; axis 0 moves first. */
// @ts-ignore: decorator
@inline
function axis(w: usize, i: i32): usize {
  return slot(w, 12 + i * 8);
}

// @ts-ignore: decorator
@inline
function lengthOf(w: usize, i: i32): u32 {
  return load<u32>(axis(w, i), 4);
}

/** Length of the outer axis that moves first; 1 if there is none. */
export function nextAxisLength(w: usize): u32 {
  return outerAxes(w) == 0 ? 1 : lengthOf(w, 0);
}

/** Bytes from one row to the next along that axis, in operand k. */
export function nextAxisStep(w: usize, k: i32): usize {
  return outerAxes(w) == 0 ? 0 : <usize>load<i32>(axis(w, 0) + ((<usize>k) << 2), 8);
}

/** Prepares a walk; `v` is the address of shape[rank] and then the strides of each operand. */
export function startWalk(w: usize, v: usize, rank: i32, operands: i32): void {
  let axes = 0; // those that are kept beside the row, the last one first
  let total: u32 = 1;
  let row: u32 = 1;
  for (let k = 0; k < operands; k++) {
    store<i32>(slot(w, 4 + k), 0);
    store<i32>(slot(w, 8 + k), 0);
  }
  for (let i = rank - 1; i >= 0; i--) {
    const n = load<u32>(v + ((<usize>i) << 2));
    total *= n;
    if (n == 1) continue;
    if (row == 1) {
      row = n;
      for (let k = 0; k < operands; k++) store<i32>(slot(w, 4 + k), stride(v, rank, i, k));
    } else if (axes == 0 && continues(v, rank, i, operands, slot(w, 4), row)) {
      row *= n;
    } else if (axes > 0 && continues(v, rank, i, operands, axis(w, axes - 1) + 8, lengthOf(w, axes - 1))) {
      store<u32>(axis(w, axes - 1), lengthOf(w, axes - 1) * n, 4);
    } else {
      const to = axis(w, axes++);
      store<u32>(to, 0);
      store<u32>(to, n, 4);
      for (let k = 0; k < operands; k++) store<i32>(to + ((<usize>k) << 2), stride(v, rank, i, k), 8);
    }
  }
  store<u32>(slot(w, 0), row);
  store<u32>(slot(w, 1), total == 0 ? 0 : total / row);
  store<i32>(slot(w, 2), axes);
}

/** Stride of axis i in operand k, in bytes. */
// @ts-ignore: decorator
@inline
function stride(v: usize, rank: i32, i: i32, k: i32): i32 {
  return load<i32>(v + ((<usize>((k + 1) * rank + i)) << 2)) << 2;
}

/**
 * Whether axis i goes on where an inner axis with these strides (at `inner`) and this length ends,
 * in all operands.
 */
function continues(v: usize, rank: i32, i: i32, operands: i32, inner: usize, length: u32): bool {
  for (let k = 0; k < operands; k++) {
    if (stride(v, rank, i, k) != load<i32>(inner + ((<usize>k) << 2)) * <i32>length) return false;
  }
  return true;
}

/** Moves to the next row. */
export function nextRow(w: usize, operands: i32): void {
  const axes = outerAxes(w);
  for (let i = 0; i < axes; i++) {
    const a = axis(w, i);
    const index = load<i32>(a) + 1;
    const wraps = index == load<i32>(a, 4);
    const back = wraps ? 1 - index : 1;
    for (let k = 0; k < operands; k++) {
      const at = slot(w, 8 + k);
      store<i32>(at, load<i32>(at) + back * load<i32>(a + ((<usize>k) << 2), 8));
    }
    store<i32>(a, wraps ? 0 : index);
    if (!wraps) return;
  }
}
