import { pow } from "gradus/core";

/** (|δ| + least)^α */
export function priorityOf(delta: number, alpha: number, least: number): number {
  return pow(Math.abs(delta) + least, alpha);
}

/** p^−β of each row, divided by the largest of them. */
export function importance(p: number[], beta: number): number[] {
  const w = p.map((x) => pow(x, -beta));
  const top = Math.max(...w);
  return w.map((x) => x / top);
}
