/** Deep stacks of convolutions with and without ways around them: the slopes at the start, and the loss after some steps. */
import { capture, grad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { batches, gatherRows } from "gradus/data";
import {
  adam,
  conv2d,
  crossEntropy,
  flatten,
  linear,
  type Module,
  residualBlock,
  sequential,
} from "gradus/nn";
import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { halved, inkOf } from "./parts/pictures.ts";

const SIDE = 14;
const N = SIDE * SIDE;
const BATCH = 32;
const parts = { residualBlock };

/** A convolution to `width` channels of 7 × 7, `depth` blocks, and a dense layer to ten logits. */
function stack(
  depth: number,
  width: number,
  skip: boolean,
  random: Rng,
  block: typeof residualBlock,
) {
  const blocks = Array.from({ length: depth }, () => block(width, width, random, { skip }));
  const layers: Module[] = [
    conv2d(1, width, 3, random, { stride: 2, padding: 1 }),
    ...blocks,
    flatten(),
    linear(width * 49, 10, random),
  ];
  return { net: sequential(...layers), blocks };
}

const lossOf = (net: Module, x: Tensor, labels: Tensor): Tensor =>
  crossEntropy(net.forward(x.reshape(-1, 1, SIDE, SIDE)), labels);

/** The slope of the first block's weights by that of the last block's. */
function ratio(m: Measured, key: "plain slopes" | "skip slopes"): number {
  const slopes = m[key] as readonly number[];
  return slopes[0] / slopes[slopes.length - 1];
}

export const skips = lab({
  id: "03/skips",
  row: "U2",
  title: "A way around",
  question:
    "Two deep stacks of the same convolutions read digits; in one of them every block has a way around it. How large a slope reaches the first block of each, and which learns?",
  source: "S. Dieleman, DeepMind/UCL lecture 3; He et al. 2016, arXiv:1512.03385",
  kind: "property",
  knobs: {
    depth: { default: 24, range: [1, 60], integer: true, doc: "Blocks of two convolutions each." },
    width: { default: 8, range: [1, 64], integer: true, doc: "Channels." },
    rate: { default: 0.001, symbol: "α", range: [1e-6, 1], doc: "Step size of Adam." },
    steps: {
      default: 150,
      range: [2, 1e5],
      integer: true,
      unit: "steps",
      doc: "Steps, each on 32 of 2000 digits of 14 × 14.",
    },
  },
  quick: { seconds: 10, seeds: [1], knobs: { steps: 60 } },
  full: { seconds: 60, seeds: [1, 2, 3] },
  needs: ["mnist"],
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: { key: "skip", label: "loss in training (nats a digit)", range: [0, 3] },
    curves: [
      { key: "plain", name: "plain" },
      { key: "skip", name: "with ways around" },
    ],
    reference: { label: "guessing: log 10", y: 2.3026 },
  },
  *run({ depth, width, rate, steps }, random, data, own) {
    const { train } = data.mnist();
    const rows = halved(inkOf(train, 2000));
    const start = random.split();
    const seeds = [start.split(), start.split()];
    const nets = [false, true].map((skip, i) =>
      stack(depth, width, skip, seeds[i], own.residualBlock),
    );
    const first = tensor(rows.subarray(0, BATCH * N), [BATCH, N]);
    const labels = tensor(Int32Array.from(train.labels.subarray(0, BATCH)), [BATCH]);
    const slopes = nets.map(({ net, blocks }) => {
      const weights = blocks.map((block) => block.named["conv1.weight"]);
      return grad(lossOf(net, first, labels), weights).map((g) =>
        Math.sqrt(g.square().sum().item()),
      );
    });
    const trainings = nets.map(({ net }) => {
      const climb = adam(net.parameters, { rate });
      return capture((x: Tensor, y: Tensor) => climb(lossOf(net, x, y)));
    });
    const x = new Float32Array(BATCH * N);
    const losses: [number[], number[]] = [[], []];
    const every = Math.max(1, Math.floor(steps / 30));
    for (let step = 0; step < steps; ) {
      for (const chosen of batches(2000, BATCH, random)) {
        if (chosen.length < BATCH || step >= steps) continue;
        gatherRows(rows, chosen, N, x);
        const y = Int32Array.from(chosen, (row) => train.labels[row]);
        trainings.forEach((improve, i) => {
          losses[i].push(improve(x, y).item());
        });
        step++;
        if (step % every !== 0) continue;
        const [plain, skip] = losses.map((all) => mean(all.slice(-every)));
        yield { progress: step / steps, series: { step, plain, skip } };
      }
    }
    const [plain, skip] = losses.map((all) => mean(all.slice(-Math.ceil(steps / 5))));
    return { plain, skip, "plain slopes": slopes[0], "skip slopes": slopes[1] };
  },
  verdict(measured, budget) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const ratios = (key: "plain slopes" | "skip slopes") => measured.map((m) => ratio(m, key));
    const learned = budget === "full" ? 1 : 1.8;
    const checks = [
      {
        text: "plain: the slope of the first block's weights at the start is more than 100 times that of the last",
        ok: ratios("plain slopes").every((r) => r > 100),
      },
      {
        text: "with ways around: less than 50 times",
        ok: ratios("skip slopes").every((r) => r < 50),
      },
      {
        text: `with ways around the loss over the last fifth of the steps is below ${learned} nats, in every seed`,
        ok: of("skip").every((l) => l < learned),
      },
      {
        text: "plain: it stays above 2, near guessing",
        ok: of("plain").every((l) => l > 2),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published:
        "a plain net of 56 layers has a larger training error than one of 20; with ways around depth helps (figures of He et al., on CIFAR-10)",
      measured: `loss plain ${list(of("plain"), 2)}, with ways around ${list(of("skip"), 2)}; slope of the first block by that of the last ${list(ratios("plain slopes"), 0)} and ${list(ratios("skip slopes"), 1)}`,
      exact: `guessing ${fixed(2.302585, 4)}`,
      tolerance: `${checks.map((c) => c.text).join("; ")}. Seeds 101 to 103 gave 2.28 to 2.32 and 0.43 to 0.46 nats, and slopes of 1100 to 1700 and 7 to 14 times the last.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "Slope of each block's weights at the start, first seed",
    x: { label: "block" },
    y: { scale: "log" },
    series: (["plain slopes", "skip slopes"] as const).map((key) => {
      const y = m[key] as readonly number[];
      const name = key === "plain slopes" ? "plain" : "with ways around";
      return { name, x: y.map((_, i) => i + 1), y };
    }),
  }),
});
