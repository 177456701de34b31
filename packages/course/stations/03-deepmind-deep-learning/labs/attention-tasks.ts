/** Copy, reverse, sort: what attention learns to look at. */
import { capture, noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { type SequenceTask, sequencePairs } from "gradus/data";
import { adam, crossEntropy } from "gradus/nn";
import { fixed, spread } from "../../../src/format.ts";
import { type LabReport, lab, type Measured, type NumberMap } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { type Looking, looking } from "./parts/looking.ts";

const TASKS = ["copy", "reverse", "sort"] as const satisfies readonly SequenceTask[];
const LENGTH = 10;
const SYMBOLS = 8;
const BATCH = 64;
const parts = { looking };

interface Result {
  /** Whole sequences of 1000 new ones that are right, in per cent. */
  readonly right: number;
  /** Share of the weight, over places and new sequences, that lies where the answer's symbol stands. */
  readonly onTarget: number;
}

function* learn(
  net: Looking,
  task: SequenceTask,
  steps: number,
  rate: number,
  random: Rng,
): Generator<{ step: number; loss: number }> {
  const climb = adam(net.module.parameters, { rate });
  const improve = capture((x: Tensor, y: Tensor) =>
    climb(crossEntropy(net.module.forward(x.reshape(BATCH, LENGTH)), y.reshape(BATCH, LENGTH))),
  );
  for (let step = 1; step <= steps; step++) {
    const { sources, targets } = sequencePairs(
      task,
      { count: BATCH, length: LENGTH, symbols: SYMBOLS },
      random,
    );
    const loss = improve(sources, targets).item();
    if (step % Math.ceil(steps / 40) === 0 || step === steps) yield { step, loss };
  }
}

/** Weights of the first new sequence, all heads added up and shared out. */
function mapOf(net: Looking, task: SequenceTask, sources: Int32Array): NumberMap {
  const values = noGrad(() =>
    net
      .weights(tensor(sources.subarray(0, LENGTH), [1, LENGTH]))
      .mean(1)
      .data.slice(),
  );
  return {
    title: task,
    group: "where each place of the answer looks",
    width: LENGTH,
    height: LENGTH,
    values,
  };
}

function judge(net: Looking, task: SequenceTask, random: Rng): Result & { sources: Int32Array } {
  const count = 1000;
  const { sources, targets } = sequencePairs(
    task,
    { count, length: LENGTH, symbols: SYMBOLS },
    random,
  );
  const { answers, weights } = noGrad(() => {
    const x = tensor(sources, [count, LENGTH]);
    return {
      answers: net.module.forward(x).argmax(-1).data.slice(),
      weights: net.weights(x).mean(1).data.slice(),
    };
  });
  let [right, onTarget] = [0, 0];
  for (let i = 0; i < count; i++) {
    let all = true;
    for (let t = 0; t < LENGTH; t++) {
      const at = i * LENGTH + t;
      if (answers[at] !== targets[at]) all = false;
      for (let s = 0; s < LENGTH; s++)
        if (sources[i * LENGTH + s] === targets[at]) onTarget += weights[at * LENGTH + s];
    }
    if (all) right++;
  }
  return { right: (100 * right) / count, onTarget: onTarget / (count * LENGTH), sources };
}

export const attentionTasks = lab({
  id: "03/attention-tasks",
  row: "U5",
  title: "What attention looks at",
  question:
    "Ten symbols come in; they should come out as they are, backwards, or in order. One layer of attention learns each from examples. Where does it look, and does the picture change with the task?",
  source: "A. Graves, DeepMind/UCL lecture 8; Vaswani et al. 2017, arXiv:1706.03762",
  kind: "property",
  knobs: {
    steps: {
      default: 2000,
      range: [10, 1e6],
      integer: true,
      unit: "steps",
      doc: "Steps of Adam, each on 64 new sequences.",
    },
    rate: { default: 0.003, symbol: "α", range: [1e-6, 1], doc: "Step size of Adam." },
    heads: {
      default: 2,
      range: [1, 8],
      integer: true,
      doc: "Attentions side by side; they share 32 numbers, so 1, 2, 4 or 8.",
    },
  },
  quick: { seconds: 6, seeds: [1], knobs: { steps: 1000 } },
  full: { seconds: 60, seeds: [1, 2, 3, 4, 5] },
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: { key: "copy", label: "loss (nats a symbol)", range: [0, 2.2] },
    curves: TASKS.map((key) => ({ key, name: key })),
    reference: { label: "guessing: log 8", y: 2.0794 },
    hasMaps: true,
  },
  *run({ steps, rate, heads }, random, _, own) {
    const nets = TASKS.map(() =>
      own.looking(
        { symbols: SYMBOLS, length: LENGTH, width: 32, heads, hidden: 64 },
        random.split(),
      ),
    );
    const trainings = nets.map((net, i) => learn(net, TASKS[i], steps, rate, random.split()));
    const shown = TASKS.map((task) =>
      sequencePairs(task, { count: 1, length: LENGTH, symbols: SYMBOLS }, random.split()),
    );
    for (;;) {
      const now = trainings.map((training) => training.next());
      if (now[0].done) break;
      const series: Record<string, number> = {};
      now.forEach(({ value }, i) => {
        if (!value) return;
        series["step"] = value.step;
        series[TASKS[i]] = value.loss;
      });
      const report: LabReport = {
        progress: series["step"] / steps,
        series,
        live: { maps: nets.map((net, i) => mapOf(net, TASKS[i], shown[i].sources)) },
      };
      yield report;
    }
    return Object.fromEntries(
      TASKS.flatMap((task, i) => {
        const { right, onTarget } = judge(nets[i], task, random.split());
        return [
          [task, right],
          [`${task} looks`, onTarget],
        ];
      }),
    );
  },
  verdict(measured, budget) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const least =
      budget === "full" ? { copy: 99, reverse: 99, sort: 90 } : { copy: 95, reverse: 95, sort: 0 };
    // a symbol stands at its own place and, by chance, at (T − 1)/8 others: 1/10 + 9/80 of even weights
    const even = 1 / LENGTH + (LENGTH - 1) / LENGTH / SYMBOLS;
    const checks = TASKS.map((task) => ({
      text: `${task}: at least ${least[task]} % of new sequences are right to the last symbol`,
      ok: mean(of(task)) >= least[task],
    })).concat(
      (["copy", "reverse"] as const).map((task) => ({
        text: `${task}: more than twice the weight that even looking would put (${fixed(even, 2)}) lies where the symbol stands`,
        ok: mean(of(`${task} looks`)) > 2 * even,
      })),
    );
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "copying up to ten symbols is learned without a mistake",
      measured: TASKS.map(
        (task) =>
          `${task} ${spread(of(task), "%", 1)}, weight where the symbol stands ${fixed(mean(of(`${task} looks`)), 2)}`,
      ).join("; "),
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured: readonly Measured[]) => ({
    title: "Whole sequences that are right (%)",
    x: { label: "", names: TASKS.map((text, at) => ({ at, text })) },
    y: { range: [0, 100] },
    series: [
      {
        name: "right",
        x: [0, 1, 2],
        y: TASKS.map((task) => mean(measured.map((m) => Number(m[task])))),
        points: true,
      },
    ],
    caption: `${measured.length} seeds, 1000 new sequences each.`,
  }),
});
