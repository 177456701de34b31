/**
 * A source of invented names whose entropy is known exactly: letters that depend on the two before them.
 *
 *     P(c | a, b) ∝ w_b(c) · u(a, b, c),   a name begins after "..", ends with "."
 *
 * w_b makes the names speakable (vowels and consonants take turns), u draws one table of numbers from a fixed stream. Since it is a
 * Markov chain, the best loss that any model can reach, and the best of models that see only one letter or none, are sums over the
 * expected visits of its states.
 */
import { log, type Rng, rng } from "gradus/core";

/** "." is 0; it ends a name and stands before the first letter. */
export const alphabet = ".abcdefghijklmnopqrstuvwxyz";
const V = alphabet.length;
const VOWELS = "aeiou";

/** How often letters are used, in rough shares. */
const usual: Readonly<Record<string, number>> = {
  a: 9,
  e: 9,
  i: 7,
  o: 6,
  u: 3,
  l: 6,
  n: 7,
  r: 6,
  s: 4,
  t: 4,
  m: 4,
  d: 3,
  k: 3,
  v: 2,
  h: 2,
  b: 2,
  y: 2,
};

/** P(c | a, b) at [(a · V + b) · V + c]. */
function table(): Float64Array {
  const draws = rng(20_200_630);
  const p = new Float64Array(V * V * V);
  for (let a = 0; a < V; a++) {
    for (let b = 0; b < V; b++) {
      const row = p.subarray((a * V + b) * V, (a * V + b + 1) * V);
      const [before, last] = [alphabet[a], alphabet[b]];
      const isVowel = VOWELS.includes(last);
      for (let c = 0; c < V; c++) {
        const letter = alphabet[c];
        const u = draws.random();
        if (letter === ".") {
          row[c] = b === 0 ? 0 : isVowel ? 14 : a === 0 ? 0 : 7;
          continue;
        }
        const turn = VOWELS.includes(letter) === isVowel && b !== 0 ? 0.06 : 1;
        const three = before === letter && last === letter ? 0 : 1; // never three of a kind
        row[c] = (usual[letter] ?? 1) * turn * three * (0.04 + u * u * u * u * 4);
      }
      const total = row.reduce((sum, v) => sum + v, 0);
      for (let c = 0; c < V; c++) row[c] /= total;
    }
  }
  return p;
}

export interface NameSource {
  /** Text of many names, each followed by ".": "omira.tel.…" */
  text(names: number, random: Rng): string;
  /** −ln of the probability that the source writes this name, its end included; infinite for one that it never writes. */
  cost(name: string): number;
  /** Nats a character that no model can do without: of the source itself, of one letter back, of none, and of no knowledge. */
  readonly limits: {
    readonly source: number;
    readonly bigram: number;
    readonly unigram: number;
    readonly uniform: number;
  };
}

export function nameSource(): NameSource {
  const p = table();
  const visits = expectedVisits(p);
  return {
    limits: { ...limitsOf(p, visits), uniform: log(V) },
    cost(name) {
      let [a, b, sum] = [0, 0, 0];
      for (const letter of `${name}.`) {
        const c = alphabet.indexOf(letter);
        sum -= log(p[(a * V + b) * V + c]);
        [a, b] = [b, c];
      }
      return sum;
    },
    text(names, random) {
      const out: string[] = [];
      for (let i = 0; i < names; i++) {
        let [a, b] = [0, 0];
        do {
          const c = random.choice(p.subarray((a * V + b) * V, (a * V + b + 1) * V));
          out.push(alphabet[c]);
          a = b;
          b = c;
        } while (b !== 0);
      }
      return out.join("");
    },
  };
}

/** How often a name passes through each pair of letters, on average: N = N₀ + N P, summed until what is left has ended. */
function expectedVisits(p: Float64Array): Float64Array {
  const total = new Float64Array(V * V);
  let now = new Float64Array(V * V);
  now[0] = 1;
  for (let step = 0; step < 400; step++) {
    const next = new Float64Array(V * V);
    now.forEach((n, pair) => {
      if (n === 0) return;
      total[pair] += n;
      const b = pair % V;
      for (let c = 1; c < V; c++) next[b * V + c] += n * p[pair * V + c];
    });
    now = next;
  }
  return total;
}

function limitsOf(
  p: Float64Array,
  visits: Float64Array,
): { source: number; bigram: number; unigram: number } {
  const pairs = new Float64Array(V * V); // visits of b followed by c
  const letters = new Float64Array(V);
  let characters = 0;
  let source = 0;
  visits.forEach((n, pair) => {
    for (let c = 0; c < V; c++) {
      const share = n * p[pair * V + c];
      if (share === 0) continue;
      source -= share * log(p[pair * V + c]);
      pairs[(pair % V) * V + c] += share;
      letters[c] += share;
      characters += share;
    }
  });
  let [bigram, unigram] = [0, 0];
  for (let b = 0; b < V; b++) {
    const row = pairs.subarray(b * V, (b + 1) * V);
    const seen = row.reduce((sum, v) => sum + v, 0);
    for (const share of row) if (share > 0) bigram -= share * log(share / seen);
  }
  for (const share of letters) if (share > 0) unigram -= share * log(share / characters);
  return {
    source: source / characters,
    bigram: bigram / characters,
    unigram: unigram / characters,
  };
}
