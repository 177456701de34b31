/** Where r + discount · z falls, spread over the atoms. */
export function project(atoms: number[], probs: number[], r: number, discount: number): number[] {
  const last = atoms.length - 1;
  const spacing = (atoms[last] - atoms[0]) / last;
  const m = new Array<number>(atoms.length).fill(0);
  for (let j = 0; j <= last; j++) {
    const z = Math.max(atoms[0], Math.min(atoms[last], r + discount * atoms[j]));
    const b = (z - atoms[0]) / spacing;
    const l = Math.min(Math.floor(b), last - 1);
    m[l] += probs[j] * (l + 1 - b);
    m[l + 1] += probs[j] * (b - l);
  }
  return m;
}
