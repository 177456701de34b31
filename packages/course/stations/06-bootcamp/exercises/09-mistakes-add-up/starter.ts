/** The expected cost of T steps of somebody who never climbs. */
export function cloneCost(T: number, epsilon: number): number {
  throw new Error("Not written yet: cloneCost");
}

/** The expected cost of T steps of somebody who climbs back after each fall. */
export function pupilCost(T: number, epsilon: number): number {
  throw new Error("Not written yet: pupilCost");
}
