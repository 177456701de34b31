/**
 * Does a world keep the contract? A table of rules, each with what goes wrong where it is broken.
 *
 *     for (const { rule, message } of checkWorld(myWorld())) console.log(`${rule}: ${message}`);
 *
 * The rules are tried on a few hundred steps with random actions; what they cannot see in those they
 * cannot find.
 */
import { type Rng, rng } from "../core/random.ts";
import { difference, notPlain, sharedPart } from "./plain.ts";
import {
  complaint,
  describe,
  flatArray,
  flatBounds,
  flatSize,
  type Numbers,
  readFlat,
  type Space,
  sample,
  sampleMasked,
} from "./space.ts";
import type { AnyWorld, Outcome } from "./world.ts";

export interface Finding {
  readonly rule: string;
  /** What happens, where, and what to do. */
  readonly message: string;
  /** An error breaks algorithms or reproducibility; a warning may be meant. */
  readonly severity: "error" | "warning";
}

interface Rule {
  readonly rule: string;
  readonly severity?: "warning";
  /** What is wrong, or undefined. */
  readonly find: (world: AnyWorld) => string | undefined;
}

const STEPS = 300;
const SEED = 1;

/** What a world breaks of its contract; an empty list if nothing was found. */
export function checkWorld(world: AnyWorld): Finding[] {
  const broken = members.find(world);
  if (broken !== undefined) return [{ rule: members.rule, message: broken, severity: "error" }];
  return rules.flatMap(({ rule, severity, find }): Finding[] => {
    const message = guarded(() => find(world));
    return message === undefined ? [] : [{ rule, message, severity: severity ?? "error" }];
  });
}

function guarded(find: () => string | undefined): string | undefined {
  try {
    return find();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return `the world threw an error in the middle of an episode: ${text}`;
  }
}

// ── playing ─────────────────────────────────────────────────────────────────────────────────────

interface Moment {
  readonly state: unknown;
  /** Undefined right after a reset. */
  readonly action?: unknown;
  /** What the last step said; may be anything if the world is broken. */
  readonly outcome: { readonly reward: unknown; readonly terminated: unknown };
  readonly when: string;
}

/** Random play over several episodes; stops at every state. The outcome is blank before each step. */
function* play(world: AnyWorld, seed = SEED, steps = STEPS, limit = 100): Generator<Moment> {
  const [random, chance] = [rng([seed, 0]), rng([seed, 1])];
  const state: unknown = world.create();
  const blank = (): { reward: unknown; terminated: unknown } => ({
    reward: undefined,
    terminated: undefined,
  });
  world.reset(state, random);
  yield { state, outcome: blank(), when: "after reset" };
  for (let t = 1, length = 0; t <= steps; t++) {
    const action = allowedAction(world, state, chance);
    const outcome = blank();
    world.step(state, action, random, outcome as Outcome);
    yield { state, action, outcome, when: `after step ${t}` };
    if (outcome.terminated !== true && ++length < Math.min(world.maxSteps, limit)) continue;
    length = 0;
    world.reset(state, random);
    yield { state, outcome: blank(), when: `after the reset that followed step ${t}` };
  }
}

function allowedAction(world: AnyWorld, state: unknown, chance: Rng): unknown {
  const space: Space = world.actionSpace;
  if (world.mask === undefined || space.kind !== "discrete") return sample(space, chance);
  const mask = new Uint8Array(space.n);
  world.mask(state, mask, 0);
  return sampleMasked(space, mask, chance);
}

function observation(world: AnyWorld, state: unknown): Numbers {
  const out = flatArray(world.observationSpace);
  world.observe(state, out, 0);
  return out;
}

/** The first thing that is wrong at a moment of random play. */
function during(
  world: AnyWorld,
  wrong: (moment: Moment) => string | undefined,
): string | undefined {
  for (const moment of play(world)) {
    const found = wrong(moment);
    if (found !== undefined) return `${moment.when}: ${found}`;
  }
  return undefined;
}

