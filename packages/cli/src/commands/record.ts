/** `gradus record`: an episode of a trained policy as a film, or episodes as a data set. */
import { resolve } from "node:path";
import { rng } from "gradus/core";
import { encodeGif, returnsOf, TransitionRecorder, type Transitions } from "gradus/data";
import { type AnyWorld, flatArray, palettes, rasterPainter, writeFlat } from "gradus/env";
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
import { refuseTaken, saveTransitions, transitionsText } from "../transition-folder.ts";
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
  if (transitions !== undefined) refuseTaken(resolve(io.cwd, transitions), transitions);
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
    saveTransitions(resolve(io.cwd, transitions), data);
    io.err.write(`${styled(io.err, "bold", transitions)}: ${transitionsText(data)}\n`);
  }
  const returns =
    film === undefined ? (data === undefined ? [] : returnsOf(data)) : [film.episode.episodeReturn];
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

/** Every step of some episodes, in the world's own spaces. */
function dataset(
  { run, world, algorithm, steps }: Trained,
  act: Act,
  seed: number,
  { episodes: wanted = usualEpisodes, stochastic = false, best = false }: RecordOptions,
): Transitions {
  const { observationSpace, actionSpace } = world;
  const recorder = new TransitionRecorder(world);
  const [observation, nextObservation] = [flatArray(observationSpace), flatArray(observationSpace)];
  const taken = flatArray(actionSpace);
  const isMasked = world.mask !== undefined && actionSpace.kind === "discrete";
  const mask = isMasked ? new Uint8Array(actionSpace.n) : undefined;
  const nextMask = mask?.slice();
  const play = episodes(act(world), fitted(algorithmNamed(algorithm), world), {
    before(state, _, action) {
      world.observe(state, observation, 0); // the agent may have been shown another view of it
      writeFlat(actionSpace, action, taken, 0);
      if (mask !== undefined) world.mask?.(state, mask, 0);
    },
    after(state, { reward, terminated, truncated }) {
      world.observe(state, nextObservation, 0);
      if (nextMask !== undefined) world.mask?.(state, nextMask, 0);
      recorder.add({
        observation,
        action: taken,
        reward,
        terminated,
        truncated,
        nextObservation,
        mask,
        nextMask,
      });
    },
  });
  for (let i = 0; i < wanted; i++) play(seed + i);
  return recorder.done({
    world: run.config.world,
    policy: { algorithm, steps, seed: run.config.seed, deterministic: !stochastic, best },
    seed,
  });
}
