/**
 * An exercise: the learner writes one or a few functions, and a list of named cases, in the order of understanding, says
 * whether they do what the statement asks. The first case that fails is shown, with what was expected and what came out; a
 * mistake that we know is called by its name.
 *
 * A mistake is known by what it gives: each exercise carries wrong versions of its functions, and a failure is recognised
 * when one of them produces the learner's very numbers.
 */
import type { LabData } from "./lab.ts";

/** What a case looks at: numbers, lists and named parts of them. `Band` may stand where an expected number would. */
export type Output =
  | number
  | boolean
  | string
  | null
  | ArrayLike<number>
  | readonly Output[]
  | { readonly [name: string]: Output };

/** An interval that a measured number must lie in, ends included. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** One of the learner's functions, as far as the framework has to know. */
// biome-ignore lint/suspicious/noExplicitAny: each exercise types its own functions
export type AnyFunction = (...args: any[]) => any;

/** The functions of an exercise, by the names they are exported with. */
export type Functions<S> = { readonly [K in keyof S]: AnyFunction };

export interface Case<S> {
  /** Two or three words: "the terminal state". */
  readonly name: string;
  /** Which input, in one sentence. */
  readonly given: string;
  /**
   * Calls the functions and returns what is to be compared. Random numbers come from a fixed seed.
   *
   * @param data the data sets that the exercise says it needs
   */
  run(functions: S, data: LabData): Output;
  /** From the source or worked by hand; absent: what the reference gives. */
  readonly expected?: Output;
  /** How far a number may be off, relative to its size (absolute below 1). */
  readonly tolerance?: number;
  /** The functions are put into a whole run: training, and the verdict on it. */
  readonly swap?: true;
}

export interface Mistake<S> {
  /** "terminal state bootstrapped" */
  readonly name: string;
  /** What it does, and where to look; one or two sentences. */
  readonly explanation: string;
  /** The functions as somebody writes them who makes it. */
  readonly wrong: Partial<S>;
}

export interface Exercise<S = Record<string, AnyFunction>> {
  /** "04/td0": the station, then what a learner would call it. */
  readonly id: string;
  /** The folder with statement.md, starter.ts, reference.ts, below the stations. */
  readonly folder: string;
  readonly title: string;
  readonly source: string;
  /** The functions to export. */
  readonly functions: readonly (keyof S & string)[];
  /** Arguments, by position, that a function is to change in place. All others must stay as they were. */
  readonly updates?: { readonly [K in keyof S]?: readonly number[] };
  /** The starter is a whole program with a fault in it, which has the name of one of the mistakes; otherwise it is yet to be written. */
  readonly planted?: string;
  readonly reference: S;
  readonly cases: readonly Case<S>[];
  /** The data sets that its last case reads: a host brings them before it checks. */
  readonly needs?: readonly "mnist"[];
  readonly mistakes: readonly Mistake<S>[];
}

/** Checks the types of a definition against the functions it is about, and forgets them for the list of all exercises. */
export function exercise<S extends Functions<S>>(definition: Exercise<S>): Exercise {
  return definition as unknown as Exercise;
}

/** An expected number that may lie anywhere between two. */
export const between = (low: number, high: number): { low: number; high: number } => ({
  low,
  high,
});
