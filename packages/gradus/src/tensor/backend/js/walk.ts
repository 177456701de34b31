/**
 * Walks over the rows (last axis) of up to three strided tensors of one shape.
 *
 * @param int   holds shape[rank] and then `operands` times strides[rank], from index v on
 * @param visit is called with the length of the row, and where it starts in each tensor
 */
export function walk(
  int: Int32Array,
  rank: number,
  v: number,
  operands: number,
  visit: (n: number, a: number, b: number, c: number) => void,
): void {
  const outer = Math.max(rank - 1, 0);
  const shape = int.slice(v, v + rank);
  const stride = [0, 1, 2].map((k) =>
    k < operands ? int.slice(v + (k + 1) * rank, v + (k + 2) * rank) : new Int32Array(rank),
  );
  if (shape.includes(0)) return;
  const n = rank ? shape[rank - 1] : 1;
  const index = new Int32Array(outer);
  const at = [0, 0, 0];
  for (;;) {
    visit(n, at[0], at[1], at[2]);
    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      index[axis]++;
      for (let k = 0; k < operands; k++) at[k] += stride[k][axis];
      if (index[axis] < shape[axis]) break;
      for (let k = 0; k < operands; k++) at[k] -= index[axis] * stride[k][axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
