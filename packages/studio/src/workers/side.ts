/** One who acts in a world: its state, its own random numbers, and what is drawn of both. */
import type { Rng } from "gradus/core";
import type { AnyWorld, Picture, Role } from "gradus/env";
import type { Frame } from "./protocol.ts";
import { recorder } from "./watch.ts";

export interface Side {
  readonly state: unknown;
  readonly random: Rng;
  readonly outcome: { reward: number; terminated: boolean };
  readonly role: Role;
  step: number;
  total: number;
  last: unknown;
  trail: unknown[];
}

const remembered = 5; // states of the trail

/** At the start of an episode. */
export function side(world: AnyWorld, random: Rng, role: Role): Side {
  const state: unknown = world.create();
  world.reset(state, random);
  const outcome = { reward: 0, terminated: false };
  return { state, random, outcome, role, step: 0, total: 0, last: undefined, trail: [] };
}

export const isOver = (world: AnyWorld, s: Side): boolean =>
  s.outcome.terminated || s.step >= world.maxSteps;

export function advance(world: AnyWorld, s: Side, action: unknown): void {
  s.trail.push(structuredClone(s.state));
  if (s.trail.length > remembered) s.trail.shift();
  world.step(s.state, action, s.random, s.outcome);
  s.last = action;
  s.step++;
  s.total += s.outcome.reward;
}

/** Whether the rules allow this action now; `mask` is room for one entry per choice, undefined in a world without rules. */
export function isAllowed(
  world: AnyWorld,
  s: Side,
  action: unknown,
  mask: Uint8Array | undefined,
): boolean {
  if (mask === undefined || typeof action !== "number") return true;
  world.mask?.(s.state, mask, 0);
  return mask[action] === 1;
}

/** Room for the mask of a world; undefined where every action is always allowed. */
export function maskOf(world: AnyWorld): Uint8Array | undefined {
  if (world.mask === undefined) return undefined;
  return new Uint8Array(world.actionSpace.kind === "discrete" ? world.actionSpace.n : 0);
}

export function frameOf(picture: Picture, s: Side, caption: string): Frame {
  const { painter, calls } = recorder();
  const action = s.last as number | ArrayLike<number> | undefined;
  picture.paint(painter, s.state, { action, trail: s.trail, role: s.role });
  return { width: picture.width, height: picture.height, calls, caption };
}
