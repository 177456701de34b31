/** An operation: from which places of the tape, and its slope in each. */
interface Operation {
  inputs: number[];
  slopes: number[];
}

/** The slope of the last number of the tape in each of its numbers. */
export function walkBack(tape: Operation[]): number[] {
  throw new Error("Not written yet: walkBack");
}
