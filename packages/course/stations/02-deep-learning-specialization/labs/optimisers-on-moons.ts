/** Mini-batches, momentum, Adam: the same network, the same points, the same small step size. */
import { moons } from "gradus/data";
import { adam, heNormal, momentum, sgd } from "gradus/nn";
import { percent, range, spread } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { around, inBand, mean, median } from "../../../src/statistics.ts";
import { accuracyOf, descend, planarNet } from "./parts/planar.ts";

const WAYS = ["descent", "momentum", "Adam"] as const;
const PRINTED = { descent: 79.7, momentum: 79.7, Adam: 94 } as const;
const POINTS = 300;
const parts = { adam, momentum, sgd };

export const optimisersOnMoons = lab({
  id: "02/optimisers-on-moons",
  row: "D9",
  title: "Descent, momentum, Adam",
  question:
    "With a step size of 0.0007 and mini-batches of 64, which of the three gets anywhere in the time that it is given?",
  source: "A. Ng, Improving Deep Neural Networks, week 2: optimisation methods",
  kind: "statistical",
  knobs: {
    rate: { default: 0.0007, symbol: "α", range: [0, 10], doc: "Step size of all three." },
    epochs: { default: 10_000, range: [1, 1e6], integer: true, doc: "Walks over the points." },
  },
  quick: { seconds: 1.3, seeds: [1, 2, 3, 4, 5], knobs: { epochs: 1500 } },
  full: { seconds: 8, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: { key: "Adam", label: "cost (nats an example)", range: [0, 0.8] },
    curves: WAYS.map((key) => ({ key, name: key })),
  },
  *run({ rate, epochs }, random, _, own) {
    const points = moons(random.split(), { count: POINTS, noise: 0.2 });
    const start = random.split();
    const saved = start.state();
    const nets = WAYS.map(() =>
      planarNet(
        { hidden: [5, 2], activation: "relu", init: heNormal },
        start.restore(saved), // all three begin with the same weights
      ),
    );
    const climbs = [
      own.sgd(nets[0].module.parameters, { rate }),
      own.momentum(nets[1].module.parameters, { rate: 0.1 * rate, momentum: 0.9 }), // the course's average: 0.9 v + 0.1 g
      own.adam(nets[2].module.parameters, { rate }),
    ];
    const runs = nets.map((net, i) =>
      descend(net, points, climbs[i], { iterations: epochs, batch: 64 }, random.split()),
    );
    for (;;) {
      const steps = runs.map((run) => run.next());
      if (steps[0].done) break;
      const series: Record<string, number> = {};
      steps.forEach(({ value }, i) => {
        if (!value) return;
        series["epoch"] = value.iteration;
        series[WAYS[i]] = value.cost;
      });
      yield { progress: (series["epoch"] + 1) / epochs, series };
    }
    return Object.fromEntries(WAYS.map((way, i) => [way, accuracyOf(nets[i], points)]));
  },
  verdict(measured, budget) {
    const of = (way: string) => measured.map((m) => Number(m[way]));
    const k = measured.length;
    const p = PRINTED.Adam / 100;
    const band = around(
      PRINTED.Adam,
      400 * Math.sqrt((p * (1 - p)) / POINTS) * Math.sqrt(1 + 1 / k),
    );
    const checks = [
      {
        text: `the median of Adam ${range(band, 1)} %: 4 √(p(1 − p)/300) √(1 + 1/k) around the printed number`,
        ok: inBand(median(of("Adam")), band),
      },
      {
        text: "Adam is right more often than descent",
        ok: median(of("Adam")) > median(of("descent")),
      },
      {
        text: "momentum is within 3 points of descent: with steps this small an average of gradients is the gradient",
        ok: Math.abs(mean(of("momentum")) - mean(of("descent"))) < 3,
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published: `descent ${PRINTED.descent} %, momentum ${PRINTED.momentum} %, Adam ${PRINTED.Adam} % after 10 000 epochs`,
      measured: WAYS.map(
        (way) => `${way} ${percent(median(of(way)), 1)}, mean ${spread(of(way), "%", 1)}`,
      ).join("; "),
      tolerance: `A start whose last two rectified units are dead learns nothing, whoever trains it, so the median decides. ${checks.map((c) => c.text).join("; ")}.${budget === "quick" ? " Adam has settled after 1 500 epochs." : ""}`,
      pass: k > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured) => ({
    title: "Accuracy on the 300 points (%)",
    x: { label: "", names: WAYS.map((text, at) => ({ at, text })) },
    series: [
      {
        name: "measured",
        x: [0, 1, 2],
        y: WAYS.map((way) => mean(measured.map((m) => Number(m[way])))),
        points: true,
      },
      { name: "printed", x: [0, 1, 2], y: WAYS.map((way) => PRINTED[way]), points: true },
    ],
    caption: `Means of ${measured.length} seeds.`,
  }),
});
