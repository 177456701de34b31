/** What a page is made from: plain data, written by the build beside each page, read again when a link leads there. */
import type { Forks } from "@gradus/course";
import type { Chart, LabKnob } from "../lab/about.ts";

export interface StationSummary {
  readonly id: string;
  readonly order: number;
  readonly title: string;
  readonly authors: string;
  readonly kind: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly judgement: string;
  readonly gives: readonly string[];
  readonly lacks: readonly string[];
  readonly givesShort: string;
  readonly lacksShort: string;
  readonly ours: string;
  readonly since: string;
  readonly correction?: string;
  /** Honest times, in words: "6 h here", "25 h book". */
  readonly here: string;
  readonly there: string;
  readonly needs: string;
  /** What to take before, at the same time, and after: "calculus, station 1"; empty where there is nothing to say. */
  readonly before: string;
  readonly beside: string;
  readonly onward: string;
  readonly lessons: readonly LessonLink[];
  readonly labs: readonly string[];
  readonly exercises: readonly string[];
  /** Of a course of the learner's own. */
  readonly isOwn?: true;
}

/** A course of one's own, beside the path or instead of it. */
export interface OwnCourse {
  readonly title: string;
  readonly stations: readonly StationSummary[];
}

export interface LessonLink {
  /** "06-bootcamp/a-step-you-can-trust" */
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly minutes: number;
}

export interface LabSummary {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly question: string;
  readonly source: string;
  readonly row: string;
  readonly kind: "golden" | "statistical" | "property";
  readonly knobs: readonly LabKnob[];
  readonly quick: { readonly seconds: number; readonly seeds: readonly number[] };
  readonly full: { readonly seconds: number; readonly seeds: readonly number[] };
  readonly needs: readonly string[];
  readonly chart?: Chart;
  /** It has a world that can be played: its keys, and how many steps a second its clock makes; 0: it waits for a key. */
  readonly plays?: { readonly keys: readonly string[]; readonly perSecond: number };
  /** Modules that a reader of its code opens first: the lab, then what it is about. */
  readonly files: readonly string[];
  readonly forks?: Forks;
  /** Why there is nothing to fork, where there is not. */
  readonly whole?: string;
  /** Stations and lessons that show it. */
  readonly lesson?: string;
  /** Of a course of the learner's own: its code is not part of the site and runs in the sandbox. */
  readonly isOwn?: true;
}

export interface ExerciseSummary {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly source: string;
  readonly functions: readonly string[];
  /** Names of its cases, in order. */
  readonly cases: readonly string[];
  readonly isOwn?: true;
}

interface Common {
  /** Address below the site's root, without slashes at the ends; "" is the path. */
  readonly route: string;
  readonly title: string;
  /** How far the root is: "", "../", "../../". */
  readonly root: string;
}

export type Page = Common &
  (
    | {
        readonly kind: "path";
        readonly stations: readonly StationSummary[];
        readonly own?: OwnCourse;
      }
    | { readonly kind: "capstone"; readonly about: string; readonly html: string }
    | { readonly kind: "own"; readonly own: OwnCourse & { readonly html: string } }
    | {
        readonly kind: "lesson";
        readonly station: StationSummary;
        readonly lesson: LessonLink;
        readonly about: string;
        /** HTML with places for labs and exercises: <div data-lab="…">. */
        readonly html: string;
        readonly labs: readonly LabSummary[];
        readonly exercises: readonly ExerciseSummary[];
      }
    | {
        readonly kind: "station";
        readonly station: StationSummary;
        readonly html: string;
        readonly labs: readonly LabSummary[];
        readonly exercises: readonly ExerciseSummary[];
      }
    | {
        readonly kind: "labs";
        readonly stations: readonly {
          readonly station: string;
          readonly title: string;
          readonly labs: readonly LabSummary[];
        }[];
      }
    | { readonly kind: "lab"; readonly lab: LabSummary; readonly station: StationSummary }
    | {
        readonly kind: "exercises";
        readonly stations: readonly {
          readonly station: string;
          readonly title: string;
          readonly exercises: readonly ExerciseSummary[];
        }[];
      }
    | {
        readonly kind: "exercise";
        readonly exercise: ExerciseSummary;
        readonly station: StationSummary;
        readonly html: string;
        readonly hints: readonly string[];
        readonly starter: string;
        readonly reference: string;
      }
    | {
        readonly kind: "known";
        readonly legs: readonly {
          readonly title: string;
          readonly stations: readonly {
            readonly id: string;
            readonly order: number;
            readonly title: string;
            readonly exercises: readonly ExerciseSummary[];
          }[];
        }[];
      }
    | { readonly kind: "runs" }
    | { readonly kind: "reference"; readonly html: string }
    | { readonly kind: "missing" }
  );

export type PageOf<K extends Page["kind"]> = Extract<Page, { kind: K }>;

/** The tab of the bar that a page belongs to. */
export const tabOf: { readonly [K in Page["kind"]]: string } = {
  path: "",
  own: "",
  capstone: "",
  lesson: "",
  station: "",
  labs: "labs",
  lab: "labs",
  exercises: "exercises",
  exercise: "exercises",
  known: "",
  runs: "runs",
  reference: "reference",
  missing: "?",
};
