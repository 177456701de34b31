/** Values by hand from the formulas. */
import { expect, test } from "vitest";
import {
  constant,
  cosineSchedule,
  exponentialSchedule,
  linearSchedule,
  type Schedule,
  stepSchedule,
  warmup,
} from "./schedules.ts";

const values: Record<string, { schedule: Schedule; at: Record<number, number> }> = {
  constant: { schedule: constant(0.3), at: { 0: 0.3, 1000: 0.3 } },
  "linear from 1 to 0.2 in 8 steps": {
    schedule: linearSchedule(1, 0.2, 8),
    at: { 0: 1, 1: 0.9, 4: 0.6, 8: 0.2, 20: 0.2 },
  },
  "half a cosine from 1 to 0.2 in 8": {
    schedule: cosineSchedule(1, 0.2, 8),
    at: { 0: 1, 2: 0.6 + 0.4 * Math.SQRT1_2, 4: 0.6, 6: 0.6 - 0.4 * Math.SQRT1_2, 8: 0.2, 99: 0.2 },
  },
  "a tenth every 4, smoothly": {
    schedule: exponentialSchedule(2, 0.1, 4),
    at: { 0: 2, 2: 2 * Math.sqrt(0.1), 4: 0.2, 8: 0.02 },
  },
  "half every 3, at once": {
    schedule: stepSchedule(1, 0.5, 3),
    at: { 0: 1, 2: 1, 3: 0.5, 5: 0.5, 6: 0.25 },
  },
  "warm-up over 4, then linear": {
    schedule: warmup(4, linearSchedule(1, 0, 10)),
    at: { 0: 0.25, 1: 0.5, 3: 1, 4: 1, 5: 0.9, 14: 0 },
  },
};

for (const [name, { schedule, at }] of Object.entries(values)) {
  test(name, () => {
    for (const [t, value] of Object.entries(at))
      expect(schedule(Number(t)), `step ${t}`).toBeCloseTo(value, 12);
  });
}

test("no steps are refused", () => {
  for (const make of [linearSchedule, cosineSchedule, exponentialSchedule, stepSchedule]) {
    expect(() => make(1, 0.5, 0)).toThrow("steps is 0; it must be at least 1.");
    expect(() => make(1, 0.5, NaN)).toThrow("steps is NaN");
  }
  expect(() => warmup(-1, constant(1))).toThrow("steps is -1");
});
