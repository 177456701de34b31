/**
 * Blackjack as chapter 5 of Sutton & Barto plays it, with numbered states: Example 5.1 and figures 5.1–5.3.
 *
 * A state is the player's sum, the dealer's open card and whether the player has a usable ace (`blackjackState`). There is no extra
 * pay for an ace and a ten at once. Actions: 0 stick, 1 hit. The dealer's draws are not played out but drawn from their exact
 * distribution, which makes no difference to a player.
 */
import { ValueError } from "../../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import type { Mdp } from "../../env/mdp.ts";
import { type MdpState, mdpWorld } from "../../env/mdpWorld.ts";
import type { Discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";
import { blackjackModel, blackjackState } from "../toyText/blackjackModel.ts";

export interface BlackjackHand {
  readonly sum: number;
  /** The dealer's open card, 1 … 10; an ace is 1. */
  readonly open: number;
  /** Whether the player has an ace that counts 11. */
  readonly ace: boolean;
}

/** The book's 200 hands in which there is something to decide: sums 12 … 21. */
export const decisions: readonly BlackjackHand[] = [false, true].flatMap((ace) =>
  Array.from({ length: 100 }, (_, i) => ({
    sum: 12 + Math.floor(i / 10),
    open: 1 + (i % 10),
    ace,
  })),
);

export const handNumber = ({ sum, open, ace }: BlackjackHand): number =>
  blackjackState(sum, open, ace, false);

/** "deal": two cards each; "anywhere": any of the 200 decisions, equally likely; or always the same hand. */
export type BlackjackStart = "deal" | "anywhere" | BlackjackHand;

export function bookBlackjackModel(start: BlackjackStart = "deal"): Mdp {
  const model = blackjackModel({ sab: false, natural: false });
  return { ...model, start: startOf(model, start) };
}

export const bookBlackjackKnobs = {
  start: {
    default: "deal",
    choices: ["deal", "anywhere"],
    doc: "deal: two cards each; anywhere: any of the 200 hands in which there is something to decide.",
  },
} as const satisfies Knobs;

/** With its knobs, as a table of worlds needs it. */
export const bookBlackjackOf = (options: Partial<ConfigOf<typeof bookBlackjackKnobs>> = {}) =>
  bookBlackjack(configure(bookBlackjackKnobs, options).start);

export function bookBlackjack(start: BlackjackStart = "deal"): World<MdpState, Discrete, Discrete> {
  const scenery: WorldScenery = { family: "bookBlackjack" };
  return mdpWorld(bookBlackjackModel(start), {
    id: "BookBlackjack-v1",
    title: "Blackjack with numbered hands.",
    keys: { s: 0, h: 1 },
    text,
    scenery,
  });
}

function text({ state }: MdpState): string {
  const [sum, open, ace] = [Math.floor(state / 22), Math.floor(state / 2) % 11, state % 2 === 1];
  return `dealer shows ${open === 1 ? "an ace" : open}\nplayer has ${sum}${ace ? ", with an ace that counts 11" : ""}\n`;
}

function startOf(model: Mdp, start: BlackjackStart): Float64Array {
  const p = new Float64Array(model.states);
  if (start === "anywhere")
    for (const hand of decisions) p[handNumber(hand)] = 1 / decisions.length;
  else if (start === "deal") p.set(dealt(model.start));
  else {
    const { sum, open } = start;
    const isHand =
      Number.isInteger(sum) &&
      sum >= 4 &&
      sum <= 21 &&
      Number.isInteger(open) &&
      open >= 1 &&
      open <= 10 &&
      !(start.ace && sum < 12);
    if (!isHand)
      throw new ValueError(
        `bookBlackjack: no hand of ${sum} against ${open}${start.ace ? " with a usable ace" : ""}; sums go from 4 (12 with an ace) to 21, open cards from 1 to 10.`,
      );
    p[handNumber(start)] = 1;
  }
  return p;
}

/** An ace and a ten dealt at once are a 21 like any other. */
function dealt(start: Float64Array): Float64Array {
  const p = start.slice();
  for (let open = 1; open <= 10; open++) {
    const natural = blackjackState(21, open, true, true);
    p[blackjackState(21, open, true, false)] += p[natural];
    p[natural] = 0;
  }
  return p;
}
