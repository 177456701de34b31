/** A learner's piece in PPO or A2C by hand: one seed of the lab, judged by the lab's own verdict. */
import type { Output } from "../../../src/exercise.ts";
import { labVerdict } from "../../../src/exerciseLab.ts";
import { a2cByHand, ppoByHand } from "../labs/by-hand.ts";
import type { HandParts } from "../labs/parts/byHand.ts";

export const ppoLearns = (
  parts: Partial<HandParts>,
  settings: Readonly<Record<string, unknown>> = {},
): Output => labVerdict(ppoByHand, parts, { seeds: [1], settings });

export const a2cLearns = (parts: Partial<HandParts>): Output =>
  labVerdict(a2cByHand, parts, { seeds: [1] });

/** ∂f/∂x by central differences. */
export const slopeOf = (f: (x: number) => number, x: number): number =>
  (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;

export function softmax(h: readonly number[], exp: (x: number) => number): number[] {
  const e = h.map((x) => exp(x - Math.max(...h)));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}
