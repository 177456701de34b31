/** (|δ| + least)^α */
export function priorityOf(delta: number, alpha: number, least: number): number {
  throw new Error("Not written yet: priorityOf");
}

/** p^−β of each row, divided by the largest of them. */
export function importance(p: number[], beta: number): number[] {
  throw new Error("Not written yet: importance");
}
