/** Play it yourself, then clone yourself: what you did is written down, and a policy is fitted to it. */
import type { Live } from "@gradus/course";
import { rng } from "gradus/core";
import { returnsOf, TransitionRecorder, type Transitions, writeTransitions } from "gradus/data";
import { type AnyWorld, flatArray, type Numbers, writeFlat } from "gradus/env";
import { bc } from "gradus/imitation";
import { type Actor, evaluate, summarised } from "gradus/run";
import { maskOf, type Side } from "./side.ts";
import { zipped } from "./zip.ts";

/** What there is of you. */
export interface Recorded {
  readonly episodes: number;
  readonly steps: number;
  /** Mean return of your episodes. */
  readonly mean: number;
}

/** How your clone does on its own. */
export interface Cloned extends Recorded {
  readonly updates: number;
  /** Share of your steps in which it would have done something else. */
  readonly mistakes: number;
  /** Mean return of its episodes. */
  readonly clone: number;
}

export interface Recording {
  /** Before and after a step of yours. */
  before(you: Side, action: unknown): void;
  after(you: Side): void;
  /** The episode is given up. */
  cut(): void;
  /** undefined before an episode has ended. */
  recorded(): Recorded | undefined;
  clone(seed: number): { readonly live: Live; readonly cloned: Cloned };
  /** The data set as a folder in a ZIP archive. */
  archive(): Uint8Array;
}

const updates = 2000;
const trials = 10;
/** Of the archive; also the name that messages call it. */
export const folderOf = ({ id }: AnyWorld): string => `my-${id}`.replace(/[^\w.-]+/g, "-");

export function recording(world: AnyWorld): Recording {
  const recorder = new TransitionRecorder(world);
  const [observation, nextObservation] = [
    flatArray(world.observationSpace),
    flatArray(world.observationSpace),
  ];
  const action = flatArray(world.actionSpace);
  const [mask, nextMask] = [maskOf(world), maskOf(world)];
  const data = (): Transitions => {
    recorder.cut();
    return recorder.done({ world: {}, policy: { person: true }, seed: null });
  };
  const summary = (): Recorded | undefined => {
    if (recorder.episodes === 0) return undefined;
    const returns = returnsOf(data());
    const mean = returns.reduce((sum, g) => sum + g, 0) / returns.length;
    return { episodes: returns.length, steps: recorder.length, mean };
  };
  return {
    before(you, done) {
      world.observe(you.state, observation, 0);
      writeFlat(world.actionSpace, done, action);
      if (mask !== undefined) world.mask?.(you.state, mask, 0);
    },
    after({ state, outcome, step }) {
      world.observe(state, nextObservation, 0);
      if (nextMask !== undefined) world.mask?.(state, nextMask, 0);
      const { reward, terminated } = outcome;
      const truncated = !terminated && step >= world.maxSteps;
      const ends = { terminated, truncated };
      recorder.add({ ...ends, observation, action, reward, nextObservation, mask, nextMask });
    },
    cut: () => recorder.cut(),
    recorded: summary,
    clone(seed) {
      const yours = data();
      for (const { steps, agent, mistakes } of bc(world, {}, rng(seed), yours)) {
        if (steps < updates) continue;
        const best = { deterministic: true };
        const first = (seen: Numbers, allowed?: Uint8Array) =>
          agent.act(seen, { ...best, mask: allowed });
        const act: Actor = (seen, allowed) =>
          world.actionSpace.kind === "discrete" ? first(seen, allowed)[0] : first(seen, allowed);
        const chances = { episodes: trials, seed: 1_000_000 };
        const { meanReturn } = summarised([...evaluate(act, world, chances)]);
        const mine = summary() as Recorded;
        const cloned = { ...mine, updates: steps, mistakes, clone: meanReturn };
        return { live: { world, act }, cloned };
      }
      throw new Error("internal: a clone ended before it was trained.");
    },
    archive() {
      const folder = folderOf(world);
      const files = [...writeTransitions(data())];
      return zipped(new Map(files.map(([name, bytes]) => [`${folder}/${name}`, bytes])));
    },
  };
}
