/** A world in a person's hands: one step a key, painted after each. */
import { rng } from "gradus/core";
import { worldNamed } from "gradus/env";
import { worlds } from "gradus/envs";
import { pictureOf } from "gradus/envs/draw";
import type { Frame } from "../workers/protocol.ts";
import { recorder } from "../workers/watch.ts";

export interface Game {
  readonly keys: Readonly<Record<string, unknown>>;
  /** One step; false where the key means nothing here. After an end, any key of the world begins anew. */
  press(key: string): boolean;
  frame(): Frame;
}

/** @throws UnknownNameError for a world that is not there */
export function played(id: string, seed = Date.now() % 1_000_000): Game {
  const world = worldNamed(worlds, id);
  const random = rng(seed);
  const picture = pictureOf(world);
  const state: unknown = world.create();
  const outcome = { reward: 0, terminated: false };
  const keys: Readonly<Record<string, unknown>> = world.keys ?? {};
  const choices = world.actionSpace.kind === "discrete" ? world.actionSpace.n : 0;
  const mask = world.mask === undefined ? undefined : new Uint8Array(choices);
  let [step, total] = [0, 0];
  let last: unknown;
  let said = "Your move.";
  let trail: unknown[] = [];
  const begin = (): void => {
    world.reset(state, random);
    [step, total] = [0, 0];
    last = undefined;
    outcome.terminated = false;
    trail = [];
    said = "Your move.";
  };
  const isOver = (): boolean => outcome.terminated || step >= world.maxSteps;
  begin();
  return {
    keys,
    press(key) {
      if (!Object.hasOwn(keys, key)) return false;
      if (isOver()) {
        begin();
        return true;
      }
      const action = keys[key];
      if (mask !== undefined && typeof action === "number") {
        world.mask?.(state, mask, 0);
        if (mask[action] === 0) {
          said = "That is not allowed here.";
          return true;
        }
      }
      trail.push(structuredClone(state));
      if (trail.length > 5) trail.shift();
      world.step(state, action, random, outcome);
      step++;
      total += outcome.reward;
      last = action;
      const paid = `step ${step}, reward ${rounded(outcome.reward)}, return ${rounded(total)}`;
      said = isOver() ? `Over: ${paid}. Any of the keys begins anew.` : paid;
      return true;
    },
    frame() {
      const { painter, calls } = recorder();
      picture.paint(painter, state, {
        action: last as number | undefined,
        trail,
        role: "p1",
      });
      return { width: picture.width, height: picture.height, calls, caption: said };
    },
  };
}

const rounded = (x: number): string => String(Math.round(x * 100) / 100).replace("-", "−");
