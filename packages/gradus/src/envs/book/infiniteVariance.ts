/**
 * One state, two actions, and a return whose importance-sampled estimate has infinite variance. Sutton & Barto, Example 5.5,
 * figure 5.4. Action 0, left: back to the state with probability 0.9, else the end with +1. Action 1, right: the end with 0.
 */
import { type Mdp, mdp } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export function infiniteVarianceModel(): Mdp {
  return mdp({
    states: 1,
    actions: 2,
    start: 0,
    transitions: (_s, a) =>
      a === 1
        ? [{ probability: 1, next: 0, reward: 0, terminated: true }]
        : [
            { probability: 0.9, next: 0, reward: 0, terminated: false },
            { probability: 0.1, next: 0, reward: 1, terminated: true },
          ],
  });
}

export function infiniteVariance(): World<MdpState, Discrete, Discrete> {
  const scenery: WorldScenery = { family: "infiniteVariance" };
  return mdpWorld(infiniteVarianceModel(), {
    id: "InfiniteVariance-v1",
    title: "Left, and left again, until it pays.",
    keys: { ArrowLeft: 0, ArrowRight: 1 },
    scenery,
    text: () => "⟲ left   right →\n",
  });
}
