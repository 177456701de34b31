/**
 * The random tasks of Sutton & Barto, 2nd ed., figure 8.8: in each state two actions, each leading to one of b next states, all
 * equally likely; rewards for each transition from N(0, 1); with probability 0.1 an episode ends after each step. State 0 is
 * the start.
 */
import type { Rng } from "../../core/random.ts";
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";

const ACTIONS = 2;
const END = 0.1;

/** @param branching b: how many next states an action has, drawn with replacement */
export function branchingTask(states: number, branching: number, random: Rng): Mdp {
  return mdp({
    states,
    actions: ACTIONS,
    start: 0,
    transitions: () => [...outcomes(states, branching, random), END_OF_EPISODE],
  });
}

const END_OF_EPISODE: Transition = { probability: END, next: 0, reward: 0, terminated: true };

function outcomes(states: number, branching: number, random: Rng): Transition[] {
  const probability = (1 - END) / branching;
  return Array.from({ length: branching }, () => ({
    probability,
    next: random.integer(states),
    reward: random.normal(),
    terminated: false,
  }));
}
