/** The learning slowdown: a neuron that is badly wrong learns slowest, when its cost is quadratic. */

import { list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { settingsAt } from "../../../src/turn.ts";
import { agree, BADLY_WRONG, KNOWN, learning, MARKS, pieces, WRONG } from "./parts/neuron.ts";

export const oneNeuronQuadratic = lab({
  id: "01/one-neuron-quadratic",
  row: "N11",
  title: "The worse the mistake, the slower the learning",
  question:
    "One neuron, one input, one task: turn 1 into 0. Start it at 0.82 and it learns at once. Start it at 0.98, more wrong, and for 150 steps nothing happens. Why?",
  source: "Nielsen, ch. 3, “The cross-entropy cost function”",
  kind: "golden",
  knobs: {
    eta: { default: 0.15, symbol: "η", range: [0.001, 10], doc: "Learning rate." },
    epochs: { default: 300, range: [300, 3000], integer: true, doc: "Steps of gradient descent." },
    w: { default: 2, symbol: "w", range: [-4, 4], doc: "Weight of the badly wrong start." },
    b: { default: 2, symbol: "b", range: [-4, 4], doc: "Bias of the badly wrong start." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: pieces("quadratic"),
  chart: {
    x: { key: "epoch", label: "steps", upTo: "epochs" },
    y: { key: "wrong", label: "output of the neuron; 0 is right", range: [0, 1] },
    curves: [
      { key: "wrong", name: "starts at 0.82" },
      { key: "badlyWrong", name: "at 0.98" },
    ],
  },
  forks: { knobs: ["eta"], by: "turn" },
  *run({ eta, epochs, w, b }, _random, _data, own, _from, turn) {
    const rate = (k: number) => settingsAt({ eta }, turn, k).eta;
    const wrong = learning(WRONG, rate, epochs, own);
    const badlyWrong = learning({ w, b }, rate, epochs, own);
    for (let k = 0; k <= epochs; k += 3) {
      yield {
        progress: k / epochs,
        series: { epoch: k, wrong: wrong[k], badlyWrong: badlyWrong[k] },
      };
    }
    return { wrong: MARKS.map((k) => wrong[k]), badlyWrong: MARKS.map((k) => badlyWrong[k]) };
  },
  verdict(measured: readonly Measured[]) {
    const [{ wrong, badlyWrong }] = measured as unknown as [
      { wrong: number[]; badlyWrong: number[] },
    ];
    return {
      published: "0.82 → 0.09; 0.98 → 0.20, flat for the first 150 steps",
      measured: `${list(wrong, 3)}; ${list(badlyWrong, 3)}`,
      exact: `${list(KNOWN.quadratic.wrong, 3)}; ${list(KNOWN.quadratic.badlyWrong, 3)}`,
      tolerance: `Equal to four decimals with the iteration of eq. 55 at steps ${MARKS.join(", ")}.`,
      pass: agree(wrong, KNOWN.quadratic.wrong) && agree(badlyWrong, KNOWN.quadratic.badlyWrong),
      note: `Starts: (w, b) = (${WRONG.w}, ${WRONG.b}) and (${BADLY_WRONG.w}, ${BADLY_WRONG.b}). After 300 steps the first neuron stands at w = −1.2831, b = −0.9831, that is σ(−2.2662) = 0.0940.`,
    };
  },
});
