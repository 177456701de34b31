/**
 * A walk through a world, step by step: what a walk through a table (`Walker`) and one through features (`FeatureWalker`) have in
 * common. It holds the world's state, counts steps, episodes and rewards, and knows when an episode is over.
 *
 * A step past the time limit is `truncated`: the walk stops there, but S′ is an ordinary state whose value still counts.
 */
import type { Rng, RngState } from "../core/random.ts";
import { notANumber, type Place, worldFault } from "../env/fault.ts";
import type { Numbers } from "../env/space.ts";
import type { AnyWorld, Outcome } from "../env/world.ts";

/** Plain data from which a walk goes on. */
export interface SavedWalk {
  readonly world: unknown;
  readonly random: RngState;
  readonly length: number;
  readonly steps: number;
  readonly episodes: number;
  readonly episodeReturn: number;
  readonly lastReturn: number | null;
  readonly over: boolean;
  readonly truncated: boolean;
}

export abstract class Walk<W extends AnyWorld = AnyWorld> {
  readonly world: W;
  readonly maxSteps: number;
  /** What the step brought: reward, and whether the next state is terminal or the time is up. */
  R = 0;
  terminated = false;
  truncated = false;
  /** No step can be taken until start(). */
  over = true;
  /** Of the running episode: steps and sum of rewards. */
  length = 0;
  episodeReturn = 0;
  /** Of all episodes. */
  steps = 0;
  episodes = 0;
  /** Return of the last finished episode; null before the first. */
  lastReturn: number | null = null;

  /** The world's own state; what is seen of it, the kind of walk says. */
  protected state: unknown;
  private readonly random: Rng;
  private readonly outcome: Outcome = { reward: 0, terminated: false, truncated: false };

  constructor(world: W, random: Rng, maxSteps: number = world.maxSteps) {
    this.world = world;
    this.maxSteps = maxSteps;
    this.random = random;
    this.state = world.create();
  }

  /** S ← S′. */
  abstract advance(): void;

  /** Begins an episode. */
  protected begin(): void {
    this.length = 0;
    this.episodeReturn = 0;
    try {
      this.world.reset(this.state, this.random);
    } catch (error) {
      throw worldFault(error, this.place());
    }
    this.over = false;
    this.terminated = false;
    this.truncated = false;
  }

  /** Takes an action of the world's space; sets R, terminated, truncated and the counts. */
  protected go(action: unknown): void {
    const { outcome } = this;
    this.length++;
    try {
      this.world.step(this.state, action, this.random, outcome);
      if (outcome.reward !== outcome.reward) throw notANumber(this.world.id, "the reward");
    } catch (error) {
      throw worldFault(error, this.place(action));
    }
    this.R = outcome.reward;
    this.steps++;
    this.episodeReturn += this.R;
    this.terminated = outcome.terminated;
    this.truncated =
      !outcome.terminated && (outcome.truncated === true || this.length >= this.maxSteps);
    this.over = this.terminated || this.truncated;
    if (!this.over) return;
    this.episodes++;
    this.lastReturn = this.episodeReturn;
  }

  /** Writes what the world shows now to `out`. */
  protected observe(out: Numbers): void {
    try {
      this.world.observe(this.state, out, 0);
    } catch (error) {
      throw worldFault(error, this.place());
    }
  }

  /** Where the walk is, for messages: an episode that is over has been counted. */
  protected place(action?: unknown): Place {
    const { world, episodes, over, length } = this;
    return { world: world.id, episode: over ? episodes : episodes + 1, step: length, action };
  }

  save(): SavedWalk {
    const { length, steps, episodes, episodeReturn, lastReturn, over, truncated } = this;
    const counts = { length, steps, episodes, episodeReturn, lastReturn, over, truncated };
    return { world: structuredClone(this.state), random: this.random.state(), ...counts };
  }

  restore({ world, random, ...counts }: SavedWalk): void {
    this.state = structuredClone(world);
    this.random.restore(random);
    Object.assign(this, counts);
  }
}

/** What a report says of a walk. */
export const counted = ({ steps, episodes, lastReturn }: Walk) => ({
  steps,
  episodes,
  episodeReturn: lastReturn,
});
