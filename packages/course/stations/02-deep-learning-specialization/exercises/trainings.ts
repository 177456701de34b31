/** Small trainings in plain numbers, for the last case of an exercise of this station. */
import { dotDigits } from "../../01-nielsen/exercises/nets.ts";

type Loss = (z: number[], label: number) => { value: number; slope: number[] };

/** One layer reads noisy digits whose dots are 300 times as bright as usual; the logits reach thousands. */
export function digitsRead(loss: Loss, seed = 1): { read: number; isFinite: boolean } {
  const bright = (count: number, s: number) =>
    dotDigits(count, s).map(({ x, y }) => ({ x: x.map((v) => 300 * v), label: y.indexOf(1) }));
  const w = Array.from({ length: 10 }, () => new Array<number>(35).fill(0));
  const logits = (x: number[]): number[] =>
    w.map((row) => row.reduce((sum, v, k) => sum + v * x[k], 0));
  let total = 0;
  for (let pass = 0; pass < 10; pass++) {
    for (const { x, label } of bright(200, 1000 + seed)) {
      const { value, slope } = loss(logits(x), label);
      total += value;
      slope.forEach((s, k) => {
        for (let i = 0; i < 35; i++) w[k][i] -= 0.001 * s * x[i];
      });
    }
  }
  const tests = bright(300, 2000 + seed);
  const right = tests.filter(({ x, label }) => {
    const z = logits(x);
    return z.indexOf(Math.max(...z)) === label;
  });
  return { read: right.length / tests.length, isFinite: Number.isFinite(total) };
}
