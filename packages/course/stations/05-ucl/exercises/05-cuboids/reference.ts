/** The numbers (0 … 17) of the cuboids that contain the state, in rising order. */
export function cuboids(dealer: number, sum: number): number[] {
  const active: number[] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 6; j++) {
      const isDealer = dealer >= 1 + 3 * i && dealer <= 4 + 3 * i;
      const isSum = sum >= 1 + 3 * j && sum <= 6 + 3 * j;
      if (isDealer && isSum) active.push(6 * i + j);
    }
  }
  return active;
}

/** q̂ of an action (0 stick, 1 hit): the sum of the weights of its active features; w holds 36. */
export function actionValue(w: number[], dealer: number, sum: number, action: number): number {
  let value = 0;
  for (const k of cuboids(dealer, sum)) value += w[18 * action + k];
  return value;
}
