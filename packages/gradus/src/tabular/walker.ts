/**
 * A world with numbered states and actions, as the book's pseudocode sees it: S, A, R, S′.
 *
 *     walk.start();                        // initialise S
 *     while (!walk.over) { const A = …; walk.take(A); … walk.R, walk.next … walk.advance(); }
 *
 * A step past the time limit is `truncated`: the walk stops there, but S′ is an ordinary state whose value still counts.
 */
import { ValueError } from "../core/errors.ts";
import type { Rng, RngState } from "../core/random.ts";
import { type Discrete, describe } from "../env/space.ts";
import type { Outcome, World } from "../env/world.ts";

/** A world whose observation is the number of its state. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world
export type TabularWorld = World<any, Discrete, Discrete>;

/** Plain data from which a walk goes on. */
export interface WalkState {
  readonly world: unknown;
  readonly random: RngState;
  readonly S: number;
  readonly length: number;
  readonly steps: number;
  readonly episodes: number;
  readonly episodeReturn: number;
  readonly lastReturn: number | null;
  readonly over: boolean;
  readonly truncated: boolean;
  /** Of worlds with a mask: what is allowed in the states seen so far. */
  readonly allowed?: Uint8Array;
}

export class Walker {
  readonly world: TabularWorld;
  readonly states: number;
  readonly actions: number;
  readonly maxSteps: number;
  /** [S, A]: 1 where an action is allowed, learned on the way; undefined where all always are. */
  readonly allowed: Uint8Array | undefined;
  /** The state the step starts from. */
  S = 0;
  /** What `take` brought: reward, next state, and whether the next state is terminal. */
  R = 0;
  next = 0;
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
  private readonly shown = new Int32Array(1);

  constructor(world: World<never, never, never> | TabularWorld, random: Rng, maxSteps?: number) {
    this.world = tabular(world as TabularWorld);
    this.states = this.world.observationSpace.n;
    this.actions = this.world.actionSpace.n;
    this.maxSteps = maxSteps ?? this.world.maxSteps;
    this.allowed =
      this.world.mask === undefined ? undefined : new Uint8Array(this.states * this.actions);
    this.random = random;
    this.state = this.world.create();
  }

  /** Begins an episode; returns S. */
  start(): number {
    this.world.reset(this.state, this.random);
    this.length = 0;
    this.episodeReturn = 0;
    this.over = false;
    this.terminated = false;
    this.truncated = false;
    this.S = this.look();
    return this.S;
  }

  /** Takes A in S; sets R, next, terminated, truncated. */
  take(A: number): void {
    const { world, outcome } = this;
    world.step(this.state, A + world.actionSpace.start, this.random, outcome);
    this.R = outcome.reward;
    this.next = this.look();
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
    this.S = this.next;
  }

  save(): WalkState {
    const { S, length, steps, episodes, episodeReturn, lastReturn, over, truncated } = this;
    const mask = this.allowed === undefined ? {} : { allowed: this.allowed.slice() };
    const counts = { S, length, steps, episodes, episodeReturn, lastReturn, over, truncated };
    return { world: structuredClone(this.state), random: this.random.state(), ...counts, ...mask };
  }

  restore(saved: WalkState): void {
    const { world, random, allowed, ...rest } = saved;
    if (allowed !== undefined) this.allowed?.set(allowed);
    this.state = structuredClone(world);
    this.random.restore(random);
    Object.assign(this, rest);
  }

  private look(): number {
    this.world.observe(this.state, this.shown, 0);
    const S = this.shown[0] - this.world.observationSpace.start;
    if (this.allowed !== undefined) this.world.mask?.(this.state, this.allowed, S * this.actions);
    return S;
  }
}

/** Refuses worlds without numbered states and actions. */
export function tabular(world: TabularWorld): TabularWorld {
  const { id, observationSpace, actionSpace } = world;
  if (observationSpace.kind === "discrete" && actionSpace.kind === "discrete") return world;
  throw new ValueError(
    `${id}: a table needs numbered states and actions, but this world shows ${describe(observationSpace)} and takes ${describe(actionSpace)}. Use a world such as FrozenLake-v1, or function approximation.`,
  );
}

/**
 * Three streams from one: for the world, so that agents with equal seeds meet equal worlds; for the learning agent; and for
 * whoever asks the live policy meanwhile, so that watching a run does not change it.
 */
export function streamsOf(random: Rng): { world: Rng; agent: Rng; asked: Rng } {
  return { world: random.split(), agent: random.split(), asked: random.split() };
}
