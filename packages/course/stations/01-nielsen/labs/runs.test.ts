/** The labs that take a moment run here for real, with seeds that are not the reported ones. */
import { expect, test } from "vitest";
import { findLab, runLab } from "../../../src/index.ts";
import { labData } from "../../../test/mnist.ts";
import { bits } from "./bitwise-digits.ts";
import { predicted, roll } from "./gradient-descent-ball.ts";
import { halfAdder, perceptron } from "./perceptron-nand.ts";
import { noImprovement, stopsAt } from "./stopping.ts";
import { vote } from "./towards-the-record.ts";
import { averageDeviation, bumps } from "./universality-bumps.ts";

const moments = [
  "01/perceptron-nand",
  "01/bitwise-digits",
  "01/gradient-descent-ball",
  "01/average-darkness",
  "01/wiggled-slopes",
  "01/one-neuron-quadratic",
  "01/one-neuron-cross-entropy",
  "01/softmax-temperature",
  "01/universality-bumps",
  "01/universality-towers",
  "01/l1-and-l2",
  "01/momentum",
];

for (const id of moments) {
  test(`${id} reproduces its number`, () => {
    const reports: number[] = [];
    const result = runLab(findLab(id), "quick", labData, (r) => reports.push(r.progress), {
      seeds: [100],
    });
    expect(result.pass, `${result.measured} against ${result.tolerance}`).toBe(true);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.every((p, i) => p >= 0 && p <= 1 && (i === 0 || p >= reports[i - 1]))).toBe(
      true,
    );
  });
}

test("a network learns in the page's time: better than 92 % after one pass from the new start, and the same bits again", () => {
  const run = () =>
    runLab(findLab("01/weight-initialisation"), "quick", labData, () => {}, {
      seeds: [100],
      settings: { pictures: 20_000, lambda: 2 },
    });
  const first = run();
  expect(Number(first.runs[0]["new"])).toBeGreaterThan(88); // 20 000 pictures, once
  expect(Number(first.runs[0]["gain"])).toBeGreaterThan(4);
  expect(run().runs).toEqual(first.runs);
  expect(first.note).toContain("settings of your own (pictures = 20000, lambda = 2)");
});

test("a perceptron with weights −2, −2 and bias 3 is NAND; b = 1 makes it NOR", () => {
  const table = (b: number) =>
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]
      .map((x) => perceptron([-2, -2], b, x))
      .join("");
  expect(table(3)).toBe("1110");
  expect(table(1)).toBe("1000");
  expect(halfAdder((a, b) => 1 - a * b, 1, 1)).toEqual({ sum: 0, carry: 1 });
});

test("7 is 0111 and 8 is 1000, however weak the right neuron may be", () => {
  const seen = (d: number) => Array.from({ length: 10 }, (_, j) => (j === d ? 0.99 : 0.00999));
  expect(bits(seen(7))).toEqual([0, 1, 1, 1]);
  expect(bits(seen(8))).toEqual([1, 0, 0, 0]);
});

test("the ball follows ½ Σ κ ((1 − ηκ)ᵏ v)²; at η = 1/4 the steep direction is done in one step", () => {
  expect(roll([2, 1], 0.25, 1)[1]).toBeCloseTo(0.5 * 1.5 * 1.5, 12);
  expect(roll([2, 1], 0.1, 20)[20]).toBeCloseTo(predicted([2, 1], 0.1, 20), 12);
});

test("the heights that the book found by hand deviate by less than 0.40", () => {
  expect(averageDeviation(bumps([-1.1, -1.4, -0.3, -1, 1.2], 1000))).toBeCloseTo(0.366, 2);
});

test("no improvement in 2: an equal accuracy does not count, a better one starts again", () => {
  const stop = noImprovement(2);
  expect([80, 81, 81, 82, 82, 81].map(stop)).toEqual([false, false, false, false, false, true]);
  expect(stopsAt([80, 81, 81, 82, 82, 81], 2)).toBe(6);
  expect(stopsAt([80, 81, 82], 2)).toBe(Number.POSITIVE_INFINITY);
});

test("a vote takes the most frequent answer, of equals the smaller", () => {
  const answers = [
    [1, 2, 3],
    [1, 5, 4],
    [7, 5, 2],
  ].map((a) => Uint8Array.from(a));
  expect(Array.from(vote(answers))).toEqual([1, 5, 2]);
});
