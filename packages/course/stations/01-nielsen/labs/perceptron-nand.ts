/** Perceptrons as logic: NAND from two weights and a bias, and from NANDs alone a circuit that adds. */
import { sigmoid } from "gradus/core";
import { lab } from "../../../src/lab.ts";

const BITS = [0, 1] as const;
const PAIRS = BITS.flatMap((a) => BITS.map((b) => [a, b] as const));

/**
 * A perceptron: 1 if w · x + b > 0, otherwise 0.
 *
 * Nielsen, ch. 1, eq. 2.
 */
export function perceptron(w: readonly number[], b: number, x: readonly number[]): number {
  const weighted = w.reduce((sum, wj, j) => sum + wj * x[j], 0);
  return weighted + b > 0 ? 1 : 0;
}

/** The half adder of the book: five NANDs; the first feeds the carry with both of its inputs. */
export function halfAdder(
  nand: (a: number, b: number) => number,
  a: number,
  b: number,
): { sum: number; carry: number } {
  const neither = nand(a, b);
  const sum = nand(nand(a, neither), nand(b, neither));
  return { sum, carry: nand(neither, neither) };
}

export const perceptronNand = lab({
  id: "01/perceptron-nand",
  row: "N1",
  title: "A perceptron is a NAND gate, and NAND gates compute anything",
  question:
    "With weights −2, −2 and bias 3 a perceptron is a NAND gate. Move the weights: which other gates appear? And does a circuit of such perceptrons add two bits?",
  source: "Nielsen, ch. 1, “Perceptrons”",
  kind: "golden",
  knobs: {
    w1: { default: -2, symbol: "w₁", range: [-4, 4], doc: "Weight of the first input." },
    w2: { default: -2, symbol: "w₂", range: [-4, 4], doc: "Weight of the second input." },
    b: { default: 3, symbol: "b", range: [-6, 6], doc: "Bias: how easily the perceptron says 1." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  chart: {
    x: { key: "x2", label: "second input x₂", range: [-1, 2] },
    y: { key: "hard0", label: "answer; σ: the same sum through the smooth step", range: [0, 1] },
    curves: [
      { key: "hard0", name: "x₁ = 0" },
      { key: "hard1", name: "x₁ = 1" },
      { key: "soft0", name: "x₁ = 0, σ" },
      { key: "soft1", name: "x₁ = 1, σ" },
    ],
  },
  *run({ w1, w2, b }) {
    const gate = (x1: number, x2: number) => perceptron([w1, w2], b, [x1, x2]);
    const added = PAIRS.map(([x, y]) => halfAdder(gate, x, y));
    const table = PAIRS.map(([x, y]) => gate(x, y));
    const truth = PAIRS.map(([x, y], i) => `${x}${y} → ${table[i]}`).join(", ");
    for (let i = 0; i <= 120; i++) {
      const x2 = -1 + i / 40;
      const z = (x1: number) => w1 * x1 + w2 * x2 + b;
      const series = {
        x2,
        hard0: gate(0, x2),
        hard1: gate(1, x2),
        soft0: sigmoid(z(0)),
        soft1: sigmoid(z(1)),
      };
      yield { progress: i / 120, series, text: truth };
    }
    return { nand: table, sum: added.map((o) => o.sum), carry: added.map((o) => o.carry) };
  },
  verdict(measured) {
    const right = { nand: "1110", sum: "0110", carry: "0001" };
    const show = (m: (typeof measured)[number], key: keyof typeof right) =>
      [m[key]].flat().join("");
    return {
      published: "NAND 1110; sum 0110, carry 0001",
      measured: measured
        .map((m) => `NAND ${show(m, "nand")}; sum ${show(m, "sum")}, carry ${show(m, "carry")}`)
        .join(" | "),
      exact: "NAND 1110; sum 0110, carry 0001",
      tolerance: "Equal: the three truth tables over the inputs 00, 01, 10, 11.",
      pass: measured.every((m) =>
        (["nand", "sum", "carry"] as const).every((k) => show(m, k) === right[k]),
      ),
    };
  },
});
