/** You against the policy: the same world twice, from the same start, a step of both at a time. */
import type { Live } from "@gradus/course";
import { rng } from "gradus/core";
import { type AnyWorld, flatArray, type Numbers, type Picture } from "gradus/env";
import { pictureOf } from "gradus/envs/draw";
import type { Recording } from "./cloning.ts";
import type { DuelView, Frame } from "./protocol.ts";
import { advance, frameOf, isAllowed, isOver, maskOf, type Side, side } from "./side.ts";

export interface Duel {
  /** The key that is held down; undefined for none. */
  hold(key: string | undefined): void;
  /** Steps a second; 0 in worlds that wait for a key. */
  pace(perSecond: number): void;
  stop(): void;
}

const quiet = 33; // ms between two pictures
const late = 4; // steps that are made up for when a step came too late

/**
 * @param rival the policy; without one that acts you are alone
 * @param written takes down what you do
 */
export function duel(
  world: AnyWorld,
  rival: Pick<Live, "act" | "begin"> | undefined,
  seed: number,
  show: (view: DuelView) => void,
  written?: Pick<Recording, "before" | "after">,
): Duel {
  const picture = pictureOf(world);
  const act = rival?.act;
  rival?.begin?.();
  const [you, policy] = [side(world, rng(seed), "p2"), side(world, rng(seed), "p1")];
  const observation = flatArray(world.observationSpace);
  const mask = maskOf(world);
  const keys: Readonly<Record<string, unknown>> = world.keys ?? {};
  let held: string | undefined;
  let rate = 0;
  let begun = false;
  let due = 0;
  let told = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isDone = (): boolean => isOver(world, you) && (act === undefined || isOver(world, policy));
  const both = (): void => {
    const action = held === undefined ? resting(keys, you.step) : keys[held];
    if (!isOver(world, you) && isAllowed(world, you, action, mask)) {
      written?.before(you, action);
      advance(world, you, action);
      written?.after(you);
    }
    if (act === undefined || isOver(world, policy)) return;
    world.observe(policy.state, observation, 0);
    if (mask !== undefined) world.mask?.(policy.state, mask, 0);
    advance(world, policy, act(observation as Numbers, mask));
  };
  const tell = (): void =>
    show({
      you: drawn(picture, you),
      ...(act === undefined ? {} : { policy: drawn(picture, policy) }),
      returns: act === undefined ? [you.total] : [you.total, policy.total],
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
      if (rate === 0 && !isOver(world, you)) {
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

/** Without a key: what does nothing, where there is such an action; else the two pushes by turns. */
function resting(keys: Readonly<Record<string, unknown>>, step: number): unknown {
  if (Object.hasOwn(keys, "ArrowDown") && Object.hasOwn(keys, "ArrowLeft"))
    return keys["ArrowDown"];
  const actions = Object.values(keys);
  return actions[step % actions.length];
}

const drawn = (picture: Picture, s: Side): Frame =>
  frameOf(
    picture,
    s,
    `step ${s.step}, return ${String(Math.round(s.total * 10) / 10).replace("-", "−")}`,
  );
