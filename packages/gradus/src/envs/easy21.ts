/**
 * Easy21, David Silver's assignment: blackjack with cards that subtract.
 *
 * Cards are 1 … 10, black (add) in two thirds, red (subtract) in one third of the draws; the deck is infinite, there are no aces.
 * Both begin with a black card. Actions: 0 stick, 1 hit. A sum above 21 or below 1 goes bust. After sticking, the dealer hits below
 * 17. Rewards: +1 win, 0 draw, −1 loss. State: 21 · (dealer's first card − 1) + (player's sum − 1).
 */

import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type Mdp, mdp, type Transition } from "../env/mdp.ts";
import { type Discrete, discrete } from "../env/space.ts";
import type { World } from "../env/world.ts";
import type { WorldScenery } from "./scenery.ts";

const MOST = 21;
const CARDS = 10;
const STATES = CARDS * MOST;

export const easy21Knobs = {
  enough: {
    default: 17,
    range: [2, 21],
    integer: true,
    doc: "From what sum on the dealer sticks.",
  },
} as const satisfies Knobs;
export type Easy21Options = Partial<ConfigOf<typeof easy21Knobs>>;

export const easy21State = (dealer: number, sum: number): number => MOST * (dealer - 1) + (sum - 1);

const isBust = (sum: number): boolean => sum < 1 || sum > MOST;

/** All cards with their signs: each black one has probability 2/30, each red one 1/30. */
const draws = Array.from({ length: CARDS }, (_, i) => i + 1).flatMap((card) => [
  [card, 2 / 30] as const,
  [-card, 1 / 30] as const,
]);

/**
 * Probabilities of the dealer's final sums (17 … 21), by index, and of going bust, at index 0, from a first card.
 *
 * The dealer's sum can fall as well as rise, so this is no finite tree: the distribution of the sums below
 * `enough` is pushed forward until nothing is left.
 */
export function dealerEnds(
  first: number,
  enough: number = easy21Knobs.enough.default,
): Float64Array {
  const ends = new Float64Array(MOST + 1);
  let running = new Float64Array(enough);
  if (first >= enough)
    ends[first] = 1; // sticks at once
  else running[first] = 1;
  for (let left = first >= enough ? 0 : 1; left > 1e-18; ) {
    const next = new Float64Array(enough);
    for (let sum = 1; sum < enough; sum++) {
      for (const [card, p] of draws) {
        const reached = sum + card;
        if (isBust(reached)) ends[0] += running[sum] * p;
        else if (reached >= enough) ends[reached] += running[sum] * p;
        else next[reached] += running[sum] * p;
      }
    }
    running = next;
    left = running.reduce((a, b) => a + b, 0);
  }
  return ends;
}

/** @param dealer the probabilities of the dealer's ends from a first card, if they are not `dealerEnds` */
export function easy21Model(
  options: Easy21Options = {},
  dealer?: (first: number) => ArrayLike<number>,
): Mdp {
  const { enough } = configure(easy21Knobs, options);
  const endsOf = dealer ?? ((first: number) => dealerEnds(first, enough));
  const ends = Array.from({ length: CARDS }, (_, i) => Array.from(endsOf(i + 1)));
  const hit = (s: number): Transition[] => {
    const sum = (s % MOST) + 1;
    return draws.map(([card, probability]) => {
      const terminated = isBust(sum + card);
      return {
        probability,
        next: terminated ? s : s + card,
        reward: terminated ? -1 : 0,
        terminated,
      };
    });
  };
  const stick = (s: number): Transition[] => {
    const sum = (s % MOST) + 1;
    const chance = new Float64Array(3); // of −1, 0, +1
    ends[Math.floor(s / MOST)].forEach((p, final) => {
      chance[1 + Math.sign(sum - final)] += p;
    });
    const total = chance[0] + chance[1] + chance[2];
    return Array.from(chance, (p, i) => ({
      probability: p / total,
      next: s,
      reward: i - 1,
      terminated: true,
    }));
  };
  const start = Float64Array.from({ length: STATES }, (_, s) =>
    s % MOST < CARDS ? 1 / (CARDS * CARDS) : 0,
  );
  return mdp({
    states: STATES,
    actions: 2,
    start,
    transitions: (s, a) => (a === 0 ? stick(s) : hit(s)),
  });
}

export interface Easy21State {
  dealer: number;
  sum: number;
}

export function easy21(options: Easy21Options = {}): World<Easy21State, Discrete, Discrete> {
  const { enough } = configure(easy21Knobs, options);
  const scenery: WorldScenery = { family: "easy21" };
  let model: Mdp | undefined;
  return {
    id: "Easy21-v1",
    title: "Blackjack with red cards that subtract.",
    observationSpace: discrete(STATES),
    actionSpace: discrete(2),
    maxSteps: Infinity,
    create: () => ({ dealer: 1, sum: 1 }),
    reset(state, random) {
      state.dealer = 1 + random.integer(CARDS);
      state.sum = 1 + random.integer(CARDS);
    },
    step(state, action, random, outcome) {
      if (action === 1) {
        const sum = state.sum + card(random);
        outcome.terminated = isBust(sum);
        outcome.reward = outcome.terminated ? -1 : 0;
        if (!outcome.terminated) state.sum = sum; // a bust hand has no state of its own
        return;
      }
      let dealer = state.dealer;
      while (!isBust(dealer) && dealer < enough) dealer += card(random);
      outcome.terminated = true;
      outcome.reward = isBust(dealer) ? 1 : Math.sign(state.sum - dealer);
    },
    observe: ({ dealer, sum }, out, at) => {
      out[at] = easy21State(dealer, sum);
    },
    text: ({ dealer, sum }) => `dealer shows ${dealer}\nplayer has ${sum}\n`,
    keys: { s: 0, h: 1 },
    scenery,
    model: () => (model ??= easy21Model({ enough })),
    modelState: ({ dealer, sum }) => easy21State(dealer, sum),
  };
}

function card(random: Rng): number {
  const value = 1 + random.integer(CARDS);
  return random.integer(3) === 0 ? -value : value;
}
