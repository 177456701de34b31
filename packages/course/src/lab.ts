/**
 * A lab: a small system that a resource of the path names, which world and settings it has, and the verdict: the known
 * number, where it comes from, and how near a run must come. The command line, the studio, the tests and RESULTS.md all
 * read the same object.
 */
import type { ConfigOf, Knobs, Rng } from "gradus/core";
import type { Mnist } from "gradus/data";
import type { AnyWorld, Numbers } from "gradus/env";
import type { Figure } from "./figure.ts";

export type { Digits, Mnist } from "gradus/data";

/** What training yields on the way: for a progress bar and a curve. */
export interface LabReport {
  /** How much of the run is done, 0 … 1. */
  readonly progress: number;
  /** Points of curves, such as `{ epoch: 3, testAccuracy: 94.1 }`. */
  readonly series?: Readonly<Record<string, number>>;
  /** The whole curve anew, in place of all points before it: the mean of the repetitions so far, or a function that changes. */
  readonly points?: readonly Readonly<Record<string, number>>[];
  readonly text?: string;
  /** What a page may look at between this report and the next: live objects, not copies. */
  readonly live?: Live;
}

/** What is learning, as it is now. */
export interface Live {
  /** A policy in its world: a page lets it act there, on streams of its own. */
  readonly world?: AnyWorld;
  /** Observation in flat form → action. */
  readonly act?: (observation: Numbers, mask?: Uint8Array) => unknown;
  /** An episode begins: a policy with memory forgets. */
  readonly begin?: () => void;
  /** A copy of the policy as it is now, with a memory of its own: to be played against while this one acts elsewhere. */
  readonly rival?: () => Pick<Live, "act" | "begin">;
  /** V(s), and π(a | s) action after action, for each numbered state: drawn into the world's picture. */
  readonly values?: ArrayLike<number>;
  readonly policy?: ArrayLike<number>;
  /** Tables of numbers as pictures: the weights of neurons, filters, a value function over two axes. */
  readonly maps?: readonly NumberMap[];
  /**
   * The run as plain data, to go on from: see `Lab.run`. A page may call it between this report and the next; a lab whose runs
   * cannot be forked leaves it out.
   */
  readonly state?: () => unknown;
  /** A network that a page may ask, while it learns and afterwards. */
  readonly reader?: Reader;
}

