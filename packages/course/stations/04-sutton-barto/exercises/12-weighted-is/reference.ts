interface Episode {
  readonly S: readonly number[];
  readonly A: readonly number[];
  readonly R: readonly number[];
}

/** The estimate of the start value under the target policy, after each episode. */
export function weightedIS(
  episodes: Episode[],
  target: number[][],
  behaviour: number[][],
  gamma: number,
): number[] {
  let sum = 0;
  let weights = 0;
  return episodes.map(({ S, A, R }) => {
    let G = 0;
    let rho = 1;
    for (let t = S.length - 1; t >= 0; t--) {
      G = R[t] + gamma * G;
      rho *= target[S[t]][A[t]] / behaviour[S[t]][A[t]];
    }
    sum += rho * G;
    weights += rho;
    return weights === 0 ? 0 : sum / weights;
  });
}
