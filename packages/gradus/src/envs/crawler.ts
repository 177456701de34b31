/**
 * A crawling robot: a body with one arm of two parts, which drags itself forward by moving them in the right order.
 *
 * After the crawler of Berkeley's CS 188 and of lab 1 of the Deep RL Bootcamp. The body lies on the ground; the arm turns about its
 * front upper edge, the hand about the end of the arm. Where the hand would go below the ground, the body is pushed instead. Angles
 * come in steps: 9 of the arm, from −30° to 30°, 13 of the hand, from −150° to 0° relative to the arm. State: 13 · arm + hand.
 * Actions: 0 arm up, 1 arm down, 2 hand up, 3 hand down; a step beyond the last angle does nothing. The reward is how far the body
 * moved forward. An episode never ends.
 */
import { cos, sin } from "../core/math.ts";
import { type Discrete, discrete } from "../env/space.ts";
import type { World } from "../env/world.ts";

const ARM = { steps: 9, from: -Math.PI / 6, to: Math.PI / 6, length: 60 };
const HAND = { steps: 13, from: (-5 * Math.PI) / 6, to: 0, length: 40 };
const BODY = { length: 80, height: 40 };
const STATES = ARM.steps * HAND.steps;

export interface CrawlerState {
  arm: number;
  hand: number;
  /** Where the body is; not observed. */
  x: number;
}

const angle = ({ from, to, steps }: typeof ARM, i: number): number =>
  from + (i * (to - from)) / (steps - 1);

/** Where the tip of the hand is, from the rear lower edge of the body. */
function tip(state: number): { x: number; y: number } {
  const arm = angle(ARM, Math.floor(state / HAND.steps));
  const both = arm + angle(HAND, state % HAND.steps);
  return {
    x: BODY.length + ARM.length * cos(arm) + HAND.length * cos(both),
    y: BODY.height + ARM.length * sin(arm) + HAND.length * sin(both),
  };
}

/** The distance of a tip from the rear edge, about which the body tilts while the hand is on the ground. */
const reach = ({ x, y }: { x: number; y: number }): number => Math.sqrt(x * x + y * y);

/** How far the body moves when the tip goes from one place to another; places below the ground are on it, with the body tilted. */
function push(before: { x: number; y: number }, after: { x: number; y: number }): number {
  const isDown = before.y < 0;
  const willBeDown = after.y < 0;
  if (!isDown && !willBeDown) return 0;
  if (isDown && willBeDown) return reach(before) - reach(after);
  // In between the tip crosses the ground: only the part of the way below it moves the body.
  const crossing = before.x + ((after.x - before.x) * before.y) / (before.y - after.y);
  return willBeDown ? crossing - reach(after) : reach(before) - crossing;
}

const tips = Array.from({ length: STATES }, (_, s) => tip(s));

/** The next state and the reward: the whole of the crawler's mechanics. */
export function crawl(state: number, action: number): { next: number; reward: number } {
  let arm = Math.floor(state / HAND.steps);
  let hand = state % HAND.steps;
  if (action <= 1) arm = Math.min(Math.max(arm + (action === 0 ? 1 : -1), 0), ARM.steps - 1);
  else hand = Math.min(Math.max(hand + (action === 2 ? 1 : -1), 0), HAND.steps - 1);
  const next = HAND.steps * arm + hand;
  return { next, reward: push(tips[state], tips[next]) };
}

export function crawler(): World<CrawlerState, Discrete, Discrete> {
  const middle = { arm: ARM.steps >> 1, hand: HAND.steps >> 1 };
  const numberOf = ({ arm, hand }: CrawlerState): number => HAND.steps * arm + hand;
  return {
    id: "Crawler-v1",
    title: "Crawl: a body that drags itself forward with one arm",
    observationSpace: discrete(STATES),
    actionSpace: discrete(4),
    maxSteps: 1000,
    create: () => ({ ...middle, x: 0 }),
    reset(state) {
      Object.assign(state, middle, { x: 0 });
    },
    step(state, action, _, outcome) {
      const { next, reward } = crawl(numberOf(state), action);
      state.arm = Math.floor(next / HAND.steps);
      state.hand = next % HAND.steps;
      state.x += reward;
      outcome.reward = reward;
      outcome.terminated = false;
    },
    observe(state, out, at) {
      out[at] = numberOf(state);
    },
    info: ({ x }) => ({ x }),
    text: (state) =>
      `arm ${state.arm - middle.arm}, hand ${state.hand - HAND.steps + 1}, ${state.x.toFixed(0)} forward, hand ${tips[numberOf(state)].y < 0 ? "down" : "up"}`,
    keys: { ArrowUp: 0, ArrowDown: 1, ArrowRight: 2, ArrowLeft: 3 },
  };
}

/**
 * The greatest mean reward of a step that the crawler can keep up for ever, by Karp's theorem on cycles (Karp 1978):
 *
 *     max over s of min over k of (Dₙ(s) − D_k(s)) / (n − k)
 *
 * D_k(s) is the greatest sum of rewards over exactly k steps from the start to s.
 */
export function crawlerBestSpeed(): number {
  const n = STATES;
  const D = Array.from({ length: n + 1 }, () => new Float64Array(n).fill(-Infinity));
  D[0][HAND.steps * (ARM.steps >> 1) + (HAND.steps >> 1)] = 0;
  for (let k = 0; k < n; k++) {
    for (let s = 0; s < n; s++) {
      for (let a = 0; a < 4 && D[k][s] > -Infinity; a++) {
        const { next, reward } = crawl(s, a);
        D[k + 1][next] = Math.max(D[k + 1][next], D[k][s] + reward);
      }
    }
  }
  let best = -Infinity;
  for (let s = 0; s < n; s++) {
    let worst = Infinity;
    for (let k = 0; k < n; k++)
      if (D[k][s] > -Infinity) worst = Math.min(worst, (D[n][s] - D[k][s]) / (n - k));
    if (worst < Infinity) best = Math.max(best, worst);
  }
  return best;
}
