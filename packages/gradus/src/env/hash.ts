/** A fingerprint of a long run of a world, to compare engines: the same bits in Node and in browsers. */
import { rng } from "../core/random.ts";
import { flatArray, readFlat, sampleInto, sampleMasked } from "./space.ts";
import type { AnyWorld } from "./world.ts";

/**
 * FNV-1a over every observation, reward and end of `steps` steps with random (allowed) actions, autoreset and
 * the world's time limit. World and actions draw from streams of their own.
 *
 * @returns eight hexadecimal digits
 */
export function worldHash(world: AnyWorld, steps: number, seed = 0): string {
  const [random, chance] = [rng([seed, 0]), rng([seed, 1])];
  const state = world.create();
  const outcome = { reward: 0, terminated: false };
  const observation = flatArray(world.observationSpace);
  const action = flatArray(world.actionSpace);
  const mask = new Uint8Array(world.actionSpace.kind === "discrete" ? world.actionSpace.n : 0);
  const numbers = new Float64Array(observation.length + 2);
  const words = new Uint32Array(numbers.buffer);
  let hash = 0x811c9dc5;
  let length = 0;
  const look = (reward: number, end: number): void => {
    world.observe(state, observation, 0);
    numbers.set(observation);
    numbers[observation.length] = reward;
    numbers[observation.length + 1] = end;
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193);
  };
  world.reset(state, random);
  look(0, 0);
  for (let t = 0; t < steps; t++) {
    if (world.mask === undefined) sampleInto(world.actionSpace, chance, action, 0);
    else {
      world.mask(state, mask, 0);
      action[0] = sampleMasked(world.actionSpace, mask, chance);
    }
    world.step(state, readFlat(world.actionSpace, action), random, outcome);
    const isTruncated = ++length >= world.maxSteps;
    look(outcome.reward, (outcome.terminated ? 1 : 0) + (isTruncated ? 2 : 0));
    if (!outcome.terminated && !isTruncated) continue;
    world.reset(state, random);
    length = 0;
    look(0, 0);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