// ── the rules ───────────────────────────────────────────────────────────────────────────────────

const functions = ["create", "reset", "step", "observe"] as const;
const kinds = ["discrete", "box", "multiDiscrete", "multiBinary", "tuple", "dict"];

/** Comes first: without these nothing else can be tried. */
const members: Rule = {
  rule: "members",
  find: (world) => {
    const missing = functions.filter((name) => typeof world[name] !== "function");
    if (missing.length > 0) return `the world has no function ${missing.join(", ")}.`;
    for (const name of ["observationSpace", "actionSpace"] as const) {
      if (kinds.includes(world[name]?.kind)) continue;
      return `${name} is not a space; make one with discrete(n), box(low, high, shape) …`;
    }
    if (typeof world.id !== "string" || world.id === "")
      return `id is ${String(world.id)}; give it a name such as "Mine-v0".`;
    if (typeof world.title !== "string")
      return "title is missing; say in one line what the world is.";
    if (world.maxSteps >= 1) return undefined;
    return `maxSteps is ${String(world.maxSteps)}; it must be at least 1, or Infinity for no time limit.`;
  },
};

const rules: readonly Rule[] = [
  {
    rule: "states-are-plain-data",
    find: (world) =>
      during(world, ({ state }) => {
        const fault = notPlain(state, "state");
        return (
          fault &&
          `${fault}; a state may hold only numbers, texts, booleans, lists, records and typed arrays, so that it can be copied, saved and sent. Keep functions and objects in the world.`
        );
      }),
  },
  {
    rule: "states-are-separate",
    find: (world) => {
      const [a, b] = [world.create(), world.create()];
      if (typeof a !== "object" || a === null)
        return `create() returned ${String(a)}; it must return a new object.`;
      const part = sharedPart(a, b, "state");
      return (
        part &&
        `two calls of create() share ${part}; make a new one in each call, or environments change each other.`
      );
    },
  },
  {
    rule: "observations-belong-to-their-space",
    find: (world) =>
      during(world, ({ state }) => {
        const fault = complaint(
          world.observationSpace,
          readFlat(world.observationSpace, observation(world, state)),
        );
        return (
          fault &&
          `the observation is outside ${describe(world.observationSpace)}: ${fault}. Widen observationSpace, or mend observe().`
        );
      }),
  },
  {
    rule: "observe-writes-its-row",
    find: (world) => during(world, ({ state }) => rowFault(world, state)),
  },
  {
    rule: "observe-changes-nothing",
    find: (world) =>
      during(world, ({ state }) => {
        const before = structuredClone(state);
        const first = observation(world, state);
        const fault =
          difference(before, state, "state") ??
          difference(first, observation(world, state), "the observation");
        return (
          fault &&
          `${fault} before and after observe(); observing must not change or count anything.`
        );
      }),
  },
  {
    rule: "reset-follows-its-seed",
    find: (world) => {
      const [fresh, used] = [world.create(), lastState(world)];
      world.reset(fresh, rng(SEED));
      const other = world.create();
      world.reset(other, rng(SEED));
      const fault = difference(fresh, other, "state");
      if (fault)
        return `two resets from one seed differ: ${fault}. Draw only from the stream that is passed in; no Math.random(), no clock.`;
      world.reset(used, rng(SEED));
      const left = difference(fresh, used, "state");
      return (
        left &&
        `a reset of a used state differs from that of a new one: ${left}. reset() must overwrite every field.`
      );
    },
  },
  { rule: "step-follows-state-and-stream", find: stepFault },
  { rule: "no-hidden-state", find: hiddenState },
  {
    rule: "rewards-are-finite",
    find: (world) =>
      during(world, ({ action, outcome: { reward } }) =>
        action === undefined || Number.isFinite(reward)
          ? undefined
          : `outcome.reward is ${String(reward)}; step() must write a finite number to it every time.`,
      ),
  },
  {
    rule: "terminated-is-boolean",
    find: (world) =>
      during(world, ({ action, outcome: { terminated } }) =>
        action === undefined || typeof terminated === "boolean"
          ? undefined
          : `outcome.terminated is ${String(terminated)}; step() must write true or false to it every time.`,
      ),
  },
  { rule: "actions-stay-untouched", find: changedAction },
  { rule: "extreme-actions-are-accepted", find: extremeFault },
  {
    rule: "masks-fit",
    find: (world) =>
      world.mask === undefined ? undefined : during(world, (m) => maskFault(world, m)),
  },
  {
    rule: "keys-are-actions",
    find: (world) => {
      for (const [key, action] of Object.entries(world.keys ?? {})) {
        const fault = complaint(world.actionSpace, action);
        if (fault)
          return `the key "${key}" stands for an action outside ${describe(world.actionSpace)}: ${fault}.`;
      }
      return undefined;
    },
  },
  {
    rule: "model-fits",
    find: (world) => {
      if (world.model === undefined || world.modelState === undefined) return undefined;
      const { states } = world.model();
      return during(world, ({ state }) => {
        const s: number = world.modelState?.(state) ?? -1;
        return Number.isInteger(s) && s >= 0 && s < states
          ? undefined
          : `modelState() is ${s}; the model has states 0 to ${states - 1}.`;
      });
    },
  },
  {
    rule: "episodes-end",
    severity: "warning",
    find: (world) => {
      if (world.maxSteps < Infinity) return undefined;
      for (const { outcome } of play(world, SEED, 10 * STEPS, Infinity))
        if (outcome.terminated === true) return undefined;
      return `no episode ended in ${10 * STEPS} random steps and maxSteps is Infinity; give maxSteps, or an agent may wander for ever.`;
    },
  },
];

