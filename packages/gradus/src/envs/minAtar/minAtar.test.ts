/**
 * The MinAtar package's own games are the source: tools/fixtures/minatar_games.py. Where a game draws random numbers, all outcomes are
 * tried; some sequence of them must give every frame, reward and ending that was recorded, bit for bit.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { flatArray } from "../../env/space.ts";
import { pictureOf } from "../draw/index.ts";
import { makeWorld } from "../make.ts";
import { asterix } from "./asterix.ts";
import { breakout } from "./breakout.ts";
import type { MinAtarWorld, Playing } from "./common.ts";
import { freewayGuide } from "./fixtures/freewayGuide.ts";
import {
  type Draw,
  type Explained,
  explain,
  type Guide,
  type Recording,
  readRecording,
  type StoredRecording,
} from "./fixtures/recordings.ts";
import { freeway } from "./freeway.ts";
import { seaquest } from "./seaquest.ts";
import { spaceInvaders } from "./spaceInvaders.ts";

interface Game {
  readonly make: (recording: Recording) => MinAtarWorld<Playing>;
  readonly guide?: Guide;
}
const all = { actions: "all" } as const;
const games: Readonly<Record<string, Game>> = {
  asterix: { make: ({ sticky, ramping }) => asterix({ ...all, sticky, ramping }) },
  breakout: { make: ({ sticky }) => breakout({ ...all, sticky }) },
  freeway: { make: ({ sticky }) => freeway({ ...all, sticky }), guide: freewayGuide },
  seaquest: { make: ({ sticky, ramping }) => seaquest({ ...all, sticky, ramping }) },
  spaceInvaders: { make: ({ sticky, ramping }) => spaceInvaders({ ...all, sticky, ramping }) },
};

const load = (game: string): Recording[] => {
  const file = readFileSync(new URL(`${game}.fixture.json`, import.meta.url), "utf8");
  const { recordings } = JSON.parse(file) as { readonly recordings: readonly StoredRecording[] };
  return recordings.map((r) => readRecording(r, gunzipSync(Buffer.from(r.frames, "base64"))));
};

function explained(game: string, recording: Recording): Explained {
  const { make, guide } = games[game];
  return explain(make(recording), recording, guide);
}

/** All recordings of a game, and what explains them; worked out once, for several tests. */
const known = new Map<string, { recording: Recording; found: Explained }[]>();
function allOf(game: string): readonly { recording: Recording; found: Explained }[] {
  let all = known.get(game);
  if (all === undefined) {
    all = load(game).map((recording) => ({ recording, found: explained(game, recording) }));
    known.set(game, all);
  }
  return all;
}

/** Steps whose draws are known for certain, of all recordings of a game without sticky actions, or with them. */
function knownDraws(game: string, isSticky: boolean): (readonly Draw[])[] {
  return allOf(game)
    .filter(({ recording }) => recording.sticky > 0 === isSticky)
    .flatMap(({ found }) => found.draws);
}

/** k of n outcomes with the probability p: within 4 standard errors, 4 √(p (1 − p) n). A right p fails once in 16 000 times. */
function expectShare(outcomes: readonly boolean[], p: number, least: number): void {
  const n = outcomes.length;
  expect(n).toBeGreaterThanOrEqual(least);
  const k = outcomes.filter((yes) => yes).length;
  expect(Math.abs(k - p * n)).toBeLessThanOrEqual(4 * Math.sqrt(p * (1 - p) * n));
}

describe.each(Object.keys(games))("%s", (game) => {
  test("every recorded frame, reward and ending follows from the rules", {
    timeout: 300_000,
  }, () => {
    let frames = 0;
    for (const { recording, found } of allOf(game)) {
      expect(found.fault).toBeUndefined();
      expect(found.frames).toBe(recording.frames.length);
      frames += found.frames;
    }
    expect(frames).toBeGreaterThanOrEqual(7000);
  });

  test("one wrong bit, reward or ending is found where it is", () => {
    const [recording] = load(game);
    const [at, step] = [700, 900];
    const short = { ...recording, actions: recording.actions.slice(0, 1000) };
    const frames = recording.frames.map((f) => f.slice());
    frames[at][7] ^= 1;
    expect(explained(game, { ...short, frames }).fault).toContain(`frame ${at}`);
    const rewards = recording.rewards.map((r, t) => (t === step ? r + 1 : r));
    expect(explained(game, { ...short, rewards }).fault).toContain(`step ${step} `);
    const ends = new Set([...recording.ends, step]);
    expect(explained(game, { ...short, ends }).fault).toContain(`step ${step} `);
  });
});

test.each(["asterix", "seaquest", "spaceInvaders"])(
  "%s: a game that became faster is not explained by rules without ramping",
  (game) => {
    const [recording] = load(game);
    expect(explained(game, { ...recording, ramping: false }).fault).toBeDefined();
  },
);

