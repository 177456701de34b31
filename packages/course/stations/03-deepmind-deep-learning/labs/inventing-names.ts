/** A recurrent network that invents names, trained by large plain steps: with the slopes clipped, and as they are. */
import { capture, grad, noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { type Vocabulary, vocabulary } from "gradus/data";
import { type Carry, sgd } from "gradus/nn";
import { fixed } from "../../../src/format.ts";
import { type LabReport, lab, type Measured } from "../../../src/lab.ts";
import { deviation, mean } from "../../../src/statistics.ts";
import { alphabet, nameSource } from "./parts/inventedNames.ts";
import { clip, draw, type Inventor, inventor } from "./parts/inventor.ts";

/** Longer names are cut. */
const LENGTH = 12;
const BATCH = 32;
const INVENTED = 300;
const parts = { clip, draw };
const WAYS = ["clipped", "free"] as const;

/** Names beside each other: what is read (0 stands before the first letter), what comes next, and 1 where that counts. */
interface Batch {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly counts: Float32Array;
}

function batchOf(names: readonly Int32Array[]): Batch {
  const size = names.length * LENGTH;
  const [x, y, counts] = [new Int32Array(size), new Int32Array(size), new Float32Array(size)];
  names.forEach((name, i) => {
    x.set(name, i * LENGTH + 1);
    y.set(name, i * LENGTH); // and 0, the end, after it
    counts.fill(1, i * LENGTH, i * LENGTH + name.length + 1);
  });
  return { x, y, counts };
}

const namesOf = (text: string, v: Vocabulary): Int32Array[] =>
  text
    .split(".")
    .slice(0, -1)
    .map((name) => v.encode(name.slice(0, LENGTH - 1)));

/** −ln p of each letter that counts, [B, LENGTH], 0 elsewhere. */
const surprises = (net: Inventor, x: Tensor, y: Tensor, counts: Tensor): Tensor => {
  const B = x.size / LENGTH;
  const logProb = net.module.forward(x.reshape(B, LENGTH)).logSoftmax();
  return logProb
    .gather(y.reshape(B, LENGTH, 1), -1)
    .reshape(B, LENGTH)
    .mul(counts.reshape(B, LENGTH))
    .neg();
};

/** W ← W − α clip(∂L/∂W), by steps of plain descent. */
function* learn(
  net: Inventor,
  names: readonly Int32Array[],
  { steps, rate, limit }: { steps: number; rate: number; limit: number },
  own: typeof clip,
  random: Rng,
): Generator<{ step: number; loss: number }> {
  const { parameters } = net.module;
  const descend = sgd(parameters, { rate });
  const slopes = capture((x: Tensor, y: Tensor, counts: Tensor) => {
    const loss = surprises(net, x, y, counts).sum().div(counts.sum());
    return { loss, gradients: grad(loss, parameters) };
  });
  const every = Math.max(1, Math.floor(steps / 40));
  let [sum, count] = [0, 0];
  for (let step = 1; step <= steps; step++) {
    const some = Array.from({ length: BATCH }, () => names[random.integer(names.length)]);
    const { x, y, counts } = batchOf(some);
    const { loss, gradients } = slopes(x, y, counts);
    sum += loss.item();
    count++;
    descend.apply(
      gradients.map((g) => tensor(Float32Array.from(own(Array.from(g.data), limit)), g.shape)),
    );
    if (step % every !== 0 && step !== steps) continue;
    yield { step, loss: sum / count };
    [sum, count] = [0, 0];
  }
}

/** A name, letter by letter: each is drawn from what the network says after the one before. */
function invent(net: Inventor, own: typeof draw, random: Rng): string {
  let letter = 0;
  let memory: Carry | undefined;
  let name = "";
  while (name.length < LENGTH - 1) {
    const next = noGrad(() => {
      const { probabilities, memory: after } = net.step(letter, memory);
      return { probabilities, memory: [...after] };
    });
    letter = own(next.probabilities, random.random());
    if (letter === 0) break;
    memory = next.memory;
    name += alphabet[letter];
  }
  return name;
}

/** Nats a letter that the source needs for invented names: 1.944 if they are like its own; a thousandth where it never writes one. */
function costOf(names: readonly string[]): number {
  const source = nameSource();
  const least = 6.9; // −ln 0.001
  const letters = names.reduce((n, name) => n + name.length + 1, 0);
  const total = names.reduce((sum, name) => {
    const cost = source.cost(name);
    return sum + (Number.isFinite(cost) ? cost : least * (name.length + 1));
  }, 0);
  return total / letters;
}

export const inventingNames = lab({
  id: "03/inventing-names",
  row: "D17",
  title: "Inventing names, with slopes that are clipped",
  question:
    "A recurrent network learns from names and then invents some, letter by letter. The steps are large on purpose. What becomes of it if the slopes are clipped, and what if they are not?",
  source:
    "A. Ng, Sequence Models, week 1: character-level language model, dinosaurs (clip, sample, optimise); Pascanu et al. 2013, arXiv:1211.5063",
  kind: "statistical",
  knobs: {
    steps: { default: 2000, range: [10, 1e6], integer: true, unit: "steps", doc: "Of 32 names." },
    rate: { default: 4, symbol: "α", range: [1e-4, 100], doc: "Step size of plain descent." },
    limit: {
      default: 0.01,
      range: [1e-6, 1e6],
      doc: "The largest entry of a slope that is let through.",
    },
    hidden: { default: 48, range: [4, 256], integer: true, doc: "Numbers of the memory." },
    names: { default: 20_000, range: [100, 1e6], integer: true, doc: "To learn from." },
  },
  quick: { seconds: 3, seeds: [1], knobs: { steps: 800 } },
  full: { seconds: 15, seeds: [1, 2, 3] },
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: { key: "clipped", label: "loss in training (nats a letter)", range: [1.8, 5] },
    curves: WAYS.map((key) => ({ key, name: key === "free" ? "as they are" : key })),
    reference: { label: "source 1.944", y: 1.944 },
  },
  *run({ steps, rate, limit, hidden, names }, random, _, own) {
    const v = vocabulary([...alphabet]);
    const source = nameSource();
    const train = namesOf(source.text(names, random.split()), v);
    const fresh = batchOf(namesOf(source.text(1000, random.split()), v));
    const begin = random.split();
    const order = random.split();
    const [start, shuffle] = [begin.state(), order.state()];
    const trainings = WAYS.map((way) => {
      begin.restore(start); // the same weights, and then the same names, both times
      order.restore(shuffle);
      const net = inventor({ vocabulary: v.size, hidden }, begin);
      const stream = order.split();
      const asIs: typeof clip = (slope) => [...slope];
      const options = { steps, rate, limit };
      return {
        net,
        steps: learn(net, train, options, way === "clipped" ? own.clip : asIs, stream),
      };
    });
    const [{ net }] = trainings;
    const words = random.split();
    const curves: Record<string, number[]> = { step: [], clipped: [], free: [] };
    for (;;) {
      const now = trainings.map(({ steps }) => steps.next());
      const [clipped, free] = now.map(({ value }) => value);
      if (!clipped || !free) break;
      curves["step"].push(clipped.step);
      curves["clipped"].push(clipped.loss);
      curves["free"].push(free.loss);
      const some = Array.from({ length: 6 }, () => invent(net, own.draw, words));
      const report: LabReport = {
        progress: clipped.step / steps,
        series: { step: clipped.step, clipped: clipped.loss, free: free.loss },
        text: `After ${clipped.step} steps: ${some.join(", ")}`,
      };
      yield report;
    }
    const losses = trainings.map(({ net }) => {
      const { x, y, counts } = fresh;
      const all = noGrad(() =>
        surprises(net, tensor(x), tensor(y), tensor(counts)).data.slice(),
      ).filter((_, i) => counts[i] === 1);
      return { mean: mean([...all]), error: deviation([...all]) / Math.sqrt(all.length) };
    });
    const invented = Array.from({ length: INVENTED }, () => invent(net, own.draw, words));
    return {
      clipped: losses[0].mean,
      error: losses[0].error,
      free: losses[1].mean,
      cost: costOf(invented),
      different: new Set(invented).size,
      some: invented.slice(0, 8).join(", "),
      steps: curves["step"],
      clippedCurve: curves["clipped"],
      freeCurve: curves["free"],
    };
  },
  verdict(measured) {
    const of = (key: string): number => mean(measured.map((m) => Number(m[key])));
    const { source, bigram } = nameSource().limits;
    const low = source - (4 * of("error")) / Math.sqrt(measured.length);
    const [least, dearest] = [source - 0.3, source + 0.8];
    const checks = [
      [
        `the loss with clipping between ${fixed(low, 3)} and ${fixed(bigram, 3)}`,
        of("clipped") >= low && of("clipped") <= bigram,
      ],
      [
        "without it at least half a nat more",
        of("free") >= of("clipped") + 0.5 || Number.isNaN(of("free")),
      ],
      [
        `invented names cost the source ${fixed(least, 2)} … ${fixed(dearest, 2)} nats a letter`,
        of("cost") >= least && of("cost") <= dearest,
      ],
      [`at least half of ${INVENTED} invented names differ`, of("different") >= INVENTED / 2],
    ] as const;
    const broken = checks.filter(([, ok]) => !ok).map(([text]) => text);
    return {
      published:
        "clipping keeps the training going, and the names become better (there, of dinosaurs)",
      measured: `loss on new names ${fixed(of("clipped"), 3)} with clipping, ${fixed(of("free"), 2)} without; ${INVENTED} invented names cost the source ${fixed(of("cost"), 3)} nats a letter, ${fixed(of("different"), 0)} differ`,
      exact: `${fixed(source, 4)}: the entropy of the source, which is also what its own names cost it; ${fixed(bigram, 4)}: the best that looks one letter back`,
      tolerance: `${checks.map(([text]) => text).join("; ")}. Not below the entropy by more than four standard errors; below what one letter back allows. A network that always takes the likeliest letter invents cheaper names, and always the same.`,
      pass: measured.length > 0 && broken.length === 0,
      note: `${broken.length > 0 ? `Not so: ${broken.join("; ")}. ` : ""}It invents: ${String(measured[0]["some"])}.`,
    };
  },
  figure: (measured: readonly Measured[]) => {
    const of = (key: string): number[] => [...(measured[0][key] as readonly number[])];
    return {
      title: "Loss in training (nats a letter)",
      x: { label: "steps" },
      series: WAYS.map((key) => ({
        name: key === "free" ? "as they are" : key,
        x: of("steps"),
        y: of(`${key}Curve`),
      })),
      references: [
        { label: "the source", y: nameSource().limits.source },
        { label: "knowing nothing", y: nameSource().limits.uniform },
      ],
      caption: `One of ${measured.length} seeds. Invented: ${String(measured[0]["some"])}.`,
    };
  },
});
