/** [0]: probability of going bust; [17] … [21]: of ending there. The dealer starts from a sum of `first`. */
export function dealerEnds(first: number): number[] {
  const ends = new Array<number>(22).fill(0);
  let running = new Array<number>(17).fill(0);
  running[first] = 1;
  let left = 1;
  while (left > 1e-15) {
    const next = new Array<number>(17).fill(0);
    const arrive = (sum: number, p: number): void => {
      if (sum < 1 || sum > 21) ends[0] += p;
      else if (sum >= 17) ends[sum] += p;
      else next[sum] += p;
    };
    for (let sum = 1; sum < 17; sum++) {
      for (let card = 1; card <= 10; card++) {
        arrive(sum + card, (running[sum] * 2) / 30);
        arrive(sum - card, running[sum] / 30);
      }
    }
    running = next;
    left = running.reduce((a, b) => a + b, 0);
  }
  return ends;
}
