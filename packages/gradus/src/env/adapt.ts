/**
 * Environments written as Gymnasium's are, as objects with `reset` and `step`, made into worlds: what agents, the command line and
 * the checker take.
 *
 * A world is pure state; an object keeps its own. With `getState` and `setState` (plain data, its random numbers included) the two
 * are the same, and a resumed run equals one that never stopped. Without them every state belongs to an object of its own, and a
 * copy of a state, as a checkpoint holds it, cannot go on: its first step cuts the episode, and a new one begins.
 */
import { ValueError } from "../core/errors.ts";
import { complaint, describe, flatArray, readFlat, type Space, writeFlat } from "./space.ts";
import type { AnyWorld } from "./world.ts";

/** Gymnasium's manners, in camelCase. */
export interface EnvLike {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** The class's name if absent. */
  readonly id?: string;
  readonly title?: string;
  /** Steps after which an episode is truncated; Infinity if absent. */
  readonly maxSteps?: number;
  /** Starts an episode; all that is random follows from the seed. */
  reset(options: { seed: number }): { readonly observation: unknown };
  step(action: never): {
    readonly observation: unknown;
    readonly reward: number;
    readonly terminated: boolean;
    readonly truncated?: boolean;
  };
  /** Everything that the rest of an episode depends on, as plain data that `structuredClone` copies. */
  getState?(): unknown;
  setState?(state: never): void;
}

/** A class, a function that makes an object, or an object with `getState` and `setState`. */
export type EnvSource = EnvLike | (new () => EnvLike) | (() => EnvLike);

interface Adapted {
  /** The last observation in flat form. */
  readonly seen: Float64Array;
  /** What `getState` said; null where there is none. */
  saved: unknown;
}

/**
 * A world from an environment; a world stays as it is.
 *
 * @throws ValueError for what is neither, and for an object without `getState` and `setState`, of which there can be only one
 *
 * @example
 * ```ts
 * import { box, discrete, worldOf } from "gradus/env";
 *
 * class Counter {
 *   observationSpace = box(0, 9, [1]);
 *   actionSpace = discrete(2);
 *   count = 0;
 *   reset() {
 *     this.count = 0;
 *     return { observation: [0] };
 *   }
 *   step(action: number) {
 *     this.count += action;
 *     return { observation: [this.count], reward: action, terminated: this.count === 9 };
 *   }
 * }
 * console.log(worldOf(Counter).id);
 * ```
 * ```text output
 * Counter
 * ```
 */
export function worldOf(given: AnyWorld | EnvSource): AnyWorld {
  if (isWorld(given)) return given;
  const make = maker(given);
  const first = make();
  const { observationSpace, actionSpace, maxSteps = Infinity } = first;
  const id = first.id ?? first.constructor.name;
  const keeps = canCopy(first);
  const owners = new WeakMap<Adapted, EnvLike>();
  /** The object of a state; undefined for a copy that has none. */
  const ownerOf = (state: Adapted): EnvLike | undefined => {
    if (!keeps) return owners.get(state);
    first.setState?.(state.saved as never);
    return first;
  };
  const see = (state: Adapted, observation: unknown, when: string): void => {
    writeFlat(observationSpace, observation, state.seen);
    const wrong = complaint(observationSpace, readFlat(observationSpace, state.seen));
    if (wrong === undefined) return;
    throw new ValueError(
      `${id}: ${when} gave an observation outside ${describe(observationSpace)}: ${wrong}.`,
    );
  };
  return {
    id,
    title: first.title ?? id,
    observationSpace,
    actionSpace,
    maxSteps,
    ...(keeps ? {} : { cannotCopy: true }),
    create: (): Adapted => ({
      seen: new Float64Array(flatArray(observationSpace).length),
      saved: null,
    }),
    reset(state: Adapted, random) {
      const env = keeps ? first : (owners.get(state) ?? make());
      if (!keeps) owners.set(state, env);
      see(state, env.reset({ seed: random.integer(2 ** 31) }).observation, "reset()");
      if (keeps) state.saved = structuredClone(first.getState?.());
    },
    step(state: Adapted, action: never, _random, outcome) {
      const env = ownerOf(state);
      if (env === undefined) {
        Object.assign(outcome, { reward: 0, terminated: false, truncated: true });
        return;
      }
      const { observation, reward, terminated, truncated = false } = env.step(action);
      see(state, observation, "step()");
      if (keeps) state.saved = structuredClone(first.getState?.());
      outcome.reward = reward;
      outcome.terminated = terminated;
      outcome.truncated = truncated && !terminated;
    },
    observe({ seen }: Adapted, out, at) {
      out.set(seen, at);
    },
  };
}

const isWorld = (given: AnyWorld | EnvSource): given is AnyWorld =>
  typeof given === "object" && "create" in given && "observe" in given;

const canCopy = ({ getState, setState }: EnvLike): boolean =>
  getState !== undefined && setState !== undefined;

function maker(given: EnvSource): () => EnvLike {
  if (typeof given === "function") {
    const isClass = typeof (given.prototype as EnvLike | undefined)?.step === "function";
    const make = isClass ? () => new (given as new () => EnvLike)() : (given as () => EnvLike);
    check(make());
    return make;
  }
  check(given);
  if (canCopy(given)) return () => given;
  throw new ValueError(
    `worldOf: an environment of which there is one object needs getState() and setState(); give its class, or a function that makes it.`,
  );
}

function check(env: unknown): void {
  const members = ["observationSpace", "actionSpace", "reset", "step"];
  const has = typeof env === "object" && env !== null ? (env as Record<string, unknown>) : {};
  const missing = members.find((name) => has[name] === undefined);
  if (missing === undefined) return;
  throw new ValueError(
    `worldOf: an environment has ${members.join(", ")}; this one has no ${missing}.`,
  );
}
