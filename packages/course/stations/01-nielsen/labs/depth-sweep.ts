/** Chapter 5 opens: deeper is not better, with sigmoid neurons and plain gradient descent. */
import { fixed, range, spread } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { around, bandOf, inBand, mean, sampling } from "../../../src/statistics.ts";
import {
  best,
  compared,
  denseKnobs,
  digitsForks,
  possible,
  stretch,
  trainNet,
  values,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";
import { dense } from "./parts/nets.ts";

const { eta, lambda, epochs, batch, pictures } = denseKnobs({
  hidden: 30,
  eta: 0.1,
  epochs: 30,
  lambda: 5,
});
const DEPTHS = [1, 2, 3, 4] as const;
const BOOK = [96.48, 96.9, 96.57, 96.53] as const;

export const depthSweep = lab({
  id: "01/depth-sweep",
  row: "N31",
  title: "One, two, three, four hidden layers",
  question:
    "If one hidden layer is good, four should be better. Train all four networks for the same time: what happens instead?",
  source: "Nielsen, ch. 5, “The vanishing gradient problem”",
  kind: "statistical",
  knobs: { eta, lambda, epochs, batch, pictures },
  quick: { seconds: 3, seeds: [1, 2], knobs: { pictures: 10_000, epochs: 4, lambda: 1 } },
  full: { seconds: 40, seeds: [1] },
  needs: ["mnist"],
  chart: compared(
    "validation",
    0,
    DEPTHS.map((h) => `${h} hidden`),
  ),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const out: Record<string, number> = {};
    for (const [i, h] of DEPTHS.entries()) {
      const net = dense([784, ...new Array<number>(h).fill(30), 10], random, "new");
      const run = trainNet(
        net,
        config,
        { cost: "crossEntropy", on: "validation" },
        random,
        data,
        turn,
      );
      const { accuracy } = yield* stretch(run, i, DEPTHS.length, `${h} hidden`);
      out[`${h} hidden`] = best(accuracy);
    }
    return out;
  },
  verdict(measured, budget) {
    const k = measured.length;
    const known: Readonly<Record<string, string | readonly number[]>> = independent["N31 quick"];
    const runs = (h: number) => known[`${h} hidden`] as readonly number[];
    const of = (h: number) => values(measured, `${h} hidden`);
    const bands = DEPTHS.map((h, i) =>
      budget === "quick" ? possible(bandOf(runs(h), k)) : around(BOOK[i], sampling(BOOK[i], k)),
    );
    return {
      published: `${BOOK.map((x) => fixed(x)).join(", ")} %${budget === "quick" ? " (full run)" : ""}`,
      measured: `${DEPTHS.map((h) => spread(of(h))).join(", ")} %`,
      ...(budget === "quick"
        ? { exact: `${DEPTHS.map((h) => spread(runs(h))).join(", ")} by an independent program` }
        : {}),
      tolerance: `Best validation accuracy with 1, 2, 3, 4 hidden layers: ${bands.map((b) => range(b)).join("; ")} %. ${budget === "quick" ? "4 s √(1/k + 1/8) around 8 runs of an independent program: in so few steps the deep networks have hardly begun." : "4 √(p(1 − p)/10 000) √(1 + 1/k) around the printed numbers."}`,
      pass: DEPTHS.every((h, i) => inBand(mean(of(h)), bands[i])),
    };
  },
});
