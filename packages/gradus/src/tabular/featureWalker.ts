/**
 * A world as function approximation sees it: x(S), A, R, x(S′). The twin of `Walker` for worlds whose states are numbers on a
 * scale, not entries of a table.
 *
 *     walk.start();
 *     while (!walk.over) { walk.take(A); … walk.x, walk.R, walk.nextX … walk.advance(); }
 *
 * A step past the time limit is `truncated`: the walk stops there, but S′ is an ordinary state whose value still counts.
 */
import { ValueError } from "../core/errors.ts";
import type { Rng, RngState } from "../core/random.ts";
import { type Box, type Discrete, describe, flatSize } from "../env/space.ts";
import type { Outcome, World } from "../env/world.ts";
import type { Features, FeatureVector } from "./features.ts";
import { featuresFor } from "./tileCoding.ts";

/** A world with numbered actions that shows a number or a Box of numbers. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world
export type FeatureWorld = World<any, Box | Discrete, Discrete>;

/** Plain data from which a walk goes on. */
export interface FeatureWalkState {
  readonly world: unknown;
  readonly random: RngState;
  readonly length: number;
  readonly steps: number;
  readonly episodes: number;
  readonly episodeReturn: number;
  readonly lastReturn: number | null;
  readonly over: boolean;
}

export class FeatureWalker {
  readonly world: FeatureWorld;
  readonly features: Features;
  readonly actions: number;
  readonly maxSteps: number;
  /** x(S) of the state the step starts from, and x(S′) of the one `take` led to. */
  x: FeatureVector;
  nextX: FeatureVector;
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

  private readonly random: Rng;
  private state: unknown;
  private readonly outcome: Outcome = { reward: 0, terminated: false };
  private readonly shown: Float64Array;

  /** @param features how to see the world; a table or tiles if not given */
  constructor(
    world: World<never, never, never> | FeatureWorld,
    random: Rng,
    features?: Features,
    maxSteps?: number,
  ) {
    this.world = withNumberedActions(world as FeatureWorld);
    this.features = features ?? featuresFor(this.world.observationSpace);
    this.actions = this.world.actionSpace.n;
    this.maxSteps = maxSteps ?? this.world.maxSteps;
    this.random = random;
    this.state = this.world.create();
    this.shown = new Float64Array(flatSize(this.world.observationSpace));
    this.x = this.nextX = new Int32Array(0);
  }

  /** Begins an episode; returns x(S). */
  start(): FeatureVector {
    this.world.reset(this.state, this.random);
    this.length = 0;
    this.episodeReturn = 0;
    this.over = false;
    this.terminated = false;
    this.truncated = false;
    this.x = this.nextX = this.look();
    return this.x;
  }

  /** Takes A in S; sets R, nextX, terminated, truncated. */
  take(A: number): void {
    const { world, outcome } = this;
    world.step(this.state, A + world.actionSpace.start, this.random, outcome);
    this.R = outcome.reward;
    this.nextX = this.look();
    this.length++;
    this.steps++;
    this.episodeReturn += this.R;
    this.terminated = outcome.terminated;
    this.truncated = !outcome.terminated && this.length >= this.maxSteps;
    this.over = this.terminated || this.truncated;
    if (!this.over) return;
    this.episodes++;
    this.lastReturn = this.episodeReturn;
  }

  /** S ← S′. */
  advance(): void {
    this.x = this.nextX;
  }

  /** The observation of the current state, as the features see it. A copy. */
  observation(): Float64Array {
    return this.shown.slice();
  }

  save(): FeatureWalkState {
    const { length, steps, episodes, episodeReturn, lastReturn, over } = this;
    const counts = { length, steps, episodes, episodeReturn, lastReturn, over };
    return { world: structuredClone(this.state), random: this.random.state(), ...counts };
  }

  restore(saved: FeatureWalkState): void {
    const { world, random, ...counts } = saved;
    this.state = structuredClone(world);
    this.random.restore(random);
    Object.assign(this, counts);
    if (this.steps > 0) this.x = this.nextX = this.look();
  }

  private look(): FeatureVector {
    const { observationSpace } = this.world;
    this.world.observe(this.state, this.shown, 0);
    if (observationSpace.kind === "discrete") this.shown[0] -= observationSpace.start;
    return this.features(this.shown);
  }
}

function withNumberedActions(world: FeatureWorld): FeatureWorld {
  if (world.actionSpace.kind === "discrete") return world;
  throw new ValueError(
    `${world.id}: this algorithm chooses among numbered actions, but the world takes ${describe(world.actionSpace)}.`,
  );
}
