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
  const pairs = [...data];
  for (let t = 0; t < visits.length; t++)
    pairs.push({ seen: visits[t].seen, action: visits[t].told });
  return pairs;
}

/** The action of the mixture: the expert's with probability β. */
export function decided(beta: number, own: number, told: number, coin: number): number {
  return coin < beta ? told : own;
}
