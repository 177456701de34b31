/** Whole episodes, as Monte Carlo methods need them: S₀, A₀, R₁, S₁, A₁, R₂, … */
import type { Rng } from "../core/random.ts";
import type { Policy } from "./policy.ts";
import type { Walker } from "./walker.ts";

/** One episode; the arrays are reused by the next. */
export interface Episode {
  readonly S: number[];
  readonly A: number[];
  /** R[t] follows S[t], A[t]: the book's R_{t+1}. */
  readonly R: number[];
}

/** Generates an episode from π into `episode`; `first`, if given, chooses the first action. */
export function generate(
  walk: Walker,
  pi: Policy,
  random: Rng,
  episode: Episode,
  first: Policy = pi,
): Episode {
  const { S, A, R } = episode;
  S.length = A.length = R.length = 0;
  walk.start();
  while (!walk.over) {
    const a = (S.length === 0 ? first : pi)(walk.S, random);
    S.push(walk.S);
    A.push(a);
    walk.take(a);
    R.push(walk.R);
    walk.advance();
  }
  return episode;
}

export const emptyEpisode = (): Episode => ({ S: [], A: [], R: [] });

/** Which visits of an episode count: the first of each state (or pair), or every one. */
export const visitsKnob = {
  default: "first",
  choices: ["first", "every"],
  doc: "Which visits of a state in an episode count.",
} as const;

/** Marks first visits: after `mark(keys)`, `isFirst(t)` says whether keys[t] did not occur before t. */
export class FirstVisits {
  private readonly seen: Int32Array;
  private episode = 0;
  private flags: boolean[] = [];

  constructor(size: number) {
    this.seen = new Int32Array(size); // the number of the last episode that visited it
  }
  mark(count: number, key: (t: number) => number): void {
    this.episode++;
    this.flags.length = count;
    for (let t = 0; t < count; t++) {
      const k = key(t);
      this.flags[t] = this.seen[k] !== this.episode;
      this.seen[k] = this.episode;
    }
  }
  isFirst(t: number): boolean {
    return this.flags[t];
  }
}
