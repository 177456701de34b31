import { describe, expect, test } from "vitest";
import { configure } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { Episodes, Trials } from "./episodes.ts";
import { policyKnobs, policyNetwork } from "./policy.ts";

interface Count {
  t: number;
  length: number;
}

/** Episodes of one to five steps, drawn at the start; the observation is the step, every step brings 1. */
const lengths: World<Count, Box, Discrete> = {
  id: "Lengths-v0",
  title: "Counts.",
  observationSpace: box(0, 100, [1]),
  actionSpace: discrete(2),
  maxSteps: 4,
  create: () => ({ t: 0, length: 0 }),
  reset(state, random) {
    state.t = 0;
    state.length = 1 + random.integer(5);
  },
  step(state, _action, _random, outcome) {
    state.t++;
    outcome.reward = 1;
    outcome.terminated = state.t >= state.length;
  },
  observe(state, out, at) {
    out[at] = state.t;
  },
};
const net = () => policyNetwork(lengths, configure(policyKnobs, { hidden: "" }), rng(1));

describe("Episodes", () => {
  test("a batch is whole episodes, cut by a limit or not, and ends with the one that makes it full", () => {
    const D = new Episodes(lengths, net(), rng(2)).collect(20);
    const { observations, actions, masks, rewards, ends, figures } = D;
    const rows = ends.length;
    expect(observations.shape).toEqual([rows, 1]);
    expect(actions.shape).toEqual([rows, 1]);
    expect(masks).toBeUndefined();
    expect([...rewards]).toEqual(Array(rows).fill(1));
    const steps = [...observations.data];
    steps.forEach((t, i) => {
      expect(t).toBe(i === 0 || ends[i - 1] === 1 ? 0 : steps[i - 1] + 1);
    });
    expect(ends[rows - 1]).toBe(1);
    const lastStart = ends.lastIndexOf(1, rows - 2) + 1;
    expect(rows >= 20 && lastStart < 20, "no episode too many").toBe(true);
    const episodes = ends.filter((end) => end === 1).length;
    expect(figures).toEqual({
      steps: rows,
      episodes,
      episodeReturn: rows / episodes,
      episodeLength: rows / episodes,
    });
    expect(Math.max(...steps), "the limit").toBe(3);
  });

  test("the next batch begins with a new episode, and counts go on", () => {
    const experience = new Episodes(lengths, net(), rng(2));
    const first = experience.collect(1);
    const second = experience.collect(1);
    expect(second.observations.data[0]).toBe(0);
    expect(second.figures.steps).toBe(first.ends.length + second.ends.length);
    expect(second.figures.episodes).toBe(2);
  });
});

describe("Trials", () => {
  test("one episode in each environment; steps of those that wait are not counted", () => {
    const trials = new Trials(lengths, net(), 8, rng(3));
    const returns = trials.play(); // each step brings 1: the mean return is the mean length
    expect(trials.episodes).toBe(8);
    expect(trials.steps).toBe(8 * returns);
    expect(returns).toBeGreaterThan(1);
    expect(returns).toBeLessThanOrEqual(4);
    const again = trials.play(); // from first states, also where an environment went on while it waited
    expect(trials.steps).toBe(8 * (returns + again));
  });

  test("every play begins anew, with other episodes", () => {
    const trials = new Trials(lengths, net(), 1, rng(3));
    const returns = Array.from({ length: 400 }, () => trials.play());
    const share = (n: number): number => returns.filter((r) => r === n).length / 400;
    // lengths 1 … 5, cut to 4: 1/5, 1/5, 1/5, 2/5; four standard errors of 400 draws are at most 0.098
    [0.2, 0.2, 0.2, 0.4].forEach((p, i) => {
      expect(Math.abs(share(i + 1) - p), `length ${i + 1}`).toBeLessThan(0.1);
    });
  });
});
