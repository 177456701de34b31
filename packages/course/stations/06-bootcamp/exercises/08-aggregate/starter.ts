interface Pair {
  seen: number;
  action: number;
}
interface Visit {
  seen: number;
  did: number;
  told: number;
}

/** 𝒟 ∪ {(s, π*(s))}: all old pairs, then one for each visit. */
export function aggregated(data: Pair[], visits: Visit[]): Pair[] {
  throw new Error("Not written yet: aggregated");
}

/** The action of the mixture: the expert's with probability β. */
export function decided(beta: number, own: number, told: number, coin: number): number {
  throw new Error("Not written yet: decided");
}
