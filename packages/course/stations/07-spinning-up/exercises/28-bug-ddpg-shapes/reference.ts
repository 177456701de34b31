import { grad, parameter, stack, type Tensor, tensor } from "gradus";

interface Step {
  readonly s: number;
  readonly a: number;
  readonly r: number;
  readonly next: number;
}

interface Settings {
  readonly gamma: number;
  readonly tau: number;
  readonly rate: number;
  readonly actorRate: number;
  readonly batch: number;
  readonly updates: number;
}

/** s², s a, a², 1: [B] and [B] → [B, 4]. */
function features(s: Tensor, a: Tensor): Tensor {
  return stack([s.square(), s.mul(a), a.square(), s.mul(0).add(1)], 1);
}

/** Deep deterministic policy gradient from a memory: Q = features · w, a = θ s; `draw(n)` chooses one of 0 … n − 1. */
export function train(
  memory: Step[],
  draw: (n: number) => number,
  { gamma, tau, rate, actorRate, batch, updates }: Settings,
): { theta: number; w: number[]; loss: number } {
  const [w, theta] = [parameter([[0], [0], [0], [0]]), parameter([0])];
  const [wTarget, thetaTarget] = [tensor([[0], [0], [0], [0]]), tensor([0])];
  let loss = 0;
  for (let k = 0; k < updates; k++) {
    const rows = Array.from({ length: batch }, () => memory[draw(memory.length)]);
    const s = tensor(rows.map((row) => row.s)); // [B]
    const a = tensor(rows.map((row) => row.a));
    const r = tensor(rows.map((row) => row.r));
    const next = tensor(rows.map((row) => row.next));

    const future = features(next, next.mul(thetaTarget)).matmul(wTarget).squeeze(-1);
    const y = r.add(future.mul(gamma)).detach();
    const q = features(s, a).matmul(w).squeeze(-1);
    const error = q.sub(y).square().mean();
    const [slope] = grad(error, [w]);
    w.assign(w.sub(slope.mul(rate)).data);

    const worth = features(s, s.mul(theta)).matmul(w).squeeze(-1).mean();
    const [up] = grad(worth, [theta]);
    theta.assign(theta.add(up.mul(actorRate)).data);

    wTarget.assign(wTarget.add(w.sub(wTarget).mul(tau)).data);
    thetaTarget.assign(thetaTarget.add(theta.sub(thetaTarget).mul(tau)).data);
    loss = error.item();
  }
  return { theta: theta.item(), w: Array.from(w.data), loss };
}
