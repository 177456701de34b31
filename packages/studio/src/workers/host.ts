/**
 * The other side of a page: runs labs and checks exercises, driven by messages. It is the same program in a worker of the site and
 * in the sandbox where edited code runs, so an edited algorithm takes the very way of the original.
 *
 * Seeds take turns report by report, so that their curves grow together; between slices of work the host reads its mail.
 */
import {
  checks,
  type Exercise,
  figureSvg,
  findExercise,
  findLab,
  judgedRuns,
  type Lab,
  type LabData,
  type LabReport,
  type Live,
  type Measured,
} from "@gradus/course";
import { engine, useThreads } from "gradus";
import { configure, rng, ValueError } from "gradus/core";
import { type Mnist, mnist } from "gradus/data";
import type { AnyWorld } from "gradus/env";
import { folderOf, type Recording, recording } from "./cloning.ts";
import { type Duel, duel } from "./duel.ts";
import type { Answer, DuelView, FromWorker, RunRequest, SeedReport, ToWorker } from "./protocol.ts";
import { type Watcher, watcher } from "./watch.ts";

interface SeedRun {
  readonly seed: number;
  run: Generator<LabReport, Measured>;
  measured: Measured | undefined;
  reports: number;
  /** What it showed last. */
  live: Live | undefined;
}

interface Training {
  readonly lab: Lab;
  readonly request: RunRequest;
  readonly seeds: readonly SeedRun[];
  readonly data: LabData;
  readonly watch: Watcher;
  next: number;
  speed: number;
  isPaused: boolean;
  /** Milliseconds of work, reports, and when the last was made. */
  worked: number;
  reports: number;
  lastReport: number;
}

const slice = 12; // ms of work between two looks at the mail
const quiet = 33; // ms between two messages to the page
const mapsEvery = 100; // ms between two pictures of what a network holds

/** The page draws with one processor, and the others may help; in the sandbox and behind a plain file server memory is not shared. */
function settleThreads(): void {
  if (!globalThis.crossOriginIsolated) return;
  const threads = Math.min(4, navigator.hardwareConcurrency - 1);
  if (threads > 1) useThreads(threads);
}

