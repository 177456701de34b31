/**
 * A crawling robot: a body with one arm of two parts, which drags itself forward by moving them in the right order.
 *
 * After the crawler of Berkeley's CS 188 and of lab 1 of the Deep RL Bootcamp. The body lies on the ground; the arm turns about its
 * front upper edge, the hand about the end of the arm. Where the hand would go below the ground, the body is pushed instead. Angles
 * come in steps: 9 of the arm, from −30° to 30°, 13 of the hand, from −150° to 0° relative to the arm. State: 13 · arm + hand.
 * Actions: 0 arm up, 1 arm down, 2 hand up, 3 hand down; a step beyond the last angle does nothing. The reward is how far the body
 * moved forward. An episode never ends.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { cos, sin } from "../core/math.ts";
import { type Discrete, discrete } from "../env/space.ts";
import type { World } from "../env/world.ts";
import type { ArmScenery, WorldScenery } from "./scenery.ts";

export const crawlerKnobs = {
  armSteps: { default: 9, range: [2, 100], integer: true, doc: "Angles of the arm, −30° to 30°." },
  handSteps: {
    default: 13,
    range: [2, 100],
    integer: true,
    doc: "Angles of the hand, −150° to 0° relative to the arm.",
  },
  armLength: { default: 60, range: [1, 1000], doc: "Length of the arm; the body is 80 × 40." },
  handLength: { default: 40, range: [1, 1000], doc: "Length of the hand." },
} as const satisfies Knobs;
export type CrawlerOptions = Partial<ConfigOf<typeof crawlerKnobs>>;

const ARM = { from: -Math.PI / 6, to: Math.PI / 6 };
const HAND = { from: (-5 * Math.PI) / 6, to: 0 };
const BODY = { length: 80, height: 40 };

export interface CrawlerState {
  arm: number;
  hand: number;
  /** Where the body is; not observed. */
  x: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The distance of a tip from the rear edge, about which the body tilts while the hand is on the ground. */
const reach = ({ x, y }: Place): number => Math.sqrt(x * x + y * y);

/** How far the body moves when the tip goes from one place to another; places below the ground are on it, with the body tilted. */
function push(before: Place, after: Place): number {
  const isDown = before.y < 0;
  const willBeDown = after.y < 0;
  if (!isDown && !willBeDown) return 0;
  if (isDown && willBeDown) return reach(before) - reach(after);
  // In between the tip crosses the ground: only the part of the way below it moves the body.
  const crossing = before.x + ((after.x - before.x) * before.y) / (before.y - after.y);
  return willBeDown ? crossing - reach(after) : reach(before) - crossing;
}

/** Where the joints are in each state, and what each action does: the whole of the crawler's mechanics. */
export interface CrawlerMechanics {
  readonly states: number;
  /** The next state and the reward. */
  crawl(state: number, action: number): { next: number; reward: number };
  readonly joints: ArmScenery;
}

export function crawlerMechanics(options: CrawlerOptions = {}): CrawlerMechanics {
  const { armSteps, handSteps, armLength, handLength } = configure(crawlerKnobs, options);
  const states = armSteps * handSteps;
  const angle = ({ from, to }: typeof ARM, i: number, steps: number) =>
    from + (i * (to - from)) / (steps - 1);
  const armOf = (s: number) => angle(ARM, Math.floor(s / handSteps), armSteps);
  const elbows = Array.from({ length: states }, (_, s): [number, number] => [
    BODY.length + armLength * cos(armOf(s)),
    BODY.height + armLength * sin(armOf(s)),
  ]);
  // From the rear lower edge of the body, as if it stood level.
  const tips = elbows.map(([x, y], s): Place => {
    const both = armOf(s) + angle(HAND, s % handSteps, handSteps);
    return { x: x + handLength * cos(both), y: y + handLength * sin(both) };
  });
  return {
    states,
    joints: {
      body: [BODY.length, BODY.height],
      elbows,
      tips: tips.map(({ x, y }) => [x, y]),
    },
    crawl(state, action) {
      let arm = Math.floor(state / handSteps);
      let hand = state % handSteps;
      if (action <= 1) arm = Math.min(Math.max(arm + (action === 0 ? 1 : -1), 0), armSteps - 1);
      else hand = Math.min(Math.max(hand + (action === 2 ? 1 : -1), 0), handSteps - 1);
      const next = handSteps * arm + hand;
      return { next, reward: push(tips[state], tips[next]) };
    },
  };
}

const usual = crawlerMechanics();
/** The next state and the reward of the usual crawler. */
export const crawl = usual.crawl;

export function crawler(options: CrawlerOptions = {}): World<CrawlerState, Discrete, Discrete> {
  const { armSteps, handSteps } = configure(crawlerKnobs, options);
  const { states, crawl, joints } = crawlerMechanics(options);
  const middle = { arm: armSteps >> 1, hand: handSteps >> 1 };
  const numberOf = ({ arm, hand }: CrawlerState): number => handSteps * arm + hand;
  const scenery: WorldScenery = { family: "crawler", arm: joints };
  return {
    id: "Crawler-v1",
    title: "Crawl: a body that drags itself forward with one arm",
    observationSpace: discrete(states),
    actionSpace: discrete(4),
    maxSteps: 1000,
    create: () => ({ ...middle, x: 0 }),
    reset(state) {
      Object.assign(state, middle, { x: 0 });
    },
    step(state, action, _, outcome) {
      const { next, reward } = crawl(numberOf(state), action);
      state.arm = Math.floor(next / handSteps);
      state.hand = next % handSteps;
      state.x += reward;
      outcome.reward = reward;
      outcome.terminated = false;
    },
    observe(state, out, at) {
      out[at] = numberOf(state);
    },
    info: ({ x }) => ({ x }),
    text: (state) =>
      `arm ${state.arm - middle.arm}, hand ${state.hand - handSteps + 1}, ${state.x.toFixed(0)} forward, hand ${joints.tips[numberOf(state)][1] < 0 ? "down" : "up"}`,
    keys: { ArrowUp: 0, ArrowDown: 1, ArrowRight: 2, ArrowLeft: 3 },
    scenery,
  };
}

/**
 * The greatest mean reward of a step that the crawler can keep up for ever, by Karp's theorem on cycles (Karp 1978):
 *
 *     max over s of min over k of (Dₙ(s) − D_k(s)) / (n − k)
 *
 * D_k(s) is the greatest sum of rewards over exactly k steps from the start to s.
 */
export function crawlerBestSpeed(options: CrawlerOptions = {}): number {
  const { armSteps, handSteps } = configure(crawlerKnobs, options);
  const { states: n, crawl } = crawlerMechanics(options);
  const D = Array.from({ length: n + 1 }, () => new Float64Array(n).fill(-Infinity));
  D[0][handSteps * (armSteps >> 1) + (handSteps >> 1)] = 0;
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
