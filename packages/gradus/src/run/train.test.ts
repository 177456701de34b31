import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { discrete, multiDiscrete, tuple } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import type { Algorithm, Report } from "./algorithm.ts";
import { actorOf, agentOf, evaluate, summarised } from "./evaluate.ts";
import { fitted, longestEpisode } from "./fitted.ts";
import { DivergedError, type Progress, type TrainState, train } from "./train.ts";

/** Reports after 10, 20, 30 … steps; every second one ends an episode whose return is the steps. */
function* counting(from = 0, end = Infinity): Generator<Report> {
  for (let n = from + 1; n <= end; n++) {
    const episodes = Math.floor(n / 2);
    const episodeReturn = episodes === 0 ? null : episodes * 20;
    yield { steps: 10 * n, episodes, episodeReturn, agent: { act: () => 0 }, state: () => ({ n }) };
  }
}

test("training ends with the first report at or after the steps asked for, and saves there", async () => {
  const saved: TrainState[] = [];
  const seen: number[] = [];
  const outcome = await train(
    counting(),
    { steps: 55 },
    { report: ({ steps }) => void seen.push(steps), checkpoint: (state) => void saved.push(state) },
  );
  expect(seen).toEqual([10, 20, 30, 40, 50, 60]);
  expect(outcome).toMatchObject({ steps: 60, episodes: 3, finished: true, ended: false });
  expect(outcome.return).toBe((20 + 40 + 60) / 3); // an episode counts once, though two reports name it
  const recent = [20, 40, 60];
  expect(saved).toEqual([
    { steps: 60, reports: 6, episodes: 3, recent, ended: false, state: { n: 6 } },
  ]);
});

test("the return is the mean of the last hundred episodes, also across a resume", async () => {
  const states: TrainState[] = [];
  const keep = { checkpoint: (state: TrainState) => void states.push(state) };
  const whole = await train(counting(), { steps: 3000 }, keep);
  expect(whole.return).toBe((51 + 150) * 10); // episodes 51 … 150
  await train(counting(), { steps: 1010 }, keep);
  const parts = await train(counting(101), { steps: 3000, from: states[1] }, keep);
  expect(parts.return).toBe(whole.return);
  expect(states[2]).toEqual(states[0]);
});

test("no episode, no return; an algorithm that ends by itself is finished, and its state says so", async () => {
  const progress: Progress[] = [];
  const saved: TrainState[] = [];
  const outcome = await train(
    counting(0, 1),
    { steps: 100 },
    { progress: (p) => void progress.push(p), checkpoint: (state) => void saved.push(state) },
  );
  expect(outcome).toMatchObject({ steps: 10, return: null, finished: true, ended: true });
  expect(progress.map((p) => p.return)).toEqual([null]);
  expect(saved[0].ended).toBe(true);
  await expect(train(counting(0, 0), { steps: 1 }, {})).rejects.toThrow(/ended without a report/);
});

test("somebody who stops gets a saved state; progress and checkpoints come in between as often as asked for", async () => {
  let reports = 0;
  const saved: number[] = [];
  const shown: number[] = [];
  const outcome = await train(
    counting(),
    { steps: 1e9, progressEvery: 0, checkpointEvery: 0 },
    {
      report: () => void reports++,
      isStopped: () => reports === 4,
      checkpoint: ({ steps }) => void saved.push(steps),
      progress: ({ steps }) => void shown.push(steps),
    },
  );
  expect(outcome).toMatchObject({ finished: false, steps: 40 });
  expect(shown).toEqual([10, 20, 30, 40]);
  expect(saved.at(-1)).toBe(40);
});

test("a figure that is not finite stops the training before any sink sees it; null is no figure yet", async () => {
  function* losing(bad: number): Generator<Report & { readonly valueLoss: number }> {
    for (const report of counting(0, 9))
      yield { ...report, valueLoss: report.steps === 50 ? bad : 1 };
  }
  for (const bad of [Number.NaN, Infinity]) {
    const seen: number[] = [];
    const saved: TrainState[] = [];
    const run = train(
      losing(bad),
      { steps: 1000, checkpointEvery: 0 },
      { report: ({ steps }) => void seen.push(steps), checkpoint: (s) => void saved.push(s) },
    );
    await expect(run).rejects.toThrow(DivergedError);
    await expect(run).rejects.toThrow(
      `The training has diverged: valueLoss is ${bad} after 50 steps (report 5).`,
    );
    expect(seen).toEqual([10, 20, 30, 40]);
    for (const { steps } of saved) expect(steps).toBeLessThan(50);
  }
});