/** @returns what takes the messages of the page */
export function host(
  post: (message: FromWorker) => void,
  /** Functions of an edited exercise, by the name of its module. */
  solution?: Readonly<Record<string, unknown>>,
  /** Modules of a course of the learner's own: labs and checks beside those of the path. */
  own: readonly Readonly<Record<string, unknown>>[] = [],
): (message: ToWorker) => void {
  const found = own.flatMap((module) => Object.values(module)) as { readonly id?: string }[];
  const labOf = (id: string): Lab =>
    (found.find((x) => x?.id === id && "run" in x) as Lab | undefined) ?? findLab(id);
  const exerciseOf = (id: string): Exercise =>
    (found.find((x) => x?.id === id && "cases" in x) as Exercise | undefined) ?? findExercise(id);
  settleThreads();
  let training: Training | undefined;
  let begun: readonly SeedRun[] = []; // those of the last training, which may be over
  let fps = 0;
  let waiting: SeedReport[] = [];
  let flushed = 0;
  let mapped = 0;
  let seen: Live | undefined; // outlives the training: a trained network can be asked
  let asked: Pick<Answer, "picture" | "example"> | undefined;
  let game: Duel | undefined;
  let recorded: { readonly of: Recording; readonly world: AnyWorld } | undefined; // what you played
  let clone: Live | undefined; // yours
  let delivered: ((files: readonly Uint8Array[]) => void) | undefined;

  const fail = (error: unknown): void => {
    training?.watch.stop();
    training = undefined;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    post({ type: "failed", message, ...(stack === undefined ? {} : { stack }) });
  };

  const flush = (): void => {
    flushed = performance.now();
    if (training === undefined || waiting.length === 0) return;
    const { worked, reports } = training;
    post({
      type: "reports",
      reports: waiting,
      perSecond: worked > 0 ? (1000 * reports) / worked : 0,
    });
    waiting = [];
  };

  const answer = (): void => {
    const reader = seen?.reader;
    if (reader === undefined || asked === undefined) return;
    post({ type: "answer", answer: { ...asked, ...reader.read(asked.picture) } });
  };

  const ask = (picture: Float32Array | number): void => {
    const reader = seen?.reader;
    if (reader === undefined) return;
    if (typeof picture === "number") {
      const example = reader.example(picture);
      const { examples: count } = reader;
      asked = {
        picture: example.picture,
        example: { index: picture, label: example.label, count },
      };
    } else asked = { picture };
    answer();
  };

  const showMaps = (): void => {
    mapped = performance.now();
    answer();
    const maps = seen?.maps;
    if (maps === undefined) return;
    post({
      type: "maps",
      maps: maps.map((map) => ({ ...map, values: Float32Array.from(map.values) })),
    });
  };

  /** What the first seed's agent and network look like now. */
  const look = (t: Training, live: Live): void => {
    seen = live;
    t.watch.see(live);
    if (performance.now() - mapped >= mapsEvery) showMaps();
  };

  /** One report of the seed whose turn it is. */
  const advance = (t: Training): void => {
    const start = performance.now();
    while (t.seeds[t.next].measured !== undefined) t.next = (t.next + 1) % t.seeds.length;
    const current = t.seeds[t.next];
    t.next = (t.next + 1) % t.seeds.length;
    const { value, done } = current.run.next();
    t.lastReport = performance.now();
    t.worked += t.lastReport - start;
    t.reports++;
    if (done === true) {
      current.measured = value;
      post({ type: "measured", seed: current.seed, measured: value });
      return;
    }
    current.reports++;
    const { progress, series, points, text, live } = value;
    if (points !== undefined) waiting = waiting.filter(({ seed }) => seed !== current.seed);
    waiting.push({
      seed: current.seed,
      progress,
      ...(series === undefined ? {} : { series }),
      ...(points === undefined ? {} : { points }),
      ...(text === undefined ? {} : { text }),
    });
    if (live?.state !== undefined && current.live === undefined && current === t.seeds[0])
      post({ type: "forkable" });
    current.live = live ?? current.live;
    if (live !== undefined && current === t.seeds[0]) look(t, live);
  };

  const isOver = (t: Training): boolean => t.seeds.every(({ measured }) => measured !== undefined);

  const finish = (t: Training): void => {
    flush();
    showMaps(); // as they are in the end
    training = undefined;
    post({ type: "over", seconds: t.worked / 1000 });
  };

  const judge = (
    { lab: id, budget, seeds, settings }: RunRequest,
    runs: readonly Measured[],
  ): void => {
    const lab = labOf(id);
    const result = judgedRuns(lab, budget, runs, { settings, seeds });
    const figure = lab.figure === undefined ? undefined : figureSvg(lab.figure(runs));
    post({ type: "result", result, ...(figure === undefined ? {} : { figure }) });
  };

  /** Between two reports nothing changes, so a state is whole whenever the mail is read. */
  const fork = (): void => {
    flush();
    const states = begun.flatMap(({ seed, live }) =>
      live?.state === undefined ? [] : [[seed, live.state()] as const],
    );
    post({ type: "states", states: Object.fromEntries(states) });
  };

  /** The settings change at the next report: every seed goes on from its own state, those that have not begun from the start. */
  const steer = (
    { lab, seeds, data, request }: Training,
    settings: RunRequest["settings"],
  ): void => {
    const config = configure(lab.knobs, { ...lab[request.budget].knobs, ...settings } as never);
    for (const s of seeds.filter(({ measured }) => measured === undefined)) {
      const from = s.live?.state?.() ?? request.from?.[s.seed];
      s.run.return({});
      s.run = lab.run(config, rng(s.seed), data, lab.parts ?? {}, from);
    }
  };

  const turn = new MessageChannel();

  /** Works for a slice of time, then lets the mail in; ends with the verdict. */
  const loop = (): void => {
    const t = training;
    if (t === undefined || t.isPaused) return;
    try {
      const start = performance.now();
      if (t.speed === Infinity) {
        while (performance.now() - start < slice && !isOver(t)) advance(t);
      } else if (start - t.lastReport >= 1000 / t.speed) advance(t);
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
  };
  turn.port1.onmessage = loop;

  /** The data sets that a lab or an exercise asks for, brought by the page before it begins: a sandbox fetches nothing itself. */
  const dataOf = async (lab: Pick<Lab, "id" | "needs">): Promise<LabData> => {
    if (!lab.needs?.includes("mnist")) {
      return {
        mnist: () => {
          throw new ValueError(
            `${lab.id} asks for the digits, but its definition does not say so.`,
          );
        },
      };
    }
    const files = new Promise<readonly Uint8Array[]>((resolve) => {
      delivered = resolve;
    });
    post({ type: "want", what: "50 000 handwritten digits", files: digits });
    const [trainImages, trainLabels, testImages, testLabels] = await files;
    const all: Mnist = mnist({ trainImages, trainLabels, testImages, testLabels });
    return { mnist: () => all };
  };

  const begin = async (request: RunRequest): Promise<void> => {
    post({ type: "engine", build: engine().backend.build });
    const lab = labOf(request.lab);
    const data = await dataOf(lab);
    seen = undefined;
    const settings = { ...lab[request.budget].knobs, ...request.settings };
    const config = configure(lab.knobs, settings as never);
    training = {
      lab,
      request,
      data,
      seeds: request.seeds.map((seed) => ({
        seed,
        run: lab.run(config, rng(seed), data, lab.parts ?? {}, request.from?.[seed], request.turn),
        measured: undefined,
        reports: 0,
        live: undefined,
      })),
      watch: watcher((frame) => post({ type: "frame", frame }), fps, request.role),
      next: 0,
      speed: request.speed,
      isPaused: false,
      worked: 0,
      reports: 0,
      lastReport: 0,
    };
    begun = training.seeds;
    loop();
  };

  /** Case after case; the page ends the worker where one takes too long. */
  const examine = async (id: string): Promise<void> => {
    const exercise = exerciseOf(id);
    const data = await dataOf(exercise);
    // the library and the digits are there: what follows is the learner's time
    post({ type: "engine", build: engine().backend.build });
    const url = solution?.["$url"];
    const lineOf = (error: unknown): number | undefined => {
      if (typeof url !== "string" || !(error instanceof Error)) return undefined;
      const [, line] = (error.stack ?? "").split(`${url}:`, 2)[1]?.match(/^(\d+)/) ?? [];
      return line === undefined ? undefined : Number(line);
    };
    const run = checks(exercise, solution ?? {}, { lineOf, data });
    for (;;) {
      const { value, done } = run.next();
      if (done === true) {
        post({ type: "checked", result: value });
        return;
      }
      post({ type: "case", name: value.name });
    }
  };

  const play = (id: string, seed: number, pace: number): void => {
    game?.stop();
    const world = seen?.world ?? findLab(id).world?.();
    if (world === undefined) throw new ValueError(`${id} has no world that can be played.`);
    const records = labOf(id).chart?.clones === true;
    if (records) recorded ??= { of: recording(world), world };
    recorded?.of.cut();
    const rival = clone ?? seen?.rival?.() ?? seen;
    const show = (view: DuelView): void => {
      post({ type: "duel", view });
      if (view.isOver) tellRecorded();
    };
    game = duel(world, rival, seed, show, recorded?.of);
    game.pace(pace);
  };

  const tellRecorded = (): void => {
    const known = recorded?.of.recorded();
    if (known !== undefined) post({ type: "recorded", recorded: known });
  };

  const cloneYou = (): void => {
    if (recorded?.of.recorded() === undefined)
      throw new ValueError("There is nothing to clone yet: play an episode to its end.");
    const { live, cloned } = recorded.of.clone(1);
    clone = live;
    post({ type: "cloned", cloned });
  };

  return (message) => {
    switch (message.type) {
      case "clone":
        try {
          cloneYou();
        } catch (error) {
          fail(error);
        }
        return;
      case "data":
        if (recorded !== undefined)
          post({
            type: "archive",
            name: `${folderOf(recorded.world)}.zip`,
            bytes: recorded.of.archive(),
          });
        return;
      case "play":
        play(message.lab, message.seed, message.pace);
        return;
      case "hold":
        game?.hold(message.key);
        return;
      case "pace":
        game?.pace(message.pace);
        return;
      case "run":
        begin(message.request).catch(fail);
        return;
      case "judge":
        try {
          judge(message.request, message.runs);
        } catch (error) {
          fail(error);
        }
        return;
      case "check":
        examine(message.exercise).catch(fail);
        return;
      case "files":
        delivered?.(message.files);
        return;
      case "watch":
        fps = message.fps;
        training?.watch.speed(fps);
        return;
      case "pause":
        if (training !== undefined) training.isPaused = true;
        return;
      case "fork":
        try {
          fork();
        } catch (error) {
          fail(error);
        }
        return;
      case "steer":
        try {
          if (training !== undefined) steer(training, message.settings);
        } catch (error) {
          fail(error);
        }
        return;
      case "speed":
        if (training !== undefined) training.speed = message.speed;
        return;
      case "ask":
        try {
          ask(message.picture);
        } catch (error) {
          fail(error);
        }
        return;
      case "step":
        if (training === undefined) return;
        try {
          if (!isOver(training)) advance(training);
          flush();
          if (isOver(training)) finish(training);
        } catch (error) {
          fail(error);
        }
        return;
      case "resume":
        if (training !== undefined) training.isPaused = false;
        loop();
    }
  };
}

/** The files of MNIST on the site. */
const digits = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
] as const;
