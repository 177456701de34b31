import type { Live } from "@gradus/course";
import { type AnyWorld, box, discrete } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { expect, test } from "vitest";
import { duel } from "./duel.ts";
import type { DuelView } from "./protocol.ts";

/** A corridor of five places; the reward of a step is the place where it ends. */
function corridor(): AnyWorld {
  return {
    id: "Corridor",
    title: "",
    observationSpace: box(0, 5, [1]),
    actionSpace: discrete(2),
    maxSteps: 4,
    create: () => ({ at: 0 }),
    reset: (s: { at: number }, random) => {
      s.at = random.integer(3);
    },
    step: (s: { at: number }, a: number, _, outcome) => {
      s.at += a === 1 ? 1 : -1;
      outcome.reward = s.at;
      outcome.terminated = false;
    },
    observe: (s: { at: number }, out, at) => {
      out[at] = s.at;
    },
    keys: { ArrowLeft: 0, ArrowRight: 1 },
    picture: { width: 10, height: 10, paint: () => {} },
  };
}

function played(rival: Live["act"], keys: readonly string[]): DuelView {
  let last: DuelView | undefined;
  const game = duel(corridor(), rival && { act: rival }, 5, (view) => {
    last = view;
  });
  for (const key of keys) {
    game.hold(key);
    game.hold(undefined);
  }
  return last as DuelView;
}

test("the same keys as the policy earn the same from the same start, a key a step", () => {
  const right = ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"];
  const { returns, isOver } = played(() => 1, right);
  expect(returns[0]).toBe(returns[1]);
  expect(isOver).toBe(true);
});

test("another way earns less, by 2 + 4 + 6 + 8", () => {
  const { returns } = played(() => 1, ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"]);
  expect(returns[1] - returns[0]).toBe(2 + 4 + 6 + 8);
});

test("keys that the world does not know are no steps; alone one plays to the end, too", () => {
  expect(played(undefined, ["x", "Enter"]).you.caption).toBe("step 0, return 0");
  const alone = played(undefined, ["ArrowLeft", "ArrowRight", "x", "ArrowLeft", "ArrowRight"]);
  expect(alone.isOver).toBe(true);
  expect(alone.policy).toBeUndefined();
});

test("with a clock the world moves by itself once a key was pressed, and not before", async () => {
  const views: DuelView[] = [];
  const game = duel(makeWorld("CartPole-v0"), { act: () => 0 }, 1, (view) => views.push(view));
  game.pace(1000);
  expect(views).toHaveLength(1);
  game.hold("ArrowLeft");
  await expect.poll(() => views.at(-1)?.isOver).toBe(true); // both push left until the pole is down
  expect(views.at(-1)?.returns[0]).toBe(views.at(-1)?.returns[1]);
  game.stop();
});

test("a policy with a memory begins its episode when the game does, and is asked in order", () => {
  const asked: string[] = [];
  const rival = {
    begin: () => asked.push("begin"),
    act: () => {
      asked.push("act");
      return 1;
    },
  };
  const game = duel(corridor(), rival as Pick<Live, "act" | "begin">, 5, () => {});
  for (let i = 0; i < 2; i++) {
    game.hold("ArrowRight");
    game.hold(undefined);
  }
  expect(asked).toEqual(["begin", "act", "act"]);
});
