/** One lab on a page: its settings, its runs, its state. The training itself is in a worker. */

import type { LabResult, Measured, NumberMap } from "@gradus/course";
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { LabSummary } from "../shell/pages.ts";
import { done } from "../shell/progress.ts";
import type { Cloned, Recorded } from "../workers/cloning.ts";
import type {
  Answer,
  DuelView,
  Frame,
  FromWorker,
  RunRequest,
  ToWorker,
} from "../workers/protocol.ts";
import { filesFrom } from "./files.ts";
import type { Fork } from "./fork.ts";
import type { LabState as LinkedState } from "./link.ts";
import { type Pace, paceOf, remember, stopwatch } from "./pace.ts";

export type LabState = "ready" | "running" | "paused" | "finished" | "changed" | "stopped";
export type Value = number | boolean | string;
export type Settings = Readonly<Record<string, Value>>;

/** Points of one seed: every number of its reports by name, in order. */
export interface SeedCurve {
  readonly seed: number;
  readonly points: Record<string, number>[];
  progress: number;
  /** Its points come all at once, and anew. */
  isWhole?: boolean;
}

export interface Session {
  readonly lab: LabSummary;
  readonly state: ReadonlySignal<LabState>;
  readonly settings: Signal<Settings>;
  /** The settings that the curves on the page belong to. */
  readonly ran: ReadonlySignal<Settings>;
  readonly budget: Signal<"quick" | "full">;
  readonly speed: ReadonlySignal<number>;
  setSpeed(speed: number): void;
  /** Grows with every message; what is drawn reads it. */
  readonly version: ReadonlySignal<number>;
  readonly curves: () => readonly SeedCurve[];
  readonly progress: ReadonlySignal<number>;
  readonly frame: ReadonlySignal<Frame | undefined>;
  readonly maps: ReadonlySignal<readonly NumberMap[]>;
  /** What the network says to the picture of the last `ask`; undefined until it has been asked. */
  readonly answer: ReadonlySignal<Answer | undefined>;
  /** A picture, or the number of a test digit; answered again whenever the network has changed, and in the next run. */
  ask(picture: Float32Array | number): void;
  readonly note: ReadonlySignal<string>;
  readonly result: ReadonlySignal<LabResult | undefined>;
  readonly figure: ReadonlySignal<string | undefined>;
  readonly seconds: ReadonlySignal<number>;
  readonly failure: ReadonlySignal<string | undefined>;
  readonly perSecond: ReadonlySignal<number>;
  /** Of a run that is on: what is left, and how fast it goes; undefined while it is too early to tell. */
  readonly headway: ReadonlySignal<Pace | undefined>;
  /** The numeric core that the workers run on; "" before the first run. */
  readonly build: ReadonlySignal<string>;
  /** Anew, or from a fork. */
  run(from?: Fork): void;
  /** Whether there is something to fork now. */
  readonly canFork: ReadonlySignal<boolean>;
  /**
   * Pauses, and keeps where every seed is.
   *
   * @param at where on the axis, of a lab whose runs are repeated; where they are now if absent
   */
  fork(at?: number): Promise<Fork>;
  /** The fork that this run goes on from. */
  readonly origin: () => Fork | undefined;
  /** Settings that were changed while it ran, and where on the axis. */
  readonly steered: ReadonlySignal<readonly { readonly x: number; readonly label: string }[]>;
  pause(): void;
  resume(): void;
  step(): void;
  reset(): void;
  set(name: string, value: Value): void;
  undo(): void;
  /** Takes over what a link says; settings that the lab does not know are left out. */
  begin(state: Pick<LinkedState, "settings" | "budget"> | undefined): void;
  watch(fps: number): void;
  /** You against the policy as it is now; a run that begins ends it. */
  readonly duel: ReadonlySignal<DuelView | undefined>;
  play(seed: number, pace: number): void;
  hold(key: string | undefined): void;
  pace(perSecond: number): void;
  endPlay(): void;
  /** What you played in labs that write it down, and how a clone of it does. */
  readonly recorded: ReadonlySignal<Recorded | undefined>;
  readonly cloned: ReadonlySignal<Cloned | "training" | undefined>;
  clone(): void;
  /** What you played, as a file. */
  saveData(): void;
  dispose(): void;
}

export const defaults = (lab: LabSummary): Settings =>
  Object.fromEntries(lab.knobs.map((k) => [k.name, k.value]));

