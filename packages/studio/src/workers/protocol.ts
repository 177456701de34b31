/** What a page and the worker that trains for it say to each other. */
import type { CheckResult, LabResult, Measured, NumberMap, Reading, Turn } from "@gradus/course";
import type { Cloned, Recorded } from "./cloning.ts";

export interface RunRequest {
  readonly lab: string;
  readonly budget: "quick" | "full";
  readonly seeds: readonly number[];
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  /** Reports a second; Infinity for as fast as it goes. */
  readonly speed: number;
  /** The colour of its policy in pictures. */
  readonly role: "p1" | "p2";
  /** Seeds that go on from a state, by number; the others begin anew. */
  readonly from?: Readonly<Record<number, unknown>>;
  /** The settings change on the way. */
  readonly turn?: Turn;
}

export type ToWorker =
  | { readonly type: "run"; readonly request: RunRequest }
  | { readonly type: "check"; readonly exercise: string }
  /** The verdict on runs that several workers made, one a seed. */
  | { readonly type: "judge"; readonly request: RunRequest; readonly runs: readonly Measured[] }
  /** What was wanted. */
  | { readonly type: "files"; readonly files: readonly Uint8Array[] }
  /** You against the policy as it is now, from the start of this seed; `pace` in steps a second, 0: one a key. */
  | {
      readonly type: "play";
      readonly lab: string;
      readonly seed: number;
      readonly pace: number;
    }
  /** A policy is fitted to what you played, and takes the other side. */
  | { readonly type: "clone" }
  /** What you played, as a file. */
  | { readonly type: "data" }
  /** The key that you hold down; none: undefined. */
  | { readonly type: "hold"; readonly key: string | undefined }
  | { readonly type: "pace"; readonly pace: number }
  | { readonly type: "pause" }
  /** The state of every seed, to go on from. */
  | { readonly type: "fork" }
  | { readonly type: "resume" }
  /** Every seed goes on from where it is with these settings. */
  | { readonly type: "steer"; readonly settings: RunRequest["settings"] }
  /** A picture for the network that is trained to read, now and whenever it has changed; a number: the test digit of that number. */
  | { readonly type: "ask"; readonly picture: Float32Array | number }
  /** One report, then still again. */
  | { readonly type: "step" }
  | { readonly type: "speed"; readonly speed: number }
  /** Whether the page can see the world, and how fast it moves, in frames a second. */
  | { readonly type: "watch"; readonly fps: number };

/** A picture of the world: calls of a Painter. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly calls: readonly (readonly [string, ...unknown[]])[];
  readonly caption: string;
}

/** What the network says to the picture that it was asked about last. */
export interface Answer extends Reading {
  readonly picture: Float32Array;
  /** Of a test digit: its number, and what it is. */
  readonly example?: { readonly index: number; readonly label: number; readonly count: number };
}

/** You, and the policy where one has been trained. */
export interface DuelView {
  readonly you: Frame;
  readonly policy?: Frame;
  /** Yours, then the policy's. */
  readonly returns: readonly number[];
  readonly isOver: boolean;
}

export interface SeedReport {
  readonly seed: number;
  /** Of this seed's run, 0 … 1. */
  readonly progress: number;
  readonly series?: Readonly<Record<string, number>>;
  /** In place of all points before. */
  readonly points?: readonly Readonly<Record<string, number>>[];
  readonly text?: string;
}

export type FromWorker =
  | {
      readonly type: "reports";
      readonly reports: readonly SeedReport[];
      readonly perSecond: number;
    }
  /** This lab's runs can be forked. */
  | { readonly type: "forkable" }
  /** The answer to `fork`: by seed, of those that have begun. */
  | { readonly type: "states"; readonly states: Readonly<Record<number, unknown>> }
  | { readonly type: "maps"; readonly maps: readonly NumberMap[] }
  | { readonly type: "answer"; readonly answer: Answer }
  | { readonly type: "frame"; readonly frame: Frame }
  | { readonly type: "duel"; readonly view: DuelView }
  | { readonly type: "recorded"; readonly recorded: Recorded }
  | { readonly type: "cloned"; readonly cloned: Cloned }
  /** The answer to `data`. */
  | { readonly type: "archive"; readonly name: string; readonly bytes: Uint8Array }
  /** Files of the site's data folder, without their ".gz"; the page fetches and unpacks them. */
  | { readonly type: "want"; readonly what: string; readonly files: readonly string[] }
  /** Which numeric core the worker runs on: "wasm relaxed fma", "js float32" … */
  | { readonly type: "engine"; readonly build: string }
  | { readonly type: "case"; readonly name: string }
  | { readonly type: "checked"; readonly result: CheckResult }
  | { readonly type: "measured"; readonly seed: number; readonly measured: Measured }
  /** All seeds of this worker are through. */
  | { readonly type: "over"; readonly seconds: number }
  | { readonly type: "result"; readonly result: LabResult; readonly figure?: string }
  | { readonly type: "failed"; readonly message: string; readonly stack?: string };
