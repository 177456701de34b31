/** Plain kernels: functions of two and three operands, with broadcasting. */
import type { Command, Memory } from "./memory.ts";
import { walk } from "./walk.ts";

const truth = (claim: boolean) => (claim ? 1 : 0);

export function binary({ float, int, round }: Memory) {
  const zip =
    (
      f: (a: number, b: number) => number,
      source: { readonly [i: number]: number } = float,
    ): Command =>
    (out, a, b, rank, v) => {
      const stepA = int[v + 2 * rank - 1];
      const stepB = int[v + 3 * rank - 1];
      let to = out;
      walk(int, rank, v, 2, (n, atA, atB) => {
        let i = a + atA;
        let j = b + atB;
        for (const end = to + n; to < end; i += stepA, j += stepB)
          float[to++] = f(source[i], source[j]);
      });
    };
  return {
    add: zip((a, b) => a + b),
    sub: zip((a, b) => a - b),
    mul: zip((a, b) => a * b),
    div: zip((a, b) => a / b),
    maximum: zip((a, b) => Math.max(a, b)),
    minimum: zip((a, b) => Math.min(a, b)),
    greater: zip((a, b) => truth(a > b)),
    greaterEqual: zip((a, b) => truth(a >= b)),
    equal: zip((a, b) => truth(a === b)),
    notEqual: zip((a, b) => truth(a !== b)),
    equalInt: zip((a, b) => truth(a === b), int),
    tanhSlopeMul: zip((a, b) => a * round(1 - round(b * b))),
    sigmoidSlopeMul: zip((a, b) => a * round(b * round(1 - b))),
    reluSlopeMul: zip((a, b) => a * truth(b > 0)),
    where: (out, condition, a, b, rank, v) => {
      const [stepC, stepA, stepB] = [2, 3, 4].map((k) => int[v + k * rank - 1]);
      let to = out;
      walk(int, rank, v, 3, (n, atC, atA, atB) => {
        for (let i = 0; i < n; i++) {
          const yes = float[condition + atC + i * stepC] !== 0;
          float[to++] = yes ? float[a + atA + i * stepA] : float[b + atB + i * stepB];
        }
      });
    },
  } satisfies Record<string, Command>;
}
