/** The parts of a transformer, written out, beside printed numbers and the library. */
import { noGrad, type Tensor, tensor } from "gradus";
import { cos, type Rng, ValueError } from "gradus/core";
import {
  causalMask as libraryMask,
  positionalEncoding as libraryPlaces,
  transformerBlock,
} from "gradus/nn";
import { type LabReport, lab, type Measured, type NumberMap } from "../../../src/lab.ts";
import { largest } from "../../../src/statistics.ts";
import {
  type Affine,
  angle,
  attention,
  causalMask,
  encoderLayer,
  type LayerWeights,
  maskedSoftmax,
  mergeHeads,
  paddingMask,
  positionalEncoding,
  splitHeads,
} from "./parts/transformerParts.ts";

const parts = { positionalEncoding, causalMask, maskedSoftmax, attention, splitHeads, mergeHeads };
type Parts = typeof parts;

/** The library's numbers are of single precision: 6 · 10⁻⁸ each; a layer adds up some hundred products, one behind the other. */
const [ROUNDED, LAYER, PRINTED] = [1e-6, 1e-4, 5.1e-5];

/** Three questions, four keys; shares and answers as they are printed, to four digits. */
const PRINT = {
  q: [
    [1, 0, 1, 1],
    [0, 1, 1, 1],
    [1, 0, 0, 1],
  ],
  k: [
    [1, 1, 0, 1],
    [1, 0, 1, 1],
    [0, 1, 1, 0],
    [0, 0, 0, 1],
  ],
  v: [
    [0, 0],
    [1, 0],
    [1, 0],
    [1, 1],
  ],
  weights: [
    [0.2589, 0.4269, 0.1571, 0.1571],
    [0.2773, 0.2773, 0.2773, 0.1682],
    [0.3362, 0.3362, 0.1237, 0.2039],
  ],
  out: [
    [0.7411, 0.1571],
    [0.7227, 0.1682],
    [0.6638, 0.2039],
  ],
} as const;

const copied = (rows: readonly (readonly number[])[]): number[][] => rows.map((row) => [...row]);

/** The largest difference; infinite where shapes differ or a number is none. */
function distance(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  const [x, y] = [a.flat(), b.flat()];
  if (x.length !== y.length) return Number.POSITIVE_INFINITY;
  return x.reduce((worst, v, i) => {
    const d = Math.abs(v - y[i]);
    return d <= worst ? worst : Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
  }, 0);
}

const rowsOf = (t: Tensor): number[][] => {
  const width = t.shape[t.rank - 1];
  return Array.from({ length: t.size / width }, (_, i) =>
    Array.from(t.data.slice(i * width, (i + 1) * width)),
  );
};

/** The same layer in the library and written out, on the same weights; half of the numbers of the masks hide. */
function layers(
  size: { length: number; width: number; heads: number },
  random: Rng,
  own: Parts,
): { distance: number; shares: number[][][] } {
  const { length, width, heads } = size;
  const block = transformerBlock(width, heads, random, { hidden: 2 * width });
  const x = Array.from({ length }, () => Array.from({ length: width }, () => random.normal()));
  const codes = x.map((_, t) => (t > 0 && t >= length - 2 ? 0 : 1)); // the last two are filled up
  const padding = paddingMask(codes, 0);
  const hides = own.causalMask(length).map((row, i) => row.map((m, j) => m + padding[i][j]));
  const affine = (weight: string, bias: string, from = 0, to?: number): Affine => ({
    rows: rowsOf(block.named[weight]).slice(from, to),
    biases: Array.from(block.named[bias].data).slice(from, to),
  });
  const inner = (i: number): Affine =>
    affine("self_attn.in_proj_weight", "self_attn.in_proj_bias", i * width, (i + 1) * width);
  const weights: LayerWeights = {
    query: inner(0),
    key: inner(1),
    value: inner(2),
    out: affine("self_attn.out_proj.weight", "self_attn.out_proj.bias"),
    into: affine("linear1.weight", "linear1.bias"),
    back: affine("linear2.weight", "linear2.bias"),
  };
  const found = encoderLayer(x, weights, heads, hides, own);
  const wanted = noGrad(() => {
    const hidden = padding.flat().map((m) => (m === 0 ? 0 : -1e9));
    const mask = libraryMask(length).add(tensor(Float32Array.from(hidden), [length, length]));
    const input = tensor(Float32Array.from(x.flat()), [1, length, width]);
    return rowsOf(block.forward(input, mask).reshape(length, width));
  });
  return { distance: distance(found.out, wanted), shares: found.shares };
}

/** Shares of random scores under the mask, beside the library's. */
function shares(length: number, random: Rng, own: Parts): number {
  const scores = Array.from({ length }, () => Array.from({ length }, () => 3 * random.normal()));
  const wanted = noGrad(() =>
    rowsOf(
      tensor(Float32Array.from(scores.flat()), [length, length]).add(libraryMask(length)).softmax(),
    ),
  );
  return distance(own.maskedSoftmax(scores, own.causalMask(length)), wanted);
}

