/**
 * Baird's counterexample: seven states, rewards of 0, and eight weights that run away. Sutton & Barto, Example 11.1, after
 * Baird 1995.
 *
 * The action "dashed" (0) leads to one of the six upper states, all equally likely; "solid" (1) to the seventh. The behaviour
 * is dashed in 6 of 7 steps, so that all states are visited equally; the target is always solid. All values are 0, and the
 * features could represent them exactly.
 */
import { type Mdp, mdp } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const DASHED = 0;
export const SOLID = 1;
const STATES = 7;
const LOWER = 6;

export function bairdModel(): Mdp {
  const leadsTo = (next: number, probability: number) => ({
    probability,
    next,
    reward: 0,
    terminated: false,
  });
  const upper = Array.from({ length: LOWER }, (_, s) => leadsTo(s, 1 / LOWER));
  return mdp({
    states: STATES,
    actions: 2,
    start: new Float64Array(STATES).fill(1 / STATES),
    transitions: (_, a) => (a === DASHED ? upper : [leadsTo(LOWER, 1)]),
  });
}

export function baird(): World<MdpState, Discrete, Discrete> {
  const scenery: WorldScenery = { family: "baird" };
  return mdpWorld(bairdModel(), {
    id: "Baird-v1",
    keys: { ArrowUp: DASHED, ArrowDown: SOLID },
    scenery,
    title: "Baird's counterexample: off-policy learning with function approximation diverges",
    text: ({ state }) =>
      `${Array.from({ length: LOWER }, (_, s) => (s === state ? "●" : "○")).join(" ")}\n     ${state === LOWER ? "●" : "○"}`,
  });
}

/** x(s), eight numbers: upper state i has 2 at i and 1 at the last place, the seventh 1 and 2 at the last two. */
export const bairdFeatures: readonly Float64Array[] = Array.from({ length: STATES }, (_, s) => {
  const x = new Float64Array(8);
  x[s] = s === LOWER ? 1 : 2;
  x[7] = s === LOWER ? 2 : 1;
  return x;
});
export const bairdTarget = [0, 1] as const;
export const bairdBehaviour = [6 / 7, 1 / 7] as const;
/** Where the book's runs begin: wᵢ = 1, but w₇ = 10. */
export const bairdWeights = [1, 1, 1, 1, 1, 1, 10, 1] as const;
