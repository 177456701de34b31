/** `gradus train`: an algorithm learns in a world. */
import { join, resolve } from "node:path";
import { describeKnobs, type Knobs } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import {
  type Algorithm,
  algorithmNamed,
  algorithms,
  fitted,
  longestEpisode,
  type Preset,
  presetFor,
  summarised,
  type TrainOutcome,
} from "gradus/run";
import { trainNewAgent } from "../agent-training.ts";
import type { Io } from "../io.ts";
import { type Emit, emitter } from "../json.ts";
import { createRun, type TrainRun } from "../run-folder.ts";
import { count, figure, styled, table, warning } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { version } from "../version.ts";
import { divided, openWorld, vetted, worldKnobs } from "../worlds.ts";

export interface TrainOptions {
  readonly steps?: number;
  readonly seed?: number;
  readonly seeds?: readonly number[];
  readonly set?: readonly string[];
  readonly out?: string;
  readonly envModule?: string;
  readonly evalEvery?: number;
  readonly json?: boolean;
}

/** What was asked for, checked; each seed becomes a run. */
interface Plan {
  readonly algorithm: string;
  readonly entry: Algorithm;
  readonly world: AnyWorld;
  readonly config: Omit<TrainRun["config"], "seed">;
  readonly preset: Preset | undefined;
  readonly seeds: readonly number[];
}

const defaultSteps = 100_000;

export async function train(
  algorithm: string,
  env: string | undefined,
  options: TrainOptions,
  io: Io,
): Promise<number> {
  const plan = await planned(algorithm, env, options, io);
  const emit = emitter(io.out, options.json === true);
  io.err.write(opening(plan));
  if (options.seeds === undefined) return single(plan, options, io, emit);
  return several(plan, options, io, emit);
}

