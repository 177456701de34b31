/** Three ways to begin: zeros, numbers far too large, and He's. */
import { circles } from "gradus/data";
import { constantInit, heNormal, type Initialiser, normalInit, sgd } from "gradus/nn";
import { fixed, percent } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { accuracyOf, descend, planarNet } from "./parts/planar.ts";

const STARTS = ["zeros", "large", "He"] as const;
const starts: Readonly<Record<(typeof STARTS)[number], () => Initialiser>> = {
  zeros: () => constantInit(0),
  large: () => normalInit(10),
  He: () => heNormal,
};
const parts = { he: heNormal };

export const startingWeights = lab({
  id: "02/starting-weights",
  row: "D6",
  title: "Zeros, large numbers, He's",
  question:
    "The same network on two circles, started three ways. Which one never learns anything, which one pays a high price at first, and why?",
  source: "A. Ng, Improving Deep Neural Networks, week 1: initialisation",
  kind: "property",
  knobs: {
    rate: { default: 0.01, symbol: "α", range: [0, 10], doc: "Step size of gradient descent." },
    iterations: {
      default: 15_000,
      range: [1, 1e6],
      integer: true,
      unit: "steps",
      doc: "Steps of gradient descent on all 300 points.",
    },
  },
  quick: { seconds: 1, seeds: [1] },
  full: { seconds: 10, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "iteration", label: "steps of gradient descent", upTo: "iterations" },
    y: { key: "He", label: "cost (nats an example)", range: [0, 2] },
    curves: STARTS.map((key) => ({ key, name: key })),
    reference: { label: "a network that knows nothing: log 2", y: Math.LN2 },
  },
  *run({ rate, iterations }, random, _, own) {
    const [train, test] = [
      circles(random.split(), { count: 300, noise: 0.05 }),
      circles(random.split(), { count: 100, noise: 0.05 }),
    ];
    const nets = STARTS.map((name) =>
      planarNet(
        {
          hidden: [10, 5],
          activation: "relu",
          init: name === "He" ? own.he : starts[name](),
        },
        random.split(),
      ),
    );
    const runs = nets.map((net) =>
      descend(net, train, sgd(net.module.parameters, { rate }), { iterations }, random.split()),
    );
    const costs: number[][] = STARTS.map(() => []);
    for (;;) {
      const steps = runs.map((run) => run.next());
      if (steps[0].done) break;
      const series: Record<string, number> = {};
      steps.forEach(({ value }, i) => {
        if (!value) return;
        series["iteration"] = value.iteration;
        series[STARTS[i]] = value.cost;
        costs[i].push(value.cost);
      });
      yield { progress: (series["iteration"] + 1) / iterations, series };
    }
    return Object.fromEntries(
      STARTS.flatMap((name, i) => [
        [`${name} first`, costs[i][0]],
        [`${name} last`, costs[i][costs[i].length - 1]],
        [`${name} train`, accuracyOf(nets[i], train)],
        [`${name} test`, accuracyOf(nets[i], test)],
        [`curve ${name}`, costs[i]],
      ]),
    );
  },
  verdict(measured) {
    const of = (key: string) => mean(measured.map((m) => Number(m[key])));
    const checks = [
      {
        text: "zeros: the cost stays log 2 = 0.693147 and half the points are right, exactly",
        ok: measured.every(
          (m) =>
            Math.abs(Number(m["zeros last"]) - Math.LN2) < 1e-6 &&
            Number(m["zeros train"]) === 50 &&
            Number(m["zeros test"]) === 50,
        ),
      },
      { text: "large: the first cost is above twice log 2", ok: of("large first") > 2 * Math.LN2 },
      {
        text: "He: at least 96 % of the training points (99.3 less 4 √(p(1 − p)/300) = 1.9, less the spread of starts)",
        ok: of("He train") >= 96,
      },
      { text: "He ends below large in cost", ok: of("He last") < of("large last") },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published:
        "zeros 50 / 50 %, cost 0.693147; large 83 / 86 %; He 99.3 / 96 % (training / test)",
      measured: `${STARTS.map((s) => `${s} ${percent(of(`${s} train`), 1)} / ${percent(of(`${s} test`), 1)}, cost ${fixed(of(`${s} first`), 3)} → ${fixed(of(`${s} last`), 4)}`).join("; ")} (${measured.length} seeds)`,
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured) => ({
    title: "Cost of the first seed (nats an example)",
    x: { label: "reports, each 300 steps" },
    y: { range: [0, 2] },
    series: STARTS.map((name) => {
      const y = measured[0][`curve ${name}`] as readonly number[];
      return { name, x: y.map((_, i) => i), y };
    }),
    references: [{ label: "log 2", y: Math.LN2 }],
  }),
});
