/** Where r + discount · z falls, spread over the atoms. */
export function project(atoms: number[], probs: number[], r: number, discount: number): number[] {
  throw new Error("Not written yet: project");
}
