/** The return after the first visit of each state; null where there was none. */
export function firstVisitReturns(
  S: number[],
  R: number[],
  states: number,
  gamma: number,
): (number | null)[] {
  throw new Error("Not written yet: firstVisitReturns");
}
