/**
 * The access-control queue of Sutton & Barto, Example 10.2: ten servers, and customers of four priorities who pay 1, 2, 4 or 8.
 * Whom to turn away? It never ends; what counts is the reward per step.
 *
 * In each step the customer at the head of the queue is accepted (1), if a server is free, or rejected (0); then each busy
 * server becomes free with probability p, and the next customer comes, of a random priority. State f · 4 + k: f free servers, the
 * customer pays 2ᵏ.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

export const REJECT = 0;
export const ACCEPT = 1;
const PRIORITIES = 4;

export interface AccessControlState {
  free: number;
  /** The customer pays 2 to this power. */
  priority: number;
}

export const accessControlKnobs = {
  servers: { default: 10, range: [1, 1000], integer: true, doc: "Number of servers." },
  freeing: {
    default: 0.06,
    symbol: "p",
    range: [0, 1],
    doc: "Probability that a busy server becomes free in a step.",
  },
} as const satisfies Knobs;
export type AccessControlOptions = Partial<ConfigOf<typeof accessControlKnobs>>;

export function accessControl(
  options: AccessControlOptions = {},
): World<AccessControlState, Discrete, Discrete> {
  const { servers, freeing } = configure(accessControlKnobs, options);
  const scenery: WorldScenery = { family: "accessControl", servers };
  return {
    id: "AccessControl-v1",
    title: `Access to ${servers} servers for customers who pay 1, 2, 4 or 8`,
    observationSpace: discrete((servers + 1) * PRIORITIES),
    actionSpace: discrete(2),
    maxSteps: Infinity,
    create: () => ({ free: servers, priority: 0 }),
    reset(state, random) {
      state.free = servers;
      state.priority = random.integer(PRIORITIES);
    },
    step(state, action, random, outcome) {
      const isServed = action === ACCEPT && state.free > 0; // without a free server, accepting is rejecting
      outcome.reward = isServed ? 1 << state.priority : 0;
      outcome.terminated = false;
      if (isServed) state.free--;
      for (let busy = servers - state.free; busy > 0; busy--)
        if (random.random() < freeing) state.free++;
      state.priority = random.integer(PRIORITIES);
    },
    observe(state, out, at) {
      out[at] = state.free * PRIORITIES + state.priority;
    },
    text: ({ free, priority }) =>
      `servers ${"○".repeat(free)}${"●".repeat(servers - free)}   customer pays ${1 << priority}`,
    keys: { ArrowDown: REJECT, ArrowUp: ACCEPT },
    scenery,
  };
}

export interface AccessControlOptimum {
  /** The best possible reward per step. */
  readonly averageReward: number;
  /** Differential values h(s), 0 with all servers free and a customer who pays 1. */
  readonly values: Float64Array;
  /** 1 where the best policy accepts. */
  readonly accepts: Uint8Array;
}

/**
 * Relative value iteration: h ← Th − (Th)(s₀), until nothing changes. Converges because a step may leave a state as it is.
 * Sutton & Barto, section 10.3; Puterman 1994, section 8.5.5.
 */
export function accessControlOptimum(options: AccessControlOptions = {}): AccessControlOptimum {
  const { servers, freeing } = configure(accessControlKnobs, options);
  const chance = Array.from({ length: servers + 1 }, (_, busy) => binomial(busy, freeing));
  const n = (servers + 1) * PRIORITIES;
  let h = new Float64Array(n);
  const accepts = new Uint8Array(n);
  const expected = new Float64Array(servers + 1); // E[h(S′)] after the decision, by free servers
  for (let change = Infinity; change > 1e-13; ) {
    for (let free = 0; free <= servers; free++) {
      expected[free] = 0;
      chance[servers - free].forEach((p, freed) => {
        for (let k = 0; k < PRIORITIES; k++)
          expected[free] += (p / PRIORITIES) * h[(free + freed) * PRIORITIES + k];
      });
    }
    const next = Float64Array.from({ length: n }, (_, s) => {
      const free = Math.floor(s / PRIORITIES);
      const reward = 1 << (s % PRIORITIES);
      const reject = expected[free];
      const accept = free > 0 ? reward + expected[free - 1] : -Infinity;
      accepts[s] = accept > reject ? 1 : 0;
      return Math.max(accept, reject);
    });
    const differences = next.map((v, s) => v - h[s]);
    change = Math.max(...differences) - Math.min(...differences);
    const base = next[servers * PRIORITIES];
    if (change <= 1e-13)
      return { averageReward: differences[0], values: next.map((v) => v - base), accepts };
    h = next.map((v) => v - base);
  }
  return { averageReward: Number.NaN, values: h, accepts };
}

/** P(k of n), k = 0 … n. */
function binomial(n: number, p: number): Float64Array {
  let row = Float64Array.of(1);
  for (let i = 0; i < n; i++) {
    const longer = new Float64Array(row.length + 1);
    row.forEach((q, k) => {
      longer[k] += q * (1 - p);
      longer[k + 1] += q * p;
    });
    row = longer;
  }
  return row;
}
