/** n rewards from time t on, then the value of the state that is reached, unless the episode is over. */
export function nStepReturn(R: number[], V: number[], t: number, n: number, gamma: number): number {
  throw new Error("Not written yet: nStepReturn");
}
