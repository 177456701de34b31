/**
 * A lab: a small system that a resource of the path names, which world and settings it has, and the verdict: the known
 * number, where it comes from, and how near a run must come. The command line, the studio, the tests and RESULTS.md all
 * read the same object.
 */
import type { ConfigOf, Knobs, Rng } from "gradus/core";
import type { Mnist } from "gradus/data";
import type { Figure } from "./figure.ts";

export type { Digits, Mnist } from "gradus/data";

/** What training yields on the way: for a progress bar and a curve. */
export interface LabReport {
  /** How much of the run is done, 0 … 1. */
  readonly progress: number;
  /** Points of curves, such as `{ epoch: 3, testAccuracy: 94.1 }`. */
  readonly series?: Readonly<Record<string, number>>;
  readonly text?: string;
}

/** What one run (one seed) measured. */
export type Measured = Readonly<Record<string, number | string | readonly number[]>>;

export interface Verdict {
  /** The number in print, or "—" with the reason why there is none. */
  readonly published: string;
  /** What our runs gave, with spread and number of seeds. */
  readonly measured: string;
  /** The same number computed exactly, or by an independent program, where that exists. */
  readonly exact?: string;
  /** How near is near enough, and why; written before the run. */
  readonly tolerance: string;
  readonly pass: boolean;
  readonly note?: string;
}

export type BudgetName = "quick" | "full";

/** How long a run may take, on which seeds, and which settings differ from the defaults. */
export interface Budget<C = Record<string, unknown>> {
  /** Estimated, all seeds together, on one core. */
  readonly seconds: number;
  /** The seeds that are reported. Seeds of 100 and above were used while the lab was written, never reported. */
  readonly seeds: readonly number[];
  readonly knobs?: Partial<C>;
}

/** The data sets that labs may ask for. They are read when they are first asked for. */
export interface LabData {
  /** As Nielsen splits it: 50 000 to train, 10 000 to validate, 10 000 to test. @throws DataError when the files are missing */
  mnist(): Mnist;
}

/**
 * The pieces of a lab that may be replaced, by name, such as `{ td0 }`: the library's own functions, until a reader puts one
 * of theirs in the place.
 */
// biome-ignore lint/suspicious/noExplicitAny: each lab types its own pieces
export type Parts = Readonly<Record<string, (...args: any[]) => any>>;
/** Of a lab without such pieces. */
export type NoParts = Readonly<Record<never, never>>;

export interface Lab<C = Record<string, unknown>, P = Parts> {
  /** "01/two-layer-digits": the station, then what a learner would call it. */
  readonly id: string;
  /** The row of the table of known results that it stands for. */
  readonly row: string;
  readonly title: string;
  /** What the lab lets you find out. */
  readonly question: string;
  readonly source: string;
  /** golden: an exact value; statistical: a band over seeds; property: a claim that must hold. */
  readonly kind: "golden" | "statistical" | "property";
  readonly knobs: Knobs;
  readonly quick: Budget<C>;
  readonly full: Budget<C>;
  readonly needs?: readonly "mnist"[];
  readonly parts?: P;
  /** Trains, yields reports, returns what was measured. One seed. It does not log and touches no files. */
  run(config: C, random: Rng, data: LabData, parts: P): Generator<LabReport, Measured>;
  /** Compares the runs, one Measured per seed, with the known number. */
  verdict(measured: readonly Measured[], budget: BudgetName): Verdict;
  /** The figure of the source, from what was measured; `gradus lab … --plot FILE` draws it. */
  figure?(measured: readonly Measured[]): Figure;
}

/** A lab whose `run` receives the settings with the types that its own table of knobs gives them. */
export function lab<const K extends Knobs, P extends Parts = NoParts>(
  definition: Omit<Lab<ConfigOf<K>, P>, "knobs"> & { readonly knobs: K },
): Lab<Record<string, unknown>, P> {
  return definition as unknown as Lab<Record<string, unknown>, P>; // `run` is only ever called with what `configure` made from the same table
}