/** The names of all rules, in the order in which they are tried. */
export const checkRules: readonly string[] = [members, ...rules].map(({ rule }) => rule);

/** Surrounds a row with two different paddings: what stays padding was not written, what changes around it was. */
function rowFault(world: AnyWorld, state: unknown): string | undefined {
  const n = flatSize(world.observationSpace);
  const padded = [113, 57].map((padding) => {
    const out = flatArray(world.observationSpace, 3).fill(padding);
    world.observe(state, out, n);
    return out;
  });
  for (let i = 0; i < 3 * n; i++) {
    const isKept = padded[0][i] === 113 && padded[1][i] === 57;
    const isRow = i >= n && i < 2 * n;
    if (isRow && isKept)
      return `observe() leaves number ${i - n} of ${n} unwritten; it must write all of out[at] … out[at + ${n - 1}].`;
    if (!isRow && !isKept)
      return `observe() writes outside its row (at out[at ${i < n ? "−" : "+"} ${i < n ? n - i : i - n}]); it may write only ${n} numbers from out[at].`;
  }
  return undefined;
}

/** A state in the middle of random play. */
function lastState(world: AnyWorld): unknown {
  let last: unknown;
  for (const { state } of play(world, SEED + 1, 20)) last = state;
  return last;
}

function stepFault(world: AnyWorld): string | undefined {
  if (world.cannotCopy === true) return undefined;
  const chance = rng(SEED);
  return during(world, ({ state, outcome: { terminated } }) => {
    if (terminated === true) return undefined;
    const action = allowedAction(world, state, chance);
    const [a, b] = [once(world, state, action), once(world, state, action)];
    const fault = difference(a, b, "the result");
    return (
      fault &&
      `two steps from one state, with one action and one stream, differ: ${fault}. A step may depend on nothing else; no Math.random(), no clock, no counters in the world.`
    );
  });
}

/** A step of a copy. */
function once(world: AnyWorld, state: unknown, action: unknown) {
  const copy = structuredClone(state);
  const outcome: Outcome = { reward: 0, terminated: false };
  world.step(copy, structuredClone(action), rng(SEED), outcome);
  return { state: copy, ...outcome };
}

