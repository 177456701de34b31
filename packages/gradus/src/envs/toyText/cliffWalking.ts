/**
 * Cliff walking: Sutton & Barto, Example 6.6. From the lower left to the lower right, along a cliff
 * that costs 100 and throws one back to the start.
 *
 * Gymnasium's CliffWalking-v1, draw for draw. Observation: row · 12 + column. Actions: 0 up,
 * 1 right, 2 down, 3 left. Every other step costs 1; only the goal ends the episode.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

/** Gymnasium's argument. */
export const cliffWalkingKnobs = {
  isSlippery: { default: false, doc: "Whether one may slide to either side, each way 1/3." },
} as const satisfies Knobs;

export type CliffWalkingConfig = ConfigOf<typeof cliffWalkingKnobs>;

const HEIGHT = 4;
const WIDTH = 12;
const START = 36;
const GOAL = 47;
const moves = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

export function cliffWalking(
  overrides: Partial<CliffWalkingConfig> = {},
): World<MdpState, Discrete, Discrete> {
  const { isSlippery } = configure(cliffWalkingKnobs, overrides);
  const scenery: WorldScenery = { family: "cliff" };
  return mdpWorld(cliffModel(isSlippery), {
    id: isSlippery ? "CliffWalkingSlippery-v1" : "CliffWalking-v1",
    title: "Walk along a cliff, by the short way or the safe one.",
    text: ({ state }) => draw(state),
    keys: { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 },
    scenery,
  });
}

function isCliff(s: number): boolean {
  return s > START && s < GOAL;
}

function cliffModel(isSlippery: boolean): Mdp {
  return mdp({
    states: HEIGHT * WIDTH,
    actions: 4,
    start: START,
    transitions: (s, a) => {
      const directions = isSlippery ? [(a + 3) % 4, a, (a + 1) % 4] : [a];
      return directions.map((direction) => arrive(s, direction, 1 / directions.length));
    },
  });
}

function arrive(s: number, direction: number, probability: number): Transition {
  const [down, right] = moves[direction]!;
  const row = Math.min(Math.max(Math.floor(s / WIDTH) + down, 0), HEIGHT - 1);
  const column = Math.min(Math.max((s % WIDTH) + right, 0), WIDTH - 1);
  const next = row * WIDTH + column;
  if (isCliff(next)) return { probability, next: START, reward: -100, terminated: false };
  return { probability, next, reward: -1, terminated: next === GOAL };
}

/** As Gymnasium's ANSI rendering: x where one is, C the cliff, T the goal. */
function draw(state: number): string {
  const tile = (s: number): string =>
    s === state ? "x" : s === GOAL ? "T" : isCliff(s) ? "C" : "o";
  const rows = Array.from({ length: HEIGHT }, (_, r) =>
    Array.from({ length: WIDTH }, (_, c) => tile(r * WIDTH + c)).join("  "),
  );
  return `${rows.join("\n")}\n\n`;
}
