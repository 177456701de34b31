/** Example 9.3, figure 9.8: what the width of the features changes, at first and in the end. */
import type { Rng } from "gradus/core";
import { add, coarseCoding, dot, type Features } from "gradus/tabular";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { paired, pointsOf, repeatedCurves, runsKnob } from "./parts/runs.ts";

const LOW = 0;
const HIGH = 2;
const COUNT = 50;
const WIDTHS = [
  { name: "narrow", width: 0.2 },
  { name: "medium", width: 0.4 },
  { name: "wide", width: 1 },
] as const;
const EXAMPLES = [10, 40, 160, 640, 2560, 10_240] as const;
const POINTS = Array.from({ length: 200 }, (_, i) => LOW + ((HIGH - LOW) * (i + 0.5)) / 200);

/** 1 on the middle half, 0 outside. */
export const squareWave = (s: number): number => (s >= 0.5 && s < 1.5 ? 1 : 0);

const functionOf = (features: Features, w: Float64Array): number[] =>
  POINTS.map((s) => dot(w, features([s])));

/** The learned function after each number of examples: w ← w + (α/n) [target − v̂] x, n the number of active features. */
function learn(width: number, alpha: number, random: Rng): number[][] {
  const features = coarseCoding(COUNT, width, LOW, HIGH);
  const w = new Float64Array(COUNT);
  const seen: number[][] = [];
  for (let k = 1; k <= EXAMPLES[EXAMPLES.length - 1]; k++) {
    const s = random.uniform(LOW, HIGH);
    const x = features([s]);
    add(w, (alpha / x.length) * (squareWave(s) - dot(w, x)), x);
    if ((EXAMPLES as readonly number[]).includes(k)) seen.push(functionOf(features, w));
  }
  return seen;
}

const difference = (f: readonly number[], g: readonly number[]): number =>
  Math.sqrt(f.reduce((sum, y, i) => sum + (y - g[i]) * (y - g[i]), 0) / f.length);
export const coarseCodingLab = lab({
  id: "04/coarse-coding",
  row: "B38",
  title: "Wide features generalise widely, and end up just as sharp",
  question:
    "Fifty overlapping intervals learn a square wave from examples. What do narrow and wide ones make of ten examples, and of ten thousand?",
  source: "Sutton & Barto, 2nd ed., Example 9.3, figure 9.8",
  kind: "property",
  knobs: {
    runs: runsKnob(20),
    alpha: {
      default: 0.2,
      symbol: "α",
      range: [0.001, 1],
      doc: "Step size, divided by the number of active features.",
    },
  },
  quick: { seconds: 0.7, seeds: [1] },
  full: { seconds: 4, seeds: [1], knobs: { runs: 200 } },
  *run({ runs, alpha }, random) {
    const truth = POINTS.map(squareWave);
    const numbers = ["narrow–wide", "narrow error", "medium error", "wide error"];
    const shown = WIDTHS.flatMap(({ name }) =>
      [10, 10_240].map((k) => ({ name: `${name} ${k}`, at: POINTS })),
    );
    const curves = [...numbers.map((name) => ({ name, at: EXAMPLES })), ...shown];
    const ahead = numbers.length * EXAMPLES.length; // means that come before those of the functions
    const look = (means: readonly number[]) => ({ points: pointsOf(shown, means.slice(ahead)) });
    return yield* repeatedCurves(
      runs,
      random,
      curves,
      [10, 10_240],
      (r) => {
        const same = paired(r);
        const [narrow, medium, wide] = WIDTHS.map(({ width }) => learn(width, alpha, same()));
        const end = EXAMPLES.length - 1;
        return [
          narrow.map((f, i) => difference(f, wide[i])),
          ...[narrow, medium, wide].map((fs) => fs.map((f) => difference(f, truth))),
          ...[narrow, medium, wide].flatMap((fs) => [fs[0], fs[end]]),
        ];
      },
      { look },
    );
  },
  chart: {
    x: { key: "x", label: "input", range: [LOW, HIGH] },
    y: { key: "narrow 10240", label: "what 10 and 10 240 examples make of it", range: [-0.2, 1.2] },
    curves: [
      { key: "narrow 10", name: "narrow, 10" },
      { key: "wide 10", name: "wide, 10" },
      { key: "narrow 10240", name: "narrow, 10 240" },
      { key: "wide 10240", name: "wide, 10 240" },
    ],
  },
  verdict(measured) {
    const of = (key: string) => mean(measured.map((m) => Number(m[key])));
    const at = (k: number) =>
      `after ${k}: ${fixed(of(`narrow–wide @${k}`), 3)} apart, errors ${["narrow", "medium", "wide"].map((name) => fixed(of(`${name} error @${k}`), 3)).join(", ")}`;
    const widths = WIDTHS.map(({ name }) => name);
    const holds =
      of("narrow–wide @10") > 4 * of("narrow–wide @10240") &&
      of("narrow error @10") > of("medium error @10") &&
      of("medium error @10") > of("wide error @10") &&
      widths.every((name) => of(`${name} error @10240`) < 0.15) &&
      of("narrow–wide @10240") > 0;
    return {
      published:
        "a figure: bumps against a broad hill after 10 examples, nearly the same after 10 240",
      measured: `${at(10)}; ${at(10_240)}`,
      tolerance:
        "After 10 examples the narrow and the wide curve are at least four times as far apart (root mean square) as after 10 240; the wider, the smaller the error at first; in the end all errors lie below 0.15.",
      pass: holds,
    };
  },
  figure: ([m]) => ({
    title: "Mean learned function",
    x: { label: "s" },
    series: ["narrow 10", "wide 10", "narrow 10240", "wide 10240"].map((name) => ({
      name: `${name} examples`,
      x: POINTS,
      y: m[`curve ${name}`] as readonly number[],
    })),
  }),
});
