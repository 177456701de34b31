/**
 * Training in one call, for whoever wants the policy and not the loop:
 *
 *     const { policy } = learn("ppo", "CartPole-v1", { seed: 1 });
 *     policy.act([0.01, -0.02, 0.03, 0.04]);
 *
 * What Stable-Baselines3 writes as PPO("MlpPolicy", "CartPole-v1").learn(100_000) and model.predict(obs). Everything that it
 * does is done by parts that can be called by themselves: `algorithms`, `presetFor`, `policyOf`, `savePolicy`, `evaluate`.
 */
import type { Networks } from "../agents/parts/networks.ts";
import { StateError, ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { type Rng, rng } from "../core/random.ts";
import { type EnvSource, worldOf } from "../env/adapt.ts";
import type { AnyWorld } from "../env/world.ts";
import { makeWorld } from "../envs/make.ts";
import type { Teacher } from "../imitation/registry.ts";
import type { Algorithm, Report } from "./algorithm.ts";
import { algorithmNamed, withTeacher } from "./algorithms.ts";
import { actorOf, type Evaluation, evaluate, summarised } from "./evaluate.ts";
import { requireFit } from "./fits.ts";
import { fitted } from "./fitted.ts";
import { type Policy, policyOf, policyWorld } from "./policy.ts";
import { savePolicy } from "./policyFile.ts";
import { presetFor } from "./presets.ts";
import { figuresIn, type Progress } from "./train.ts";

type Values = Readonly<Record<string, number | string | boolean>>;

export interface LearnOptions {
  /** The same seed gives the same policy, bit for bit (1). */
  readonly seed?: number;
  /** Steps in the world; the preset's, or 100 000. */
  readonly steps?: number;
  /** Settings of the algorithm: before those of the preset, which go before the defaults. */
  readonly knobs?: Values;
  /** Trunks of one's own in place of dense layers, for deep algorithms. */
  readonly networks?: Networks;
  /** For what learns from an expert: its episodes, or somebody who can be asked. */
  readonly teacher?: Teacher;
  /** Called with every report; training ends early if it answers false. */
  readonly report?: (report: Report) => unknown;
  /** Called now and then; training ends early if it answers false. */
  readonly progress?: (progress: Progress) => unknown;
}

export interface Learned<Action = unknown> {
  readonly policy: Policy<Action>;
  readonly steps: number;
  readonly episodes: number;
  /** Mean return of the last hundred reports with an episode; null if none ended. */
  readonly return: number | null;
  /** The settings that it was trained with, all of them. */
  readonly config: Values;
  /** The bytes of a policy file, for `loadPolicy`. */
  save(): Uint8Array;
  /** The policy without exploration, over episodes on seeds of their own (100 from seed 1 000 000). */
  evaluate(options?: { readonly episodes?: number; readonly seed?: number }): Evaluation;
}

const defaultSteps = 100_000;
const evaluationSeed = 1_000_000; // far from those that people train with

/** What is to be done, with every name looked up. */
interface Plan {
  readonly algorithm: string;
  readonly entry: Algorithm;
  readonly world: AnyWorld;
  readonly config: Values;
  readonly steps: number;
  readonly seed: number;
  readonly options: LearnOptions;
}

function planned(
  algorithm: string,
  given: string | AnyWorld | EnvSource,
  options: LearnOptions,
): Plan {
  const named = algorithmNamed(algorithm);
  const entry = options.teacher === undefined ? named : withTeacher(named, options.teacher);
  const preset = typeof given === "string" ? presetFor(algorithm, given) : undefined;
  const world = typeof given === "string" ? makeWorld(given) : worldOf(given);
  requireFit(algorithm, world);
  const { seed = 1, steps = preset?.steps ?? defaultSteps, knobs } = options;
  if (!(steps >= 1)) throw new ValueError(`learn: steps is ${steps}; it must be at least 1.`);
  const horizon = Object.hasOwn(entry.knobs, "totalSteps") ? { totalSteps: steps } : {};
  const settings = { ...preset?.knobs, ...horizon, ...knobs };
  const config = configure<Knobs>(entry.knobs, settings as Partial<ConfigOf<Knobs>>);
  return { algorithm, entry, world, config, steps, seed, options };
}

function reportsOf({ entry, world, config, seed, options }: Plan): Generator<Report> {
  const algorithm = entry.algorithm as (
    world: AnyWorld,
    config: Values,
    random: Rng,
    from: undefined,
    networks: Networks | undefined,
  ) => Generator<Report>;
  return algorithm(fitted(entry, world), config, rng(seed), undefined, options.networks);
}

/** Goes from report to report; told true it stops. */
function* learning<Action>(plan: Plan): Generator<Report, Learned<Action>, boolean> {
  const tally = tallied();
  const { progress, report: heard } = plan.options;
  let last: Report | undefined;
  for (const report of reportsOf(plan)) {
    last = report;
    tally.add(report);
    const isDone = report.steps >= plan.steps;
    const refused = heard?.(report) === false;
    const isDue = progress !== undefined && (tally.isDue() || isDone);
    const stopped = isDue && progress?.(tally.progress(report.steps)) === false;
    if ((yield report) || isDone || refused || stopped) break;
  }
  if (last === undefined)
    throw new StateError(`${plan.algorithm} ended without a report in ${plan.world.id}.`);
  return learned(plan, last, tally.progress(last.steps));
}

/**
 * Trains until so many steps are made, and returns the policy.
 *
 * It is synchronous: in a page use a worker, or `learnAsync`.
 *
 * @param algorithm as `gradus list algorithms` names it: "ppo", "q-learning" …
 * @param world an id, as `gradus list envs` names it, a world of one's own, or the class of an environment
 * @throws UnknownNameError for names, ValueError for settings and for a world that the algorithm cannot learn in
 *
 * @example
 * ```ts
 * import { learn } from "gradus/run";
 *
 * const { policy, evaluate } = learn("q-learning", "CliffWalking-v1", { steps: 20_000 });
 * console.log(policy.act(36), evaluate().meanReturn); // from the start up (0), and around the cliff
 * ```
 * ```text output
 * 0 -13
 * ```
 */
export function learn<Action = unknown>(
  algorithm: string,
  world: string | AnyWorld | EnvSource,
  options: LearnOptions = {},
): Learned<Action> {
  const run = learning<Action>(planned(algorithm, world, options));
  for (;;) {
    const { value, done } = run.next(false);
    if (done === true) return value;
  }
}

/** Milliseconds of work between two turns of the event loop. */
const shift = 25;

/** The same, letting the event loop turn between reports, so that a page stays alive; equal seeds give equal policies. */
export async function learnAsync<Action = unknown>(
  algorithm: string,
  world: string | AnyWorld | EnvSource,
  options: LearnOptions = {},
): Promise<Learned<Action>> {
  const run = learning<Action>(planned(algorithm, world, options));
  let before = performance.now();
  for (;;) {
    const { value, done } = run.next(false);
    if (done === true) return value;
    if (performance.now() - before < shift) continue;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    before = performance.now();
  }
}

function learned<Action>(plan: Plan, report: Report, progress: Progress): Learned<Action> {
  const { algorithm, entry, world, config, seed } = plan;
  const { agent, state, steps } = report;
  const { networks } = plan.options;
  const fit = fitted(entry, world);
  return {
    policy: policyOf<Action>(algorithm, entry, agent, policyWorld(world), rng([seed, 2])),
    steps,
    episodes: progress.episodes,
    return: progress.return,
    config,
    save: () =>
      savePolicy({
        algorithm,
        config,
        world,
        state: state(),
        steps,
        ...(networks === undefined ? {} : { networks }),
      }),
    evaluate: ({ episodes = 100, seed: first = evaluationSeed } = {}) =>
      summarised([...evaluate(actorOf(entry, agent, fit), fit, { episodes, seed: first })]),
  };
}

const window = 100; // as `train` counts
const showEvery = 200; // milliseconds

/** Counts episodes and returns, and says when it is time to tell. */
function tallied(): {
  add(report: Report): void;
  isDue(): boolean;
  progress(steps: number): Progress;
} {
  const start = performance.now();
  const recent: number[] = [];
  let episodes = 0;
  let shown = start;
  let last: Report | undefined;
  return {
    add(report) {
      const { episodeReturn, episodes: counted } = report;
      last = report;
      const now = counted ?? episodes + (episodeReturn === null ? 0 : 1);
      if (episodeReturn !== null && now > episodes) recent.push(episodeReturn);
      if (recent.length > window) recent.shift();
      episodes = now;
    },
    isDue() {
      const now = performance.now();
      if (now - shown < showEvery) return false;
      shown = now;
      return true;
    },
    progress(steps) {
      const seconds = (performance.now() - start) / 1000;
      const sum = recent.reduce((total, r) => total + r, 0);
      return {
        steps,
        episodes,
        return: recent.length === 0 ? null : sum / recent.length,
        seconds,
        stepsPerSecond: seconds > 0 ? steps / seconds : 0,
        figures: last === undefined ? {} : figuresIn(last),
      };
    },
  };
}
