/** `gradus train`: an algorithm learns in a world. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describeKnobs, type Knobs } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import {
  type Algorithm,
  algorithms,
  fitted,
  longestEpisode,
  type Preset,
  presetFor,
  requireFit,
  type TrainOutcome,
} from "gradus/run";
import { type AgentOutcome, trainNewAgent } from "../agent-training.ts";
import { type Beginning, beginning, keepBeginning } from "../init-from.ts";
import type { Io } from "../io.ts";
import { type Emit, emitter } from "../json.ts";
import { createRun, type TrainRun } from "../run-folder.ts";
import { hasReplay, type Teaching, teaching } from "../teachers.ts";
import { count, figure, warning } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { kernels, version } from "../version.ts";
import { addressed, divided, entryFor, openVetted, worldKnobs } from "../worlds.ts";
import { several } from "./train-seeds.ts";

export interface TrainOptions {
  readonly steps?: number;
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly jobs?: number;
  readonly threads?: number;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly envModule?: string;
  readonly evalEvery?: number;
  readonly initFrom?: string;
  /** false with --no-replay. */
  readonly replay?: boolean;
  readonly data?: string;
  readonly expert?: string;
  readonly json?: boolean;
}

/** What was asked for, checked; each seed becomes a run. */
interface Plan {
  readonly algorithm: string;
  readonly entry: Algorithm;
  readonly world: AnyWorld;
  readonly config: Omit<TrainRun["config"], "seed">;
  readonly preset: Preset | undefined;
  readonly begin: Beginning | undefined;
  readonly teacher: Teaching;
  readonly seeds: readonly number[];
}

const defaultSteps = 100_000;

export async function train(
  algorithm: string,
  env: string | undefined,
  options: TrainOptions,
  io: Io,
): Promise<number> {
  if (options.threads !== undefined && options.seeds !== undefined) {
    throw new UsageError(
      "--threads and --seeds exclude each other: seeds train side by side, in processes of one thread each.",
    );
  }
  if (options.seeds === undefined) io.threads(options.threads);
  const plan = await planned(algorithm, env, options, io);
  const emit = emitter(io.out, options.json === true);
  io.err.write(opening(plan));
  if (options.seeds === undefined) return single(plan, options, io, emit);
  const open = (seed: number): TrainRun =>
    newRun(
      plan,
      seed,
      options.out === undefined ? undefined : join(options.out, `seed${seed}`),
      io,
    );
  return several({ ...plan, jobs: options.jobs ?? availableParallelism(), open }, io, emit);
}

/** Checks everything that can be checked before a folder is made. */
async function planned(
  algorithm: string,
  given: string | undefined,
  options: TrainOptions,
  io: Io,
): Promise<Plan> {
  const { env, envModule } = addressed(io.cwd, given, options.envModule);
  const named = await entryFor(algorithm, envModule);
  const { seed = 1, seeds = [seed] } = options;
  if (options.seed !== undefined && options.seeds !== undefined)
    throw new UsageError("--seed and --seeds exclude each other: give one of them.");
  if (options.jobs !== undefined && options.seeds === undefined)
    throw new UsageError("--jobs says how many seeds train at a time: give --seeds A-B, too.");
  const ours = envModule === null ? env : undefined;
  const preset = ours === undefined ? undefined : presetFor(algorithm, ours);
  const set = divided(named.knobs, worldKnobs(ours), options.set, presetKnobs(named, preset));
  const world = await openVetted({ env, envModule, world: set.world }, warning(io.err));
  requireFit(algorithm, world);
  const teacher = await teaching(algorithm, named, options, world, io.cwd, warning(io.err));
  const { entry } = teacher;
  const { steps, knobs } = horizon(entry, set.knobs, options.steps, preset?.steps ?? defaultSteps);
  const { initFrom } = options;
  const begin =
    initFrom === undefined
      ? undefined
      : await beginning(initFrom, { algorithm, entry, world, knobs }, io.cwd, warning(io.err));
  const config = {
    command: "train",
    gradus: version(),
    kernels: kernels(),
    algorithm,
    env: world.id,
    envModule,
    world: set.world,
    episodeSteps: fitted(entry, world).maxSteps,
    steps,
    evalEvery: options.evalEvery ?? null,
    ...teacher.config,
    ...(options.replay === false ? { replay: refusable(algorithm, entry) } : {}),
    ...(begin === undefined ? {} : { initFrom: { run: begin.run, steps: begin.steps } }),
    knobs,
  } as const;
  return { algorithm, entry, world, config, preset, begin, teacher, seeds };
}

