/** Where an episode begins: the bounds of a uniform draw, as Gymnasium's `reset(options={low, high})`. */
import { ValueError } from "../../core/errors.ts";
import type { Knobs } from "../../core/knobs.ts";

/** The rows `low` and `high` of a table of knobs. */
export function startKnobs<const Low extends number, const High extends number>(
  low: Low,
  high: High,
  what: string,
) {
  return {
    low: { default: low, doc: `Lower end of the ${what} at the start, drawn uniformly.` },
    high: { default: high, doc: `Upper end of the ${what} at the start.` },
  } as const satisfies Knobs;
}

export function checkStart({ low, high }: { low: number; high: number }): void {
  if (low <= high) return;
  throw new ValueError(`low is ${low} and high is ${high}; low must not exceed high.`);
}
