/**
 * Blackjack: Sutton & Barto, Example 5.1. Cards come from an infinite deck.
 *
 * Gymnasium's Blackjack-v1, draw for draw. Observation: the player's sum, the dealer's open card
 * (1 is an ace), whether the player has an ace that counts 11. Actions: 0 stick, 1 hit.
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { Mdp } from "../../env/mdp.ts";
import { type Discrete, discrete, type Numbers, type Tuple, tuple } from "../../env/space.ts";
import type { Outcome, World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { blackjackModel, blackjackState } from "./blackjackModel.ts";

/** Gymnasium's arguments; `sab` as Blackjack-v1 is registered. */
export const blackjackKnobs = {
  sab: {
    default: true,
    doc: "The book's rules: an ace and a ten dealt at once win unless the dealer has them too.",
  },
  natural: { default: false, doc: "Without sab: an ace and a ten dealt at once win 1.5." },
} as const satisfies Knobs;

export type BlackjackConfig = ConfigOf<typeof blackjackKnobs>;
export type BlackjackSpace = Tuple<readonly [Discrete, Discrete, Discrete]>;

/** A hand, aces counted 1. */
export interface Hand {
  sum: number;
  cards: number;
  hasAce: boolean;
}

export interface BlackjackState {
  readonly player: Hand;
  readonly dealer: Hand;
  /** The dealer's open card. */
  open: number;
  /** How the open card is drawn: suit 0 … 3 of C D H S, and which of J Q K a ten is. */
  suit: number;
  face: number;
}

const deck = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10];

export function blackjack(
  overrides: Partial<BlackjackConfig> = {},
): World<BlackjackState, BlackjackSpace, Discrete> {
  const config = configure(blackjackKnobs, overrides);
  const scenery: WorldScenery = { family: "blackjack" };
  let model: Mdp | undefined;
  return {
    id: "Blackjack-v1",
    title: "Come closer to 21 than the dealer, but not above it.",
    observationSpace: tuple([discrete(32), discrete(11), discrete(2)]),
    actionSpace: discrete(2),
    maxSteps: Infinity,
    create: () => ({ player: noCards(), dealer: noCards(), open: 0, suit: 0, face: 0 }),
    reset(state: BlackjackState, random: Rng) {
      discard(state.dealer);
      discard(state.player);
      state.open = take(state.dealer, random);
      take(state.dealer, random);
      take(state.player, random);
      take(state.player, random);
      state.suit = random.integer(4);
      state.face = state.open === 10 ? random.integer(3) : 0;
    },
    step(state: BlackjackState, action: number, random: Rng, outcome: Outcome) {
      const { player, dealer } = state;
      if (action === 1) {
        take(player, random);
        outcome.terminated = player.sum > 21;
        outcome.reward = outcome.terminated ? -1 : 0;
        return;
      }
      while (total(dealer) < 17) take(dealer, random);
      outcome.terminated = true;
      outcome.reward = payment(player, dealer, config);
    },
    observe({ player, open }: BlackjackState, out: Numbers, at: number) {
      out[at] = total(player);
      out[at + 1] = open;
      out[at + 2] = hasUsableAce(player) ? 1 : 0;
    },
    text: draw,
    keys: { s: 0, h: 1 },
    scenery,
    model: () => (model ??= blackjackModel(config)),
    modelState: ({ player, open }) =>
      blackjackState(total(player), open, hasUsableAce(player), isNatural(player)),
  };
}

function noCards(): Hand {
  return { sum: 0, cards: 0, hasAce: false };
}

function discard(hand: Hand): void {
  hand.sum = 0;
  hand.cards = 0;
  hand.hasAce = false;
}

function take(hand: Hand, random: Rng): number {
  const card = deck[random.integer(13)]!;
  hand.sum += card;
  hand.cards++;
  if (card === 1) hand.hasAce = true;
  return card;
}

function hasUsableAce({ sum, hasAce }: Hand): boolean {
  return hasAce && sum + 10 <= 21;
}

function total(hand: Hand): number {
  return hand.sum + (hasUsableAce(hand) ? 10 : 0);
}

function isNatural({ sum, cards, hasAce }: Hand): boolean {
  return cards === 2 && hasAce && sum === 11;
}

function payment(player: Hand, dealer: Hand, { sab, natural }: BlackjackConfig): number {
  const score = (hand: Hand): number => (hand.sum > 21 ? 0 : total(hand));
  const reward = Math.sign(score(player) - score(dealer));
  if (sab && isNatural(player) && !isNatural(dealer)) return 1;
  if (!sab && natural && isNatural(player) && reward === 1) return 1.5;
  return reward;
}

function draw({ player, open, suit, face }: BlackjackState): string {
  const card = open === 1 ? "A" : open === 10 ? "JQK"[face] : String(open);
  const ace = hasUsableAce(player) ? ", with an ace that counts 11" : "";
  return `dealer shows ${card}${"♣♦♥♠"[suit]}\nplayer has ${total(player)}${ace}\n`;
}
