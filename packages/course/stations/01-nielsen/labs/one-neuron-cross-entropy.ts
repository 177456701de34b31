/** The same neuron with the cross-entropy: the worse the mistake, the faster the learning. */

import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { settingsAt } from "../../../src/turn.ts";
import { agree, BADLY_WRONG, KNOWN, learning, MARKS, pieces, WRONG } from "./parts/neuron.ts";

const PRINTED_RATE = 0.005;
/** Outputs after 300 steps with the printed rate, by an independent program. */
const AT_PRINTED_RATE = [0.4177, 0.7796] as const;

export const oneNeuronCrossEntropy = lab({
  id: "01/one-neuron-cross-entropy",
  row: "N12",
  title: "The cross-entropy takes the slowdown away",
  question:
    "Change the cost of the neuron, nothing else. The badly wrong start now falls steepest at the very beginning. Which term of the gradient has cancelled?",
  source: "Nielsen, ch. 3, “Introducing the cross-entropy cost function”",
  kind: "golden",
  knobs: {
    eta: {
      default: 0.15,
      symbol: "η",
      range: [0.001, 10],
      doc: "Learning rate. The book prints 0.005: see the verdict.",
    },
    epochs: { default: 300, range: [300, 3000], integer: true, doc: "Steps of gradient descent." },
  },
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: pieces("crossEntropy"),
  chart: {
    x: { key: "epoch", label: "steps", upTo: "epochs" },
    y: { key: "wrong", label: "output of the neuron; 0 is right", range: [0, 1] },
    curves: [
      { key: "wrong", name: "starts at 0.82" },
      { key: "badlyWrong", name: "at 0.98" },
    ],
  },
  forks: { knobs: ["eta"], by: "turn" },
  *run({ eta, epochs }, _random, _data, own, _from, turn) {
    const rate = (k: number) => settingsAt({ eta }, turn, k).eta;
    const wrong = learning(WRONG, rate, epochs, own);
    const badlyWrong = learning(BADLY_WRONG, rate, epochs, own);
    for (let k = 0; k <= epochs; k += 3) {
      yield {
        progress: k / epochs,
        series: { epoch: k, wrong: wrong[k], badlyWrong: badlyWrong[k] },
      };
    }
    const printed = [WRONG, BADLY_WRONG].map(
      (start) => learning(start, PRINTED_RATE, 300, own)[300],
    );
    return {
      wrong: MARKS.map((k) => wrong[k]),
      badlyWrong: MARKS.map((k) => badlyWrong[k]),
      printed,
    };
  },
  verdict(measured: readonly Measured[]) {
    const [{ wrong, badlyWrong, printed }] = measured as unknown as [
      Record<"wrong" | "badlyWrong" | "printed", number[]>,
    ];
    return {
      published: "curves that reach the target within 300 steps; η printed as 0.005",
      measured: `η 0.15: ${list(wrong, 3)}; ${list(badlyWrong, 3)}. η 0.005, after 300 steps: ${list(printed, 3)}`,
      exact: `η 0.15: ${list(KNOWN.crossEntropy.wrong, 3)}; ${list(KNOWN.crossEntropy.badlyWrong, 3)}. η 0.005: ${list(AT_PRINTED_RATE, 3)}`,
      tolerance: `Equal to four decimals with the iteration of eq. 61 at steps ${MARKS.join(", ")}.`,
      pass:
        agree(wrong, KNOWN.crossEntropy.wrong) &&
        agree(badlyWrong, KNOWN.crossEntropy.badlyWrong) &&
        agree(printed, AT_PRINTED_RATE),
      note: `With the printed η = ${PRINTED_RATE} the outputs after 300 steps are only ${fixed(AT_PRINTED_RATE[0], 3)} and ${fixed(AT_PRINTED_RATE[1], 3)}: the drawn curves need a larger rate. This lab uses 0.15, the rate of the quadratic neuron.`,
    };
  },
});
