/**
 * Observations and rewards of a VectorEnv on a common scale, by statistics over all environments.
 *
 *     normaliser.normalise(env.observations)        while learning: looks, then scales
 *     normaliser.frozen = true                      for evaluation: scales only
 */
import { ShapeError, ValueError } from "../../core/errors.ts";
import { type MomentsState, RunningMoments } from "./moments.ts";

export interface NormaliserOptions {
  /** Added to the variance under the root. */
  readonly epsilon?: number;
  /** Results are moved into [−clip, clip]. */
  readonly clip?: number;
}

function checked({ epsilon = 1e-8, clip = 10 }: NormaliserOptions): Required<NormaliserOptions> {
  if (!(epsilon > 0))
    throw new ValueError(
      `epsilon is ${epsilon}; it must be above 0 (it keeps from dividing by 0).`,
    );
  if (!(clip > 0))
    throw new ValueError(`clip is ${clip}; it must be above 0, or Infinity for none.`);
  return { epsilon, clip };
}

/** Each number of an observation minus its mean, divided by its standard deviation. */
export class ObservationNormaliser {
  readonly moments: RunningMoments;
  /** Scale with the statistics as they are. */
  frozen = false;
  readonly options: Required<NormaliserOptions>;

  /** @param width numbers per observation */
  constructor(width: number, options: NormaliserOptions = {}) {
    this.moments = new RunningMoments(width);
    this.options = checked(options);
  }

  /** Takes the observations into the statistics, unless frozen, and scales them. */
  normalise(observations: ArrayLike<number>, out?: Float32Array): Float32Array {
    if (!this.frozen) this.moments.update(observations);
    return this.scale(observations, out);
  }

  /** Scales without looking: final observations, which are not to count twice. */
  scale(
    observations: ArrayLike<number>,
    out: Float32Array = new Float32Array(observations.length),
  ): Float32Array {
    const { mean, variance } = this.moments;
    const { epsilon, clip } = this.options;
    const width = mean.length;
    if (out.length !== observations.length || observations.length % width !== 0) {
      throw new ShapeError(
        `ObservationNormaliser: ${observations.length} numbers into ${out.length}; both must be the same number of rows of ${width}.`,
      );
    }
    for (let at = 0; at < out.length; at++) {
      const k = at % width;
      const v = (observations[at] - mean[k]) / Math.sqrt(variance[k] + epsilon);
      out[at] = Math.min(Math.max(v, -clip), clip);
    }
    return out;
  }

  state(): MomentsState {
    return this.moments.state();
  }
  restore(saved: MomentsState): void {
    this.moments.restore(saved);
  }
}

export interface RewardNormaliserState {
  readonly moments: MomentsState;
  readonly returns: Float64Array;
}

/**
 * Rewards divided by the standard deviation of the discounted sum of rewards so far; the mean stays,
 * since moving it would change which policies are good.
 *
 *     Gᵢ ← γ Gᵢ + rᵢ      r / √(var G + ε)      Gᵢ ← 0 where an episode ended
 *
 * As Stable-Baselines3's VecNormalize. (Gymnasium's NormalizeReward forgets G one step earlier where
 * an episode terminated.)
 */
export class RewardNormaliser {
  readonly moments = new RunningMoments(1);
  frozen = false;
  /** G of each environment. */
  readonly returns: Float64Array;
  private readonly gamma: number;
  private readonly options: Required<NormaliserOptions>;

  constructor(
    count: number,
    { gamma = 0.99, ...options }: NormaliserOptions & { readonly gamma?: number } = {},
  ) {
    if (!(gamma >= 0 && gamma <= 1))
      throw new ValueError(`gamma is ${gamma}; it must lie in [0, 1] (discount per step).`);
    this.returns = new Float64Array(count);
    this.gamma = gamma;
    this.options = checked(options);
  }

  /** @param step rewards and ends of one step of all environments: a VectorEnv itself will do */
  normalise(
    {
      rewards,
      terminated,
      truncated,
    }: {
      readonly rewards: ArrayLike<number>;
      readonly terminated: Uint8Array;
      readonly truncated: Uint8Array;
    },
    out: Float64Array = new Float64Array(rewards.length),
  ): Float64Array {
    const { returns, gamma, moments } = this;
    if (rewards.length !== returns.length) {
      throw new ShapeError(
        `RewardNormaliser: ${rewards.length} rewards for ${returns.length} environments.`,
      );
    }
    if (!this.frozen) {
      for (let i = 0; i < returns.length; i++) returns[i] = gamma * returns[i] + rewards[i];
      moments.update(returns);
      for (let i = 0; i < returns.length; i++)
        if (terminated[i] === 1 || truncated[i] === 1) returns[i] = 0;
    }
    const { epsilon, clip } = this.options;
    const deviation = Math.sqrt(moments.variance[0] + epsilon);
    for (let i = 0; i < out.length; i++)
      out[i] = Math.min(Math.max(rewards[i] / deviation, -clip), clip);
    return out;
  }

  state(): RewardNormaliserState {
    return { moments: this.moments.state(), returns: this.returns.slice() };
  }
  restore({ moments, returns }: RewardNormaliserState): void {
    this.moments.restore(moments);
    this.returns.set(returns);
  }
}
