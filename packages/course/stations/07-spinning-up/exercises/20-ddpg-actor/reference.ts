import { tanh } from "gradus/core";

/** ∂J/∂θ for a = limit · tanh(θ · s / limit), J the mean of Q over the states; criticSlope is ∂Q/∂a. */
export function actorSlope(
  theta: number[],
  states: number[][],
  criticSlope: (state: number[], action: number) => number,
  limit: number,
): number[] {
  const slope = new Array<number>(theta.length).fill(0);
  for (const s of states) {
    let h = 0;
    for (let i = 0; i < theta.length; i++) h += theta[i] * s[i];
    const t = tanh(h / limit);
    const push = criticSlope(s, limit * t) * (1 - t * t);
    for (let i = 0; i < theta.length; i++) {
      slope[i] += (push * s[i]) / states.length;
    }
  }
  return slope;
}
