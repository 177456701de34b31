/**
 * A world as function approximation sees it: x(S), A, R, x(S′). The twin of `Walker` for worlds whose states are numbers on a
 * scale, not entries of a table.
 *
 *     walk.start();
 *     while (!walk.over) { walk.take(A); … walk.x, walk.R, walk.nextX … walk.advance(); }
 */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { type Box, clipped, type Discrete, describe, flatSize, type Space } from "../env/space.ts";
import type { World } from "../env/world.ts";
import type { Features, FeatureVector } from "./features.ts";
import { featuresFor } from "./tileCoding.ts";
import { type SavedWalk, Walk } from "./walk.ts";

/** A world with numbered actions that shows a number or a Box of numbers. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world
export type FeatureWorld = World<any, Box | Discrete, Discrete>;
/** A world whose actions are numbered, or numbers on a scale. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world
export type PolicyWorld = World<any, Box | Discrete, any>;

/** A = number: actions are numbered from 0. A = Float64Array: they are the numbers of a Box, and are clipped to its bounds. */
export class FeatureWalker<A extends number | Float64Array = number> extends Walk<PolicyWorld> {
  readonly features: Features;
  readonly actions: number;
  /** x(S) of the state the step starts from, and x(S′) of the one `take` led to. */
  x: FeatureVector;
  nextX: FeatureVector;
  /** Of worlds with a mask: 1 where an action is allowed in S, and in S′. A new array each step; undefined where all always are. */
  allowed: Uint8Array | undefined;
  nextAllowed: Uint8Array | undefined;

  private readonly shown: Float64Array;

  /**
   * @param features how to see the world; a table or tiles if not given
   * @param kinds of actions that the algorithm can choose among
   * @throws ValueError where the world takes others
   */
  constructor(
    world: World<never, never, never> | PolicyWorld,
    random: Rng,
    features?: Features,
    maxSteps?: number,
    kinds: readonly Space["kind"][] = ["discrete"],
  ) {
    super(withActions(world as PolicyWorld, kinds), random, maxSteps);
    this.features = features ?? featuresFor(this.world.observationSpace);
    this.actions = this.world.actionSpace.n ?? 0;
    this.shown = new Float64Array(flatSize(this.world.observationSpace));
    this.x = this.nextX = new Int32Array(0);
  }

  /** Begins an episode; returns x(S). */
  start(): FeatureVector {
    this.begin();
    this.x = this.nextX = this.look();
    this.allowed = this.nextAllowed;
    return this.x;
  }

  /** Takes A in S; sets R, nextX, terminated, truncated. */
  take(A: A): void {
    const { actionSpace } = this.world;
    this.go(typeof A === "number" ? A + actionSpace.start : clipped(actionSpace, A));
    this.nextX = this.look();
  }

  /** S ← S′. */
  advance(): void {
    this.x = this.nextX;
    this.allowed = this.nextAllowed;
  }

  /** The observation of the current state, as the features see it. A copy. */
  observation(): Float64Array {
    return this.shown.slice();
  }

  override restore(saved: SavedWalk): void {
    super.restore(saved);
    if (this.steps > 0) this.x = this.nextX = this.look();
    this.allowed = this.nextAllowed;
  }

  private look(): FeatureVector {
    const { observationSpace, mask } = this.world;
    if (mask !== undefined) {
      this.nextAllowed = new Uint8Array(this.actions);
      mask.call(this.world, this.state, this.nextAllowed, 0);
    }
    this.observe(this.shown);
    if (observationSpace.kind === "discrete") this.shown[0] -= observationSpace.start;
    return this.features(this.shown);
  }
}

function withActions(world: PolicyWorld, kinds: readonly Space["kind"][]): PolicyWorld {
  if (kinds.includes(world.actionSpace.kind)) return world;
  const wanted = kinds.length === 1 ? "numbered actions" : "numbered actions or numbers on a scale";
  throw new ValueError(
    `${world.id}: this algorithm chooses among ${wanted}, but the world takes ${describe(world.actionSpace)}.`,
  );
}

export type PolicyWalker = FeatureWalker<number | Float64Array>;

/** A walk for the methods that learn a policy: they choose among numbered actions as well as numbers on a scale. */
export const policyWalker = (world: PolicyWorld, random: Rng, features?: Features): PolicyWalker =>
  new FeatureWalker(world, random, features, undefined, ["discrete", "box"]);
