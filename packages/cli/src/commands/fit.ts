/** `gradus fit`: trains a network on pictures with labels, on points of the plane, on a text. */
import { resolve } from "node:path";
import { configure, describeKnobs, unknownName } from "gradus/core";
import { checkFit, defaultNet, type FitConfig, fitKnobs, models } from "gradus/run";
import {
  type DatasetEntry,
  datasetNamed,
  datasets,
  isDataset,
  kindOf,
  type Loaded,
  otherSets,
} from "../fit-data.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { createRun, type FitRun } from "../run-folder.ts";
import { settings } from "../settings.ts";
import { count, warning } from "../terminal.ts";
import { doneEvent, nouns, statusOf, summary, trainNew } from "../training.ts";
import { UsageError } from "../usage.ts";
import { kernels, version } from "../version.ts";

export interface FitOptions {
  readonly data?: string;
  readonly net?: string;
  readonly model?: string;
  readonly epochs?: number;
  readonly seed: number;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly threads?: number;
}

/** @param file of a text, in the place of --data */
export async function fit(
  dataset: string,
  file: string | undefined,
  options: FitOptions,
  io: Io,
): Promise<number> {
  io.threads(options.threads);
  const emit = emitter(io.out, options.json === true);
  const { run, loaded } = start(dataset, withFile(dataset, file, options), io);
  if (loaded.note !== undefined) warning(io.err)(loaded.note);
  io.err.write(`${opening(run, loaded)}\n`);
  const outcome = await trainNew(run, loaded, io, emit);
  io.err.write(summary(io, run, outcome));
  emit(doneEvent(run, outcome));
  return statusOf(outcome);
}

function withFile(dataset: string, file: string | undefined, options: FitOptions): FitOptions {
  if (file === undefined) return options;
  if (dataset === "text" && options.data === undefined) return { ...options, data: file };
  throw new UsageError(
    dataset === "text"
      ? `${file} and --data ${options.data} are two texts: give one of them.`
      : `"${file}" is too much: only \`gradus fit text FILE\` takes a file. Where the files of a data set are, --data DIR says.`,
  );
}

function entryOf(dataset: string): DatasetEntry {
  if (isDataset(dataset)) return datasetNamed(dataset);
  if (Object.hasOwn(otherSets, dataset)) {
    const { title, instead } = otherSets[dataset as keyof typeof otherSets];
    throw new UsageError(`"${dataset}" is nothing for \`gradus fit\`: ${title}. ${instead}`);
  }
  throw unknownName("data set", dataset, Object.keys(datasets));
}

/** Checks everything that can be checked before a folder is made. */
export function start(
  dataset: string,
  options: FitOptions,
  io: Io,
): { run: FitRun; loaded: Loaded } {
  const entry = entryOf(dataset);
  if (options.net !== undefined && options.model !== undefined) {
    throw new UsageError(
      `--net ${options.net} and --model ${options.model} exclude each other: give one of them.`,
    );
  }
  const { own, drawn } = parted(entry, settings({ ...fitKnobs, ...entry.knobs }, options.set));
  const knobs = configure(fitKnobs, { ...entry.suits, ...presets(options.model), ...own });
  const from = options.data === undefined ? undefined : resolve(io.cwd, options.data);
  const loaded = entry.load(from, drawn);
  const { data, width, height, channels, characters, sum } = loaded;
  const net = options.model ?? options.net ?? defaultNet(data);
  checkFit(net, data, knobs);
  const kind = kindOf(loaded);
  const run = createRun(io.cwd, options.out, `${dataset}-${net}-seed${options.seed}`, {
    command: "fit",
    gradus: version(),
    kernels: kernels(),
    dataset,
    data: from ?? null,
    ...(kind === "pictures" ? {} : { kind }),
    ...(Object.keys(drawn).length === 0 ? {} : { drawn }),
    ...(characters === undefined ? {} : { characters, sum }),
    net,
    width,
    height,
    ...(channels === 1 ? {} : { channels }),
    classes: data.classes,
    epochs: options.epochs ?? entry.epochs,
    seed: options.seed,
    knobs,
  });
  return { run, loaded };
}

type Values = Readonly<Record<string, number | string | boolean>>;

/** What was set of the training, and all settings of the data. */
function parted(
  { knobs }: DatasetEntry,
  set: Values,
): { readonly own: Partial<FitConfig>; readonly drawn: Values } {
  const [own, ofData] = [{}, {}] as Record<string, unknown>[];
  for (const [name, value] of Object.entries(set))
    (Object.hasOwn(knobs, name) ? ofData : own)[name] = value;
  return { own, drawn: configure(knobs, ofData as Record<string, never>) as Values };
}

function opening({ config }: FitRun, { data }: Loaded): string {
  const { train, test, kind = "pictures" } = data;
  const wanted = Number(config.knobs["pictures"]) || train.count;
  const learned = count(Math.min(wanted, train.count));
  return (
    `${config.net} on ${learned} training ${nouns[kind].many}, tested on ${count(test.count)} others after each epoch ` +
    `(${config.kernels}, seed ${config.seed})`
  );
}

/** The knobs that suit a ready-made network. */
function presets(model: string | undefined): Partial<FitConfig> {
  if (model === undefined) return {};
  if (!Object.hasOwn(models, model)) throw unknownName("model", model, Object.keys(models));
  return models[model as keyof typeof models].knobs;
}

/** Below the options: the knobs and the ready-made networks. */
export function fitHelp(): string {
  const ready = Object.entries(models).map(([name, { doc }]) => `  ${name.padEnd(10)}${doc}`);
  return [
    "",
    "Knobs, for --set knob=value (name, default, allowed, meaning):",
    describeKnobs(fitKnobs),
    "",
    "Models, for --model:",
    ...ready,
    "",
    "Data sets (`gradus list datasets` says more). Points and texts begin with knobs that suit them:",
    ...Object.entries(datasets).map(([name, entry]) => `  ${name.padEnd(15)}${entry.title}`),
    "",
    "Knobs of points: points (400), noise, draw (the seed of the points). Of a text: context (12).",
  ].join("\n");
}
