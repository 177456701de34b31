/** `gradus record`: an episode of a trained policy as a film, or episodes as a data set. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { rng } from "gradus/core";
import { encodeGif, type NpyArray, writeNpy } from "gradus/data";
import {
  type AnyWorld,
  describe,
  flatArray,
  flatSize,
  palettes,
  rasterPainter,
  type Space,
  writeFlat,
} from "gradus/env";
import { pictureOf } from "gradus/envs/draw";
import {
  type Actor,
  actorOf,
  agentOf,
  algorithmNamed,
  type Episode,
  episodes,
  fitted,
  withNetworks,
} from "gradus/run";
import { evaluationSeed } from "../evaluations.ts";
import { replace } from "../files.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { count, figure, styled, warning } from "../terminal.ts";
import { kindOf, type Trained, trained } from "../trained.ts";
import { UsageError } from "../usage.ts";

export interface RecordOptions {
  readonly out?: string;
  readonly transitions?: string;
  readonly episodes?: number;
  readonly seed?: number;
  readonly fps?: number;
  readonly frames: number;
  readonly dark?: boolean;
  readonly stochastic?: boolean;
  readonly best?: boolean;
  readonly json?: boolean;
}

export async function record(folder: string, options: RecordOptions, io: Io): Promise<number> {
  const { out, transitions, seed = evaluationSeed } = options;
  refuse(options);
  const source = await trained(
    io.cwd,
    folder,
    () => "It has no episodes; `gradus predict` shows what its network sees in a picture.",
    warning(io.err),
    kindOf(options),
  );
  const act = (world: AnyWorld) => policy(source, world, seed, options.stochastic !== true);
  const film = out === undefined ? undefined : filmed(source, act, seed, options);
  if (film !== undefined && out !== undefined) {
    replace(resolve(io.cwd, out), film.gif);
    io.err.write(
      `${styled(io.err, "bold", out)}: ${count(film.episode.length)} steps, return ${figure(film.episode.episodeReturn)}, ${count(film.shown)} frames at ${film.fps} a second${film.every > 1 ? `, one for ${film.every} steps` : ""}.\n`,
    );
  }
  const data = transitions === undefined ? undefined : dataset(source, act, seed, options);
  if (data !== undefined && transitions !== undefined) {
    write(resolve(io.cwd, transitions), data);
    io.err.write(
      `${styled(io.err, "bold", transitions)}: ${count(data.length)} transitions of ${data.meta.returns.length} episodes.\n`,
    );
  }
  const returns = film === undefined ? (data?.meta.returns ?? []) : [film.episode.episodeReturn];
  emitter(
    io.out,
    options.json === true,
  )({
    event: "done",
    run: source.run.shown,
    steps: source.steps,
    seed,
    returns,
    out: out ?? null,
    transitions: transitions ?? null,
  });
  return 0;
}

function refuse({ out, transitions, episodes: wanted, fps }: RecordOptions): void {
  if (out === undefined && transitions === undefined)
    throw new UsageError(
      "Record what? Give --out FILE.gif (a film) or --transitions DIR (the data).",
    );
  if (out !== undefined && !out.toLowerCase().endsWith(".gif"))
    throw new UsageError(`${out}: the film is a GIF; name it FILE.gif.`);
  if (wanted !== undefined && transitions === undefined)
    throw new UsageError("--episodes says how many --transitions holds; a film shows one.");
  if (fps !== undefined && out === undefined)
    throw new UsageError("--fps is the pace of a film: give --out FILE.gif, too.");
}

/** The policy of a run in its world. */
function policy(
  { run, state, algorithm, networks }: Trained,
  world: AnyWorld,
  seed: number,
  deterministic: boolean,
): Actor {
  const named = algorithmNamed(algorithm);
  const entry = networks === undefined ? named : withNetworks(named, networks);
  const fit = fitted(entry, world);
  const agent = agentOf(entry, fit, run.config.knobs, state, rng([seed, 1]));
  return actorOf(entry, agent, fit, { deterministic });
}

type Act = (world: AnyWorld) => Actor;

interface Film {
  readonly gif: Uint8Array;
  readonly episode: Episode;
  readonly shown: number;
  readonly fps: number;
  /** Steps from frame to frame. */
  readonly every: number;
}

const captionHeight = 26;
const linger = 1.5; // seconds that the last frame stays

