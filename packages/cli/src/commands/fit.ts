/** `gradus fit`: trains a network on pictures with labels. */
import { resolve } from "node:path";
import { configure, unknownName } from "gradus/core";
import { defaultNet, fitKnobs, models, networkOf } from "gradus/run";
import { type DatasetName, datasets, loadDataset, type Pictures } from "../datasets.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { knobTable, settings } from "../knobs.ts";
import { createRun, type Run } from "../run-folder.ts";
import { count } from "../terminal.ts";
import { doneEvent, statusOf, summary, taskOf, train } from "../training.ts";
import { UsageError } from "../usage.ts";
import { kernels, version } from "../version.ts";

export interface FitOptions {
  readonly data?: string;
  readonly net?: string;
  readonly model?: string;
  readonly epochs: number;
  readonly seed: number;
  readonly set: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

export async function fit(dataset: string, options: FitOptions, io: Io): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  const { run, pictures } = start(dataset, options, io);
  io.err.write(`${opening(run, pictures)}\n`);
  const outcome = await train(run, pictures, io, emit);
  io.err.write(summary(io, run, outcome));
  emit(doneEvent(run, outcome));
  return statusOf(outcome);
}

/** Checks everything that can be checked before a folder is made. */
export function start(dataset: string, options: FitOptions, io: Io): { run: Run; pictures: Pictures } {
  if (!isDataset(dataset)) throw unknownName("data set", dataset, Object.keys(datasets));
  const knobs = configure(fitKnobs, settings(fitKnobs, options.set));
  if (options.net !== undefined && options.model !== undefined) {
    throw new UsageError(`--net ${options.net} and --model ${options.model} exclude each other: give one of them.`);
  }
  if (options.model !== undefined && !(options.model in models)) {
    throw unknownName("model", options.model, Object.keys(models));
  }
  const folder = options.data === undefined ? undefined : resolve(io.cwd, options.data);
  const pictures = loadDataset(dataset, folder);
  const task = taskOf(pictures);
  const net = options.model ?? options.net ?? defaultNet(task);
  networkOf(net, task); // throws where it does not fit
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

function opening({ config }: Run, { train, test }: Pictures): string {
  return (
    `${config.net} on ${count(train.count)} training pictures, tested on ${count(test.count)} others after each epoch ` +
    `(${config.kernels}, seed ${config.seed})`
  );
}

const isDataset = (name: string): name is DatasetName => name in datasets;

/** Below the options: the knobs and the ready-made networks. */
export function fitHelp(): string {
  const ready = Object.entries(models).map(([name, { doc }]) => `  ${name.padEnd(10)}${doc}`);
  return ["", "Knobs, for --set knob=value:", knobTable(fitKnobs), "Models:", ...ready].join("\n");
}
