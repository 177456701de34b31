/** Figures as plain data: what a lab wants drawn. figureSvg.ts draws them; the studio draws the same data live. */

export interface Series {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** A band around y: of the mean, of the seeds; `band` says which in the caption. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** Points instead of a line. */
  readonly points?: boolean;
}

/** A known value, dashed, with its source. */
export interface Reference {
  readonly label: string;
  readonly y: number;
}

export interface Axis {
  /** The quantity with its unit. */
  readonly label: string;
  readonly scale?: "linear" | "log";
  readonly range?: readonly [number, number];
}

export interface Figure {
  /** What is on the vertical axis, with its unit: stands at the top left instead of rotated text. */
  readonly title: string;
  readonly x: Axis;
  readonly y?: Omit<Axis, "label">;
  readonly series: readonly Series[];
  readonly references?: readonly Reference[];
  /** What the bands are, how many runs, which seeds. */
  readonly caption?: string;
}