/** Shows the hand (a, b), ends on action 1 only; the reward is what it shows, as one number. */
const hands: AnyWorld = {
  id: "Hands-v0",
  title: "",
  observationSpace: tuple([discrete(3, 1), multiDiscrete([2, 2])]),
  actionSpace: discrete(2, 5),
  maxSteps: Infinity,
  create: () => ({ n: 0 }),
  reset: (state: { n: number }, random: { integer(n: number): number }) => {
    state.n = random.integer(12);
  },
  step: (
    _: unknown,
    action: number,
    __: unknown,
    outcome: { reward: number; terminated: boolean },
  ) => {
    outcome.reward = 1;
    outcome.terminated = action === 6;
  },
  observe: ({ n }: { n: number }, out: { [i: number]: number }, at: number) => {
    out[at] = 1 + Math.floor(n / 4);
    out[at + 1] = Math.floor(n / 2) % 2;
    out[at + 2] = n % 2;
  },
};
const entry = (sees: Algorithm["sees"] & string) => ({ sees }) as Algorithm;

test("observations of several small numbers become one: (a, b, c) of sizes 3, 2, 2 is 4a + 2b + c", () => {
  const world = fitted(entry("state"), hands);
  expect(world.observationSpace).toEqual(discrete(12));
  const out = new Int32Array(1);
  for (let n = 0; n < 12; n++) {
    world.observe({ n }, out, 0);
    expect(out[0]).toBe(n);
  }
  expect(fitted(entry("features"), hands).observationSpace).toBe(hands.observationSpace);
});

test("a world without a time limit gets one, so that a policy that never arrives can be measured", () => {
  const world = fitted(entry("state"), hands);
  const agent = { act: (S: number) => (S < 13 ? 0 : 1) };
  const act = actorOf(entry("state"), agent, world);
  expect([...evaluate(act, world, { episodes: 2, seed: 1 })]).toEqual([
    longestEpisode,
    longestEpisode,
  ]);
  const arriving = actorOf(entry("state"), { act: () => 1 }, world); // action 1 from 0 is the world's 6
  expect([...evaluate(arriving, world, { episodes: 2, seed: 1 })]).toEqual([1, 1]);
});

test("where a mask forbids what an agent wants, an allowed action is taken", () => {
  const masked: AnyWorld = {
    ...hands,
    mask: (_: unknown, out: Uint8Array, at: number) => out.set([0, 1], at),
  };
  const world = fitted(entry("state"), masked);
  const act = actorOf(entry("state"), { act: () => 0 }, world);
  expect([...evaluate(act, world, { episodes: 1, seed: 1 })]).toEqual([1]);
});

test("the agent of a saved state acts on what was saved, not on what the report that brought it had learned", () => {
  const table = Float64Array.of(0);
  const algorithm = function* (): Generator<Report> {
    const state = Object.assign(() => ({ table: table.slice() }), {
      restore: (saved: { table: Float64Array }) => table.set(saved.table),
    });
    for (;;) {
      table[0]++;
      yield { steps: table[0], episodeReturn: null, agent: { act: () => table[0] }, state };
    }
  };
  const fits = () => undefined;
  const learner = { title: "", source: "", knobs: {}, algorithm, fits };
  const agent = agentOf(learner, hands, {}, { table: Float64Array.of(41) }, rng(1));
  expect(agent.act(0 as never)).toBe(41);
});

test("mean 2 and standard error √(1/3) of the returns 1, 2, 3", () => {
  const { meanReturn, standardError } = summarised([1, 2, 3]);
  expect(meanReturn).toBe(2);
  expect(standardError).toBeCloseTo(Math.sqrt(1 / 3), 12);
  expect(summarised([4]).standardError).toBeNull();
});
