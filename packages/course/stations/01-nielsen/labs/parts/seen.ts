/** What a page may look at while a network of digits learns: its weights, its mistakes; and what it says to a drawing. */
import { capture, noGrad, type Tensor } from "gradus";
import { exp, sigmoid } from "gradus/core";
import { type Digits, NIELSEN_SCALE, PIXELS } from "gradus/data";
import type { Live, NumberMap, Reader, Reading } from "../../../../src/lab.ts";
import type { CostName } from "./costs.ts";
import type { Net } from "./nets.ts";

/** How many of each kind are shown. */
const NEURONS = 8;
const MISREAD = 8;

export interface Seen {
  readonly live: Live;
  /** The answers to `digits` as they are now, for the pictures of mistakes. */
  answered(digits: Digits, answers: Uint8Array): void;
}

/**
 * A live view of a network that is about to be trained. The maps are made when somebody looks, and only then.
 *
 * Of a dense network the page sees what learning has *added* to the weights of the first neurons: the book's first
 * programs start from N(0, 1), and at the rim, where no picture has ink, that noise stays for ever.
 */
export function seen(net: Net, cost: CostName, test: Digits): Seen {
  const [first] = net.weights;
  const start = Float32Array.from(first.data);
  let mistakes: readonly NumberMap[] = [];
  const reader = readerOf(net, cost, test);
  return {
    live: {
      get maps() {
        return [
          ...(first.shape.length === 4 ? filters(first, test) : neurons(first, start)),
          ...mistakes,
        ];
      },
      reader,
    },
    answered(digits, answers) {
      const wrong = Array.from(answers.keys()).filter((i) => answers[i] !== digits.labels[i]);
      mistakes = wrong.slice(0, MISREAD).map((i) => ({
        group: `${grouped(wrong.length)} of ${grouped(digits.count)} misread; the first of them`,
        title: `${digits.labels[i]}, read as ${answers[i]}`,
        width: 28,
        height: 28,
        values: digits.images.subarray(PIXELS * i, PIXELS * (i + 1)),
      }));
    },
  };
}

/** 10 000 with its space. */
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, " ");

/** Weights of shape [neurons, 784], less those they began with. */
function neurons(weights: Tensor, start: Float32Array): NumberMap[] {
  const now = weights.data;
  return Array.from({ length: Math.min(NEURONS, weights.shape[0]) }, (_, j) => ({
    group: "What learning added to the weights of neurons 1 to 8",
    title: `neuron ${j + 1}`,
    width: 28,
    height: 28,
    signed: true,
    values: Float32Array.from(
      { length: PIXELS },
      (_, p) => now[PIXELS * j + p] - start[PIXELS * j + p],
    ),
  }));
}

/** Filters of shape [filters, 1, 5, 5], and w ⋆ x for one picture: their answers without the bias, which would drown them. */
function filters(weights: Tensor, digits: Digits): NumberMap[] {
  const [count, , height, width] = weights.shape;
  const w = weights.data;
  const shown = Array.from({ length: Math.min(NEURONS, count) }, (_, f) => f);
  const size = height * width;
  const picture = digits.images.subarray(0, PIXELS);
  const answer = (f: number): Float32Array => {
    const z = new Float32Array((29 - height) * (29 - width));
    z.forEach((_, at) => {
      const [i, j] = [Math.floor(at / (29 - width)), at % (29 - width)];
      for (let l = 0; l < height; l++) {
        for (let m = 0; m < width; m++)
          z[at] += w[size * f + width * l + m] * picture[28 * (i + l) + j + m] * NIELSEN_SCALE;
      }
    });
    return z;
  };
  return [
    ...shown.map((f) => ({
      group: `Filters 1 to ${shown.length} of the first layer`,
      title: String(f + 1),
      width,
      height,
      signed: true,
      values: Float32Array.from(w.subarray(size * f, size * (f + 1))),
    })),
    ...shown.map((f) => ({
      group: `What they make of a test digit, a ${digits.labels[0]}`,
      title: `filter ${f + 1}`,
      width: 29 - width,
      height: 29 - height,
      signed: true,
      values: answer(f),
    })),
  ];
}

/** Asks the network about one picture at a time. */
export function readerOf(net: Net, cost: CostName, test: Digits): Reader {
  const logits = capture((picture: Tensor) =>
    noGrad(() => net.forward(picture.reshape(1, PIXELS))),
  );
  return {
    examples: test.count,
    example: (index) => ({
      picture: Float32Array.from(
        test.images.subarray(PIXELS * index, PIXELS * (index + 1)),
        (byte) => byte * NIELSEN_SCALE,
      ),
      label: test.labels[index],
    }),
    read(picture): Reading {
      net.module.eval();
      const z = Array.from(logits(picture).data);
      return {
        outputs: cost === "logLikelihood" ? softmax(z) : z.map(sigmoid),
        hidden: hiddenOf(net, picture),
      };
    },
  };
}

function softmax(z: readonly number[]): number[] {
  const top = Math.max(...z);
  const powers = z.map((zj) => exp(zj - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

/** σ(Wa + b), layer after layer, up to the last hidden one; of a network with convolutions nothing. */
function hiddenOf(net: Net, picture: Float32Array): number[] {
  if (net.weights.some((w) => w.shape.length !== 2)) return [];
  let a: number[] = Array.from(picture);
  for (let l = 0; l + 1 < net.weights.length; l++) {
    const [w, b] = [net.weights[l].data, net.biases[l].data];
    a = Array.from(b, (bj, j) =>
      sigmoid(a.reduce((sum, ak, k) => sum + w[a.length * j + k] * ak, bj)),
    );
  }
  return net.weights.length > 1 ? a : [];
}
