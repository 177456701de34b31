/** `--set knob=value`, repeated. */
import { type ConfigOf, type Knobs, parseKnob } from "gradus/core";

/** @throws UnknownNameError, ValueError for a setting that the table does not allow */
export function settings<const K extends Knobs>(
  table: K,
  given: readonly string[] = [],
): Partial<ConfigOf<K>> {
  return Object.assign({}, ...given.map((setting) => parseKnob(table, setting)));
}
