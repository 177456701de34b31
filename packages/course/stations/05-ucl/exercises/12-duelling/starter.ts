/** Q of each action from the value of the state and the advantages. */
export function duel(value: number, advantages: number[]): number[] {
  throw new Error("Not written yet: duel");
}

/** ∂L/∂V and ∂L/∂A from ∂L/∂Q. */
export function duelSlopes(slope: number[]): { value: number; advantages: number[] } {
  throw new Error("Not written yet: duelSlopes");
}
