/** Advantages and returns of a rollout. */
import { ShapeError } from "../../core/errors.ts";

/** Steps of `count` environments side by side, time first: entry t · count + i is step t of environment i. */
export interface Trajectory {
  readonly rewards: ArrayLike<number>;
  /** V(sₜ). */
  readonly values: ArrayLike<number>;
  /** V(s′ₜ) of the state that the step led to: 0 where the episode terminated; where a time limit cut it, of its last state. */
  readonly nextValues: ArrayLike<number>;
  /** 1 where an episode ended, terminated or cut: what follows is another one. */
  readonly ends: ArrayLike<number>;
  /** Environments side by side; 1 if absent. */
  readonly count?: number;
}

/**
 * Generalised advantage estimation.
 *
 *     δₜ = rₜ + γ V(s′ₜ) − V(sₜ)
 *     Âₜ = δₜ + γλ Âₜ₊₁
 *
 * Schulman et al. 2016, eq. 16 (arXiv:1506.02438). λ = 0 gives the one-step TD error, λ = 1 the return minus the baseline. A time
 * limit still bootstraps, through V(s′), and stops the sum there.
 *
 * @param trajectory T steps of each environment; several episodes may follow each other
 * @param gamma discount γ ∈ [0, 1]
 * @param lambda bias–variance trade-off λ ∈ [0, 1]
 * @returns advantages Â, as the trajectory is laid out, not normalised
 * @throws ShapeError if the arrays of the trajectory differ in length
 */
export function gae(
  { rewards, values, nextValues, ends, count = 1 }: Trajectory,
  gamma: number,
  lambda: number,
  out: Float32Array = new Float32Array(rewards.length),
): Float32Array {
  const n = rewards.length;
  if (values.length !== n || nextValues.length !== n || ends.length !== n || out.length !== n) {
    throw new ShapeError(
      `gae: ${n} rewards, ${values.length} values, ${nextValues.length} next values, ${ends.length} ends; they must be equally many.`,
    );
  }
  for (let i = 0; i < count; i++) {
    let advantage = 0;
    for (let t = n - count + i; t >= 0; t -= count) {
      const delta = rewards[t] + gamma * nextValues[t] - values[t];
      advantage = delta + (ends[t] === 1 ? 0 : gamma * lambda * advantage);
      out[t] = advantage;
    }
  }
  return out;
}

/**
 * How much of the returns the critic explains: 1 − Var[R − V]/Var[R]. 1 is perfect, 0 as good as a constant, below 0 worse.
 * NaN-free: 0 where all returns are equal.
 */
export function explainedVariance(values: ArrayLike<number>, returns: ArrayLike<number>): number {
  const n = returns.length;
  let [r, e] = [0, 0];
  for (let i = 0; i < n; i++) {
    r += returns[i] / n;
    e += (returns[i] - values[i]) / n;
  }
  let [varR, varE] = [0, 0];
  for (let i = 0; i < n; i++) {
    varR += (returns[i] - r) ** 2;
    varE += (returns[i] - values[i] - e) ** 2;
  }
  return varR > 0 ? 1 - varE / varR : 0;
}

/**
 * R(τ), the return of its whole episode, for every step.
 *
 * @param rewards of episodes that follow each other
 * @param ends 1 at the last step of each
 * @returns Σₖ γᵏ rₖ over the episode, the same number at each of its steps
 */
export function episodeReturns(
  rewards: ArrayLike<number>,
  ends: ArrayLike<number>,
  gamma: number,
): Float32Array {
  const R = rewardsToGo(rewards, ends, gamma); // at the first step it is the return of the episode
  for (let t = 1; t < R.length; t++) if (ends[t - 1] === 0) R[t] = R[t - 1];
  return R;
}

/**
 * R̂ₜ = rₜ + γ R̂ₜ₊₁, the return from each step to the end of its episode: what came before an action is not its doing.
 *
 * @param rewards of episodes that follow each other
 * @param ends 1 at the last step of each
 */
export function rewardsToGo(
  rewards: ArrayLike<number>,
  ends: ArrayLike<number>,
  gamma: number,
): Float32Array {
  const R = new Float32Array(rewards.length);
  let following = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    following = rewards[t] + (ends[t] === 1 ? 0 : gamma * following);
    R[t] = following;
  }
  return R;
}
