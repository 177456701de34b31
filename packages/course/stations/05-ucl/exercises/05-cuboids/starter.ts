/** The numbers (0 … 17) of the cuboids that contain the state, in rising order. */
export function cuboids(dealer: number, sum: number): number[] {
  throw new Error("Not written yet: cuboids");
}

/** q̂ of an action (0 stick, 1 hit): the sum of the weights of its active features; w holds 36. */
export function actionValue(w: number[], dealer: number, sum: number, action: number): number {
  throw new Error("Not written yet: actionValue");
}