/** Other settings from a place in the middle of a run on. */
export interface Turn {
  /** On the horizontal axis of the lab's chart: an episode, an epoch, a step. */
  readonly at: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How the runs of a lab can be forked. */
export interface Forks {
  /** Settings that may differ after the fork; the others shape a run from its start. */
  readonly knobs: readonly string[];
  /** Of a turn: what counts its places, a setting that says how many there are; the horizontal axis of the chart if absent. */
  readonly along?: string;
  /**
   * `state`: a run goes on from `Live.state`, where it is. `turn`: the run is repeated, with the same luck, and takes a turn at a
   * place on its axis; where a lab averages over runs, each of them does.
   */
  readonly by: "state" | "turn";
}

/** A network that reads digits: 28 × 28, ink in 0 … 1, row by row. */
export interface Reader {
  /** How many examples there are that it has not seen. */
  readonly examples: number;
  example(index: number): { readonly picture: Float32Array; readonly label: number };
  read(picture: Float32Array): Reading;
}

/** The answer of a network to one picture. */
export interface Reading {
  /** Activations of the ten output neurons, each in 0 … 1. */
  readonly outputs: readonly number[];
  /** Of the neurons of the last hidden layer, where the network has a dense one. */
  readonly hidden: readonly number[];
}

/** A table of numbers to be drawn as a picture. */
export interface NumberMap {
  readonly title: string;
  /** Maps of one group stand together under its name. */
  readonly group?: string;
  readonly width: number;
  readonly height: number;
  /** Row by row, the first row at the top. */
  readonly values: ArrayLike<number>;
  /** signed: two hues around 0; else one by lightness. */
  readonly signed?: boolean;
}

/** How a page draws a lab while it runs. Without one it draws every number of a report's series over the first. */
export interface Chart {
  /** Which number of `series` runs along the horizontal axis, and what it is: "environment steps". */
  readonly x: {
    readonly key: string;
    readonly label: string;
    readonly range?: readonly [number, number];
    /** The setting that says where the axis ends, instead of a range: "epochs". */
    readonly upTo?: string;
    readonly scale?: "linear" | "log";
  };
  /** The quantity with its unit, as a title: "return (steps upright), 500 is perfect". */
  readonly y: {
    readonly key: string;
    readonly label: string;
    readonly range?: readonly [number, number];
    readonly scale?: "linear" | "log";
  };
  /** Reports a second at which a page begins, where there is something to be seen in each; absent: as fast as it goes. */
  readonly pace?: 4 | 40;
  /** Several curves in one plot, each named at its end, at most five; `y.key` is then one of them. */
  readonly curves?: readonly { readonly key: string; readonly name: string }[];
  /** The known number, dashed, with its source: "CleanRL 490". */
  readonly reference?: { readonly label: string; readonly y: number };
  /** What the small curves are, where their labels do not say it: "value fit R² of each way". */
  readonly figuresTitle?: string;
  /** Other numbers of `series`, as small curves; `healthy`: where a good run stays. */
  readonly figures?: readonly {
    readonly key: string;
    readonly label: string;
    readonly healthy?: readonly [number, number];
  }[];
  /** A world comes beside the curve: room is kept for it. */
  readonly hasWorld?: boolean;
  /** Pictures of numbers come beside the curve, in place of a world: room is kept for them. */
  readonly hasMaps?: boolean;
  /** What people play on the page is written down: it can be cloned there, and saved. */
  readonly clones?: true;
  /** When the run is over, the figure of the source takes the place of the curves. */
  readonly endsAsFigure?: boolean;
  /** The network that is trained reads digits: the page lets people draw some. */
  readonly reads?: "digits";
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
  /** Where the verdict rests on one number: drawn as an interval. */
  readonly interval?: Interval;
  /** Where it rests on several: each measured number beside its known one. */
  readonly rows?: readonly VerdictRow[];
}

/** One of several numbers of a verdict. "TD 0.1 @25": the curve TD 0.1 after 25. */
export interface VerdictRow {
  readonly name: string;
  readonly known: number;
  readonly measured: number;
  readonly accepted: readonly [low: number, high: number];
  /** Digits behind the point. */
  readonly digits: number;
}

/** A measured number beside the known one, and what is accepted. */
export interface Interval {
  readonly known: number;
  readonly measured: number;
  /** Standard error of what was measured; absent for an exact value. */
  readonly error?: number;
  /** Both ends are accepted. */
  readonly accepted: readonly [low: number, high: number];
  /** What is compared, in words, where it is not the mean of the seeds. */
  readonly what?: string;
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
  /**
   * A text of the reader's own by the name of its file, such as "names.txt"; undefined where none was given. A lab that asks has a
   * text of its own to fall back on, and says in its verdict which one it read.
   */
  text?(file: string): string | undefined;
}

/**
 * The pieces of a lab that may be replaced, by name, such as `{ td0 }`: the library's own functions, until a reader puts one
 * of theirs in the place.
 */
// biome-ignore lint/suspicious/noExplicitAny: each lab types its own pieces
export type Parts = Readonly<Record<string, (...args: any[]) => any>>;
/** Of a lab without such pieces. */
export type NoParts = Readonly<Record<never, never>>;

/** How a long run falls into independent ones, so that a command can say what they will cost, and keep those that are over. */
export interface Apart<C> {
  readonly names: readonly string[];
  /** Environment steps of one of them. */
  steps(config: C): number;
  /** One of them, on the stream of the whole run. What they measure, put together, is what `run` measures. */
  run(name: string, config: C, random: Rng): Generator<LabReport, Measured>;
  /** The same work, to be timed: it learns from the start, and yields the steps that it has made. It does not end. */
  sample(name: string, config: C, random: Rng): Generator<number, void>;
}

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
  /** The world of the lab, where a reader may take the place of the policy: it has `keys`. */
  readonly world?: () => AnyWorld;
  readonly parts?: P;
  /**
   * Trains, yields reports, returns what was measured. One seed. It does not log and touches no files.
   *
   * @param from what `Live.state` said of a run of this lab and this seed: the run goes on from there, perhaps with other settings
   * @param turn the settings change on the way
   */
  run(
    config: C,
    random: Rng,
    data: LabData,
    parts: P,
    from?: unknown,
    turn?: Turn,
  ): Generator<LabReport, Measured>;
  /** Of a lab whose full budget takes hours. */
  readonly apart?: Apart<C>;
  /** Compares the runs, one Measured per seed, with the known number. */
  verdict(measured: readonly Measured[], budget: BudgetName): Verdict;
  /** How a page draws it while it runs. */
  readonly chart?: Chart;
  /** Absent where there is nothing to fork: see `whole`. */
  readonly forks?: Forks;
  /** The figure of the source, from what was measured; `gradus lab … --plot FILE` draws it. */
  figure?(measured: readonly Measured[]): Figure;
}

/** A lab whose `run` receives the settings with the types that its own table of knobs gives them. */
export function lab<const K extends Knobs, P extends Parts = NoParts>(
  definition: Omit<Lab<ConfigOf<K>, P>, "knobs"> & { readonly knobs: K },
): Lab<Record<string, unknown>, P> {
  return definition as unknown as Lab<Record<string, unknown>, P>; // `run` is only ever called with what `configure` made from the same table
}
