/** Entry t: the mean return from step t on over the episodes that lasted longer than t; 0 where none did. */
export function timeBaseline(returns: number[][], steps: number): number[] {
  return Array.from({ length: steps }, (_, t) => {
    const lasting = returns.filter((G) => G.length > t);
    if (lasting.length === 0) return 0;
    return lasting.reduce((sum, G) => sum + G[t], 0) / lasting.length;
  });
}

/** Σ_a π(a) (q(a) − b) ∂ log π(a) / ∂logits. */
export function expectedGradient(probs: number[], q: number[], b: number): number[] {
  return probs.map((pk, k) => {
    let slope = 0;
    for (let a = 0; a < probs.length; a++) {
      slope += probs[a] * (q[a] - b) * ((k === a ? 1 : 0) - pk);
    }
    return slope;
  });
}