/** The settings that differ from others. */
export const differing = (settings: Settings, others: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => !Object.is(value, others[name])),
  );

const same = (a: Settings, b: Settings): boolean =>
  Object.keys(a).every((name) => Object.is(a[name], b[name]));

/** What a session needs of a worker: one of the site's, or one in the sandbox. */
export interface Port {
  postMessage(message: ToWorker): void;
  terminate(): void;
}
export type OpenPort = (take: (message: FromWorker) => void) => Port | Promise<Port>;

/** A worker of the site itself. */
export const siteWorker: OpenPort = (take) => {
  const worker = new Worker(new URL("../workers/lab.worker.ts", import.meta.url), {
    type: "module",
  });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => take(data);
  worker.onerror = (event) =>
    take({
      type: "failed",
      message: event.message || "The worker could not start. Reload the page.",
    });
  return worker;
};

/** A worker in the sandbox, for labs whose code is the learner's own. */
export const sandboxWorker =
  (entry: string, edits: () => Readonly<Record<string, string>> = () => ({})): OpenPort =>
  async (take) => {
    const [{ compiled }, { linked }, { modulesOfSite }, { sandboxed }] = await Promise.all([
      import("../sandbox/compile.ts"),
      import("../sandbox/link.ts"),
      import("../sandbox/site.ts"),
      import("../sandbox/frame.ts"),
    ]);
    const compiledEdits = Object.fromEntries(
      Object.entries(edits()).map(([path, text]) => [path, compiled(text)]),
    );
    return sandboxed(linked(await modulesOfSite(), entry, compiledEdits))(take);
  };

/** What runs a lab: the module that a worker in the sandbox begins with. */
export const entryOf = (lab: LabSummary): string => (lab.isOwn ? "own/open.js" : "studio/open.js");

/** Seeds for each worker: as many workers as there are cores beside the page's own, four at most. */
function sharedOut(seeds: readonly number[]): number[][] {
  const cores = navigator.hardwareConcurrency || 2;
  const workers = Math.max(1, Math.min(seeds.length, cores - 1, 4));
  return Array.from({ length: workers }, (_, i) => seeds.filter((__, k) => k % workers === i));
}

/** What a worker needs to go on with its seeds. */
const statesOf = (from: Fork, seeds: readonly number[]): Record<number, unknown> =>
  Object.fromEntries(
    seeds.flatMap((seed) => {
      const state = from.seeds[seed]?.state;
      return state === undefined ? [] : [[seed, state]];
    }),
  );

/**
 * @param data     address of the folder with the site's data files
 * @param isSteady settings do not act on a run that is on, where they could
 */
