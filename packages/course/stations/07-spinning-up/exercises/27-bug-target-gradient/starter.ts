import { grad, parameter, type Tensor, tensor } from "gradus";

interface Memory {
  /** Features of the states, [B][n], and of the next ones. */
  readonly states: number[][];
  readonly next: number[][];
  /** One-hot, [B][actions]. */
  readonly actions: number[][];
  readonly rewards: number[];
  /** 1 where the episode ended, else 0. */
  readonly terminated: number[];
}

/** Q(s, ·) = φ(s) W of all steps at once, by gradient descent; returns W, row after row, and the loss. */
export function train(
  memory: Memory,
  gamma: number,
  steps: number,
  rate: number,
): { weights: number[]; loss: number } {
  const S = tensor(memory.states); // [B, n]
  const next = tensor(memory.next); // [B, n]
  const A = tensor(memory.actions); // [B, actions]
  const R = tensor(memory.rewards); // [B]
  const goesOn = tensor(memory.terminated.map((x) => 1 - x)); // [B]
  const W = parameter(memory.states[0].map(() => memory.actions[0].map(() => 0))); // [n, actions]
  const error = (): Tensor => {
    const best = next.matmul(W).max(-1); // [B]
    const y = R.add(best.mul(goesOn).mul(gamma));
    const q = S.matmul(W).mul(A).sum(-1); // [B]
    return q.sub(y).square().mean();
  };
  for (let k = 0; k < steps; k++) {
    const [slope] = grad(error(), [W]);
    W.assign(W.sub(slope.mul(rate)).data);
  }
  return { weights: Array.from(W.data), loss: error().item() };
}
