/** Softmax: what four sliders show, and what becomes of it when the inputs are multiplied by a growing constant. */
import { exp, log } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { largest } from "../../../src/statistics.ts";

/**
 * aⱼ = e^(c zⱼ) / Σₖ e^(c zₖ)   (Nielsen, eq. 78; c = 1 there, c as in the problem “Where does the softmax name come from?”)
 *
 * The largest exponent is subtracted first: the quotient is the same, and nothing overflows.
 */
export function softmax(z: readonly number[], c = 1): number[] {
  const top = largest(z.map((zj) => c * zj));
  const powers = z.map((zj) => exp(c * zj - top));
  const sum = powers.reduce((s, p) => s + p, 0);
  return powers.map((p) => p / sum);
}

export const softmaxTemperature = lab({
  id: "01/softmax-temperature",
  row: "N28",
  title: "Softmax: outputs that sum to one, and the maximum it softens",
  question:
    "Raise one weighted input: its output rises and all the others fall, and the sum stays 1. Multiply all inputs by a large c: what is left but the largest?",
  source: "Nielsen, ch. 3, “Softmax”, with its exercises on monotonicity and the limit c → ∞",
  kind: "golden",
  knobs: {
    z1: { default: 2.5, symbol: "z₁", range: [-5, 5], doc: "Weighted input of the first neuron." },
    z2: { default: -1, symbol: "z₂", range: [-5, 5], doc: "Weighted input of the second neuron." },
    z3: { default: 3.2, symbol: "z₃", range: [-5, 5], doc: "Weighted input of the third neuron." },
    z4: { default: 0.5, symbol: "z₄", range: [-5, 5], doc: "Weighted input of the fourth neuron." },
    c: {
      default: 1,
      symbol: "c",
      range: [0.01, 1000],
      doc: "Inverse temperature: 1 is the softmax of the book.",
    },
    trials: {
      default: 1000,
      range: [1, 100000],
      integer: true,
      doc: "Random inputs on which the three claims are tried.",
    },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { softmax },
  chart: {
    x: { key: "z", label: "weighted input z₁ of the first neuron", range: [-5, 5] },
    y: { key: "a1", label: "outputs; their sum is 1", range: [0, 1] },
    curves: [1, 2, 3, 4].map((j) => ({ key: `a${j}`, name: `a${"₁₂₃₄"[j - 1]}` })),
  },
  *run({ z1, z2, z3, z4, c, trials }, random, _, own) {
    const shown = own.softmax([z1, z2, z3, z4], c);
    const text = `a = ${shown.map((a) => fixed(a, 3)).join(", ")}`;
    for (let i = 0; i <= 80; i++) {
      const z = -5 + i / 8;
      const [a1, a2, a3, a4] = own.softmax([z, z2, z3, z4], c);
      yield { progress: (0.9 * i) / 80, series: { z, a1, a2, a3, a4 }, text };
    }
    let sumError = 0;
    let notMonotone = 0;
    let invertError = 0;
    for (let t = 0; t < trials; t++) {
      const z = Array.from({ length: 4 }, () => random.uniform(-5, 5));
      const a = own.softmax(z);
      const raised = own.softmax(z.map((zj, j) => (j === 0 ? zj + 0.1 : zj)));
      sumError = Math.max(sumError, Math.abs(a.reduce((s, x) => s + x, 0) - 1));
      if (!(raised[0] > a[0]) || raised.slice(1).some((x, j) => !(x < a[j + 1]))) notMonotone++;
      invertError = Math.max(invertError, Math.abs(log(a[1] / a[0]) - (z[1] - z[0])));
    }
    const limit = own.softmax([2.5, -1, 3.2, 0.5], 1000);
    return {
      shown,
      sumError,
      notMonotone,
      invertError,
      limit,
      tie: own.softmax([3.2, -1, 3.2, 0.5], 1000),
    };
  },
  verdict(measured: readonly Measured[]) {
    const [m] = measured as unknown as [
      {
        sumError: number;
        notMonotone: number;
        invertError: number;
        limit: number[];
        tie: number[];
      },
    ];
    const near = (a: readonly number[], b: readonly number[]) =>
      b.every((x, j) => Math.abs(a[j] - x) < 1e-12);
    return {
      published: "sums to 1; ∂aⱼ/∂zₖ > 0 for j = k, < 0 otherwise; c → ∞ gives the maximum",
      measured: `largest |Σa − 1| ${m.sumError.toExponential(1)}; ${m.notMonotone} inputs against monotonicity; c = 1000: ${m.limit.map((a) => fixed(a, 3)).join(", ")}`,
      exact: "Σa = 1; aⱼ(δⱼₖ − aₖ); c → ∞: 0, 0, 1, 0, and two equal maxima share: ½, 0, ½, 0",
      tolerance:
        "Rounding: four quotients of double precision sum to 1 within 4 · 2⁻⁵³ · 4 < 1e-14; ln(a₂/a₁) = z₂ − z₁ within 1e-12; monotone in every trial.",
      pass:
        m.sumError < 1e-14 &&
        m.notMonotone === 0 &&
        m.invertError < 1e-12 &&
        near(m.limit, [0, 0, 1, 0]) &&
        near(m.tie, [0.5, 0, 0.5, 0]),
    };
  },
});
