/** Gymnasium's own trajectories are the source: tools/fixtures/gymnasium_worlds.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { Env } from "../../env/env.ts";
import { sample } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import {
  fields,
  type Layout,
  type Packed,
  type Recorded,
  testParity,
  unpack,
} from "../testing/gymnasium.ts";
import { worlds as table } from "../worlds.ts";
import type { Hand } from "./blackjack.ts";
import { randomLake } from "./lakeMap.ts";

interface ToyText extends Recorded {
  readonly masks?: Packed;
  readonly texts?: readonly string[];
  readonly model?: {
    readonly rows: number;
    readonly probability: Packed | number;
    readonly next: Packed;
    readonly reward: Packed;
    readonly terminated: Packed;
  };
}
interface Fixture {
  readonly worlds: readonly ToyText[];
  readonly randomMaps: readonly { seed: number; size: number; frozen: number; rows: string[] }[];
}
const file = new URL("./gymnasium.fixture.json", import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(file, "utf8"));

/** Gymnasium's names of options, and ours. */
const ours: Record<string, (value: never) => object> = {
  is_slippery: (isSlippery: boolean) => ({ isSlippery }),
  success_rate: (successRate: number) => ({ successRate }),
  reward_schedule: ([goalReward, holeReward, frozenReward]: number[]) => ({
    goalReward,
    holeReward,
    frozenReward,
  }),
  desc: (map: string[]) => ({ map }),
  is_rainy: (isRainy: boolean) => ({ isRainy }),
  fickle_passenger: (ficklePassenger: boolean) => ({ ficklePassenger }),
  fickle_probability: (fickleProbability: number) => ({ fickleProbability }),
  sab: (sab: boolean) => ({ sab }),
  natural: (natural: boolean) => ({ natural }),
};

const hand = ([sum, cards, hasAce]: number[]): Hand => ({
  sum: sum!,
  cards: cards!,
  hasAce: hasAce === 1,
});
const numbers = (h: Hand): number[] => [h.sum, h.cards, h.hasAce ? 1 : 0];
const layouts: Record<string, Layout> = {
  Blackjack: {
    write: (state, n) => {
      const v = Array.from(n);
      Object.assign(state, {
        player: hand(v.slice(0, 3)),
        dealer: hand(v.slice(3, 6)),
        open: v[6],
      });
    },
    read: ({ player, dealer, open }) => [
      ...numbers(player as Hand),
      ...numbers(dealer as Hand),
      open as number,
    ],
  },
  Taxi: {
    write: (state, n) => Object.assign(state, { state: n[0], isFickle: n[1] === 1 }),
    read: ({ state, isFickle }) => [state as number, isFickle === true ? 1 : 0],
  },
};

describe.each(fixture.worlds.map((w) => [w.id, JSON.stringify(w.options), w] as const))(
  "%s %s",
  (id, _, recorded) => {
    const options = Object.entries(recorded.options).map(([k, v]) => ours[k]!(v as never));
    const world: AnyWorld = table[id as keyof typeof table].create(Object.assign({}, ...options));
    testParity(world, recorded, layouts[id.split("-")[0]!] ?? fields("state"), 0);

    const { model, masks, texts } = recorded;
    if (model !== undefined && !("fickle_passenger" in recorded.options)) {
      test("the model equals Gymnasium's P, entry by entry", () => {
        const { transitions } = world.model!();
        const all = transitions.flat(2);
        expect(all).toHaveLength(model.rows);
        expect(all.map((m) => m.next)).toEqual([...unpack(model.next)]);
        expect(all.map((m) => m.reward)).toEqual([...unpack(model.reward)]);
        expect(all.map((m) => (m.terminated ? 1 : 0))).toEqual([...unpack(model.terminated)]);
        const { probability } = model;
        const isOne = typeof probability === "number";
        const p = isOne ? all.map(() => probability) : [...unpack(probability)];
        expect(all.map((m) => m.probability)).toEqual(p);
      });
    }
    if (masks !== undefined) {
      test("info holds Gymnasium's action mask, and mask() writes it", () => {
        const expected = unpack(masks);
        const env = new Env(world);
        const random = rng(recorded.seed);
        let { info } = env.reset({ seed: recorded.seed });
        const written = new Uint8Array(8);
        for (let t = 0; t < 200; t++) {
          const row = [...expected.subarray(6 * t, 6 * t + 6)];
          expect([...(info["actionMask"] as Uint8Array)], `step ${t}`).toEqual(row);
          world.mask!(env.state, written, 2);
          expect([...written]).toEqual([0, 0, ...row]);
          const step = env.step(sample(world.actionSpace, random) as never);
          ({ info } = step);
          if (step.terminated || step.truncated) ({ info } = env.reset());
        }
      });
    }
    if (texts !== undefined) {
      test("its text is Gymnasium's ANSI rendering", () => {
        const env = new Env(world);
        const random = rng(recorded.seed);
        env.reset({ seed: recorded.seed });
        const seen = [world.text!(env.state)];
        for (let t = 0; t < 30; t++) {
          const { terminated, truncated } = env.step(sample(world.actionSpace, random) as never);
          seen.push(world.text!(env.state));
          if (!terminated && !truncated) continue;
          env.reset();
          seen.push(world.text!(env.state));
        }
        expect(seen).toEqual(texts);
      });
    }
  },
);

test.each(fixture.randomMaps)(
  "randomLake($size, $frozen, rng($seed)) is Gymnasium's generate_random_map",
  ({ seed, size, frozen, rows }) => expect(randomLake(size, frozen, rng(seed))).toEqual(rows),
);
