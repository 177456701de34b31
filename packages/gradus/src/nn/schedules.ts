/** Schedules: the step size, or any number, as a function of progress. */

import { ValueError } from "../core/errors.ts";
import { cos, pow } from "../core/math.ts";

/** @param step counted from 0 */
export type Schedule = (step: number) => number;

function atLeastOne(name: string, steps: number): void {
  if (!(steps >= 1)) throw new ValueError(`${name}: steps is ${steps}; it must be at least 1.`);
}

export function constant(value: number): Schedule {
  return () => value;
}

/** From `start` to `end` in `steps` steps, then `end`. */
export function linearSchedule(start: number, end: number, steps: number): Schedule {
  atLeastOne("linearSchedule", steps);
  return (t) => start + (end - start) * Math.min(1, t / steps);
}

/** Half a cosine from `start` to `end`; Loshchilov & Hutter 2017 (arXiv:1608.03983) without restarts. */
export function cosineSchedule(start: number, end: number, steps: number): Schedule {
  atLeastOne("cosineSchedule", steps);
  return (t) => end + ((start - end) * (1 + cos(Math.PI * Math.min(1, t / steps)))) / 2;
}

/** start · factor^(t/steps). */
export function exponentialSchedule(start: number, factor: number, steps: number): Schedule {
  atLeastOne("exponentialSchedule", steps);
  return (t) => start * pow(factor, t / steps);
}

/** start · factor^⌊t/steps⌋. */
export function stepSchedule(start: number, factor: number, steps: number): Schedule {
  atLeastOne("stepSchedule", steps);
  return (t) => start * pow(factor, Math.floor(t / steps));
}

/** Rises linearly from 0 over `steps` steps (the first step already moves), then follows `then`. */
export function warmup(steps: number, then: Schedule): Schedule {
  atLeastOne("warmup", steps);
  return (t) => (t < steps ? (then(0) * (t + 1)) / steps : then(t - steps));
}
