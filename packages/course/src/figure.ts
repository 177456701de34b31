/** Figures as plain data: what a lab wants drawn. figureSvg.ts draws them; the studio draws the same data live. */

export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** A band around y: of the mean, of the seeds; `band` says which in the caption. Around points it is a whisker. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** Points instead of a line. */
  readonly points?: boolean;
  /** A staircase: each value holds until the next place. */
  readonly steps?: boolean;
  /** Single runs, over the same x as far as they reach: thin lines behind the others. Without y they are all there is. */
  readonly runs?: readonly (readonly number[])[];
  /** In which of several small plots; those without a name share one. Equal names have equal colours in all of them. */
  readonly panel?: string;
}

/** A known value, dashed, with its source. */
export interface Reference {
  readonly label: string;
  readonly y: number;
  /** In which of several small plots; in all if absent. */
  readonly panel?: string;
}

export interface Axis {
  /** The quantity with its unit. */
  readonly label: string;
  readonly scale?: "linear" | "log";
  readonly range?: readonly [number, number];
  /** Names in place of numbers, for things that are only counted; of one line or two. */
  readonly names?: readonly { readonly at: number; readonly text: string }[];
}

/** A world of cells: one value each, in rows from the top, and what the policy does there. */
export interface Grid {
  readonly title: string;
  readonly columns: number;
  /** NaN leaves a cell empty. */
  readonly values: readonly number[];
  /** What stands in the cells, where it is not the value to two digits. */
  readonly texts?: readonly string[];
  /** Below it: arrows, as one text a cell. */
  readonly notes?: readonly string[];
}

export interface Figure {
  /** What is on the vertical axis, with its unit: stands at the top left instead of rotated text. */
  readonly title: string;
  readonly x: Axis;
  readonly y?: Omit<Axis, "label">;
  /** Small plots with a vertical axis each: their quantities differ. */
  readonly isEachItsOwn?: boolean;
  /** Up to five names; for more, give each series a panel. */
  readonly series: readonly Series[];
  readonly references?: readonly Reference[];
  /** Instead of series. */
  readonly grids?: readonly Grid[];
  /** What the bands are, how many runs, which seeds. */
  readonly caption?: string;
}
