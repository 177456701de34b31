/** The parts of a transformer with lists of numbers: signs of places, masks, attention, heads, and a layer made of them. */
import { cos, exp, log, sin } from "gradus/core";

type Table = number[][];
const HIDDEN = Number.NEGATIVE_INFINITY;

/** Radians at place t for number d of `width`: t / 10000^(2⌊d/2⌋/width). Vaswani et al. 2017, section 3.5. */
export const angle = (t: number, d: number, width: number): number =>
  t * exp((-log(10_000) * 2 * Math.floor(d / 2)) / width);

/** [length, width]: sines at even numbers, cosines at odd ones. */
export function positionalEncoding(length: number, width: number): number[][] {
  return Array.from({ length }, (_, t) =>
    Array.from({ length: width }, (_2, d) => (d % 2 === 0 ? sin : cos)(angle(t, d, width))),
  );
}

/** Look-ahead mask: [n, n], 0 where place i may look at place j, which is not after it; −Infinity elsewhere. */
export function causalMask(n: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_2, j) => (j <= i ? 0 : HIDDEN)),
  );
}

/** For each place a row: −Infinity where the text has ended and is filled up with `padding`. */
export function paddingMask(codes: readonly number[], padding: number): number[][] {
  return codes.map(() => codes.map((c) => (c === padding ? HIDDEN : 0)));
}

/** The softmax of each row of scores + mask; zeros where all is hidden. */
export function maskedSoftmax(scores: Table, mask: Table): number[][] {
  return scores.map((row, i) => {
    const shown = row.map((x, j) => x + mask[i][j]);
    const most = Math.max(...shown);
    if (most === HIDDEN) return row.map(() => 0);
    const e = shown.map((x) => exp(x - most));
    const total = e.reduce((a, b) => a + b, 0);
    return e.map((x) => x / total);
  });
}

/** softmax(Q Kᵀ/√d + mask) V, with its shares. */
export function attention(
  q: Table,
  k: Table,
  v: Table,
  mask: Table = q.map(() => k.map(() => 0)),
): { weights: number[][]; out: number[][] } {
  const root = Math.sqrt(k[0].length);
  const scores = q.map((a) => k.map((b) => a.reduce((s, x, i) => s + x * b[i], 0) / root));
  const weights = maskedSoftmax(scores, mask);
  const out = weights.map((row) =>
    v[0].map((_, c) => row.reduce((sum, share, j) => sum + share * v[j][c], 0)),
  );
  return { weights, out };
}

/** [T, width] → heads of [T, width/heads]: the first numbers to the first head. */
export function splitHeads(x: number[][], heads: number): number[][][] {
  const d = x[0].length / heads;
  return Array.from({ length: heads }, (_, h) => x.map((row) => row.slice(h * d, (h + 1) * d)));
}

/** Back again: the heads side by side. */
export function mergeHeads(parts: number[][][]): number[][] {
  return parts[0].map((_, t) => parts.flatMap((part) => part[t]));
}

/** Rows over what comes in, and a bias a row. */
export interface Affine {
  readonly rows: Table;
  readonly biases: number[];
}
export interface LayerWeights {
  readonly query: Affine;
  readonly key: Affine;
  readonly value: Affine;
  readonly out: Affine;
  readonly into: Affine;
  readonly back: Affine;
}

/** What a layer is put together from. */
export interface LayerParts {
  readonly attention: typeof attention;
  readonly splitHeads: typeof splitHeads;
  readonly mergeHeads: typeof mergeHeads;
}

const affine = ({ rows, biases }: Affine, x: Table): number[][] =>
  x.map((v) => rows.map((row, i) => row.reduce((sum, w, j) => sum + w * v[j], biases[i])));

const added = (a: Table, b: Table): number[][] => a.map((row, t) => row.map((v, d) => v + b[t][d]));

/** (v − mean)/√(variance + 10⁻⁵) of each row. */
export const normalised = (x: Table): number[][] =>
  x.map((row) => {
    const mean = row.reduce((s, v) => s + v, 0) / row.length;
    const variance = row.reduce((s, v) => s + (v - mean) * (v - mean), 0) / row.length;
    return row.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
  });

/**
 * Encoder layer: h = norm(x + W_o · heads), then norm(h + W₂ relu(W₁ h)). x [T, width].
 *
 * @returns what comes out, and the shares of each head
 */
export function encoderLayer(
  x: number[][],
  weights: LayerWeights,
  heads: number,
  mask: Table,
  { attention, splitHeads, mergeHeads }: LayerParts,
): { out: number[][]; shares: number[][][] } {
  const [q, k, v] = [weights.query, weights.key, weights.value].map((w) =>
    splitHeads(affine(w, x), heads),
  );
  const looked = q.map((part, h) => attention(part, k[h], v[h], mask));
  const mixed = affine(weights.out, mergeHeads(looked.map(({ out }) => out)));
  const h = normalised(added(x, mixed));
  const thought = affine(
    weights.back,
    affine(weights.into, h).map((row) => row.map((z) => Math.max(0, z))),
  );
  return { out: normalised(added(h, thought)), shares: looked.map(({ weights }) => weights) };
}
