/** The target of several steps; nextQ holds Q⁻ of the state after the last. */
export function nStepTarget(
  rewards: number[],
  terminated: boolean,
  nextQ: number[],
  gamma: number,
): number {
  let y = terminated ? 0 : Math.max(...nextQ);
  for (let k = rewards.length - 1; k >= 0; k--) {
    y = rewards[k] + gamma * y;
  }
  return y;
}
