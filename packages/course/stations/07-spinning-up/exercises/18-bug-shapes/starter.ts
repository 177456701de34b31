import { grad, parameter, tensor } from "gradus";

/** Fits Q = features · w to r + γ next by gradient descent on the mean squared error. */
export function fit(
  features: number[][],
  rewards: number[],
  next: number[],
  terminated: number[],
  gamma: number,
  steps: number,
  rate: number,
): { weights: number[]; loss: number } {
  const X = tensor(features); // [B, n]
  const y = tensor(rewards.map((r, i) => r + gamma * (1 - terminated[i]) * next[i])); // [B]
  const w = parameter(features[0].map(() => [0])); // [n, 1]
  const error = () => X.matmul(w).sub(y).square().mean();
  for (let k = 0; k < steps; k++) {
    const [slope] = grad(error(), [w]);
    w.assign(w.sub(slope.mul(rate)).data);
  }
  return { weights: Array.from(w.data), loss: error().item() };
}
