/** V(s′) of a step. */
export function bootstrap(
  terminated: boolean,
  truncated: boolean,
  nextValue: number,
  finalValue: number,
): number {
  throw new Error("Not written yet: bootstrap");
}

/** r + γ V(s′) − V. */
export function delta(
  r: number,
  V: number,
  gamma: number,
  terminated: boolean,
  truncated: boolean,
  nextValue: number,
  finalValue: number,
): number {
  throw new Error("Not written yet: delta");
}
