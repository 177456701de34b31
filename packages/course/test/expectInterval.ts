/** An interval is drawn from the tolerance of the verdict itself: the verdict passes exactly where the measured number is accepted. */
import { expect } from "vitest";
import type { Verdict } from "../src/lab.ts";

export function expectInterval(verdict: Verdict): Verdict {
  const { interval, pass } = verdict;
  if (interval === undefined) return verdict;
  const { known, measured, error = 0, accepted } = interval;
  expect([known, measured, error].every(Number.isFinite)).toBe(true);
  expect(accepted[0] <= measured && measured <= accepted[1]).toBe(pass);
  expect(error).toBeGreaterThanOrEqual(0);
  return verdict;
}