function filmed(
  { world, algorithm }: Trained,
  act: Act,
  seed: number,
  options: RecordOptions,
): Film {
  const fit = fitted(algorithmNamed(algorithm), world);
  const length = episodes(act(world), fit)(seed).length; // a first time, to know how many frames there are
  const every = Math.max(1, Math.ceil(length / options.frames));
  const { fps = paceOf(world, length) } = options;
  const { width, height, paint } = pictureOf(world);
  const palette = options.dark === true ? palettes.dark : palettes.light;
  const frames: Uint8ClampedArray[] = [];
  let size = { width, height };
  let [t, total] = [0, 0];
  const show = (state: unknown, action?: unknown): void => {
    const painter = rasterPainter(width, height + captionHeight, { palette });
    paint(painter, state, { action: action as number | undefined });
    const y = height + captionHeight / 2;
    painter.rect(0, height, width, captionHeight, { fill: "paper" });
    painter.text(10, y, `step ${t}`, { size: 14, role: "ink2", align: "left" });
    painter.text(width - 10, y, `return ${figure(total)}`, {
      size: 14,
      role: "ink",
      align: "right",
    });
    size = painter;
    frames.push(painter.pixels);
  };
  const episode = episodes(act(world), fit, {
    before(state, _, action) {
      if (t % every === 0) show(state, action);
    },
    after(state, { reward, terminated, truncated }) {
      t++;
      total += reward;
      if (terminated || truncated) show(state);
    },
  })(seed);
  const delay = frames.map((_, i) => (i === frames.length - 1 ? linger : 1 / fps));
  const gif = encodeGif(frames, { width: size.width, height: size.height, delay });
  return { gif, episode, shown: frames.length, fps, every };
}

/** Boards and grids move a field a step, physics a fiftieth of a second or so; neither film should be over at once. */
function paceOf({ observationSpace }: AnyWorld, length: number): number {
  if (observationSpace.kind === "box" && length > 60) return 33;
  return length > 60 ? 12 : 4;
}

const usualEpisodes = 10;

interface Dataset {
  readonly length: number;
  readonly arrays: Readonly<
    Record<string, { readonly data: NpyArray; readonly shape: readonly number[] }>
  >;
  readonly meta: { readonly returns: readonly number[] } & Readonly<Record<string, unknown>>;
}

/** Every step of some episodes, in the world's own spaces. */
function dataset(
  { run, world, algorithm, steps }: Trained,
  act: Act,
  seed: number,
  { episodes: wanted = usualEpisodes, stochastic = false }: RecordOptions,
): Dataset {
  const { observationSpace, actionSpace } = world;
  const width = flatSize(observationSpace);
  const shown = flatArray(observationSpace);
  const rows = { observations: [] as number[], actions: [] as number[], next: [] as number[] };
  const figures = {
    rewards: [] as number[],
    terminated: [] as number[],
    truncated: [] as number[],
  };
  const taken = flatArray(actionSpace);
  const look = (state: unknown, into: number[]): void => {
    world.observe(state, shown, 0); // the agent may have been shown another view of it
    for (let i = 0; i < width; i++) into.push(shown[i]);
  };
  const play = episodes(act(world), fitted(algorithmNamed(algorithm), world), {
    before(state, _, action) {
      look(state, rows.observations);
      writeFlat(actionSpace, action, taken, 0);
      rows.actions.push(...taken);
    },
    after(state, { reward, terminated, truncated }) {
      figures.rewards.push(reward);
      figures.terminated.push(terminated ? 1 : 0);
      figures.truncated.push(truncated ? 1 : 0);
      look(state, rows.next);
    },
  });
  const played = Array.from({ length: wanted }, (_, i) => play(seed + i));
  const length = figures.rewards.length;
  const of = (space: Space, values: readonly number[]) => {
    const data = flatArray(space, length);
    data.set(values);
    return { data, shape: [length, ...shapeOf(space)] };
  };
  const plain = (data: NpyArray) => ({ data, shape: [length] });
  return {
    length,
    arrays: {
      observations: of(observationSpace, rows.observations),
      actions: of(actionSpace, rows.actions),
      rewards: plain(Float64Array.from(figures.rewards)),
      terminated: plain(Uint8Array.from(figures.terminated)),
      truncated: plain(Uint8Array.from(figures.truncated)),
      nextObservations: of(observationSpace, rows.next),
    },
    meta: {
      env: world.id,
      world: run.config.world,
      algorithm,
      trainedSteps: steps,
      trainedSeed: run.config.seed,
      deterministic: !stochastic,
      seed,
      observationSpace: describe(observationSpace),
      actionSpace: describe(actionSpace),
      transitions: length,
      lengths: played.map((episode) => episode.length),
      returns: played.map((episode) => episode.episodeReturn),
    },
  };
}

/** Of one value: as the space has it; spaces of parts are flat, part after part. */
function shapeOf(space: Space): readonly number[] {
  if (space.kind === "box") return space.shape;
  return space.kind === "discrete" ? [] : [flatSize(space)];
}

function write(folder: string, { arrays, meta }: Dataset): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, { data, shape }] of Object.entries(arrays))
    replace(join(folder, `${name}.npy`), writeNpy(data, shape));
  replace(join(folder, "meta.json"), `${JSON.stringify(meta, null, 2)}\n`);
}