/** Two runs, alone and in turns, must be the same runs. */
function hiddenState(world: AnyWorld): string | undefined {
  const seen = (moment: Moment) => ({
    observation: observation(world, moment.state),
    ...moment.outcome,
  });
  const alone = [SEED, SEED + 1].map((seed) => Array.from(play(world, seed, 60), seen));
  const turns = [play(world, SEED, 60), play(world, SEED + 1, 60)];
  const length = Math.max(...alone.map((run) => run.length));
  for (let t = 0; t < length; t++) {
    for (const [k, run] of turns.entries()) {
      const next = run.next();
      if (next.done) continue;
      const fault = difference(alone[k][t], seen(next.value), "what is seen");
      if (fault)
        return `two environments of this world disturb each other (${next.value.when}: ${fault}). Everything that changes belongs into the state, not into variables of the world.`;
    }
  }
  return undefined;
}

function changedAction(world: AnyWorld): string | undefined {
  const [random, chance] = [rng(SEED), rng(SEED)];
  const state = world.create();
  world.reset(state, random);
  for (let t = 0; t < 50; t++) {
    const action = allowedAction(world, state, chance);
    const before = structuredClone(action);
    const outcome: Outcome = { reward: 0, terminated: false };
    world.step(state, action, random, outcome);
    const fault = difference(before, action, "the action");
    if (fault)
      return `${fault} before and after step(); agents keep their actions, copy them before changing them.`;
    if (outcome.terminated) world.reset(state, random);
  }
  return undefined;
}

function extremeFault(world: AnyWorld): string | undefined {
  for (const action of extremes(world.actionSpace)) {
    const state = world.create();
    const random = rng(SEED);
    world.reset(state, random);
    if (isMasked(world, state, action)) continue;
    const outcome: Outcome = { reward: 0, terminated: false };
    const fault = guarded(() => {
      world.step(state, action, random, outcome);
      return undefined;
    });
    const shown =
      typeof action === "number"
        ? String(action)
        : JSON.stringify(Array.from(action as ArrayLike<number>));
    if (fault) return `the action ${shown} belongs to ${describe(world.actionSpace)}, but ${fault}`;
    const numbers = [outcome.reward, ...observation(world, state)];
    if (numbers.some(Number.isNaN))
      return `the action ${shown}, which belongs to ${describe(world.actionSpace)}, makes a NaN.`;
  }
  return undefined;
}

/** The least and the greatest action; for few discrete ones, all. */
function extremes(space: Space): unknown[] {
  if (space.kind === "discrete")
    return Array.from({ length: Math.min(space.n, 100) }, (_, i) => space.start + i);
  const { low, high } = flatBounds(space);
  const finite = (b: Float64Array) => b.map((v) => Math.min(Math.max(v, -1e6), 1e6));
  return [low, high].map((bound) => {
    const flat = flatArray(space);
    flat.set(finite(bound));
    return readFlat(space, flat);
  });
}

function isMasked(world: AnyWorld, state: unknown, action: unknown): boolean {
  const space: Space = world.actionSpace;
  if (world.mask === undefined || space.kind !== "discrete") return false;
  const mask = new Uint8Array(space.n);
  world.mask(state, mask, 0);
  return mask[(action as number) - space.start] === 0;
}

function maskFault(world: AnyWorld, { state, outcome }: Moment): string | undefined {
  const space: Space = world.actionSpace;
  if (space.kind !== "discrete")
    return `there is a mask, but actions are ${describe(space)}; masks are for discrete actions.`;
  const out = new Uint8Array(3 * space.n).fill(7);
  world.mask?.(state, out, space.n);
  const row = out.subarray(space.n, 2 * space.n);
  if (row.some((v) => v !== 0 && v !== 1))
    return `mask() wrote ${row.join(" ")}; it must write 0 or 1 for each of ${space.n} actions.`;
  if (out.some((v, i) => v !== 7 && (i < space.n || i >= 2 * space.n)))
    return `mask() writes outside its row of ${space.n}.`;
  if (outcome.terminated !== true && row.every((v) => v === 0))
    return "no action is allowed, but the episode goes on; end it, or allow one.";
  return undefined;
}
