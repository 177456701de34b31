/**
 * Q-learning from a memory with the faults that two exercises of this station plant, one at a time, and the ferry on which they show.
 * The starters are the same program; here each place that may be wrong asks a switch.
 */
import { pow, rng } from "gradus/core";

export type Fault = "frozen" | "afterlife" | "mean" | "untied";

/** One step of experience. φ of the next state is that of the first state of the next episode, where one ended: see the ferry. */
export interface Step {
  readonly phi: number[];
  readonly a: number;
  readonly r: number;
  readonly next: number[];
  readonly terminated: boolean;
}

export interface Settings {
  readonly gamma: number;
  readonly rate: number;
  readonly batch: number;
  readonly updates: number;
  readonly copyEvery: number;
}

export type Figures = {
  readonly weights: number[][];
  /** Mean squared error and mean Q(s, a) of the last minibatch. */
  readonly loss: number;
  readonly meanQ: number;
};

export type Train = (
  memory: Step[],
  draw: (n: number) => number,
  actions: number,
  settings: Settings,
) => Figures;

/** Q(s, a) = w[a] · φ(s), from minibatches of the memory; `draw(n)` chooses one of 0 … n − 1. */
export const training =
  (fault?: Fault): Train =>
  (memory, draw, actions, { gamma, rate, batch, updates, copyEvery }) => {
    const values = (w: number[][], phi: number[]) =>
      w.map((row) => row.reduce((sum, x, i) => sum + x * phi[i], 0));
    const copied = (w: number[][]) => w.map((row) => [...row]);
    const w = Array.from({ length: actions }, () => memory[0].phi.map(() => 0));
    let frozen = copied(w);
    let [loss, meanQ] = [0, 0];
    for (let k = 1; k <= updates; k++) {
      const slope = w.map((row) => row.map(() => 0));
      [loss, meanQ] = [0, 0];
      for (let row = 0; row < batch; row++) {
        const { phi, a, r, next, terminated } = memory[draw(memory.length)];
        const there = values(frozen, next);
        const best =
          fault === "mean" ? there.reduce((x, y) => x + y, 0) / there.length : Math.max(...there);
        const y = r + (terminated && fault !== "afterlife" ? 0 : gamma * best);
        const q = values(w, phi)[a];
        for (let i = 0; i < phi.length; i++) slope[a][i] += ((q - y) * phi[i]) / batch;
        loss += (q - y) ** 2 / batch;
        meanQ += q / batch;
      }
      for (let b = 0; b < actions; b++)
        for (let i = 0; i < w[b].length; i++) w[b][i] -= rate * slope[b][i];
      if (fault !== "frozen" && k % copyEvery === 0) frozen = fault === "untied" ? w : copied(w);
    }
    return { weights: w, loss, meanQ };
  };

/**
 * A ferry crosses a river of six cells. Action 1 rows forward, action 0 lets go: the current takes the ferry back one cell, never
 * beyond the bank. Rowing costs 0.05. On the far bank lies 1, and the crossing ends; the environment then shows the first cell again.
 * With γ = 0.9 rowing is right everywhere, and the values are known exactly.
 */
export const CELLS = 6;

export function ferryMemory(seed: number, size: number): Step[] {
  const random = rng(seed);
  const one = (s: number): number[] => Array.from({ length: CELLS }, (_, i) => (i === s ? 1 : 0));
  const steps: Step[] = [];
  let s = 0;
  for (let t = 0; t < size; t++) {
    const a = random.random() < 0.6 ? 1 : 0;
    const isOver = a === 1 && s === CELLS - 1;
    const after = isOver ? 0 : a === 1 ? s + 1 : Math.max(0, s - 1);
    steps.push({
      phi: one(s),
      a,
      r: (isOver ? 1 : 0) - (a === 1 ? 0.05 : 0),
      next: one(after),
      terminated: isOver,
    });
    s = after;
  }
  return steps;
}

/** Q* of rowing in each cell: 0.95 at the last, and γ times as much less 0.05 for each cell before it. */
export const ferryRowing = (gamma: number): number[] =>
  Array.from({ length: CELLS }, (_, s) => {
    const left = CELLS - 1 - s;
    return pow(gamma, left) - (0.05 * (1 - pow(gamma, left + 1))) / (1 - gamma);
  });

export const ferrySettings: Settings = {
  gamma: 0.9,
  rate: 0.5,
  batch: 32,
  updates: 3000,
  copyEvery: 50,
};

/** What the program finds on the ferry: Q of rowing in the first and the last cell, and the figures of its last minibatch. */
export function ferry(train: Train, updates = ferrySettings.updates) {
  const random = rng(81);
  const { weights, loss, meanQ } = train(ferryMemory(82, 2000), (n) => random.integer(n), 2, {
    ...ferrySettings,
    updates,
  });
  return { first: weights[1][0], last: weights[1][CELLS - 1], loss, meanQ };
}
