import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { checkRules, checkWorld } from "./check.ts";
import { type Count, counting, remembering } from "./fixtures/worlds.ts";
import { box, discrete, type Numbers } from "./space.ts";
import type { AnyWorld, Outcome, World } from "./world.ts";

const good = () => counting(20, 50);
type Counting = ReturnType<typeof counting>;

test("worlds that keep the contract pass", () => {
  expect(checkWorld(good())).toEqual([]);
  expect(checkWorld(remembering())).toEqual([]);
});

/** A world with one planted fault, the rule that it breaks, and a part of what is said about it. */
const planted: readonly (readonly [rule: string, says: string, world: AnyWorld])[] = [
  [
    "members",
    "the world has no function step, observe",
    { ...good(), step: undefined, observe: 3 } as never,
  ],
  ["members", "actionSpace is not a space", { ...good(), actionSpace: 4 } as never],
  ["members", "maxSteps is 0", { ...good(), maxSteps: 0 }],
  ["members", "id is undefined", { ...good(), id: undefined } as never],
  ["members", "title is missing", { ...good(), title: undefined } as never],
  [
    "states-are-plain-data",
    "state.go is a function",
    changed({ reset: (s, r) => Object.assign(s, { n: 0, first: r.random(), go: () => 1 }) }),
  ],
  [
    "states-are-plain-data",
    "state.when is an instance of Date",
    changed({ create: () => ({ n: 0, first: 0, when: new Date(0) }) as Count }),
  ],
  [
    "states-are-plain-data",
    "state.first is undefined",
    changed(after((s) => Object.assign(s, { first: undefined }))),
  ],
  [
    "states-are-separate",
    "two calls of create() share state",
    changed({
      create: (
        () => (s: Count) => () =>
          s
      )()({ n: 0, first: 0 }),
    }),
  ],
  ["states-are-separate", "share state.list", sharedList()],
  [
    "observations-belong-to-their-space",
    "element 0 is 2; it must lie in [0, 1]",
    { ...good(), observationSpace: box(0, 1, [2], "float64") },
  ],
  [
    "observations-belong-to-their-space",
    "element 1 is NaN",
    changed({ observe: (s, out, at) => out.set([s.n, NaN], at) }),
  ],
  [
    "observe-writes-its-row",
    "leaves number 1 of 2 unwritten",
    changed({ observe: (s, out, at) => void (out[at] = s.n) }),
  ],
  [
    "observe-writes-its-row",
    "writes outside its row (at out[at − 2])",
    changed({ observe: (s, out, at) => out.set([s.n, 0.5], at === 0 ? 0 : at - 2) }),
  ],
  [
    "observe-writes-its-row",
    "writes outside its row (at out[at + 2])",
    changed(alsoObserves((_, out, at) => void (at > 0 && (out[at + 2] = 3)))),
  ],
  ["observe-changes-nothing", "state.n is 0 and 1", changed(alsoObserves((s) => void s.n++))],
  [
    "reset-follows-its-seed",
    "no Math.random()",
    changed({ reset: (s) => Object.assign(s, { n: 0, first: other.random() }) }),
  ],
  [
    "reset-follows-its-seed",
    "reset() must overwrite every field",
    changed({ reset: (s, r) => Object.assign(s, { first: r.random() }) }),
  ],
  [
    "step-follows-state-and-stream",
    "no counters in the world",
    changed(after((_, o) => void (o.reward = other.random()))),
  ],
  ["no-hidden-state", "belongs into the state", hiddenCounter()],
  [
    "rewards-are-finite",
    "outcome.reward is undefined",
    changed({ step: (s, a, _, o) => void (o.terminated = (s.n += a) >= 20) }),
  ],
  [
    "rewards-are-finite",
    "outcome.reward is Infinity",
    changed(after((_, o) => void (o.reward = 1 / 0))),
  ],
  [
    "terminated-is-boolean",
    "outcome.terminated is 0",
    changed(after((_, o) => void (o.terminated = 0 as never))),
  ],
  ["actions-stay-untouched", "the action[0] is", changesAction()],
  [
    "extreme-actions-are-accepted",
    "the action 2 belongs to Discrete(3), but",
    changed({
      step: (s, a, r, o) => {
        if (a === 2) throw new Error("two!");
        good().step(s, a, r, o);
      },
    }),
  ],
  ["masks-fit", "it must write 0 or 1", changed({ mask: (_, out, at) => out.set([1, 2, 0], at) })],
  ["masks-fit", "no action is allowed", changed({ mask: (_, out, at) => out.fill(0, at, at + 3) })],
  [
    "masks-fit",
    "writes outside its row",
    changed({ mask: (_, out, at) => out.fill(1, at, at + 4) }),
  ],
  [
    "keys-are-actions",
    'the key "x" stands for an action outside Discrete(3)',
    { ...good(), keys: { x: 3 } },
  ],
  [
    "model-fits",
    "modelState() is 7",
    {
      ...good(),
      model: () => ({ states: 3, actions: 3, start: new Float64Array(3), transitions: [] }),
      modelState: () => 7,
    },
  ],
  ["episodes-end", "no episode ended", counting(Infinity)],
];

