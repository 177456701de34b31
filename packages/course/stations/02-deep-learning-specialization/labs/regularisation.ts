/** Weight decay and dropout, on points of which a tenth stand on the wrong side. */
import { football } from "gradus/data";
import { heNormal, sgd } from "gradus/nn";
import { percent, spread } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { deviation, mean } from "../../../src/statistics.ts";
import { accuracyOf, descend, planarNet } from "./parts/planar.ts";

const WAYS = ["none", "L2", "dropout"] as const;

export const footballRegularised = lab({
  id: "02/football",
  row: "D7",
  title: "Where the goalkeeper should kick the ball",
  question:
    "A network with twenty hidden units learns 200 points by heart, the wrong ones too. What do weight decay and dropout cost on those points, and what do they give on new ones?",
  source: "A. Ng, Improving Deep Neural Networks, week 1: regularisation",
  kind: "property",
  knobs: {
    lambda: { default: 0.7, symbol: "λ", range: [0, 100], doc: "Of λ/2m Σ w²." },
    dropped: {
      default: 0.14,
      range: [0, 0.9],
      doc: "Share of hidden units that are dropped in training; the course keeps 0.86 of them.",
    },
    iterations: {
      default: 30_000,
      range: [1, 1e6],
      integer: true,
      unit: "steps",
      doc: "Steps of gradient descent on all 200 points, of size 0.3.",
    },
  },
  quick: { seconds: 2.5, seeds: [1, 2, 3, 4], knobs: { iterations: 5000 } },
  full: { seconds: 19, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  chart: {
    x: { key: "iteration", label: "steps of gradient descent", upTo: "iterations" },
    y: { key: "none", label: "cost on the training points (nats)", range: [0, 0.8] },
    curves: WAYS.map((key) => ({ key, name: key })),
  },
  *run({ lambda, dropped, iterations }, random) {
    const train = football(random.split(), { count: 200, noise: 0.1 });
    const test = football(random.split(), { count: 2000, noise: 0.1 });
    const nets = WAYS.map((way) =>
      planarNet(
        {
          hidden: [20, 3],
          activation: "relu",
          init: heNormal,
          ...(way === "dropout" ? { dropped } : {}),
        },
        random.split(),
      ),
    );
    const runs = nets.map((net, i) =>
      descend(
        net,
        train,
        sgd(net.module.parameters, { rate: 0.3 }),
        { iterations, lambda: WAYS[i] === "L2" ? lambda : 0 },
        random.split(),
      ),
    );
    for (;;) {
      const steps = runs.map((run) => run.next());
      if (steps[0].done) break;
      const series: Record<string, number> = {};
      steps.forEach(({ value }, i) => {
        if (!value) return;
        series["iteration"] = value.iteration;
        series[WAYS[i]] = value.cost;
      });
      yield { progress: (series["iteration"] + 1) / iterations, series };
    }
    return Object.fromEntries(
      WAYS.flatMap((way, i) => [
        [`${way} train`, accuracyOf(nets[i], train)],
        [`${way} test`, accuracyOf(nets[i], test)],
      ]),
    );
  },
  verdict(measured) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    /** Mean of the differences by seed, and how far below 0 chance could bring it. */
    const gain = (a: string, b: string) => {
      const d = of(a).map((x, i) => x - of(b)[i]);
      return { mean: mean(d), slack: (4 * deviation(d)) / Math.sqrt(d.length) };
    };
    const checks = (["L2", "dropout"] as const).flatMap((way) => {
      const [train, test] = [gain("none train", `${way} train`), gain(`${way} test`, "none test")];
      return [
        { text: `${way} costs accuracy on the training points`, ok: train.mean > 0 },
        {
          text: `${way} does not cost accuracy on new points: not worse by more than four standard errors`,
          ok: test.mean > -test.slack,
        },
        {
          text: `the gap between training and new points is smaller with ${way}`,
          ok: train.mean + test.mean > 0,
        },
      ];
    });
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "training / test: none 94.8 / 91.5 %, L2 93.8 / 93 %, dropout 92.9 / 95 %",
      measured: WAYS.map(
        (way) =>
          `${way} ${percent(mean(of(`${way} train`)), 1)} / ${spread(of(`${way} test`), "%", 1)}`,
      ).join("; "),
      exact: "90 % of new points can be known: a tenth stands on the wrong side",
      tolerance: `${checks.map((c) => c.text).join("; ")}. The printed numbers are of one set of 200 points and one start, so only their order is asked for.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured) => ({
    title: "Accuracy (%)",
    x: {
      label: "",
      names: WAYS.map((text, at) => ({ at, text })),
    },
    series: (["train", "test"] as const).map((which) => ({
      name: which === "train" ? "training points" : "new points",
      x: WAYS.map((_, i) => i),
      y: WAYS.map((way) => mean(measured.map((m) => Number(m[`${way} ${which}`])))),
      points: true,
    })),
    references: [{ label: "what can be known 90", y: 90 }],
    caption: `Means of ${measured.length} seeds.`,
  }),
});
