/** The discounted sum of the rewards from each step to the end of its episode. */
export function rewardToGo(rewards: number[], ends: boolean[], gamma: number): number[] {
  throw new Error("Not written yet: rewardToGo");
}
