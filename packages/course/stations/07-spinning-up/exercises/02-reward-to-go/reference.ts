/** The discounted sum of the rewards from each step to the end of its episode. */
export function rewardToGo(rewards: number[], ends: boolean[], gamma: number): number[] {
  const R = new Array<number>(rewards.length);
  let next = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    next = rewards[t] + (ends[t] ? 0 : gamma * next);
    R[t] = next;
  }
  return R;
}