/** Checks everything that can be checked before a folder is made. */
async function planned(
  algorithm: string,
  env: string | undefined,
  options: TrainOptions,
  io: Io,
): Promise<Plan> {
  const entry = algorithmNamed(algorithm);
  const { seed = 1, seeds = [seed] } = options;
  if (options.seed !== undefined && options.seeds !== undefined)
    throw new UsageError("--seed and --seeds exclude each other: give one of them.");
  const envModule = options.envModule === undefined ? null : resolve(io.cwd, options.envModule);
  const ours = envModule === null ? env : undefined;
  const preset = ours === undefined ? undefined : presetFor(algorithm, ours);
  const given = divided(entry.knobs, worldKnobs(ours), options.set, presetKnobs(entry, preset));
  const found = await openWorld({ env, envModule, world: given.world });
  const world = envModule === null ? found : vetted(found, envModule, warning(io.err));
  const { steps, knobs } = horizon(
    entry,
    given.knobs,
    options.steps,
    preset?.steps ?? defaultSteps,
  );
  const config = {
    command: "train",
    gradus: version(),
    algorithm,
    env: world.id,
    envModule,
    world: given.world,
    episodeSteps: fitted(entry, world).maxSteps,
    steps,
    evalEvery: options.evalEvery ?? null,
    knobs,
  } as const;
  return { algorithm, entry, world, config, preset, seeds };
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

function opening({ entry, world, config, preset, seeds }: Plan): string {
  const seed = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`;
  const lines = [
    `${entry.title} in ${world.id}: ${world.title} (${count(config.steps)} steps, ${seed})`,
  ];
  if (preset !== undefined)
    lines.push(`Preset for ${world.id} (${preset.source}): ${presetText(preset)}.`);
  if (world.maxSteps === Infinity)
    lines.push(
      `${world.id} has no time limit; episodes are truncated after ${count(longestEpisode)} steps.`,
    );
  return lines.map((line) => `${line}\n`).join("");
}

/** As one would type it: "alpha=0.1 gamma=0.99, 100,000 steps". */
function presetText({ knobs, steps }: Preset): string {
  const set = Object.entries(knobs).map(([name, value]) => `${name}=${value}`);
  return [...(set.length === 0 ? [] : [set.join(" ")]), `${count(steps)} steps`].join(", ");
}

function folderOf({ algorithm, config }: Plan, seed: number): string {
  return `${algorithm}-${config.env.replace(/[^\w.-]+/g, "-")}-seed${seed}`;
}

async function trained(
  plan: Plan,
  seed: number,
  out: string | undefined,
  io: Io,
  emit: Emit,
): Promise<{ run: TrainRun; outcome: TrainOutcome }> {
  const run: TrainRun = createRun(io.cwd, out, folderOf(plan, seed), { ...plan.config, seed });
  const outcome = await trainNewAgent({ run, entry: plan.entry, world: plan.world }, io, emit);
  return { run, outcome };
}

async function single(plan: Plan, options: TrainOptions, io: Io, emit: Emit): Promise<number> {
  const { run, outcome } = await trained(plan, plan.seeds[0], options.out, io, emit);
  emit({ event: "done", ...doneKeys(run, outcome) });
  return outcome.finished ? 0 : 130;
}

/** What machines read last about a run. */
export function doneKeys(run: TrainRun, outcome: TrainOutcome): Readonly<Record<string, unknown>> {
  const { steps, seconds, stepsPerSecond, episodes, finished } = outcome;
  return {
    run: run.shown,
    steps,
    seconds,
    stepsPerSecond: Math.round(stepsPerSecond),
    return: outcome.return,
    episodes,
    interrupted: !finished,
  };
}

/** One run after the other, each in a folder of its own, then a table. */
async function several(plan: Plan, options: TrainOptions, io: Io, emit: Emit): Promise<number> {
  const done: { seed: number; run: TrainRun; outcome: TrainOutcome }[] = [];
  for (const seed of plan.seeds) {
    io.err.write(styled(io.err, "bold", `seed ${seed}\n`));
    const out = options.out === undefined ? undefined : join(options.out, `seed${seed}`);
    const one = await trained(plan, seed, out, io, (event) => emit({ ...event, seed }));
    done.push({ seed, ...one });
    if (!one.outcome.finished) break;
  }
  const outcomes = done.map(({ outcome }) => outcome);
  const returns = outcomes.flatMap((outcome) => outcome.return ?? []);
  const interrupted = outcomes.some(({ finished }) => !finished);
  const [steps, seconds] = [total(outcomes, "steps"), total(outcomes, "seconds")];
  io.err.write(comparison(io, plan, done, returns));
  emit({
    event: "done",
    runs: done.map(({ run }) => run.shown),
    seeds: done.map(({ seed }) => seed),
    steps,
    seconds,
    stepsPerSecond: seconds > 0 ? Math.round(steps / seconds) : 0,
    return: returns.length > 0 ? summarised(returns).meanReturn : null,
    standardError: returns.length > 1 ? summarised(returns).standardError : null,
    returns: outcomes.map((outcome) => outcome.return),
    interrupted,
  });
  return interrupted ? 130 : 0;
}

const total = (outcomes: readonly TrainOutcome[], key: "steps" | "seconds"): number =>
  outcomes.reduce((sum, outcome) => sum + outcome[key], 0);

function comparison(
  io: Io,
  { seeds }: Plan,
  done: readonly { seed: number; run: TrainRun; outcome: TrainOutcome }[],
  returns: readonly number[],
): string {
  const rows = done.map(({ seed, run, outcome }) => [
    String(seed),
    figure(outcome.return),
    count(outcome.steps),
    run.shown,
  ]);
  const text = `\n${table(io.err, ["seed", "return", "steps", "run"], rows)}`;
  const rest = seeds.slice(done.length);
  const missing = rest.length === 0 ? "" : `Not started: seeds ${rest[0]}-${rest.at(-1)}.\n`;
  if (returns.length < 2) return text + missing;
  const { meanReturn, standardError } = summarised(returns);
  return `${text}${missing}Mean return ${figure(meanReturn)} ± ${figure(standardError)} (standard error over ${returns.length} seeds).\n`;
}

/** Below the options: what can be set of the algorithm and the world on the line; without them, which there are. */
export function trainHelp([algorithm, env]: readonly (string | undefined)[]): string {
  const parts = [
    "",
    "--set knob=value changes a knob of the algorithm, or of the world; write env.knob=value where both have one of the name.",
    "--env-module FILE: a .mjs (or, with Node 24, .ts) file that exports its world: `export const world = { id, … }`.",
    "Several seeds run one after the other; with --out DIR they go to DIR/seed1, DIR/seed2 …",
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
      "  It applies unless --set or --steps say otherwise.",
    );
  return [...parts, ...section(`Knobs of ${env}`, worldKnobs(env))].join("\n");
}

function section(title: string, knobs: Knobs): string[] {
  return Object.keys(knobs).length === 0
    ? []
    : ["", `${title} (name, default, allowed, meaning):`, describeKnobs(knobs)];
}
