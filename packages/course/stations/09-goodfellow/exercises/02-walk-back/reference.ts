/** An operation: from which places of the tape, and its slope in each. */
interface Operation {
  inputs: number[];
  slopes: number[];
}

/** The slope of the last number of the tape in each of its numbers. */
export function walkBack(tape: Operation[]): number[] {
  const slopes = tape.map(() => 0);
  slopes[tape.length - 1] = 1;
  for (let y = tape.length - 1; y >= 0; y--) {
    tape[y].inputs.forEach((x, i) => {
      slopes[x] += slopes[y] * tape[y].slopes[i];
    });
  }
  return slopes;
}