/** Of signs at places k apart: Σ over pairs of cos(k ω), for all places alike. */
function alike(places: number[][], back: number): number {
  const width = places[0].length;
  const pairs = Array.from({ length: width / 2 }, (_, i) => cos(angle(back, 2 * i, width)));
  const wanted = pairs.reduce((a, b) => a + b, 0);
  return largest(
    places
      .slice(back)
      .map((row, t) => Math.abs(row.reduce((s, v, d) => s + v * places[t][d], 0) - wanted)),
  );
}

const map = (title: string, rows: readonly (readonly number[])[], signed: boolean): NumberMap => ({
  title,
  width: rows[0].length,
  height: rows.length,
  values: rows.flat(),
  signed,
});

const off = (difference: number): string =>
  difference === 0 ? "equal" : `off by ${difference.toExponential(1)}`;

export const transformerParts = lab({
  id: "03/transformer-parts",
  row: "D22",
  title: "A transformer, part by part",
  question:
    "Signs of places, two masks, attention, heads, and a layer put together from them, all written out with lists. Do they give the printed numbers, and the library's?",
  source:
    "A. Ng, Sequence Models, week 4: transformer network; Vaswani et al. 2017, arXiv:1706.03762",
  kind: "golden",
  knobs: {
    length: { default: 16, range: [3, 128], integer: true, doc: "Places of the sequence." },
    width: {
      default: 24,
      range: [4, 128],
      integer: true,
      doc: "Numbers a place; an even number that the heads divide.",
    },
    heads: { default: 2, range: [1, 16], integer: true, doc: "Attentions side by side." },
  },
  quick: { seconds: 0.3, seeds: [1, 2, 3] },
  full: { seconds: 1, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "apart", label: "places apart", upTo: "length" },
    y: {
      key: "alike",
      label: "how alike the signs of two places are (1: the same)",
      range: [0, 1],
    },
    hasMaps: true,
  },
  *run({ length, width, heads }, random, _, own) {
    if (width % 2 !== 0)
      throw new ValueError(
        `width is ${width}; it must be even, a sine and a cosine for each pair. Try ${width + 1}.`,
      );
    const places = own.positionalEncoding(length, width);
    const printed = own.attention(copied(PRINT.q), copied(PRINT.k), copied(PRINT.v));
    const layer = layers({ length, width, heads }, random.split(), own);
    const maps = [
      map("signs of places", places, true),
      map(
        "the mask",
        own.causalMask(length).map((row) => row.map((m) => (m === 0 ? 1 : 0))),
        false,
      ),
      ...layer.shares.slice(0, 2).map((s, h) => map(`head ${h + 1}`, s, false)),
    ];
    const curve: number[] = [];
    for (let apart = 0; apart < length; apart++) {
      curve.push(places[apart].reduce((s, v, d) => s + v * places[0][d], 0) / (width / 2));
      const report: LabReport = {
        progress: (apart + 1) / length,
        series: { apart, alike: curve[apart] },
        live: { maps },
      };
      yield report;
    }
    const isMask = (a: readonly (readonly number[])[]) =>
      a.map((row) => row.map((m) => (m === 0 ? 1 : 0)));
    return {
      printed: Math.max(distance(printed.weights, PRINT.weights), distance(printed.out, PRINT.out)),
      places: distance(places, rowsOf(libraryPlaces(length, width))),
      alike: largest([1, 2].map((back) => alike(places, back))),
      mask: distance(isMask(own.causalMask(length)), isMask(rowsOf(libraryMask(length)))),
      shares: shares(length, random.split(), own),
      layer: layer.distance,
      curve,
    };
  },
  verdict(measured) {
    const checks = (
      [
        ["attention beside the printed numbers", "printed", PRINTED],
        ["signs of places beside the library's", "places", ROUNDED],
        ["signs of places one and two apart, beside Σ cos kω", "alike", 1e-9],
        ["the look-ahead mask", "mask", 0],
        ["shares under the mask", "shares", ROUNDED],
        ["a whole layer beside the library's", "layer", LAYER],
      ] as const
    ).map(([name, key, most]) => {
      const value = measured.reduce((worst, m) => {
        const v = Number(m[key]);
        return v <= worst ? worst : Number.isNaN(v) ? Number.POSITIVE_INFINITY : v;
      }, 0);
      return { name, value, most, ok: value <= most };
    });
    const broken = checks.filter((c) => !c.ok);
    return {
      published: `shares ${PRINT.weights[0].join(", ")} … and answers ${PRINT.out[0].join(", ")} …, to four digits`,
      measured: checks.map((c) => `${c.name}: ${off(c.value)}`).join("; "),
      exact: "the library's, whose layer equals PyTorch's; signs k places apart: Σ cos kω",
      tolerance: `Printed numbers: half of their last digit. Beside the library's single precision: ${ROUNDED} for single numbers, ${LAYER} for a layer, which adds up some hundred products. Among ourselves 10⁻⁹.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0
        ? {
            note: `Not so: ${broken.map((c) => `${c.name} (${off(c.value)})`).join("; ")}.`,
          }
        : {}),
    };
  },
  figure: (measured: readonly Measured[]) => {
    const curve = measured[0]["curve"] as readonly number[];
    return {
      title: "How alike the signs of two places are",
      x: { label: "places apart" },
      series: [{ name: "signs", x: curve.map((_, i) => i), y: curve }],
      caption: "The product of two signs over that of a sign with itself; the same for all places.",
    };
  },
});
