/** The expected cost of T steps of somebody who never climbs. */
export function cloneCost(T: number, epsilon: number): number {
  let onRope = 1;
  let cost = 0;
  for (let t = 0; t < T; t++) {
    onRope *= 1 - epsilon;
    cost += 1 - onRope;
  }
  return cost;
}

/** The expected cost of T steps of somebody who climbs back after each fall. */
export function pupilCost(T: number, epsilon: number): number {
  let onRope = 1;
  let cost = 0;
  for (let t = 0; t < T; t++) {
    cost += epsilon * onRope;
    onRope = (1 - epsilon) * onRope + (1 - onRope);
  }
  return cost;
}