export function session(
  lab: LabSummary,
  data: string,
  open: OpenPort = lab.isOwn ? sandboxWorker(entryOf(lab)) : siteWorker,
  role: RunRequest["role"] = "p1",
  isSteady = false,
): Session {
  const first = defaults(lab);
  const phase = signal<Exclude<LabState, "changed">>("ready");
  const settings = signal<Settings>(first);
  const ran = signal<Settings>(first);
  const budget = signal<"quick" | "full">("quick");
  const speed = signal<number>(lab.chart?.pace ?? Infinity);
  const version = signal(0);
  const frame = signal<Frame | undefined>(undefined);
  const maps = signal<readonly NumberMap[]>([]);
  const answer = signal<Answer | undefined>(undefined);
  let question: Float32Array | number | undefined;
  const note = signal("");
  const result = signal<LabResult | undefined>(undefined);
  const figure = signal<string | undefined>(undefined);
  const seconds = signal(0);
  const failure = signal<string | undefined>(undefined);
  const perSecond = signal(0);
  const build = signal("");
  const headway = signal<Pace | undefined>(undefined);
  const saysState = signal(false); // whether its reports say from where a run goes on
  const steered = signal<readonly { readonly x: number; readonly label: string }[]>([]);
  let steering: ReturnType<typeof setTimeout> | undefined;
  let clock = stopwatch();
  let paced = 0; // when the pace was last told, ms of the clock
  let isWhole = true; // neither paused nor slowed down nor forked
  let origin: Fork | undefined; // where this run was forked
  let forked: { states: Record<number, unknown>; missing: number; tell: () => void } | undefined;
  const game = signal<DuelView | undefined>(undefined);
  const recorded = signal<Recorded | undefined>(undefined);
  const cloned = signal<Cloned | "training" | undefined>(undefined);
  let alone: Promise<Port> | undefined; // a worker for playing, where none has trained yet
  let fps = 0;
  let curves: SeedCurve[] = [];
  let crew: Port[] = [];
  let request: RunRequest | undefined;
  let measured = new Map<number, Measured>();
  let speeds: number[] = [];
  let over: number[] = []; // seconds of each worker that is through
  let attempt = 0; // answers of a worker that was given up are not taken

  const state = computed<LabState>(() => {
    const now = phase.value;
    const isLive = now === "finished" || now === "running" || now === "paused";
    if (!isLive || same(settings.value, ran.value)) return now;
    return isSteered(differing(settings.value, ran.value)) ? now : "changed";
  });
  /** Whether changed settings act at the next update of the run that is on. */
  const isSteered = (changes: Settings): boolean =>
    !isSteady &&
    role === "p1" &&
    lab.forks?.by === "state" &&
    saysState.value &&
    (phase.value === "running" || phase.value === "paused") &&
    Object.keys(changes).every((name) => lab.forks?.knobs.includes(name) === true);
  const canFork = computed(() => {
    const now = phase.value;
    const isOn = now === "running" || now === "paused";
    if (lab.forks?.by !== "turn") return saysState.value && isOn;
    version.value;
    return isOn || now === "finished" ? curves.some(({ points }) => points.length > 0) : false;
  });
  const share = (): number =>
    curves.length === 0 ? 0 : curves.reduce((sum, c) => sum + c.progress, 0) / curves.length;
  const progress = computed(() => {
    version.value;
    return share();
  });
  let isDue = false;
  let drawn = 0;
  /** What is drawn is drawn anew, at most thirty times a second; however many messages come, none of them waits for it. */
  const redraw = (): void => {
    if (isDue) return;
    isDue = true;
    const draw = (): void => {
      if (!document.hidden && performance.now() - drawn < 30) {
        requestAnimationFrame(draw);
        return;
      }
      isDue = false;
      drawn = performance.now();
      version.value++;
    };
    if (document.hidden) setTimeout(draw, 250);
    else requestAnimationFrame(draw);
  };
  /** Twice a second, so that the numbers can be read. */
  const tellPace = (): void => {
    const now = clock.read();
    if (now - paced < 500 && headway.value !== undefined) return;
    paced = now;
    const key = lab.chart?.x.key;
    const isSteps = /\bsteps\b/.test(lab.chart?.x.label ?? "");
    const made = curves.map(({ seed, points }) =>
      key === undefined
        ? 0
        : (points.at(-1)?.[key] ?? 0) - (origin?.seeds[seed]?.point?.[key] ?? 0),
    );
    const steps = made.reduce((a, b) => a + b, 0);
    const before = curves.map(({ seed }) => origin?.seeds[seed]?.progress ?? 0);
    const from = before.reduce((a, b) => a + b, 0) / Math.max(1, before.length);
    headway.value = paceOf(now / 1000, from, share(), isSteps ? steps : undefined);
  };
  /** Where the runs are on the axis; of curves that have their full length, the middle. */
  const here = (): number => {
    const along = lab.forks?.along;
    if (along !== undefined) return Math.max(1, Math.round(share() * Number(ran.value[along])));
    const key = lab.chart?.x.key ?? "";
    const ends = curves.flatMap(({ points }) => points.at(-1)?.[key] ?? []);
    const most = Math.max(0, ...ends);
    const isThrough = phase.value === "finished" || share() > 0.2;
    return isThrough && curves.some((c) => c.isWhole) ? Math.round(most / 2) : most;
  };
  /** The run goes on with the settings of now. */
  const steer = (): void => {
    steering = undefined;
    const changes = differing(settings.value, ran.value);
    if (request === undefined || same(settings.value, ran.value) || !isSteered(changes)) return;
    const label = Object.entries(changes)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(", ");
    ran.value = settings.value;
    steered.value = [...steered.value, { x: here(), label }];
    isWhole = false;
    request = { ...request, settings: differing(settings.value, first) };
    tell({ type: "steer", settings: request.settings });
  };
  const tell = (message: ToWorker): void => {
    for (const port of crew) port.postMessage(message);
  };
  /** Only the first worker shows its policy acting. */
  const tellWatch = (): void => {
    crew.forEach((port, i) => {
      port.postMessage({ type: "watch", fps: i === 0 ? fps : 0 });
    });
  };
  /** To the worker that plays with you. */
  const tellGame = (message: ToWorker): void => {
    if (crew.length > 0) crew[0].postMessage(message);
    else alone?.then((port) => port.postMessage(message));
  };
  const endPlay = (): void => {
    game.value = undefined;
    tellGame({ type: "pace", pace: 0 });
    alone?.then((port) => port.terminate());
    alone = undefined;
    recorded.value = undefined;
    cloned.value = undefined;
  };
  const stop = (): void => {
    endPlay();
    clearTimeout(steering);
    steering = undefined;
    attempt++;
    for (const port of crew) port.terminate();
    crew = [];
  };
  const clear = (): void => {
    curves = [];
    origin = undefined;
    frame.value = undefined;
    maps.value = [];
    answer.value = undefined;
    note.value = "";
    result.value = undefined;
    figure.value = undefined;
    failure.value = undefined;
    headway.value = undefined;
    saysState.value = false;
    steered.value = [];
    forked = undefined;
    version.value++;
  };
  const take = (message: FromWorker, from: number): void => {
    redraw();
    batch(() => {
      if (message.type === "reports") {
        speeds[from] = message.perSecond;
        perSecond.value = speeds.reduce((a, b) => a + b, 0);
        if (note.value.startsWith("Loading")) note.value = "";
        for (const { seed, progress, series, points, text } of message.reports) {
          const curve = curves.find((c) => c.seed === seed);
          if (curve === undefined) continue;
          curve.progress = progress;
          if (points !== undefined) {
            curve.isWhole = true;
            curve.points.splice(0, Infinity, ...points);
          }
          if (series !== undefined) curve.points.push(series);
          if (text !== undefined) note.value = text;
        }
        tellPace();
      } else if (message.type === "measured") {
        const curve = curves.find((c) => c.seed === message.seed);
        if (curve !== undefined) curve.progress = 1;
        measured.set(message.seed, message.measured);
      } else if (message.type === "maps") {
        // each worker shows its first seed; the page shows the first worker's
        if (from !== 0) return;
        maps.value = message.maps;
        if (answer.value === undefined && question !== undefined)
          crew[0]?.postMessage({ type: "ask", picture: question });
      } else if (message.type === "answer") {
        if (from === 0) answer.value = message.answer;
      } else if (message.type === "frame") frame.value = message.frame;
      else if (message.type === "duel") game.value = message.view;
      else if (message.type === "recorded") recorded.value = message.recorded;
      else if (message.type === "cloned") cloned.value = message.cloned;
      else if (message.type === "archive")
        void import("./saving.ts").then(({ download }) =>
          download(
            message.name,
            new Blob([message.bytes as BlobPart], { type: "application/zip" }),
          ),
        );
      else if (message.type === "forkable") saysState.value = true;
      else if (message.type === "states") {
        Object.assign(forked?.states ?? {}, message.states);
        if (forked !== undefined && --forked.missing === 0) forked.tell();
      } else if (message.type === "engine") build.value = message.build;
      else if (message.type === "want") {
        note.value = `Loading ${message.what} …`;
        const asked = attempt;
        filesFrom(data, message.files)
          .then((files) => {
            if (asked === attempt) crew[from]?.postMessage({ type: "files", files });
          })
          .catch((error: Error) => take({ type: "failed", message: error.message }, from));
      } else if (message.type === "over") {
        over.push(message.seconds);
        if (over.length === crew.length && request !== undefined) {
          const runs = request.seeds.map((seed) => measured.get(seed) as Measured);
          crew[0].postMessage({ type: "judge", request, runs });
        }
      } else if (message.type === "result") {
        phase.value = "finished";
        const { note: remark = "", ...told } = message.result;
        const note = `${steered.value.length > 0 ? "Its settings were changed while it ran. " : ""}${remark}`;
        result.value = note === "" ? told : { ...told, note };
        figure.value = message.figure;
        seconds.value = Math.max(...over);
        clock.stop();
        if (steered.value.length > 0 || !same(ran.value, defaults(lab))) return;
        if (role !== "p1" || origin !== undefined) return;
        if (isWhole) remember(lab, budget.value, clock.read() / 1000);
        if (message.result.pass) done("labs", lab.id);
      } else if (message.type === "failed") {
        phase.value = "stopped";
        failure.value = message.message;
      }
    });
  };
  return {
    lab,
    state,
    settings,
    ran,
    budget,
    speed,
    version,
    curves: () => curves,
    progress,
    frame,
    maps,
    answer,
    ask(picture) {
      question = picture;
      crew[0]?.postMessage({ type: "ask", picture });
    },
    note,
    result,
    figure,
    seconds,
    failure,
    perSecond,
    build,
    headway,
    canFork,
    steered,
    origin: () => origin,
    fork(at) {
      this.pause();
      if (lab.forks?.by === "turn")
        return Promise.resolve({
          budget: budget.value,
          settings: ran.value,
          at: at ?? here(),
          seeds: {},
        });
      const mine: NonNullable<typeof forked> = { states: {}, missing: crew.length, tell: () => {} };
      forked = mine;
      const whole = new Promise<void>((resolve) => {
        mine.tell = resolve;
      });
      tell({ type: "fork" });
      return whole.then(() => ({
        budget: budget.value,
        settings: ran.value,
        seeds: Object.fromEntries(
          curves.map(({ seed, progress: before, points }) => [
            seed,
            { state: mine.states[seed], progress: before, point: points.at(-1) },
          ]),
        ),
      }));
    },
    run(from) {
      stop();
      clear();
      origin = from;
      if (from !== undefined) budget.value = from.budget;
      clock = stopwatch();
      clock.start();
      paced = 0;
      isWhole = speed.value === Infinity && from === undefined;
      const chosen = settings.value;
      // a run that is repeated begins as it was
      const begun = from?.at === undefined ? chosen : from.settings;
      const { seeds } = lab[budget.value];
      curves = seeds.map((seed) => {
        const { point, progress: before = 0 } = from?.seeds[seed] ?? {};
        return { seed, points: point === undefined ? [] : [point], progress: before };
      });
      ran.value = chosen;
      phase.value = "running";
      measured = new Map();
      speeds = [];
      over = [];
      request = {
        lab: lab.id,
        budget: budget.value,
        seeds,
        settings: differing(begun, first),
        speed: speed.value,
        role,
        ...(from?.at === undefined
          ? {}
          : { turn: { at: from.at, settings: differing(chosen, from.settings) } }),
      };
      const whole = request;
      const mine = attempt;
      const shares = sharedOut(seeds);
      Promise.all(
        shares.map((_, i) => open((message) => (mine === attempt ? take(message, i) : undefined))),
      )
        .then((ports) => {
          if (mine !== attempt) {
            for (const port of ports) port.terminate();
            return;
          }
          crew = ports;
          tellWatch();
          ports.forEach((port, i) => {
            const states = from && statesOf(from, shares[i]);
            port.postMessage({
              type: "run",
              request: { ...whole, seeds: shares[i], ...(states && { from: states }) },
            });
          });
        })
        .catch((error: Error) => take({ type: "failed", message: error.message }, 0));
    },
    pause() {
      if (phase.value !== "running") return;
      tell({ type: "pause" });
      clock.stop();
      isWhole = false;
      phase.value = "paused";
    },
    resume() {
      if (phase.value !== "paused") return;
      phase.value = "running";
      clock.start();
      tell({ type: "resume" });
    },
    step() {
      if (phase.value === "running") this.pause();
      if (phase.value === "paused") tell({ type: "step" });
    },
    reset() {
      stop();
      clear();
      phase.value = "ready";
    },
    set(name, value) {
      settings.value = { ...settings.value, [name]: value };
      if (phase.value === "ready") ran.value = settings.value;
      else if (isSteered(differing(settings.value, ran.value))) steering ??= setTimeout(steer, 150); // a slider on its way
    },
    begin(given) {
      if (given === undefined) return;
      const known = Object.entries(given.settings).filter(([name]) => Object.hasOwn(first, name));
      settings.value = { ...first, ...Object.fromEntries(known) };
      ran.value = settings.value;
      budget.value = given.budget;
    },
    undo() {
      settings.value = ran.value;
    },
    setSpeed(next) {
      speed.value = next;
      isWhole = false;
      tell({ type: "speed", speed: next });
    },
    watch(rate) {
      fps = rate;
      tellWatch();
    },
    duel: game,
    play(seed, pace) {
      if (crew.length === 0) alone ??= Promise.resolve(open((message) => take(message, 0)));
      tellGame({ type: "play", lab: lab.id, seed, pace });
    },
    hold: (key) => tellGame({ type: "hold", key }),
    pace: (perSecond) => tellGame({ type: "pace", pace: perSecond }),
    endPlay,
    recorded,
    cloned,
    clone() {
      cloned.value = "training";
      tellGame({ type: "clone" });
    },
    saveData: () => tellGame({ type: "data" }),
    dispose: stop,
  };
}
