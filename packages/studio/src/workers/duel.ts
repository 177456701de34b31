/** You against the policy: the same world twice, from the same start, a step of both at a time. */
import type { Live } from "@gradus/course";
import { type Rng, rng } from "gradus/core";
import { type AnyWorld, flatArray, type Numbers, type Picture, type Role } from "gradus/env";
import { pictureOf } from "gradus/envs/draw";
import type { DuelView, Frame } from "./protocol.ts";
import { recorder } from "./watch.ts";

export interface Duel {
  /** The key that is held down; undefined for none. */
  hold(key: string | undefined): void;
  /** Steps a second; 0 in worlds that wait for a key. */
  pace(perSecond: number): void;
  stop(): void;
}

interface Side {
  readonly state: unknown;
  readonly random: Rng;
  readonly outcome: { reward: number; terminated: boolean };
  readonly role: Role;
  step: number;
  total: number;
  last: unknown;
  trail: unknown[];
}

const quiet = 33; // ms between two pictures
const late = 4; // steps that are made up for when a step came too late

/** @param rival how the policy acts; without one you are alone */
export function duel(
  world: AnyWorld,
  rival: Live["act"],
  seed: number,
  show: (view: DuelView) => void,
): Duel {
  const picture = pictureOf(world);
  const [you, policy] = [side(world, seed, "p2"), side(world, seed, "p1")];
  const observation = flatArray(world.observationSpace);
  const choices = world.actionSpace.kind === "discrete" ? world.actionSpace.n : 0;
  const mask = world.mask === undefined ? undefined : new Uint8Array(choices);
  const keys: Readonly<Record<string, unknown>> = world.keys ?? {};
  let held: string | undefined;
  let rate = 0;
  let begun = false;
  let due = 0;
  let told = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isOver = (s: Side): boolean => s.outcome.terminated || s.step >= world.maxSteps;
  const isDone = (): boolean => isOver(you) && (rival === undefined || isOver(policy));
  const allowed = (action: unknown): boolean => {
    if (mask === undefined || typeof action !== "number") return true;
    world.mask?.(you.state, mask, 0);
    return mask[action] === 1;
  };
  const both = (): void => {
    const action = held === undefined ? resting(keys, you.step) : keys[held];
    if (!isOver(you) && allowed(action)) advance(world, you, action);
    if (rival === undefined || isOver(policy)) return;
    world.observe(policy.state, observation, 0);
    if (mask !== undefined) world.mask?.(policy.state, mask, 0);
    advance(world, policy, rival(observation as Numbers, mask));
  };
  const tell = (): void =>
    show({
      you: frameOf(picture, you),
      ...(rival === undefined ? {} : { policy: frameOf(picture, policy) }),
      returns: rival === undefined ? [you.total] : [you.total, policy.total],
      isOver: isDone(),
    });
  const tick = (): void => {
    timer = undefined;
    if (rate === 0 || !begun || isDone()) return;
    const now = performance.now();
    for (let n = 0; due <= now && n < late && !isDone(); n++, due += 1000 / rate) both();
    if (due < now) due = now;
    if (isDone() || now - told >= quiet) {
      told = now;
      tell();
    }
    if (!isDone()) timer = setTimeout(tick, Math.max(0, due - performance.now()));
  };
  tell();
  return {
    hold(key) {
      held = key !== undefined && Object.hasOwn(keys, key) ? key : undefined;
      if (held === undefined) return;
      if (rate === 0 && !isOver(you)) {
        both();
        tell();
      } else if (!begun) {
        due = performance.now();
        begun = true;
        tick();
      }
    },
    pace(perSecond) {
      rate = perSecond;
      if (timer === undefined && begun) tick();
    },
    stop() {
      rate = 0;
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}

function side(world: AnyWorld, seed: number, role: Role): Side {
  const [state, random]: [unknown, Rng] = [world.create(), rng(seed)];
  world.reset(state, random);
  const outcome = { reward: 0, terminated: false };
  return { state, random, outcome, role, step: 0, total: 0, last: undefined, trail: [] };
}

/** Without a key: what does nothing, where there is such an action; else the two pushes by turns. */
function resting(keys: Readonly<Record<string, unknown>>, step: number): unknown {
  if (Object.hasOwn(keys, "ArrowDown") && Object.hasOwn(keys, "ArrowLeft"))
    return keys["ArrowDown"];
  const actions = Object.values(keys);
  return actions[step % actions.length];
}

function advance(world: AnyWorld, s: Side, action: unknown): void {
  s.trail.push(structuredClone(s.state));
  if (s.trail.length > 5) s.trail.shift();
  world.step(s.state, action, s.random, s.outcome);
  s.last = action;
  s.step++;
  s.total += s.outcome.reward;
}

function frameOf(picture: Picture, s: Side): Frame {
  const { painter, calls } = recorder();
  const action = s.last as number | ArrayLike<number> | undefined;
  picture.paint(painter, s.state, { action, trail: s.trail, role: s.role });
  const total = String(Math.round(s.total * 10) / 10).replace("-", "−");
  return {
    width: picture.width,
    height: picture.height,
    calls,
    caption: `step ${s.step}, return ${total}`,
  };
}
