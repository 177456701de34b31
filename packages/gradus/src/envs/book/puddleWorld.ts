/**
 * The puddle world: from anywhere in the unit square to its upper right corner, around two puddles. Sutton 1996, "Generalization
 * in reinforcement learning", as in Sutton & Barto, Figure 12.14.
 *
 * Steps of 0.05 up, down, right or left, with Gaussian noise of 0.01 in both coordinates. −1 a step, and −400 times the depth in a
 * puddle (how far inside its edge). The puddles are all points within 0.1 of two lines.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import { Sheet } from "../../env/text.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const STEP = 0.05;
const RADIUS = 0.1;
const GOAL = 1.9; // x + y
/** [right, up] of up, down, right, left */
const MOVES = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
] as const;
/** From [x, y] to [x, y]. */
const LINES = [
  [0.1, 0.75, 0.45, 0.75],
  [0.45, 0.4, 0.45, 0.8],
] as const;

/** Both in 0 … 1. The observation is [x, y]; ends when x + y ≥ 1.9. */
export interface PuddleWorldState {
  x: number;
  y: number;
}

export const puddleWorldKnobs = {
  noise: {
    default: 0.01,
    range: [0, 1],
    doc: "Standard deviation of the noise of a step in either coordinate.",
  },
  cost: { default: 400, range: [0, 1e6], doc: "Cost of a step in a puddle, times its depth." },
} as const satisfies Knobs;
export type PuddleWorldOptions = Partial<ConfigOf<typeof puddleWorldKnobs>>;

export function puddleWorld(
  options: PuddleWorldOptions = {},
): World<PuddleWorldState, Box, Discrete> {
  const { noise, cost } = configure(puddleWorldKnobs, options);
  const scenery: WorldScenery = { family: "puddle" };
  return {
    id: "PuddleWorld-v1",
    title: "To the upper right corner, around two puddles",
    observationSpace: box([0, 0], [1, 1], undefined, "float64"),
    actionSpace: discrete(4),
    maxSteps: 10_000,
    create: () => ({ x: 0, y: 0 }),
    reset(state, random) {
      do {
        state.x = random.random();
        state.y = random.random();
      } while (state.x + state.y >= GOAL);
    },
    step(state, action, random, outcome) {
      const [right, up] = MOVES[action];
      state.x = within(state.x + STEP * right + random.normal(0, noise));
      state.y = within(state.y + STEP * up + random.normal(0, noise));
      outcome.reward = -1 - cost * puddleDepth(state.x, state.y);
      outcome.terminated = state.x + state.y >= GOAL;
    },
    observe(state, out, at) {
      out[at] = state.x;
      out[at + 1] = state.y;
    },
    text: ({ x, y }) => {
      const sheet = new Sheet(41, 21, [0, 0], [1, 1]);
      for (let i = 0; i <= 40; i++) {
        for (let j = 0; j <= 20; j++) {
          const [u, v] = [i / 40, j / 20];
          sheet.put(u, v, u + v >= GOAL ? "G" : puddleDepth(u, v) > 0 ? "≈" : "·");
        }
      }
      return sheet.put(x, y, "●").toString();
    },
    keys: { ArrowUp: 0, ArrowDown: 1, ArrowRight: 2, ArrowLeft: 3 },
    scenery,
  };
}

const within = (v: number): number => Math.min(Math.max(v, 0), 1);

/** How far inside the nearest puddle's edge a point lies; 0 outside. */
export function puddleDepth(x: number, y: number): number {
  let depth = 0;
  for (const [x0, y0, x1, y1] of LINES) {
    const dx = x - Math.min(Math.max(x, x0), x1); // the lines are level or upright
    const dy = y - Math.min(Math.max(y, y0), y1);
    depth = Math.max(depth, RADIUS - Math.sqrt(dx * dx + dy * dy));
  }
  return depth;
}
