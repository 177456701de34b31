/**
 * Presets: settings of an algorithm that are known to learn a world, where the defaults of its table do not, or not as well.
 *
 * A preset names only what differs from the algorithm's own table, and says who found it and what it brought. Rows stand by
 * family in presets/, so that the table of an algorithm stays the one place where its knobs are declared.
 */
import { deepPresets } from "./presets/deep.ts";
import { minAtarPresets } from "./presets/minAtar.ts";
import { policyGradientPresets } from "./presets/policyGradient.ts";
import { tabularPresets } from "./presets/tabular.ts";

export interface Preset {
  /** What differs from the defaults of the algorithm's table. */
  readonly knobs: Readonly<Record<string, number | string | boolean>>;
  /** Environment steps (updates, where no environment is touched) until it has learned. */
  readonly steps: number;
  /** Where the values are from: a publication, or which seeds they were tuned on. */
  readonly source: string;
  /** Why these values. */
  readonly why: string;
  readonly measured?: MeasuredPreset;
}

/** What a preset brought: returns of the policy without its exploration, after training on each of ten seeds. */
export interface MeasuredPreset {
  /** The training seeds; none of them was tuned on. */
  readonly seeds: readonly [first: number, last: number];
  /** Episodes that each trained policy is measured over. */
  readonly episodes: number;
  /** Mean over the seeds, and its standard error. */
  readonly mean: number;
  readonly standardError: number;
  /** The mean of the worst seed. */
  readonly worst: number;
  /** The same with the defaults of the algorithm's table, for as many steps. */
  readonly defaults: number;
}

/** Id of an algorithm → id of a world → preset. */
export type Presets = Readonly<Record<string, Readonly<Record<string, Preset>>>>;

export const presets: Presets = joined([
  tabularPresets,
  deepPresets,
  policyGradientPresets,
  minAtarPresets,
]);

/** Several tables as one; an algorithm may have rows in each. */
function joined(tables: readonly Presets[]): Presets {
  const whole: Record<string, Record<string, Preset>> = {};
  for (const table of tables)
    for (const [algorithm, rows] of Object.entries(table))
      whole[algorithm] = { ...whole[algorithm], ...rows };
  return whole;
}

/**
 * The preset of an algorithm for a world; undefined where the table has none, and the algorithm's own defaults apply.
 *
 * @param worldId the id as the registry of worlds has it: "FrozenLake-v1"
 */
export function presetFor(algorithm: string, worldId: string): Preset | undefined {
  const rows = Object.hasOwn(presets, algorithm) ? presets[algorithm] : {};
  return Object.hasOwn(rows, worldId) ? rows[worldId] : undefined;
}
