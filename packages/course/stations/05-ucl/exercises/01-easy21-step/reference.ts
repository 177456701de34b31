/** A card from 1 to 10, negative if it is red (one in three). */
export function drawCard(random: () => number): number {
  const value = Math.floor(10 * random()) + 1;
  return random() < 1 / 3 ? -value : value;
}

const isBust = (sum: number): boolean => sum < 1 || sum > 21;

/** One step of the game. `dealer`: his first card; `action`: 1 hit, 0 stick; `card()`: the next card. */
export function easy21Step(
  dealer: number,
  sum: number,
  action: number,
  card: () => number,
): { sum: number; reward: number; terminated: boolean } {
  if (action === 1) {
    const reached = sum + card();
    return { sum: reached, reward: isBust(reached) ? -1 : 0, terminated: isBust(reached) };
  }
  let house = dealer;
  while (house >= 1 && house < 17) house += card();
  return { sum, reward: isBust(house) ? 1 : Math.sign(sum - house), terminated: true };
}
