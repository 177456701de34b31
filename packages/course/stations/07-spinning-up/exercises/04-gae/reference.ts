/** Advantages of T steps of one environment. */
export function gae(
  rewards: number[],
  values: number[],
  nextValues: number[],
  ends: boolean[],
  gamma: number,
  lambda: number,
): number[] {
  const A = new Array<number>(rewards.length);
  let next = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const delta = rewards[t] + gamma * nextValues[t] - values[t];
    next = delta + (ends[t] ? 0 : gamma * lambda * next);
    A[t] = next;
  }
  return A;
}