describe("what was drawn in the recorded games agrees with the chances of the rules", () => {
  const timeout = { timeout: 300_000 };
  /** Whether draw number i of each step came out as `value`. */
  const came = (steps: readonly (readonly Draw[])[], i: number, value: number): boolean[] =>
    steps.map((draws) => draws[i].value === value);

  test(
    "Breakout: the ball begins on either side; one action in ten is the one before",
    timeout,
    () => {
      expectShare(came(knownDraws("breakout", false), 0, 1), 1 / 2, 150);
      expectShare(came(knownDraws("breakout", true), 0, 0), 0.1, 200); // where it made a difference
    },
  );

  test("Asterix: either side, gold in one of three, every empty row alike", timeout, () => {
    const steps = knownDraws("asterix", false).filter(({ length }) => length === 3);
    expectShare(came(steps, 0, 1), 1 / 2, 500);
    expectShare(came(steps, 1, 0), 1 / 3, 500);
    const amongFour = steps.filter(([, , row]) => row.of === 4);
    for (let row = 0; row < 4; row++) expectShare(came(amongFour, 2, row), 1 / 4, 100);
  });

  test("Freeway: five speeds and two directions alike", timeout, () => {
    const draws = knownDraws("freeway", false).flat();
    const speeds = draws.filter(({ of }) => of === 5).map((d) => [d]);
    for (let speed = 0; speed < 5; speed++) expectShare(came(speeds, 0, speed), 1 / 5, 400);
    const ways = draws.filter(({ of }) => of === 2).map((d) => [d]);
    expectShare(came(ways, 0, 1), 1 / 2, 400);
  });

  test(
    "Seaquest: submarines in one of three, all from either side; divers in all rows",
    timeout,
    () => {
      const steps = knownDraws("seaquest", false);
      const enemies = steps.filter(({ length }) => length === 3);
      expectShare(came(enemies, 0, 1), 1 / 2, 200);
      expectShare(came(enemies, 1, 0), 1 / 3, 200);
      const divers = steps.filter(({ length }) => length === 2);
      for (let row = 0; row < 8; row++) expectShare(came(divers, 0, row), 1 / 8, 90);
      expectShare(came(divers, 1, 1), 1 / 2, 90);
    },
  );
});

test("Breakout by hand: from the left the ball comes down to column 5; it is lost, or sent on by a paddle below it", () => {
  const world = breakout({ sticky: 0 });
  const played = (moves: readonly number[]) => {
    const state = world.create();
    let seed = 0;
    do world.reset(state, rng(seed++));
    while (state.column !== 0);
    const outcome = { reward: 0, terminated: false };
    const cells = moves.map((move) => {
      world.step(state, move, rng(1), outcome);
      return [state.row, state.column];
    });
    return { cells, terminated: outcome.terminated };
  };
  const down = [
    [4, 1],
    [5, 2],
    [6, 3],
    [7, 4],
    [8, 5],
  ];
  expect(played([0, 0, 0, 0, 0, 0])).toEqual({ cells: [...down, [9, 6]], terminated: true });
  const [right, stay] = [2, 0];
  expect(played([right, stay, stay, stay, stay, stay, stay])).toEqual({
    cells: [...down, [8, 6], [7, 7]],
    terminated: false,
  });
  // two cells to the right, where the ball was heading for: back where it came from
  expect(played([right, right, stay, stay, stay, stay, stay]).cells).toEqual([
    ...down,
    [8, 6],
    [7, 5],
  ]);
});

test("Seaquest: coming up with six divers leaves the count at −1, so that the next one does not count", () => {
  const world = seaquest({ sticky: 0 });
  const state = world.create();
  world.reset(state, rng(1));
  Object.assign(state, { row: 1, saved: 6, oxygen: 150, isUp: false });
  const outcome = { reward: 0, terminated: false };
  world.step(state, 2, rng(1), outcome);
  expect(outcome).toEqual({ reward: 7, terminated: false }); // 150 of 200 are 7 whole cells of ten
  expect(state.saved).toBe(-1);
});

test("actions: minimal has those that do something, all has six; sticky 1 never does what is asked", () => {
  const sizes = Object.fromEntries(
    ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"].map((name) => {
      const id = `MinAtar/${name}-v1`;
      const n = (options: Readonly<Record<string, unknown>>) =>
        makeWorld(id, options).actionSpace as { readonly n: number };
      return [name, [n({}).n, n({ actions: "all" }).n]];
    }),
  );
  expect(sizes).toEqual({
    Asterix: [5, 6],
    Breakout: [3, 6],
    Freeway: [3, 6],
    Seaquest: [6, 6],
    SpaceInvaders: [4, 6],
  });
  const stuck = breakout({ sticky: 1 });
  const state = stuck.create();
  stuck.reset(state, rng(1));
  stuck.step(state, 1, rng(2), { reward: 0, terminated: false });
  expect(state.paddle).toBe(4);
});

test("a board is bytes of 0 and 1, [10, 10, planes], and its text has ten rows", () => {
  for (const [game, { make }] of Object.entries(games)) {
    const world = make({ sticky: 0, ramping: true } as Recording);
    const bits = flatArray(world.observationSpace);
    expect(bits).toBeInstanceOf(Uint8Array);
    expect(bits.length % 100, game).toBe(0);
    const state = world.create();
    world.reset(state, rng(1));
    expect(world.text?.(state).trimEnd().split("\n")).toHaveLength(10);
    expect(pictureOf(world).width).toBe(360);
  }
});
