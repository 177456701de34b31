/** Learning rates that are far too small and far too large, as chapter 1 tries them. */
import { fixed, list, percent, range, spread } from "../../../src/format.ts";
import { drawn } from "../../../src/interval.ts";
import { lab } from "../../../src/lab.ts";
import { bandOf, inBand, mean } from "../../../src/statistics.ts";
import {
  accuracyChart,
  best,
  denseKnobs,
  digitsForks,
  last,
  trainDense,
  values,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

const RECIPE = { cost: "quadratic", initial: "old", on: "test" } as const;

export const learningRateTooSmall = lab({
  id: "01/learning-rate-too-small",
  row: "N8",
  title: "Steps too small to get anywhere",
  question:
    "With η = 0.001 the network improves with every epoch, and after thirty of them it is still hopeless. How do you tell slow learning from no learning?",
  source: "Nielsen, ch. 1, “Implementing our network to classify digits”",
  kind: "statistical",
  knobs: denseKnobs({ hidden: 100, eta: 0.001, epochs: 30 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 3 } },
  full: { seconds: 60, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("test", 0, 21.42),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const { accuracy } = yield* trainDense(config, RECIPE, random, data, turn);
    return { first: accuracy[0], best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict(measured, budget) {
    const final = values(measured, "final");
    const gains = measured.map((m) => Number(m["final"]) - Number(m["first"]));
    const published = "11.39, 11.36, 11.35 … 21.01, 21.23, 21.42 %";
    if (budget === "quick") {
      const known = independent["N8 quick"].final;
      const band = bandOf(known, measured.length);
      return {
        published: `${published} (full run)`,
        measured: spread(final, "%"),
        exact: `${spread(known, "%")} by an independent program`,
        tolerance: `Test accuracy after 3 epochs of 10 000 pictures, mean of ${measured.length}: ${range(band)} %, 4 s √(1/k + 1/12) around the mean of 12 runs of an independent program.`,
        pass: inBand(mean(final), band),
        ...drawn({ xs: final, known: mean(known), band }),
      };
    }
    return {
      published,
      measured: `epoch 0: ${list(values(measured, "first"))} %; epoch 29: ${list(final)} %`,
      tolerance:
        "Every run must end above its start, and below 50 %: 150 000 steps of η = 0.001 are as long as 50 steps of η = 3, a hundredth of an epoch at the rate that works. How far a run gets in that time depends on its start: no narrower band is known.",
      pass: final.length > 0 && final.every((x) => x < 50) && gains.every((g) => g > 0),
    };
  },
});

/** How many of the 10 000 test digits are zeros, ones … nines. */
const TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

export const learningRateTooLarge = lab({
  id: "01/learning-rate-too-large",
  row: "N9",
  title: "Steps so large that nothing is learned",
  question:
    "With η = 100 the first steps drive every neuron into saturation. The book sees 1009 right, again and again, then 982. Whose numbers are these? (Count the nines and the fours in the test set.)",
  source: "Nielsen, ch. 1, “Implementing our network to classify digits”",
  kind: "statistical",
  knobs: denseKnobs({ hidden: 30, eta: 100, epochs: 30 }),
  quick: { seconds: 1, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 3 } },
  full: { seconds: 30, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("test", 0, 10.09),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const { accuracy } = yield* trainDense(config, RECIPE, random, data, turn);
    return { final: last(accuracy), accuracy };
  },
  verdict(measured, budget) {
    const final = values(measured, "final");
    const known = independent[`N9 ${budget}`].final;
    const band = bandOf(known, measured.length);
    const constant = final.map((x) => TEST_COUNTS.indexOf(Math.round(100 * x)));
    const said = constant.map((d) => (d < 0 ? "several digits" : `always ${d}`)).join(", ");
    return {
      published: "10.09 % four times … 9.82 %",
      measured: `${list(final)} % (${said})`,
      exact: `${spread(known, "%")} by an independent program`,
      tolerance: `No better than chance, mean of ${measured.length}: ${range(band)} %, 4 s √(1/k + 1/${known.length}) around ${known.length} runs of an independent program; a run may learn one digit more or less by chance.`,
      pass: inBand(mean(final), band),
      ...drawn({ xs: final, known: mean(known), band }),
      note: `A network that always gives the same answer gets as many right as the test set holds of it: ${TEST_COUNTS.map((n, d) => `${d}: ${n}`).join(", ")}. 1009 is “always 9”, 982 “always 4”. ${fixed(100 / 10, 0)} % is chance; ${percent(11.35)} the most that one answer can get.`,
    };
  },
});
