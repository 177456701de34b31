/** A card from 1 to 10, negative if it is red (one in three). */
export function drawCard(random: () => number): number {
  throw new Error("Not written yet: drawCard");
}

/** One step of the game. `dealer`: his first card; `action`: 1 hit, 0 stick; `card()`: the next card. */
export function easy21Step(
  dealer: number,
  sum: number,
  action: number,
  card: () => number,
): { sum: number; reward: number; terminated: boolean } {
  throw new Error("Not written yet: easy21Step");
}
