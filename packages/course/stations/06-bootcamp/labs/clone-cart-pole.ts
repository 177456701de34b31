/** Imitation: a pole that stands after five episodes of somebody who could do it. */
import type { Rng } from "gradus/core";
import { TransitionRecorder, type Transitions } from "gradus/data";
import type { AnyWorld, Numbers } from "gradus/env";
import { cartPole } from "gradus/envs";
import { bc, dagger } from "gradus/imitation";
import { type Actor, episodes, evaluate, summarised } from "gradus/run";
import type { Figure } from "../../../src/figure.ts";
import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { median, smallest } from "../../../src/statistics.ts";

const PERFECT = 500;
const SOLVED = 475;
const TEST = 20; // episodes
/** Where the pole tips, how fast, and a little of where the cart is: 500 steps in each of 1000 episodes. */
const expertAct = (s: ArrayLike<number>): number =>
  0.1 * s[0] + 0.3 * s[1] + 3 * s[2] + s[3] > 0 ? 1 : 0;

export const cloneCartPole = lab({
  id: "06/clone-cart-pole",
  row: "K16",
  title: "Five episodes of somebody who can",
  question:
    "No reward, no trial: only what an expert saw and did. How many updates until the clone holds the pole as long as the expert? And does it need fewer answers if it may ask?",
  source: "Deep RL Bootcamp 2017, core lecture 10; Pomerleau 1989; Ross, Gordon & Bagnell 2011",
  kind: "statistical",
  world: cartPole,
  knobs: {
    episodes: {
      default: 5,
      range: [1, 100],
      integer: true,
      doc: "Of the expert, 500 steps each.",
    },
    updates: {
      default: 3000,
      range: [10, 1e6],
      integer: true,
      unit: "updates",
      doc: "Of the clone.",
    },
    questions: {
      default: 1000,
      range: [0, 1e5],
      integer: true,
      doc: "That the other pupil may ask, a hundred in each round; 0 for none.",
    },
  },
  quick: { seconds: 8, seeds: [1, 2, 3] },
  full: { seconds: 30, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  *run({ episodes: shown, updates, questions }, random) {
    const world: AnyWorld = cartPole();
    const data = demonstrated(world, shown, random.split());
    const judge = random.split();
    const test = (act: Actor): number => {
      const chances = { episodes: TEST, seed: judge.integer(2 ** 31) };
      return summarised([...evaluate(act, world, chances)]).meanReturn;
    };
    const [steps, curve, asked, answered]: number[][] = [[], [], [], []];
    let [clone, mistakes, next] = [0, 1, 0];
    for (const { steps: made, agent, ...figures } of bc(world, {}, random.split(), data)) {
      const act = deciding(agent);
      const isOver = made >= updates;
      if (made < next && !isOver) continue;
      next += updates / 15;
      clone = test(act);
      ({ mistakes } = figures);
      steps.push(made);
      curve.push(clone);
      yield {
        progress: 0.8 * Math.min(1, made / updates),
        series: { updates: made, clone, mistakes, entropy: figures.entropy },
        live: { world, act },
      };
      if (isOver) break;
    }
    const expert = { act: (s: Numbers) => [expertAct(s)] };
    const settings = { roundSteps: 100, epochs: 10 };
    let pupil = Number.NaN;
    if (questions > 0)
      for (const { demonstrations, agent } of dagger(world, settings, random.split(), expert)) {
        const act = deciding(agent);
        pupil = test(act);
        asked.push(demonstrations);
        answered.push(pupil);
        yield {
          progress: 0.8 + 0.2 * Math.min(1, demonstrations / questions),
          text: `asked ${demonstrations} times: ${fixed(pupil, 0)} steps`,
          live: { world, act },
        };
        if (demonstrations >= questions) break;
      }
    return {
      clone,
      pupil,
      mistakes,
      labels: data.length,
      questions,
      "curve updates": steps,
      "curve clone": curve,
      "curve questions": asked,
      "curve pupil": answered,
    };
  },
  verdict(measured) {
    const clones = measured.map((m) => Number(m["clone"]));
    const pupils = measured.map((m) => Number(m["pupil"])).filter((x) => !Number.isNaN(x));
    const isGood = (xs: readonly number[]) => median(xs) === PERFECT && smallest(xs) >= SOLVED;
    const second =
      pupils.length === 0 ? "" : `; after ${measured[0]["questions"]} questions ${list(pupils, 0)}`;
    return {
      published: "500",
      measured: `clone of ${measured[0]?.["labels"]} steps ${list(clones, 0)}${second}`,
      tolerance: `The median over the seeds is ${PERFECT}, which is all there is, and each is at least ${SOLVED}, where the world counts as solved: means over ${TEST} episodes of their own. The same is asked of the pupil that may ask.`,
      pass: clones.length > 0 && isGood(clones) && (pupils.length === 0 || isGood(pupils)),
    };
  },
  chart: {
    hasWorld: true,
    clones: true,
    x: { key: "updates", label: "updates of the clone", upTo: "updates" },
    y: {
      key: "clone",
      label: "steps that the clone balances, 500 at most",
      range: [0, 520],
    },
    reference: { label: "500, the expert", y: PERFECT },
    figures: [
      { key: "mistakes", label: "share of other choices than the expert's", healthy: [0, 0.05] },
      { key: "entropy", label: "entropy of π (nats)" },
    ],
  },
  figure: (measured: readonly Measured[]): Figure => ({
    title: "Steps that the pupil balances, 500 at most",
    x: { label: "updates, or questions" },
    isEachItsOwn: false,
    series: [
      runs(measured, "clone of five episodes", "updates", "clone"),
      ...(measured.some((m) => (m["curve pupil"] as readonly number[]).length > 0)
        ? [runs(measured, "the one that asks", "questions", "pupil")]
        : []),
    ],
    references: [{ label: "500, the expert", y: PERFECT }],
    caption: `Each line is a seed, ${measured.length} of each; every point a mean over ${TEST} episodes.`,
  }),
});

const runs = (measured: readonly Measured[], name: string, x: string, y: string) => ({
  name,
  x: longest(measured.map((m) => m[`curve ${x}`] as readonly number[])),
  y: [],
  runs: measured.map((m) => m[`curve ${y}`] as readonly number[]),
  panel: name,
});

const longest = (lists: readonly (readonly number[])[]): readonly number[] =>
  lists.reduce((a, b) => (b.length > a.length ? b : a));

type Deciding = {
  act(seen: ArrayLike<number>, options: { readonly deterministic: boolean }): Numbers;
};

/** The best action of a deep agent, as the world takes it; it also answers for many episodes at once. */
function deciding(agent: Deciding): Actor {
  const best = { deterministic: true };
  const act: Actor = (seen) => agent.act(seen, best)[0];
  return Object.assign(act, { rows: (seen: Numbers) => agent.act(seen, best) });
}

/** Episodes of the expert, written down. */
function demonstrated(world: AnyWorld, count: number, random: Rng): Transitions {
  const recorder = new TransitionRecorder(world);
  const observation = new Float32Array(4);
  const play = episodes((s) => expertAct(s), world, {
    before: (_, seen) => observation.set(seen),
    after: (_, step) => recorder.add({ ...step, observation, action: [expertAct(observation)] }),
  });
  const first = random.integer(2 ** 31);
  for (let i = 0; i < count; i++) play(first + i);
  return recorder.done({ world: {}, policy: { by: "a rule" }, seed: first });
}
