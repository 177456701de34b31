/**
 * The short corridor with switched actions of Sutton & Barto, Example 13.1: three cells and a goal on the right, −1 a step.
 *
 * In the middle cell the actions left (0) and right (1) are exchanged, and all cells look the same: whatever is always done
 * never arrives. The best policy goes right with probability 2 − √2.
 */
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const GOAL = 3;
const SWITCHED = 1;

export interface ShortCorridorState {
  at: number;
}

export function shortCorridor(): World<ShortCorridorState, Discrete, Discrete> {
  const scenery: WorldScenery = { family: "shortCorridor" };
  return {
    id: "ShortCorridor-v1",
    title: "Three cells that look the same; in the middle one left is right",
    observationSpace: discrete(1),
    actionSpace: discrete(2),
    maxSteps: Infinity,
    create: () => ({ at: 0 }),
    reset(state) {
      state.at = 0;
    },
    step(state, action, _, outcome) {
      const right = (action === 1) !== (state.at === SWITCHED);
      state.at = right ? state.at + 1 : Math.max(0, state.at - 1);
      outcome.reward = -1;
      outcome.terminated = state.at === GOAL;
    },
    observe(_, out, at) {
      out[at] = 0;
    },
    text: ({ at }) => ["·", "⇄", "·", "G"].map((cell, i) => (i === at ? "●" : cell)).join(" "),
    keys: { ArrowLeft: 0, ArrowRight: 1 },
    scenery,
  };
}

/**
 * v(start) of the policy that goes right with probability p: (2p − 4) / (p (1 − p)), from v₀ = −1 + pv₁ + (1 − p)v₀,
 * v₁ = −1 + pv₀ + (1 − p)v₂, v₂ = −1 + (1 − p)v₁.
 */
export function shortCorridorValue(p: number): number {
  return (2 * p - 4) / (p * (1 - p));
}
