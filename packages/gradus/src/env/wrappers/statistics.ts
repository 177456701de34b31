/** Returns and lengths of finished episodes, over all environments of a VectorEnv. */
import { ValueError } from "../../core/errors.ts";

/** What of a VectorEnv is read after a step. */
export interface Finished {
  readonly count: number;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly finalReturns: Float64Array;
  readonly finalLengths: Int32Array;
}

export interface EpisodeStatisticsState {
  readonly episodes: number;
  readonly steps: number;
  readonly returns: readonly number[];
  readonly lengths: readonly number[];
}

/**
 *     env.step(actions);
 *     statistics.record(env);
 *     statistics.meanReturn // of the last 100 episodes; null before the first has ended
 */
export class EpisodeStatistics {
  /** How many episodes have ended. */
  episodes = 0;
  /** Environment steps, all environments together. */
  steps = 0;
  /** The last ones, oldest first. */
  returns: number[] = [];
  lengths: number[] = [];
  private readonly window: number;

  constructor(window = 100) {
    if (!(Number.isInteger(window) && window >= 1)) {
      throw new ValueError(
        `EpisodeStatistics: window is ${window}; it must be a whole number of at least 1 (episodes to average).`,
      );
    }
    this.window = window;
  }

  record({ count, terminated, truncated, finalReturns, finalLengths }: Finished): void {
    this.steps += count;
    for (let i = 0; i < count; i++) {
      if (terminated[i] === 0 && truncated[i] === 0) continue;
      this.episodes++;
      this.returns.push(finalReturns[i]);
      this.lengths.push(finalLengths[i]);
    }
    const surplus = this.returns.length - this.window;
    if (surplus <= 0) return;
    this.returns.splice(0, surplus);
    this.lengths.splice(0, surplus);
  }

  get meanReturn(): number | null {
    return mean(this.returns);
  }
  get meanLength(): number | null {
    return mean(this.lengths);
  }

  state(): EpisodeStatisticsState {
    const { episodes, steps, returns, lengths } = this;
    return { episodes, steps, returns: [...returns], lengths: [...lengths] };
  }
  restore({ episodes, steps, returns, lengths }: EpisodeStatisticsState): void {
    this.episodes = episodes;
    this.steps = steps;
    this.returns = [...returns];
    this.lengths = [...lengths];
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
