/**
 * The model that Dyna learns: for each state and action what happened last time. Right for deterministic worlds; in others it
 * remembers only the latest outcome. Sutton & Barto, 2nd ed., section 8.2.
 */

import { StateError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

/** Plain data from which a model goes on. */
export interface LearnedModelState {
  readonly reward: Float64Array;
  readonly next: Int32Array;
  readonly ends: Uint8Array;
  readonly seen: readonly number[];
  readonly tried: readonly (readonly number[])[];
}

export class LearnedModel {
  readonly actions: number;
  /** [S · actions + A]; next is −1 where nothing is known. */
  readonly reward: Float64Array;
  readonly next: Int32Array;
  /** 1 where the next state is terminal. */
  readonly ends: Uint8Array;
  /** States in the order in which they were first left. */
  private readonly seen: number[] = [];
  /** By state: the actions taken there, in the order in which they were first taken. */
  private readonly tried: number[][];
  /** By state: entries that the model says lead there, in rising order. */
  private readonly before: number[][];

  constructor(states: number, actions: number) {
    this.actions = actions;
    this.reward = new Float64Array(states * actions);
    this.next = new Int32Array(states * actions).fill(-1);
    this.ends = new Uint8Array(states * actions);
    this.tried = Array.from({ length: states }, () => []);
    this.before = Array.from({ length: states }, () => []);
  }

  /** Model(S, A) ← R, S′ */
  learn(S: number, A: number, R: number, next: number, ends: boolean): void {
    const at = S * this.actions + A;
    if (this.tried[S].length === 0) this.seen.push(S);
    if (this.next[at] === -1) this.tried[S].push(A);
    if (this.next[at] !== next) {
      if (this.next[at] !== -1) remove(this.before[this.next[at]], at);
      insert(this.before[next], at);
    }
    this.reward[at] = R;
    this.next[at] = next;
    this.ends[at] = ends ? 1 : 0;
  }

  /** Whether S was left before. */
  knows(S: number): boolean {
    return this.tried[S].length > 0;
  }

  /** A random state that was left before. */
  anyState(random: Rng): number {
    return this.seen[random.integer(this.seen.length)];
  }

  /** A random action that was taken in S before. */
  anyTried(S: number, random: Rng): number {
    const actions = this.tried[S];
    return actions[random.integer(actions.length)];
  }

  /** Entries S̄ · actions + Ā predicted to lead to S. */
  leadingTo(S: number): readonly number[] {
    return this.before[S];
  }

  save(): LearnedModelState {
    const { reward, next, ends, seen, tried } = this;
    return {
      reward: reward.slice(),
      next: next.slice(),
      ends: ends.slice(),
      seen: [...seen],
      tried: tried.map((list) => [...list]),
    };
  }

  restore({ reward, next, ends, seen, tried }: LearnedModelState): void {
    if (reward.length !== this.reward.length) {
      throw new StateError(
        `The saved model has ${reward.length} entries, this world needs ${this.reward.length}; it belongs to another world.`,
      );
    }
    this.reward.set(reward);
    this.next.set(next);
    this.ends.set(ends);
    this.seen.splice(0, this.seen.length, ...seen);
    tried.forEach((list, S) => {
      this.tried[S] = [...list];
    });
    for (const list of this.before) list.length = 0;
    this.next.forEach((S, at) => {
      if (S !== -1) this.before[S].push(at);
    });
  }
}

function insert(sorted: number[], x: number): void {
  const at = sorted.findIndex((y) => y > x);
  sorted.splice(at === -1 ? sorted.length : at, 0, x);
}

function remove(list: number[], x: number): void {
  list.splice(list.indexOf(x), 1);
}
