/** Telling numbers of rows from other sizes. */
import { internal } from "../../core/errors.ts";
import { show } from "../../tensor/shape.ts";

/** Rows with which a network is run to be read: a prime, so that no other size is likely to be a multiple of it. */
export const probeRows = 251;

/** Whether a size is a number of rows. */
export const isRows = (n: number): boolean => n > 0 && n % probeRows === 0;

/** A shape for Reshape: the size that depends on the rows is left to the runtime. */
export function openShape(shape: readonly number[]): number[] {
  const open = shape.map((n) => (isRows(n) ? -1 : n));
  if (open.filter((n) => n === -1).length <= 1) return open;
  throw internal(`a reshape to ${show(shape)} has two sizes that depend on the number of rows.`);
}
