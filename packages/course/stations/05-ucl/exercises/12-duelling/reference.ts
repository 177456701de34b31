/** Q of each action from the value of the state and the advantages. */
export function duel(value: number, advantages: number[]): number[] {
  const mean = advantages.reduce((a, b) => a + b, 0) / advantages.length;
  return advantages.map((a) => value + a - mean);
}

/** ∂L/∂V and ∂L/∂A from ∂L/∂Q. */
export function duelSlopes(slope: number[]): { value: number; advantages: number[] } {
  const sum = slope.reduce((a, b) => a + b, 0);
  return { value: sum, advantages: slope.map((d) => d - sum / slope.length) };
}
