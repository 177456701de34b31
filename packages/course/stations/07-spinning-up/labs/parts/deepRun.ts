/** Training a deep agent by name in a lab: what it reaches on the way, and what its final policy reaches without exploration. */
import { type DeepAgent, deepAlgorithms, type Networks, type State } from "gradus/agents";
import { type Rng, rng } from "gradus/core";
import type { AnyWorld, Outcome } from "gradus/env";
import { type Actor, actorOf, algorithmNamed, evaluate, type Report, summarised } from "gradus/run";
import type { LabReport, Live } from "../../../../src/lab.ts";
import { mean } from "../../../../src/statistics.ts";

export interface DeepTask {
  readonly algorithm: string;
  readonly world: AnyWorld;
  readonly knobs: Readonly<Record<string, unknown>>;
  readonly steps: number;
  /** Trunks of one's own. */
  readonly networks?: Networks;
  /** The policy is measured in this world, where it differs from the one it learns in. */
  readonly measuredIn?: AnyWorld;
}

export interface DeepOutcome {
  /** Mean return of the final policy over 100 episodes without exploration, drawn from streams of their own. */
  readonly final: number;
  /** Mean return of the last 100 episodes of the training, with exploration. */
  readonly training: number;
  /** Environment steps and return of the points of the curve. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** 1 − Var[R − V]/Var[R] of the last rollout; NaN where there is no critic. */
  readonly fit: number;
}

const EPISODES = 100;
const POINTS = 40;

/** A run between two reports, as plain data. */
export interface DeepState {
  readonly agent: State;
  readonly steps: number;
  readonly fit: number;
  readonly curve: CurveState;
}

/**
 * Trains for so many steps.
 *
 * @param random a stream for the training, and one for the measurement
 * @param from   where another run with this stream stood, with these settings or others: this one goes on from there
 * @throws StateError where the settings do not fit the state: another number of environments, say
 */
export function* deepRun(
  { algorithm, world, knobs, steps, networks, measuredIn = world }: DeepTask,
  random: Rng,
  from?: DeepState,
): Generator<LabReport, DeepOutcome> {
  const entry = algorithmNamed(algorithm);
  const totals = Object.hasOwn(entry.knobs, "totalSteps") ? { totalSteps: steps } : {};
  const [own, judge] = [random.split(), random.split()];
  const curve = curveOf(steps, from?.curve);
  const { algorithm: train, policy } = deepAlgorithms[algorithm];
  const settings = { ...totals, ...knobs };
  // a run that was over has its policy, and nothing left to train
  const isOver = from !== undefined && from.steps >= steps;
  let agent = isOver ? policy(world, settings, from.agent, own, networks) : undefined;
  let fit = isOver ? from.fit : Number.NaN;
  for (const report of isOver ? [] : train(world, settings, own, from?.agent, networks)) {
    agent = report.agent;
    fit = fitOf(report);
    if (curve.add(report))
      yield {
        progress: Math.min(1, report.steps / steps),
        series: { steps: report.steps, return: curve.recent(), ...figuresOf(report) },
        live: {
          world: measuredIn,
          ...acting(actorOf(entry, report.agent, measuredIn)),
          // what an agent remembers is its own: whoever plays against it plays against another one
          ...(algorithm.startsWith("recurrent")
            ? {
                rival: () => {
                  const copy = policy(world, settings, report.state(), rng(1), networks);
                  return acting(actorOf(entry, copy, measuredIn));
                },
              }
            : {}),
          state: (): DeepState => ({
            agent: report.state(),
            steps: report.steps,
            fit: fitOf(report),
            curve: curve.state(),
          }),
        },
      };
    if (report.steps >= steps) break;
  }
  const actor = actorOf(entry, agent as DeepAgent, measuredIn);
  const options = { episodes: EPISODES, seed: judge.integer(2 ** 31) };
  const { meanReturn } = summarised([...evaluate(actor, measuredIn, options)]);
  actor.begin?.(); // whoever watches it goes on with a single episode
  const { x, y } = curve;
  return { final: meanReturn, training: curve.recent(), x, y, fit };
}

const fitOf = (report: Report): number =>
  (report as { readonly explainedVariance?: number }).explainedVariance ?? Number.NaN;

/** What tells a healthy run from a sick one, as far as the algorithm reports it. */
export const figureNames = [
  "approxKl",
  "meanKl",
  "clipFraction",
  "entropy",
  "explainedVariance",
  "meanQ",
] as const;
export type FigureName = (typeof figureNames)[number];

