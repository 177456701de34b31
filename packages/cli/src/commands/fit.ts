/** `gradus fit`: trains a network on pictures with labels. */
import { resolve } from "node:path";
import { configure, describeKnobs, unknownName } from "gradus/core";
import { checkFit, defaultNet, type FitConfig, fitKnobs, models } from "gradus/run";
import { type DatasetName, datasets, loadDataset, type Pictures } from "../datasets.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { createRun, type FitRun } from "../run-folder.ts";
import { settings } from "../settings.ts";
import { count } from "../terminal.ts";
import { doneEvent, statusOf, summary, taskOf, trainNew } from "../training.ts";
import { UsageError } from "../usage.ts";
import { kernels, version } from "../version.ts";

export interface FitOptions {
  readonly data?: string;
  readonly net?: string;
  readonly model?: string;
  readonly epochs: number;
  readonly seed: number;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly threads?: number;
}

export async function fit(dataset: string, options: FitOptions, io: Io): Promise<number> {
  io.threads(options.threads);
  const emit = emitter(io.out, options.json === true);
  const { run, pictures } = start(dataset, options, io);
  io.err.write(`${opening(run, pictures)}\n`);
  const outcome = await trainNew(run, pictures, io, emit);
  io.err.write(summary(io, run, outcome));
  emit(doneEvent(run, outcome));
  return statusOf(outcome);
}

/** Checks everything that can be checked before a folder is made. */
export function start(
  dataset: string,
  options: FitOptions,
  io: Io,
): { run: FitRun; pictures: Pictures } {
  if (!isDataset(dataset)) throw unknownName("data set", dataset, Object.keys(datasets));
  if (options.net !== undefined && options.model !== undefined) {
    throw new UsageError(
      `--net ${options.net} and --model ${options.model} exclude each other: give one of them.`,
    );
  }
  const knobs = configure(fitKnobs, {
    ...presets(options.model),
    ...settings(fitKnobs, options.set),
  });
  const folder = options.data === undefined ? undefined : resolve(io.cwd, options.data);
  const pictures = loadDataset(dataset, folder);
  const task = taskOf(pictures);
  const net = options.model ?? options.net ?? defaultNet(task);
  checkFit(net, task, knobs);
  const run = createRun(io.cwd, options.out, `${dataset}-${net}-seed${options.seed}`, {
    command: "fit",
    gradus: version(),
    kernels: kernels(),
    dataset,
    data: folder ?? null,
    net,
    width: pictures.width,
    height: pictures.height,
    classes: pictures.classes,
    epochs: options.epochs,
    seed: options.seed,
    knobs,
  });
  return { run, pictures };
}

function opening({ config }: FitRun, { train, test }: Pictures): string {
  const wanted = Number(config.knobs["pictures"]) || train.count;
  const learned = count(Math.min(wanted, train.count));
  return (
    `${config.net} on ${learned} training pictures, tested on ${count(test.count)} others after each epoch ` +
    `(${config.kernels}, seed ${config.seed})`
  );
}

/** The knobs that suit a ready-made network. */
function presets(model: string | undefined): Partial<FitConfig> {
  if (model === undefined) return {};
  if (!Object.hasOwn(models, model)) throw unknownName("model", model, Object.keys(models));
  return models[model as keyof typeof models].knobs;
}

const isDataset = (name: string): name is DatasetName => Object.hasOwn(datasets, name);

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
  ].join("\n");
}
