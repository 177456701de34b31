/** What a page knows of a lab without running it. */

export interface LabKnob {
  readonly name: string;
  readonly default: number | boolean | string;
  /** What the quick budget sets it to. */
  readonly value: number | boolean | string;
  readonly doc: string;
  readonly symbol?: string;
  readonly range?: readonly [number, number];
  readonly unit?: string;
  readonly integer?: boolean;
  readonly choices?: readonly string[];
}

export type { Chart } from "@gradus/course";
