/** A row over the numbers of x and then of h for each number of h, and biases. */
interface Weights {
  rows: number[][];
  biases: number[];
}

/** One step back: slopes by x, by h, and by the weights. */
export function rnnStepBack(
  dNext: number[],
  x: number[],
  h: number[],
  next: number[],
  weights: Weights,
): { dx: number[]; dh: number[]; rows: number[][]; biases: number[] } {
  const seen = [...x, ...h];
  const dz = dNext.map((d, i) => d * (1 - next[i] * next[i]));
  const back = seen.map((_, j) => weights.rows.reduce((sum, row, i) => sum + row[j] * dz[i], 0));
  return {
    dx: back.slice(0, x.length),
    dh: back.slice(x.length),
    rows: dz.map((d) => seen.map((v) => d * v)),
    biases: dz,
  };
}

/** Slopes of the weights over a sequence that is cut every `window` steps. */
export function throughTime(
  inputs: number[][],
  memories: number[][],
  dShown: number[][],
  weights: Weights,
  window: number,
): Weights {
  let dh = weights.biases.map(() => 0);
  let rows = weights.rows.map((row) => row.map(() => 0));
  let biases = [...dh];
  for (let t = inputs.length - 1; t >= 0; t--) {
    const isCut = (t + 1) % window === 0;
    const dNext = dShown[t].map((d, i) => (isCut ? d : d + dh[i]));
    const back = rnnStepBack(dNext, inputs[t], memories[t], memories[t + 1], weights);
    rows = rows.map((row, i) => row.map((v, j) => v + back.rows[i][j]));
    biases = biases.map((v, i) => v + back.biases[i]);
    dh = back.dh;
  }
  return { rows, biases };
}
