/** A world in a person's hands: one step a key, painted after each. */
import { rng } from "gradus/core";
import { worldNamed } from "gradus/env";
import { worlds } from "gradus/envs";
import { pictureOf } from "gradus/envs/draw";
import type { Frame } from "../workers/protocol.ts";
import { advance, frameOf, isAllowed, isOver, maskOf, side } from "../workers/side.ts";

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
  const keys: Readonly<Record<string, unknown>> = world.keys ?? {};
  const mask = maskOf(world);
  let you = side(world, random, "p1");
  let said = "Your move.";
  return {
    keys,
    press(key) {
      if (!Object.hasOwn(keys, key)) return false;
      const action = keys[key];
      if (isOver(world, you)) {
        you = side(world, random, "p1");
        said = "Your move.";
      } else if (!isAllowed(world, you, action, mask)) said = "That is not allowed here.";
      else {
        advance(world, you, action);
        const { step, total, outcome } = you;
        const paid = `step ${step}, reward ${rounded(outcome.reward)}, return ${rounded(total)}`;
        said = isOver(world, you) ? `Over: ${paid}. Any of the keys begins anew.` : paid;
      }
      return true;
    },
    frame: () => frameOf(picture, you, said),
  };
}

const rounded = (x: number): string => String(Math.round(x * 100) / 100).replace("-", "−");
