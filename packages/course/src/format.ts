/** Numbers as verdicts print them. */
import { type Band, deviation, mean } from "./statistics.ts";

export const fixed = (x: number, digits = 2): string => x.toFixed(digits);

/** 95.42 % */
export const percent = (x: number, digits = 2): string => `${x.toFixed(digits)} %`;

export const range = ({ low, high }: Band, digits = 2): string =>
  `${low.toFixed(digits)} … ${high.toFixed(digits)}`;

/** "95.42 % ± 0.11 (3 seeds)": mean and standard deviation; one seed has no deviation. */
export function spread(xs: readonly number[], unit = "", digits = 2): string {
  const tail = unit === "" ? "" : ` ${unit}`;
  if (xs.length === 1) return `${fixed(xs[0], digits)}${tail} (1 seed)`;
  return `${fixed(mean(xs), digits)}${tail} ± ${fixed(deviation(xs), digits)} (${xs.length} seeds)`;
}

/** "95.4, 95.1, 95.6" */
export const list = (xs: readonly number[], digits = 2): string =>
  xs.map((x) => fixed(x, digits)).join(", ");