/** @throws UsageError where there is no replay to leave out */
function refusable(algorithm: string, { knobs }: Algorithm): false {
  if (Object.hasOwn(knobs, "capacity")) return false;
  throw new UsageError(`${algorithm} keeps no replay: leave --no-replay out.`);
}

type Values = TrainRun["config"]["knobs"];

const hasHorizon = ({ knobs }: Algorithm): boolean => Object.hasOwn(knobs, "totalSteps");

/** What a preset sets of an algorithm's knobs: where it has a horizon, that too. */
function presetKnobs(entry: Algorithm, preset: Preset | undefined): Values {
  if (preset === undefined) return {};
  return hasHorizon(entry) ? { ...preset.knobs, totalSteps: preset.steps } : preset.knobs;
}

/** Algorithms with schedules know how long they will run; the others are told when to stop. */
function horizon(
  entry: Algorithm,
  values: Values,
  steps: number | undefined,
  usual: number,
): { steps: number; knobs: Values } {
  if (!hasHorizon(entry)) return { steps: steps ?? usual, knobs: values };
  const total = steps ?? Number(values["totalSteps"]);
  return { steps: total, knobs: { ...values, totalSteps: total } };
}

function opening({ entry, world, config, preset, begin, teacher, seeds }: Plan): string {
  const seed = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`;
  const lines = [
    `${entry.title} in ${world.id}: ${world.title} (${count(config.steps)} ${unitOf(entry)}, ${seed})`,
  ];
  if (preset !== undefined)
    lines.push(
      `Preset for ${world.id} (${preset.source}): ${presetText(preset)}.${overruled(preset, config)}`,
    );
  if (teacher.text !== undefined) lines.push(teacher.text);
  const { learningStarts } = config.knobs;
  if (config.data !== undefined && hasReplay(entry) && Number(learningStarts) > 0)
    lines.push(
      `Nothing is learned from it in the first ${count(Number(learningStarts))} steps, which are random; --set learningStarts=0 leaves them out.`,
    );
  if (begin !== undefined)
    lines.push(
      `It begins with what ${begin.run} had learned after ${count(begin.steps)} steps; all else is new.`,
    );
  if (world.maxSteps === Infinity)
    lines.push(
      `${world.id} has no time limit; episodes are truncated after ${count(longestEpisode)} steps.`,
    );
  return lines.map((line) => `${line}\n`).join("");
}

/** What an algorithm counts: steps in the world, or updates where it makes none. */
const unitOf = ({ knobs }: Algorithm): string =>
  (Object.hasOwn(knobs, "totalSteps") ? knobs["totalSteps"].unit : undefined) ?? "steps";

/** As one would type it: "alpha=0.1 gamma=0.99, 100,000 steps". */
function presetText({ knobs, steps }: Preset): string {
  const set = Object.entries(knobs).map(([name, value]) => `${name}=${value}`);
  return [...(set.length === 0 ? [] : [set.join(" ")]), `${count(steps)} steps`].join(", ");
}

/** What of a preset was set otherwise. */
function overruled({ knobs, steps }: Preset, config: Plan["config"]): string {
  const others = Object.keys(knobs).filter((name) => config.knobs[name] !== knobs[name]);
  const all = config.steps === steps ? others : [...others, "steps"];
  return all.length === 0 ? "" : ` You set ${all.join(", ")}.`;
}

function folderOf({ algorithm, config }: Plan, seed: number): string {
  return `${algorithm}-${config.env.replace(/[^\w.-]+/g, "-")}-seed${seed}`;
}

function newRun(plan: Plan, seed: number, out: string | undefined, io: Io): TrainRun {
  const run = createRun(io.cwd, out, folderOf(plan, seed), { ...plan.config, seed });
  if (plan.begin !== undefined) keepBeginning(run, plan.begin);
  plan.teacher.keep(run);
  return run;
}

async function single(plan: Plan, options: TrainOptions, io: Io, emit: Emit): Promise<number> {
  const run = newRun(plan, plan.seeds[0], options.out, io);
  const outcome = await trainNewAgent({ run, entry: plan.entry, world: plan.world }, io, emit);
  emit({ event: "done", ...doneKeys(run, outcome) });
  return outcome.finished ? 0 : 130;
}

/** What machines read last about a run. */
export function doneKeys(
  run: TrainRun,
  outcome: TrainOutcome & Partial<AgentOutcome>,
): Readonly<Record<string, unknown>> {
  const { steps, seconds, stepsPerSecond, episodes, finished } = outcome;
  return {
    run: run.shown,
    steps,
    seconds,
    stepsPerSecond: Math.round(stepsPerSecond),
    return: outcome.return,
    episodes,
    interrupted: !finished,
    diagnosis: outcome.diagnosis ?? [],
  };
}

/** Below the options: what can be set of the algorithm and the world on the line; without them, which there are. */
export function trainHelp([algorithm, env]: readonly (string | undefined)[]): string {
  const parts = [
    "",
    "--set knob=value changes a knob of the algorithm, or of the world; write env.knob=value where both have one of the name.",
    "A world of your own: a .mjs (or, with Node 24, .ts) file in the place of the id, or --env-module FILE. It exports a class with reset and step, or `world`; and, if deep algorithms shall use them, `networks`.",
    "What learns from an expert: `train bc <env> --data DIR` from episodes that `record --transitions DIR` wrote, `train dagger <env> --expert RUN` from a run that it asks.",
    "What keeps a replay (dqn, c51, qr-dqn, rainbow, ddpg, td3, sac, sac-discrete) may begin with one that is filled: `--data DIR`, from the same world.",
    "Several seeds train side by side, a process each, as many at a time as there are cores; with --out DIR they go to DIR/seed1, DIR/seed2 …",
  ];
  if (algorithm === undefined || !Object.hasOwn(algorithms, algorithm))
    return [
      ...parts,
      "",
      `Algorithms: ${Object.keys(algorithms).join(", ")}.`,
      "Knobs: gradus train <algorithm> <env> --help",
    ].join("\n");
  parts.push(...section(`Knobs of ${algorithm}`, algorithms[algorithm].knobs));
  const preset = env === undefined ? undefined : presetFor(algorithm, env);
  if (preset !== undefined)
    parts.push(
      "",
      `Preset for ${env} (${preset.source}): ${presetText(preset)}.`,
      `  ${preset.why}`,
      ...measuredText(preset),
      "  It applies unless --set or --steps say otherwise.",
    );
  return [...parts, ...section(`Knobs of ${env}`, worldKnobs(env))].join("\n");
}

function measuredText({ measured }: Preset): string[] {
  if (measured === undefined) return [];
  const { seeds, mean, standardError, defaults } = measured;
  return [
    `  Return without exploration after training on seeds ${seeds[0]}-${seeds[1]}: ${figure(mean)} ± ${figure(standardError)}; with the defaults ${figure(defaults)}.`,
  ];
}

function section(title: string, knobs: Knobs): string[] {
  return Object.keys(knobs).length === 0
    ? []
    : ["", `${title} (name, default, allowed, meaning):`, describeKnobs(knobs)];
}
