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
  const n = x.length;
  const average = (of: (row: number[], j: number) => number): number[] =>
    gamma.map((_, j) => x.reduce((sum, row) => sum + of(row, j), 0) / n);
  const batch = average((row, j) => row[j]);
  const spread = average((row, j) => (row[j] - batch[j]) ** 2);
  const mean = isTraining ? batch : running.mean;
  const variance = isTraining ? spread : running.variance;
  const out = x.map((row) =>
    row.map((v, j) => (gamma[j] * (v - mean[j])) / Math.sqrt(variance[j] + eps) + beta[j]),
  );
  if (!isTraining) return { out, running };
  const blend = (old: number[], now: number[]): number[] =>
    old.map((v, j) => (1 - momentum) * v + momentum * now[j]);
  return {
    out,
    running: {
      mean: blend(running.mean, batch),
      variance: blend(
        running.variance,
        spread.map((v) => (v * n) / (n - 1)),
      ),
    },
  };
}
