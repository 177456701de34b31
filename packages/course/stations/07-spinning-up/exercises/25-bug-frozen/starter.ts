/** One step of experience; `next` is what the environment shows after it. */
interface Step {
  readonly phi: number[];
  readonly a: number;
  readonly r: number;
  readonly next: number[];
  readonly terminated: boolean;
}

interface Settings {
  readonly gamma: number;
  readonly rate: number;
  readonly batch: number;
  readonly updates: number;
  readonly copyEvery: number;
}

/** Q(s, ·), where Q(s, a) = w[a] · φ(s). */
function values(w: number[][], phi: number[]): number[] {
  return w.map((row) => row.reduce((sum, x, i) => sum + x * phi[i], 0));
}

function copied(w: number[][]): number[][] {
  return w.map((row) => [...row]);
}

/** Learns from minibatches of a memory; `draw(n)` chooses one of 0 … n − 1. */
export function train(
  memory: Step[],
  draw: (n: number) => number,
  actions: number,
  { gamma, rate, batch, updates, copyEvery }: Settings,
): { weights: number[][]; loss: number; meanQ: number } {
  const w = Array.from({ length: actions }, () => memory[0].phi.map(() => 0));
  let frozen = copied(w);
  let [loss, meanQ] = [0, 0];
  for (let k = 1; k <= updates; k++) {
    const slope = w.map((row) => row.map(() => 0));
    [loss, meanQ] = [0, 0];
    for (let row = 0; row < batch; row++) {
      const { phi, a, r, next, terminated } = memory[draw(memory.length)];
      const best = Math.max(...values(frozen, next));
      const y = r + (terminated ? 0 : gamma * best);
      const q = values(w, phi)[a];
      for (let i = 0; i < phi.length; i++) slope[a][i] += ((q - y) * phi[i]) / batch;
      loss += (q - y) ** 2 / batch;
      meanQ += q / batch;
    }
    for (let b = 0; b < actions; b++) {
      for (let i = 0; i < w[b].length; i++) w[b][i] -= rate * slope[b][i];
    }
    if (k % copyEvery === 0) frozen = copied(frozen);
  }
  return { weights: w, loss, meanQ };
}
