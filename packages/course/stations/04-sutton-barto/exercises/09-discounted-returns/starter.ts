/** G at every time step of an episode. */
export function discountedReturns(rewards: number[], gamma: number): number[] {
  throw new Error("Not written yet: discountedReturns");
}
