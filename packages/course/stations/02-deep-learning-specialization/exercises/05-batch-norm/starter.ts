interface Running {
  mean: number[];
  variance: number[];
}

/** Normalises each column of x [rows][columns]: with the batch's moments in training, else with the running ones. */
export function batchNorm(
  x: number[][],
  gamma: number[],
  beta: number[],
  running: Running,
  isTraining: boolean,
  momentum: number,
  eps: number,
): { out: number[][]; running: Running } {
  throw new Error("Not written yet: batchNorm");
}