function figuresOf(report: object): Record<string, number> {
  const numbers = report as Readonly<Partial<Record<FigureName, number>>>;
  return Object.fromEntries(
    figureNames.flatMap((name) => {
      const x = numbers[name];
      return typeof x !== "number" ? [] : [[name, x]]; // null: nothing was learned yet
    }),
  );
}

/** The policy without exploration, as a page lets it act. */
const acting = (actor: Actor): Pick<Live, "act" | "begin"> => ({
  act: (observation, mask) => actor(observation, mask),
  begin: () => actor.begin?.(),
});

/** What a curve has counted so far. */
interface CurveState {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly window: readonly { readonly count: number; readonly sum: number }[];
  readonly count: number;
  readonly episodes: number;
  readonly next: number;
  /** Of the whole run. */
  readonly steps: number;
}

/** Points of a curve: each the mean of the last hundred episodes, and whether a report added one. */
function curveOf(steps: number, from?: CurveState) {
  const x: number[] = [...(from?.x ?? [])];
  const y: number[] = [...(from?.y ?? [])];
  const window: { readonly count: number; readonly sum: number }[] = [...(from?.window ?? [])];
  let { count, episodes } = from ?? { count: 0, episodes: 0 };
  // the next of the 40 points, where the run may have become longer or shorter at the fork
  let next = from === undefined ? 1 : Math.ceil((from.next * from.steps) / steps);
  return {
    state: (): CurveState => ({
      x: [...x],
      y: [...y],
      window: [...window],
      count,
      episodes,
      next,
      steps,
    }),
    x,
    y,
    recent: () => window.reduce((sum, w) => sum + w.sum, 0) / Math.max(1, count),
    add(report: Report): boolean {
      const ended = (report.episodes ?? 0) - episodes;
      episodes += ended;
      if (report.episodeReturn !== null && ended > 0) {
        window.push({ count: ended, sum: ended * report.episodeReturn });
        count += ended;
        while (count - window[0].count >= EPISODES)
          count -= (window.shift() as { count: number }).count;
      }
      if (count === 0 || report.steps < (steps * next) / POINTS) return false;
      next++;
      x.push(report.steps);
      y.push(window.reduce((sum, w) => sum + w.sum, 0) / count);
      return true;
    },
  };
}

/**
 * The same world with a time limit of its own: the last step allowed terminates the episode instead of cutting it.
 *
 * What is learned there differs: nothing is supposed to come after the limit, and the state does not say how far away it is.
 */
export function limitAsEnd<S>(world: AnyWorld): AnyWorld {
  interface Timed {
    inner: S;
    t: number;
  }
  return {
    ...world,
    id: `${world.id}, its time limit an end`,
    create: (): Timed => ({ inner: world.create(), t: 0 }),
    reset(state: Timed, random: Rng) {
      state.t = 0;
      world.reset(state.inner, random);
    },
    step(state: Timed, action: unknown, random: Rng, outcome: Outcome) {
      world.step(state.inner, action, random, outcome);
      if (++state.t >= world.maxSteps) outcome.terminated = true;
    },
    observe: (state: Timed, out: Float64Array, at: number) => world.observe(state.inner, out, at),
    text: (state: Timed) => world.text?.(state.inner) ?? "",
  };
}

/** Streams that begin alike, so that settings which are compared meet the same worlds and the same first weights. */
export function alike(random: Rng): () => Rng {
  const start = random.state();
  return () => rng.from(start);
}

/** The mean of a whole curve: how much it earned on the way, which rewards learning early. */
export const area = ({ y }: DeepOutcome): number => mean(y);

/** Several runs in turn, a report of each, so that their curves grow together; `named` says whose a report is. */
export function* together<M>(
  runs: readonly Generator<LabReport, M>[],
  named: (report: LabReport, run: number) => LabReport,
): Generator<LabReport, readonly M[]> {
  const done = runs.map((): M | undefined => undefined);
  const progress = runs.map(() => 0);
  let open = runs.map((_, i) => i);
  while (open.length > 0) {
    for (const i of open) {
      const next = runs[i].next();
      progress[i] = next.done ? 1 : next.value.progress;
      if (next.done) done[i] = next.value;
      else yield { ...named(next.value, i), progress: mean(progress) };
    }
    open = open.filter((i) => done[i] === undefined);
  }
  return done as M[];
}
