/**
 * Model-based control: learn what the world does, then try plans in the head and take the first step of the best.
 *
 *     f(s, a) ≈ s′ − s     a network, fitted to all steps so far
 *     plan: draw sequences of actions, roll them out with s ← s + f(s, a), add up their rewards, keep the best ones, draw around them
 *
 * Nagabandi et al. 2018 (arXiv:1708.02596), algorithm 1, with the cross-entropy method of Chua et al. 2018 (arXiv:1805.12114) for the
 * plans; with a single round it is random shooting. Levine's lecture of the bootcamp is about both.
 */
import { noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { adam, linear, type Module, relu, sequential } from "gradus/nn";

/** A world as model-based control needs it: rewards are known, the dynamics are not. */
export interface ControlTask {
  /** Numbers of an observation, and of an action. */
  readonly width: number;
  readonly actions: number;
  /** Actions lie within ± this. */
  readonly limit: number;
  /** The reward of the step that begins with observation s and action a. */
  reward(s: Float64Array, at: number, a: number): number;
  /** What a learned step may leave behind: a point off the circle goes back onto it. */
  mend(s: Float64Array, at: number): void;
}

export interface PlanOptions {
  /** Steps ahead. */
  readonly horizon: number;
  /** Sequences in a round. */
  readonly plans: number;
  /** Rounds; 1 is random shooting. */
  readonly rounds: number;
  /** The best of a round, around which the next is drawn. */
  readonly elite: number;
}

/** What happens to n states at once: both lists are [n, width], the actions [n]. */
export type Dynamics = (s: Float64Array, actions: Float64Array, n: number) => Float64Array;

/** The best first action that was found, and the plan behind it, from which the next begins. */
export function plan(
  task: ControlTask,
  dynamics: Dynamics,
  start: ArrayLike<number>,
  { horizon, plans, rounds, elite }: PlanOptions,
  before: Float64Array,
  random: Rng,
): Float64Array {
  let mean = before.slice();
  let deviation = new Float64Array(horizon).fill(rounds > 1 ? task.limit / 2 : task.limit);
  for (let round = 0; round < rounds; round++) {
    const drawn = Array.from({ length: plans }, () =>
      Float64Array.from(mean, (m, t) => {
        // random shooting knows nothing of a plan before: it draws evenly
        const a =
          rounds > 1 ? m + deviation[t] * random.normal() : random.uniform(-1, 1) * task.limit;
        return Math.min(Math.max(a, -task.limit), task.limit);
      }),
    );
    const returns = imagined(task, dynamics, start, drawn);
    const order = returns.map((_, i) => i).sort((a, b) => returns[b] - returns[a]);
    const best = order.slice(0, rounds > 1 ? elite : 1).map((i) => drawn[i]);
    mean = mean.map((_, t) => best.reduce((sum, p) => sum + p[t], 0) / best.length);
    deviation = deviation.map((_, t) =>
      Math.sqrt(best.reduce((sum, p) => sum + (p[t] - mean[t]) ** 2, 0) / best.length),
    );
  }
  return mean;
}

/** What each sequence of actions would earn. */
export function imagined(
  task: ControlTask,
  dynamics: Dynamics,
  start: ArrayLike<number>,
  plans: readonly Float64Array[],
): number[] {
  const n = plans.length;
  let s = new Float64Array(n * task.width);
  for (let i = 0; i < n; i++) s.set(Array.from(start), i * task.width);
  const returns = new Array<number>(n).fill(0);
  const a = new Float64Array(n);
  for (let t = 0; t < plans[0].length; t++) {
    for (let i = 0; i < n; i++) {
      a[i] = plans[i][t];
      returns[i] += task.reward(s, i * task.width, a[i]);
    }
    s = dynamics(s, a, n) as Float64Array<ArrayBuffer>;
    for (let i = 0; i < n; i++) task.mend(s, i * task.width);
  }
  return returns;
}

/** All steps so far, flat. */
export interface Steps {
  readonly s: number[];
  readonly a: number[];
  readonly next: number[];
}

/** A network for the change of the observation, with inputs and outputs scaled by what was seen. */
export function learnedDynamics(task: ControlTask, hidden: number, rate: number, random: Rng) {
  const { width, actions, limit } = task;
  const net: Module = sequential(
    linear(width + actions, hidden, random),
    relu(),
    linear(hidden, hidden, random),
    relu(),
    linear(hidden, width, random),
  );
  const descend = adam(net.parameters, { rate });
  const scale = { s: new Float64Array(width).fill(1), change: new Float64Array(width).fill(1) };

  const inputs = (s: ArrayLike<number>, a: ArrayLike<number>, rows: readonly number[]): Tensor => {
    const x = new Float32Array(rows.length * (width + 1));
    rows.forEach((i, row) => {
      for (let k = 0; k < width; k++) x[row * (width + 1) + k] = s[i * width + k] / scale.s[k];
      x[row * (width + 1) + width] = a[i] / limit;
    });
    return tensor(x).reshape(rows.length, width + 1);
  };

  return {
    /** Several passes over everything; returns the mean squared error, in scaled numbers. */
    fit(D: Steps, passes: number, batch: number): number {
      const rows = D.a.length;
      for (let k = 0; k < width; k++) {
        let [squares, changes] = [0, 0];
        for (let i = 0; i < rows; i++) {
          squares += D.s[i * width + k] ** 2 / rows;
          changes += (D.next[i * width + k] - D.s[i * width + k]) ** 2 / rows;
        }
        scale.s[k] = Math.sqrt(squares) + 1e-6;
        scale.change[k] = Math.sqrt(changes) + 1e-6;
      }
      let [sum, count] = [0, 0];
      for (let pass = 0; pass < passes; pass++) {
        const order = random.permutation(rows);
        for (let from = 0; from + batch <= rows; from += batch) {
          const some = Array.from(order.subarray(from, from + batch));
          const y = new Float32Array(batch * width);
          some.forEach((i, row) => {
            for (let k = 0; k < width; k++)
              y[row * width + k] = (D.next[i * width + k] - D.s[i * width + k]) / scale.change[k];
          });
          const predicted = net.forward(inputs(D.s, D.a, some));
          const loss = predicted.sub(tensor(y).reshape(batch, width)).square().mean();
          const value = descend(loss).item();
          if (pass === passes - 1) {
            sum += value;
            count++;
          }
        }
      }
      return count === 0 ? Number.NaN : sum / count;
    },
    dynamics: ((s, a, n) => {
      const rows = Array.from({ length: n }, (_, i) => i);
      const change = noGrad(() => net.forward(inputs(s, a, rows))).data;
      const next = s.slice();
      for (let i = 0; i < next.length; i++) next[i] += change[i] * scale.change[i % width];
      return next;
    }) satisfies Dynamics,
  };
}
