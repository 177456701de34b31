/**
 * Runs labs beside the page: the very objects that the command line runs. Seeds take turns report by report, so that their curves
 * grow together; between slices of work the worker listens.
 */
import {
  figureSvg,
  findLab,
  judgedRuns,
  type Lab,
  type LabData,
  type LabReport,
  type Live,
  type Measured,
} from "@gradus/course";
import { configure, rng, ValueError } from "gradus/core";
import { type Mnist, mnist } from "gradus/data";
import type { FromWorker, RunRequest, SeedReport, ToWorker } from "./protocol.ts";
import { type Watcher, watcher } from "./watch.ts";

const post = (message: FromWorker): void => self.postMessage(message);

interface SeedRun {
  readonly seed: number;
  readonly run: Generator<LabReport, Measured>;
  measured: Measured | undefined;
}

interface Training {
  readonly lab: Lab;
  readonly request: RunRequest;
  readonly seeds: readonly SeedRun[];
  readonly watch: Watcher;
  next: number;
  speed: number;
  isPaused: boolean;
  /** Milliseconds of work, and when the last report was made. */
  worked: number;
  lastReport: number;
}

let training: Training | undefined;
let fps = 30;

const slice = 12; // ms of work between two looks at the mail
const quiet = 33; // ms between two messages to the page

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "run") {
    begin(data.request).catch(fail);
    return;
  }
  if (data.type === "watch") {
    fps = data.fps;
    training?.watch.speed(fps);
    return;
  }
  if (training === undefined) return;
  if (data.type === "pause") training.isPaused = true;
  if (data.type === "speed") training.speed = data.speed;
  if (data.type === "step") {
    advance(training, 1);
    flush();
  }
  if (data.type === "resume") {
    training.isPaused = false;
    loop();
  }
};

async function begin(request: RunRequest): Promise<void> {
  const lab = findLab(request.lab);
  const data = await dataOf(lab, request.data);
  const settings = { ...lab[request.budget].knobs, ...request.settings };
  const config = configure(lab.knobs, settings as never);
  training = {
    lab,
    request,
    seeds: request.seeds.map((seed) => ({
      seed,
      run: lab.run(config, rng(seed), data, lab.parts ?? {}),
      measured: undefined,
    })),
    watch: watcher((frame) => post({ type: "frame", frame }), fps),
    next: 0,
    speed: request.speed,
    isPaused: false,
    worked: 0,
    lastReport: 0,
  };
  loop();
}

function fail(error: unknown): void {
  training = undefined;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  post({ type: "failed", message, ...(stack === undefined ? {} : { stack }) });
}

let waiting: SeedReport[] = [];
let flushed = 0;

function flush(): void {
  if (training === undefined || waiting.length === 0) return;
  const perSecond = training.worked > 0 ? reports / (training.worked / 1000) : 0;
  post({ type: "reports", reports: waiting, perSecond });
  waiting = [];
  flushed = performance.now();
}

let reports = 0;

/** Works for a slice of time, then lets the mail in; ends with the verdict. */
function loop(): void {
  const t = training;
  if (t === undefined || t.isPaused) return;
  try {
    const start = performance.now();
    if (t.speed === Infinity) {
      while (performance.now() - start < slice && !isOver(t)) advance(t, 1);
    } else if (start - t.lastReport >= 1000 / t.speed) {
      advance(t, 1);
    }
    if (performance.now() - flushed > quiet) flush();
    if (isOver(t)) {
      finish(t);
      return;
    }
  } catch (error) {
    flush();
    fail(error);
    return;
  }
  // a message to oneself is not slowed down as timers are
  if (t.speed === Infinity) turn.port2.postMessage(0);
  else setTimeout(loop, Math.max(0, 1000 / t.speed - (performance.now() - t.lastReport)));
}

const turn = new MessageChannel();
turn.port1.onmessage = loop;

const isOver = (t: Training): boolean => t.seeds.every(({ measured }) => measured !== undefined);

/** One report of the seed whose turn it is. */
function advance(t: Training, count: number): void {
  for (let k = 0; k < count && !isOver(t); k++) {
    const start = performance.now();
    while (t.seeds[t.next].measured !== undefined) t.next = (t.next + 1) % t.seeds.length;
    const current = t.seeds[t.next];
    t.next = (t.next + 1) % t.seeds.length;
    const { value, done } = current.run.next();
    t.lastReport = performance.now();
    t.worked += t.lastReport - start;
    reports++;
    if (done === true) {
      current.measured = value;
      post({ type: "measured", seed: current.seed, measured: value });
      continue;
    }
    const { progress, series, text, live } = value;
    waiting.push({
      seed: current.seed,
      progress,
      ...(series === undefined ? {} : { series }),
      ...(text === undefined ? {} : { text }),
    });
    if (live !== undefined && current === t.seeds[0]) look(t, live);
  }
}

let mapped = 0;

/** What the first seed's agent and network look like now. */
function look(t: Training, live: Live): void {
  t.watch.see(live);
  if (live.maps === undefined || performance.now() - mapped < 100) return;
  mapped = performance.now();
  post({
    type: "maps",
    maps: live.maps.map((map) => ({ ...map, values: Float32Array.from(map.values) })),
  });
}

function finish(t: Training): void {
  flush();
  const runs = t.seeds.map(({ measured }) => measured as Measured);
  const { budget, seeds, settings } = t.request;
  const result = judgedRuns(t.lab, budget, runs, { settings, seeds });
  const figure = t.lab.figure === undefined ? undefined : figureSvg(t.lab.figure(runs));
  training = undefined;
  post({
    type: "result",
    result,
    seconds: t.worked / 1000,
    ...(figure === undefined ? {} : { figure }),
  });
}

/** The data sets that a lab asks for, fetched before it begins. */
async function dataOf(lab: Lab, base: string): Promise<LabData> {
  if (!lab.needs?.includes("mnist")) {
    return {
      mnist: () => {
        throw new ValueError(`${lab.id} asks for the digits, but its definition does not say so.`);
      },
    };
  }
  post({ type: "waiting", what: "50 000 handwritten digits (11 MB)" });
  const digits = await digitsFrom(base);
  return { mnist: () => digits };
}

let kept: Promise<Mnist> | undefined;

function digitsFrom(base: string): Promise<Mnist> {
  kept ??= Promise.all(
    [
      "train-images-idx3-ubyte",
      "train-labels-idx1-ubyte",
      "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
    ].map(async (name) => {
      const answer = await fetch(new URL(`${name}.gz`, base));
      if (!answer.ok || answer.body === null)
        throw new ValueError(
          `The digits could not be loaded (${name}.gz: ${answer.status}). Reload the page.`,
        );
      // a server may have unpacked it on the way
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
      const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return new Uint8Array(await new Response(plain).arrayBuffer());
    }),
  ).then(([trainImages, trainLabels, testImages, testLabels]) =>
    mnist({ trainImages, trainLabels, testImages, testLabels }),
  );
  kept.catch(() => {
    kept = undefined;
  });
  return kept;
}
