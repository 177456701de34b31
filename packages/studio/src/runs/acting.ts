/** A policy file at work: loaded by the library, watched as in a lab. */
import { makeWorld } from "gradus/envs";
import { type Role, readFlat } from "gradus/env";
import { loadPolicy } from "gradus/run";
import type { Frame } from "../workers/protocol.ts";
import { watcher } from "../workers/watch.ts";

/** @returns what ends it */
export function acting(
  bytes: Uint8Array,
  id: string,
  role: Role,
  show: (frame: Frame) => void,
): () => void {
  const policy = loadPolicy(bytes);
  const world = makeWorld(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const watch = watcher(show, calm ? 1 : 30, role);
  watch.see({
    world,
    act: (observation, mask) =>
      policy.act(readFlat(world.observationSpace, observation) as never, mask === undefined ? {} : { mask }),
  });
  return () => watch.stop();
}