const other = rng(99);

/** Steps as usual, then does something to the state or the outcome. */
function after(spoil: (state: Count, outcome: Outcome) => void): Partial<Counting> {
  return {
    step: (s, a, r, o) => {
      good().step(s, a, r, o);
      spoil(s, o);
    },
  };
}

/** Observes as usual, then does something else. */
function alsoObserves(spoil: (state: Count, out: Numbers, at: number) => void): Partial<Counting> {
  return {
    observe: (s, out, at) => {
      out.set([Math.min(s.n, 20), 0.5], at);
      spoil(s, out, at);
    },
  };
}

function changed(parts: Partial<Counting>): Counting {
  return { ...good(), ...parts };
}

function sharedList(): AnyWorld {
  const list = [0];
  return changed({ create: () => ({ n: 0, first: 0, list }) as Count });
}

/** The reward depends on how often any environment was stepped since some reset. */
function hiddenCounter(): AnyWorld {
  let calls = 0;
  return changed({
    ...after((_, o) => void (o.reward = calls++)),
    reset: (s, r) => {
      calls = 0;
      good().reset(s, r);
    },
  });
}

function changesAction(): AnyWorld {
  const world: World<{ v: number }, ReturnType<typeof box>, ReturnType<typeof box>> = {
    id: "Clips-v0",
    title: "Clips the action in place.",
    observationSpace: box(-1, 1, [1]),
    actionSpace: box(-1, 1, [1]),
    maxSteps: 10,
    create: () => ({ v: 0 }),
    reset: (s) => void (s.v = 0),
    step: (s, a, _, o) => {
      a[0] = Math.min(a[0]!, 0.5);
      s.v = a[0]!;
      o.reward = 0;
      o.terminated = false;
    },
    observe: (s, out, at) => void (out[at] = s.v),
  };
  return world;
}

describe("planted faults are found", () => {
  test.each(planted)("%s: %s", (rule, says, world) => {
    const found = checkWorld(world).find((f) => f.rule === rule);
    expect(found?.message).toContain(says);
    expect(found?.severity).toBe(rule === "episodes-end" ? "warning" : "error");
  });
  test("every rule has a planted fault", () => {
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(checkRules));
  });
});

test("a world without errors in a different form: discrete observations that begin at 1", () => {
  const world: World<{ s: number }, ReturnType<typeof discrete>, ReturnType<typeof discrete>> = {
    id: "Die-v0",
    title: "Throws a die.",
    observationSpace: discrete(6, 1),
    actionSpace: discrete(1),
    maxSteps: Infinity,
    create: () => ({ s: 1 }),
    reset: (state, random) => void (state.s = 1 + random.integer(6)),
    step: (state, _, random, outcome) => {
      state.s = 1 + random.integer(6);
      outcome.reward = state.s;
      outcome.terminated = state.s === 6;
    },
    observe: ({ s }, out, at) => void (out[at] = s),
  };
  expect(checkWorld(world)).toEqual([]);
});
