/** ∂J/∂θ for a = limit · tanh(θ · s / limit), J the mean of Q over the states; criticSlope is ∂Q/∂a. */
export function actorSlope(
  theta: number[],
  states: number[][],
  criticSlope: (state: number[], action: number) => number,
  limit: number,
): number[] {
  throw new Error("Not written yet: actorSlope");
}
