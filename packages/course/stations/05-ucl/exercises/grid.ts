/** A learner's piece in deep Q-learning on a grid: one seed of the lab, judged by the lab's own verdict. */
import type { Output } from "../../../src/exercise.ts";
import { labVerdict } from "../../../src/exerciseLab.ts";
import type { DqnParts } from "../../06-bootcamp/labs/parts/dqnByHand.ts";
import { qOnAGrid } from "../../06-bootcamp/labs/q-on-a-grid.ts";

/** A tenth of the lab's steps, fifty times as large, and everything explored to the end. */
const SHORT = { steps: 10_000, rate: 5e-3, epsilon: 1 };

export const gridLearns = (
  parts: Partial<DqnParts>,
  settings: Readonly<Record<string, unknown>> = {},
): Output => labVerdict(qOnAGrid, parts, { seeds: [1], settings: { ...SHORT, ...settings } });

export const largest = (xs: readonly number[]): number => xs.reduce((a, b) => Math.max(a, b));
export const best = (xs: readonly number[]): number => xs.indexOf(largest(xs));
export const average = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
