/** G at every time step of an episode. */
export function discountedReturns(rewards: number[], gamma: number): number[] {
  const returns = new Array<number>(rewards.length);
  let G = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    G = rewards[t] + gamma * G;
    returns[t] = G;
  }
  return returns;
}
