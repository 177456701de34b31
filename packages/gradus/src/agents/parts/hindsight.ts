/**
 * Hindsight: what a step was worth had its goal been one that was reached later in the same episode.
 *
 * Andrychowicz et al. 2017 (arXiv:1707.01495), strategy "future": of k + 1 transitions that are drawn k get the goal that was achieved
 * after a step drawn evenly from this one to the last of its episode, as far as that is known; reward and end are judged anew. The replay keeps
 * what happened; goals are changed in what is drawn, each time anew.
 */
import { ValueError } from "../../core/errors.ts";
import type { Knob } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import { describe, flatSize, type Space } from "../../env/space.ts";
import type { AnyWorld, Outcome } from "../../env/world.ts";
import type { Replay, ReplayBatch } from "./replay.ts";

export const hindsightKnob = {
  default: 0,
  symbol: "k",
  range: [0, 1000],
  doc: "Goal worlds: of k + 1 transitions that are drawn, k get a goal that was reached later (Andrychowicz et al. 2017, arXiv:1707.01495; there 4); 0 for none.",
} as const satisfies Knob;

/** Where achieved and desired goal stand in an observation in flat form. */
interface GoalPlaces {
  readonly achieved: number;
  readonly desired: number;
  readonly size: number;
}

/** Changes the goals of a batch, in place. */
export type Hindsight = (batch: ReplayBatch, random: Rng) => void;

/**
 * @param k goals of what came later for each goal that was meant
 * @throws ValueError for a world without goals, or rewards of several steps
 */
export function hindsight(world: AnyWorld, replay: Replay, k: number): Hindsight {
  const places = placesOf(world);
  const { judge } = world.goal as NonNullable<AnyWorld["goal"]>;
  const { gamma, nSteps = 1 } = replay.options;
  if (nSteps > 1)
    throw new ValueError(
      `hindsight is ${k} and nSteps ${nSteps}: only single steps can be judged by another goal. Set nSteps to 1, or hindsight to 0.`,
    );
  const { achieved, desired, size } = places;
  const outcome: Outcome = { reward: 0, terminated: false };
  const at = (row: number, place: number): [number, number] => {
    const from = row * replay.width + place;
    return [from, from + size];
  };
  return (batch, random) => {
    const { observations, nextObservations, rewards, discounts, indices } = batch;
    for (let j = 0; j < batch.size; j++) {
      if (random.random() * (k + 1) >= k) continue;
      const goal = laterGoal(replay, indices[j], achieved, size, random);
      observations.set(goal, at(j, desired)[0]);
      nextObservations.set(goal, at(j, desired)[0]);
      judge(nextObservations.subarray(...at(j, achieved)), goal, outcome);
      rewards[j] = outcome.reward;
      discounts[j] = outcome.terminated ? 0 : gamma;
    }
  };
}

/** What was achieved after a step drawn evenly from row `index` to the last of its episode. */
function laterGoal(
  replay: Replay,
  index: number,
  achieved: number,
  size: number,
  random: Rng,
): ArrayLike<number> {
  const steps = 1 + random.integer(replay.stepsLeft(index) + 1);
  let at = index;
  for (let i = 0; i < steps; i++) at = replay.next(at);
  return replay.row(at).observation.subarray(achieved, achieved + size);
}

/** @throws ValueError for a world that says nothing of goals */
function placesOf({ id, observationSpace, goal }: AnyWorld): GoalPlaces {
  const parts = observationSpace.kind === "dict" ? (observationSpace.spaces as Parts) : {};
  const { achievedGoal, desiredGoal } = parts;
  if (goal === undefined || achievedGoal === undefined || desiredGoal === undefined) {
    throw new ValueError(
      `hindsight is on, but ${id} has no goals: it needs an observation with the parts achievedGoal and desiredGoal, and a \`goal\` that judges them. Set hindsight to 0.`,
    );
  }
  const size = flatSize(achievedGoal);
  if (flatSize(desiredGoal) !== size) {
    throw new ValueError(
      `${id}: achievedGoal is ${describe(achievedGoal)} and desiredGoal ${describe(desiredGoal)}; for hindsight they must be of one size.`,
    );
  }
  return { achieved: placeOf(parts, "achievedGoal"), desired: placeOf(parts, "desiredGoal"), size };
}

type Parts = Readonly<Record<string, Space>>;

function placeOf(parts: Parts, name: string): number {
  let at = 0;
  for (const [key, part] of Object.entries(parts)) {
    if (key === name) break;
    at += flatSize(part);
  }
  return at;
}
