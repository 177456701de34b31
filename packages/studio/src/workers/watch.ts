/** Watching a policy: it acts in a world of its own while it learns, frame by frame; the frames are lists of shapes. */
import type { Live } from "@gradus/course";
import { rng } from "gradus/core";
import {
  type AnyWorld,
  flatArray,
  type Numbers,
  type Painter,
  type Picture,
  type Role,
} from "gradus/env";
import { pictureOf } from "gradus/envs/draw";
import type { Frame } from "./protocol.ts";

export interface Watcher {
  /** The policy as it is now. */
  see(live: Live): void;
  speed(fps: number): void;
  stop(): void;
}

interface Stage {
  readonly world: AnyWorld;
  readonly picture: Picture;
  readonly state: unknown;
  readonly observation: Numbers;
  readonly mask: Uint8Array | undefined;
  readonly outcome: { reward: number; terminated: boolean };
  episode: number;
  step: number;
  total: number;
  /** The last states, oldest first. */
  trail: unknown[];
  /** The last state of the episode was painted; the next frame begins another. */
  isEndShown: boolean;
}

/** @param role the colour of the run */
export function watcher(show: (frame: Frame) => void, fps: number, role: Role): Watcher {
  const random = rng(7);
  let live: Live | undefined;
  let stage: Stage | undefined;
  let rate = fps;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tick = (): void => {
    timer = undefined;
    if (live?.world !== undefined && live.act !== undefined) {
      if (stage?.world !== live.world) stage = staged(live.world);
      if (stage !== undefined) show(frameOf(stage, live, random, role));
    }
    if (rate > 0) timer = setTimeout(tick, 1000 / rate);
  };
  return {
    see(now) {
      live = now;
      if (timer === undefined && rate > 0) tick();
    },
    speed(next) {
      rate = next;
      if (timer === undefined && rate > 0) tick();
    },
    stop() {
      rate = 0;
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
    },
  };
}

function staged(world: AnyWorld): Stage | undefined {
  const choices = world.actionSpace.kind === "discrete" ? world.actionSpace.n : 0;
  return {
    world,
    picture: pictureOf(world),
    state: world.create(),
    observation: flatArray(world.observationSpace),
    mask: world.mask === undefined ? undefined : new Uint8Array(choices),
    outcome: { reward: 0, terminated: true },
    episode: 0,
    step: 0,
    total: 0,
    trail: [],
    isEndShown: true, // of the episode before the first
  };
}

/** A state of the episode on stage and what is done in it, painted; where it ends, the end alone. */
function frameOf(s: Stage, live: Live, random: ReturnType<typeof rng>, role: Role): Frame {
  const { world, state, observation, outcome } = s;
  const isOver = outcome.terminated || s.step >= world.maxSteps;
  if (isOver && s.isEndShown) {
    world.reset(state, random);
    s.episode++;
    s.step = 0;
    s.total = 0;
    s.trail = [];
    outcome.terminated = false;
    live.begin?.();
  }
  s.isEndShown = isOver && !s.isEndShown;
  let action: unknown;
  if (!s.isEndShown) {
    world.observe(state, observation, 0);
    if (s.mask !== undefined) world.mask?.(state, s.mask, 0);
    action = live.act?.(observation, s.mask);
  }
  const { painter, calls } = recorder();
  const { values, policy } = live;
  s.picture.paint(painter, state, {
    action: action as number | ArrayLike<number>,
    values,
    policy,
    trail: s.trail,
    role,
  });
  s.trail.push(structuredClone(state));
  if (s.trail.length > 5) s.trail.shift();
  if (!s.isEndShown) {
    world.step(state, action, random, outcome);
    s.step++;
    s.total += outcome.reward;
  }
  return {
    width: s.picture.width,
    height: s.picture.height,
    calls,
    caption: `episode ${s.episode}, step ${s.step}, return ${rounded(s.total)}`,
  };
}

const rounded = (x: number): string => String(Math.round(x * 10) / 10).replace("-", "−");

const shapes = ["rect", "circle", "line", "polygon", "arc", "text"] as const;

/** A painter that writes down what it is asked for. */
export function recorder(): { painter: Painter; calls: [string, ...unknown[]][] } {
  const calls: [string, ...unknown[]][] = [];
  const painter = Object.fromEntries(
    shapes.map((name) => [name, (...args: unknown[]) => calls.push([name, ...args])]),
  ) as unknown as Painter;
  return { painter, calls };
}
