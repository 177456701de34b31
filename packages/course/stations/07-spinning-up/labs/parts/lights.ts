/**
 * A row of lights to be set to a pattern: the world of hindsight replay, with a table in the place of the network.
 *
 *     action i switches light i;  reward 1 where all are as wanted, else 0
 *
 * Andrychowicz et al. 2017, section 3.1 (arXiv:1707.01495), whose rewards are 0 and −1; with 1 and 0 a table of zeros does not expect
 * anything of what it has not tried. Q is kept for each set of wrong lights, 2ⁿ · n numbers: what is learned about one goal helps
 * with the others. That is enough for the best policy. What is missing is a reward.
 */
import type { Rng } from "gradus/core";

/** One step with what it was to reach, and what it did reach. */
export interface GoalStep {
  readonly state: readonly number[];
  readonly action: number;
  readonly next: readonly number[];
  readonly goal: readonly number[];
  readonly reward: number;
  readonly terminated: boolean;
}

export type LightsParts = {
  /** Which step's outcome becomes the goal of step t: any from t to the last, evenly, from a number u in [0, 1). */
  readonly laterStep: (t: number, length: number, u: number) => number;
  /** Step t of an episode, as if what was reached at step `later` ≥ t had been the goal. */
  readonly relabel: (
    episode: readonly GoalStep[],
    t: number,
    later: number,
    rewardOf: (reached: readonly number[], goal: readonly number[]) => number,
  ) => GoalStep;
};

export const reward = (reached: readonly number[], goal: readonly number[]): number =>
  reached.every((x, i) => x === goal[i]) ? 1 : 0;

export const lightsParts: LightsParts = {
  laterStep: (t, length, u) => t + Math.floor(u * (length - t)),
  relabel(episode, t, later, rewardOf) {
    const goal = episode[later].next;
    const r = rewardOf(episode[t].next, goal);
    return { ...episode[t], goal, reward: r, terminated: r === 1 };
  },
};

export interface LightsOptions {
  readonly lights: number;
  readonly episodes: number;
  readonly gamma: number;
  readonly epsilon: number;
  readonly alpha: number;
  /** Copies of each step with a goal that was reached later; 0 for none. */
  readonly hindsight: number;
}

export interface LightsReport {
  readonly episodes: number;
  /** Share of 100 random goals that are reached without exploration. */
  readonly success: number;
  /** The mean, over all goals one light away, of what Q says about switching it; and the same for two lights, and so on. */
  readonly values: readonly number[];
}

/** Which lights are not as wanted, as a number of n bits. */
const wrong = (state: readonly number[], goal: readonly number[]): number =>
  state.reduce((sum, x, i) => sum * 2 + (x === goal[i] ? 0 : 1), 0);

const bits = (x: number): number => {
  let count = 0;
  for (let left = x; left > 0; left >>= 1) count += left & 1;
  return count;
};

/** Learns for ever; a report every hundredth of the episodes. */
export function* lights(
  options: LightsOptions,
  random: Rng,
  parts: LightsParts,
): Generator<LightsReport> {
  const { lights: n, gamma, alpha, hindsight } = options;
  const Q = Array.from({ length: 1 << n }, () => new Float64Array(n));
  const pattern = (): number[] => Array.from({ length: n }, () => random.integer(2));
  const greedy = (state: readonly number[], goal: readonly number[]): number => {
    const all = Q[wrong(state, goal)];
    const top = all.reduce((a, b) => Math.max(a, b));
    const equal = Array.from(all.keys()).filter((a) => all[a] === top);
    return equal[random.integer(equal.length)];
  };
  const switched = (state: readonly number[], a: number): number[] =>
    state.map((x, i) => (i === a ? 1 - x : x));

  function learn({ state, action, next, goal, reward: r, terminated }: GoalStep): void {
    const row = Q[wrong(state, goal)];
    const future = terminated ? 0 : gamma * Q[wrong(next, goal)].reduce((a, b) => Math.max(a, b));
    row[action] += alpha * (r + future - row[action]);
  }

  function episode(epsilon: number): GoalStep[] {
    const [steps, goal]: [GoalStep[], number[]] = [[], pattern()];
    let state = pattern();
    while (wrong(state, goal) === 0) state = pattern();
    for (let t = 0; t < n; t++) {
      const action = random.random() < epsilon ? random.integer(n) : greedy(state, goal);
      const next = switched(state, action);
      const r = reward(next, goal);
      steps.push({ state, action, next, goal, reward: r, terminated: r === 1 });
      if (r === 1) break;
      state = next;
    }
    return steps;
  }

  for (let k = 1; ; k++) {
    const steps = episode(options.epsilon);
    steps.forEach((step, t) => {
      learn(step);
      for (let copy = 0; copy < hindsight; copy++)
        learn(parts.relabel(steps, t, parts.laterStep(t, steps.length, random.random()), reward));
    });
    if (k % Math.max(1, Math.floor(options.episodes / 100)) !== 0) continue;
    const reached = Array.from({ length: 100 }, () => episode(0)).filter(
      (e) => e.at(-1)?.terminated,
    );
    const best = Q.map((row) => row.reduce((a, b) => Math.max(a, b)));
    const values = Array.from({ length: n }, (_, d) => {
      const those = best.filter((_v, x) => bits(x) === d + 1);
      return those.reduce((sum, v) => sum + v, 0) / those.length;
    });
    yield { episodes: k, success: reached.length / 100, values };
  }
}
