/**
 * The exact model of blackjack. A state is (sum, open card, usable ace), and for an ace and a ten
 * dealt at once, which look like any 21 but may be paid otherwise, a state of its own.
 *
 * The dealer's hidden card is no part of it: it is independent of all that the player sees.
 */
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";

const OPEN = 11; // open cards 0 … 10, of which 0 does not occur
const NATURAL = 32 * OPEN * 2;
const STATES = NATURAL + OPEN;
/** Probability of each card; ten, jack, queen and king all count 10. */
const cards = Array.from({ length: 10 }, (_, i) => [i + 1, (i === 9 ? 4 : 1) / 13] as const);

/** The number of a state in the model. */
export function blackjackState(
  sum: number,
  open: number,
  ace: boolean,
  isNatural: boolean,
): number {
  return isNatural ? NATURAL + open : (sum * OPEN + open) * 2 + (ace ? 1 : 0);
}

interface Rules {
  readonly sab: boolean;
  readonly natural: boolean;
}

export function blackjackModel(rules: Rules): Mdp {
  const dealer = Array.from({ length: OPEN }, (_, open) => (open === 0 ? [] : dealerScores(open)));
  return mdp({
    states: STATES,
    actions: 2,
    start: firstHands(),
    transitions: (s, a) => {
      const isNatural = s >= NATURAL;
      const open = isNatural ? s - NATURAL : Math.floor(s / 2) % OPEN;
      const sum = isNatural ? 21 : Math.floor(s / 2 / OPEN);
      const ace = isNatural || s % 2 === 1;
      if (sum > 21 || sum < 2 || open === 0 || (ace && sum < 12)) return [absorbed(s)];
      return a === 1 ? hit(sum, open, ace) : stick(s, sum, dealer[open]!, isNatural, rules);
    },
  });
}

/** A state that does not occur. */
function absorbed(s: number): Transition {
  return { probability: 1, next: s, reward: 0, terminated: true };
}

function firstHands(): Float64Array {
  const start = new Float64Array(STATES);
  for (const [open, p] of cards) {
    for (const [first, q] of cards) {
      for (const [second, r] of cards) {
        const ace = first === 1 || second === 1;
        const sum = first + second + (ace ? 10 : 0);
        start[blackjackState(sum, open, ace, sum === 21)]! += p * q * r;
      }
    }
  }
  return start;
}

function hit(sum: number, open: number, ace: boolean): Transition[] {
  const low = sum - (ace ? 10 : 0); // aces counted 1
  return cards.map(([card, probability]) => {
    const next = low + card;
    const isUsable = (ace || card === 1) && next + 10 <= 21;
    const terminated = next > 21;
    const reached = blackjackState(next + (isUsable ? 10 : 0), open, isUsable, false);
    return { probability, next: reached, reward: terminated ? -1 : 0, terminated };
  });
}

function stick(
  s: number,
  sum: number,
  scores: readonly DealerScore[],
  isNatural: boolean,
  { sab, natural }: Rules,
): Transition[] {
  const chances = new Map<number, number>();
  for (const [probability, score, dealerNatural] of scores) {
    let reward = Math.sign(sum - score);
    if (sab && isNatural && !dealerNatural) reward = 1;
    if (!sab && natural && isNatural && reward === 1) reward = 1.5;
    chances.set(reward, (chances.get(reward) ?? 0) + probability);
  }
  return Array.from(chances, ([reward, probability]) => ({
    probability,
    next: s,
    reward,
    terminated: true,
  }));
}

type DealerScore = readonly [probability: number, score: number, isNatural: boolean];

/** How the dealer ends who draws to 17: probability, score (0 when bust), whether by an ace and a ten. */
function dealerScores(open: number): DealerScore[] {
  return cards.flatMap(([hidden, p]) => {
    const isNatural = open + hidden === 11 && (open === 1 || hidden === 1);
    const ends = drawTo17(open + hidden, open === 1 || hidden === 1);
    return Array.from(ends, ([score, q]) => [p * q, score, isNatural] as const);
  });
}

/**
 * The distribution of the score.
 *
 * @param low sum with aces counted 1
 */
function drawTo17(low: number, hasAce: boolean): Map<number, number> {
  const sum = hasAce && low + 10 <= 21 ? low + 10 : low;
  if (sum >= 17) return new Map([[sum > 21 ? 0 : sum, 1]]);
  const ends = new Map<number, number>();
  for (const [card, p] of cards) {
    for (const [score, q] of drawTo17(low + card, hasAce || card === 1)) {
      ends.set(score, (ends.get(score) ?? 0) + p * q);
    }
  }
  return ends;
}
