/**
 * A point that shall go to the middle: the first continuous world of the Berkeley Deep RL Bootcamp, "Point-v0".
 *
 * It moves by the action, at most 0.025 along each axis in a step, within the square [−1, 1]². The reward is minus its distance
 * from the middle after the step. It starts anywhere in the square farther than 0.9 from the middle. It never ends by itself.
 */
import { hypot } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { type Box, box, type Numbers } from "../env/space.ts";
import { Sheet } from "../env/text.ts";
import type { Outcome, World } from "../env/world.ts";
import type { WorldScenery } from "./scenery.ts";

/** The observation is [x, y]. */
export interface PointState {
  x: number;
  y: number;
}

const LONGEST = 0.025;
const NEAREST = 0.9;

export function point(): World<PointState, Box, Box> {
  const scenery: WorldScenery = { family: "point" };
  return {
    id: "Point-v0",
    title: "Move a point to the middle of a square.",
    observationSpace: box([-1, -1], [1, 1]),
    actionSpace: box(-1, 1, [2]),
    maxSteps: 40,
    create: () => ({ x: 1, y: 0 }),
    reset(state: PointState, random: Rng) {
      do {
        state.x = random.uniform(-1, 1);
        state.y = random.uniform(-1, 1);
      } while (hypot(state.x, state.y) <= NEAREST);
    },
    step(state: PointState, action: Numbers, _random: Rng, outcome: Outcome) {
      state.x = moved(state.x, action[0]!);
      state.y = moved(state.y, action[1]!);
      outcome.reward = -hypot(state.x, state.y);
      outcome.terminated = false;
    },
    observe(state: PointState, out: Numbers, at: number) {
      out[at] = state.x;
      out[at + 1] = state.y;
    },
    scenery,
    text: draw,
    keys: {
      ArrowLeft: Float32Array.of(-1, 0),
      ArrowRight: Float32Array.of(1, 0),
      ArrowUp: Float32Array.of(0, 1),
      ArrowDown: Float32Array.of(0, -1),
    },
  };
}

function moved(from: number, by: number): number {
  const step = Math.min(Math.max(by, -LONGEST), LONGEST);
  return Math.min(Math.max(from + step, -1), 1);
}

function draw({ x, y }: PointState): string {
  const sheet = new Sheet(41, 21, [-1, -1], [1, 1]);
  return sheet.put(0, 0, "+").put(x, y, "●").toString();
}
