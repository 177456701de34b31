/**
 * A world with numbered states and actions, as the book's pseudocode sees it: S, A, R, S′.
 *
 *     walk.start();                        // initialise S
 *     while (!walk.over) { const A = …; walk.take(A); … walk.R, walk.next … walk.advance(); }
 */
import { type GradusError, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { WorldError, worldFault } from "../env/fault.ts";
import { type Discrete, describe } from "../env/space.ts";
import type { World } from "../env/world.ts";
import { type SavedWalk, Walk } from "./walk.ts";

/** A world whose observation is the number of its state. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world
export type TabularWorld = World<any, Discrete, Discrete>;

/** Plain data from which a walk goes on. */
export interface WalkState extends SavedWalk {
  readonly S: number;
  /** Of worlds with a mask: what is allowed in the states seen so far. */
  readonly allowed?: Uint8Array;
}

export class Walker extends Walk<TabularWorld> {
  readonly states: number;
  readonly actions: number;
  /** [S, A]: 1 where an action is allowed, learned on the way; undefined where all always are. */
  readonly allowed: Uint8Array | undefined;
  /** The state the step starts from, and the one `take` led to. */
  S = 0;
  next = 0;

  private readonly shown = new Float64Array(1);

  constructor(world: World<never, never, never> | TabularWorld, random: Rng, maxSteps?: number) {
    super(tabular(world as TabularWorld), random, maxSteps);
    this.states = this.world.observationSpace.n;
    this.actions = this.world.actionSpace.n;
    this.allowed =
      this.world.mask === undefined ? undefined : new Uint8Array(this.states * this.actions);
  }

  /** Begins an episode; returns S. */
  start(): number {
    this.begin();
    this.S = this.look();
    return this.S;
  }

  /** Takes A in S; sets R, next, terminated, truncated. */
  take(A: number): void {
    this.go(A + this.world.actionSpace.start);
    this.next = this.look();
  }

  /** S ← S′. */
  advance(): void {
    this.S = this.next;
  }

  override save(): WalkState {
    const mask = this.allowed === undefined ? {} : { allowed: this.allowed.slice() };
    return { ...super.save(), S: this.S, ...mask };
  }

  override restore({ allowed, ...saved }: WalkState): void {
    if (allowed !== undefined) this.allowed?.set(allowed);
    super.restore(saved);
  }

  private look(): number {
    this.observe(this.shown);
    const S = this.shown[0] - this.world.observationSpace.start;
    if (!(S >= 0 && S < this.states)) throw this.lost(this.shown[0]);
    if (this.allowed !== undefined) this.world.mask?.(this.state, this.allowed, S * this.actions);
    return S;
  }

  /** A table has no row for it. */
  private lost(shown: number): GradusError {
    const { id, observationSpace } = this.world;
    const error = new WorldError(
      `${id}: it shows ${shown}, which is outside ${describe(observationSpace)}.`,
    );
    return worldFault(error, this.place());
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
