/** Checks of stochastic gradient descent: what is handed to the step, how fair the order is, then training. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { twoLayerDigits } from "../../labs/two-layer-digits.ts";
import { backprop } from "../04-backprop/reference.ts";
import { updateMiniBatch } from "../05-mini-batch/reference.ts";
import { accuracy, dotDigits, type Example, type Net, randomNet } from "../nets.ts";
import * as reference from "./reference.ts";

type Update = (net: Net, batch: Example[], eta: number) => void;
interface Solution {
  sgd(
    net: Net,
    data: Example[],
    epochs: number,
    size: number,
    eta: number,
    random: () => number,
    update: Update,
  ): void;
}

const EMPTY: Net = { weights: [], biases: [] };
const numbered = (n: number): Example[] => Array.from({ length: n }, (_, i) => ({ x: [i], y: [] }));

/** The numbers of the examples, mini-batch by mini-batch. */
function handed(
  f: Solution,
  n: number,
  size: number,
  random: () => number,
  epochs = 1,
): number[][] {
  const seen: number[][] = [];
  f.sgd(EMPTY, numbered(n), epochs, size, 0.5, random, (_, batch) => {
    if (seen.length < 1000) seen.push(batch.map(({ x }) => x[0]));
  });
  return seen;
}

function batches(f: Solution, n: number, epochs: number, size: number, seed = 1): number[][] {
  const random = rng(seed);
  return handed(f, n, size, () => random.random(), epochs);
}

/** The places of the zeros, then of the ones … */
const sortedPlaces = (labels: Uint8Array): number[] =>
  Array.from(labels, (_, i) => i).sort((i, j) => labels[i] - labels[j] || i - j);

const sorted = (xs: readonly number[]) => [...xs].sort((a, b) => a - b);

/** How often (of 16 000 orders of 3) each of the six orders comes. */
function orders(f: Solution): number[] {
  const counts = new Array<number>(6).fill(0);
  const all = ["012", "021", "102", "120", "201", "210"];
  const random = rng(41);
  for (let i = 0; i < 16_000; i++) {
    f.sgd(
      EMPTY,
      numbered(3),
      1,
      3,
      1,
      () => random.random(),
      (_, batch) => counts[all.indexOf(batch.map(({ x }) => x[0]).join(""))]++,
    );
  }
  return counts.map((c) => c / 16_000);
}

interface Slip {
  readonly order?: (data: Example[], epoch: number, random: () => number) => Example[];
  readonly full?: boolean;
  readonly eta?: number;
}

/** Passes with a slip. */
const passing =
  ({ order = shuffled, full = false, eta }: Slip): Solution["sgd"] =>
  (net, data, epochs, size, rate, random, update) => {
    let list = data;
    for (let epoch = 0; epoch < epochs; epoch++) {
      list = order(list, epoch, random);
      for (let i = 0; i + (full ? size : 1) <= list.length; i += size)
        update(net, list.slice(i, i + size), eta ?? rate);
    }
  };

function shuffled(data: Example[], _epoch: number, random: () => number): Example[] {
  const list = [...data];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

export const sgd = exercise<Solution>({
  id: "01/sgd",
  folder: "01-nielsen/exercises/06-sgd",
  title: "Passes in a new order",
  source: "Nielsen, ch. 1, network.py",
  functions: ["sgd"],
  updates: { sgd: [0] },
  reference,
  needs: ["mnist"],
  cases: [
    {
      name: "mini-batches",
      given: "12 examples, 2 epochs, mini-batches of 4: how many calls, and how large.",
      run: (f) => ({ sizes: batches(f, 12, 2, 4).map((b) => b.length) }),
      expected: { sizes: [4, 4, 4, 4, 4, 4] },
    },
    {
      name: "the last batch",
      given: "10 examples, 1 epoch, mini-batches of 4.",
      run: (f) => ({ sizes: batches(f, 10, 1, 4).map((b) => b.length) }),
      expected: { sizes: [4, 4, 2] },
    },
    {
      name: "each once",
      given: "10 examples, 2 epochs, mini-batches of 5: which examples each pass has seen, sorted.",
      run: (f) => {
        const seen = batches(f, 10, 2, 5);
        return {
          "pass 1": sorted(seen.slice(0, 2).flat()),
          "pass 2": sorted(seen.slice(2).flat()),
        };
      },
      expected: {
        "pass 1": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        "pass 2": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      },
    },
    {
      name: "a new order",
      given:
        "50 examples, 3 epochs: is the first pass shuffled, and does each pass have an order of its own?",
      run: (f) => {
        const passes = batches(f, 50, 3, 50).map((b) => b.join());
        return {
          shuffled: passes[0] !== sorted(Array.from({ length: 50 }, (_, i) => i)).join(),
          orders: new Set(passes).size,
        };
      },
      expected: { shuffled: true, orders: 3 },
    },
    {
      name: "a fair order",
      given: "16 000 shuffles of three examples: each of the six orders has the share 1/6.",
      run: (f) => ({ share: orders(f) }),
      expected: { share: new Array(6).fill(between(1 / 6 - 0.0118, 1 / 6 + 0.0118)) }, // 4 standard errors
    },
    {
      name: "the learning rate",
      given: "The rate that your steps are given, for η = 0.5.",
      run: (f) => {
        let eta = Number.NaN;
        f.sgd(
          EMPTY,
          numbered(1),
          1,
          1,
          0.5,
          () => 0.5,
          (_, __, rate) => {
            eta = rate;
          },
        );
        return { eta };
      },
      expected: { eta: 0.5 },
    },
    {
      name: "digits with yours",
      given:
        "Noisy digits of 5 × 7 dots, 12 hidden neurons, mini-batches of 10, η = 3, 20 passes over 200: the share read of 300 others.",
      swap: true,
      run: (f) => {
        const net = randomNet([35, 12, 10], rng(6), 0.3);
        const random = rng(9);
        f.sgd(
          net,
          dotDigits(200, 7),
          20,
          10,
          3,
          () => random.random(),
          (n, batch, eta) => updateMiniBatch(n, batch, eta, backprop),
        );
        return { read: accuracy(net, dotDigits(300, 8)) };
      },
      expected: { read: between(0.983, 1) }, // seeds 400 … 479, 20 runs: 0.9977, deviation of one run 0.0036; less 4 of them
    },
    {
      name: "the lab with yours",
      given:
        "The lab 01/two-layer-digits: 30 hidden neurons, three seeds, 5 passes over 10 000 handwritten digits, which you are handed sorted, the zeros first; the lab's own verdict on 10 000 unseen ones.",
      swap: true,
      run: (f, data) =>
        labVerdict(
          twoLayerDigits,
          {
            miniBatches(count, size, random) {
              const places = sortedPlaces(data.mnist().train.labels.subarray(0, count));
              const batches = handed(f, count, size, () => random.random());
              return batches.map((batch) => batch.map((i) => places[i]));
            },
          },
          { seeds: [1, 2, 3] },
          data,
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "not shuffled",
      explanation: "Every pass goes through the examples in the order of the data.",
      wrong: { sgd: passing({ order: (data) => data }) },
    },
    {
      name: "shuffled once only",
      explanation: "The first pass has a random order, and the others repeat it.",
      wrong: {
        sgd: passing({
          order: (data, epoch, random) => (epoch === 0 ? shuffled(data, epoch, random) : data),
        }),
      },
    },
    {
      name: "last mini-batch dropped",
      explanation:
        "When the size does not divide the number of examples, a smaller mini-batch is left; it counts too.",
      wrong: { sgd: passing({ full: true }) },
    },
    {
      name: "drawn with replacement",
      explanation:
        "Yours draws each example anew, so some come twice in a pass and some not at all. Shuffle instead.",
      wrong: {
        sgd: passing({
          order: (data, _, random) => data.map(() => data[Math.floor(random() * data.length)]),
        }),
      },
    },
    {
      name: "unfair shuffle",
      explanation:
        "Exchanging every place with any place makes some orders more likely; place i may only be exchanged with 0 … i.",
      wrong: {
        sgd: passing({
          order: (data, _, random) => {
            const list = [...data];
            for (let i = list.length - 1; i >= 0; i--) {
              const j = Math.floor(random() * list.length);
              [list[i], list[j]] = [list[j], list[i]];
            }
            return list;
          },
        }),
      },
    },
    {
      name: "one pass only",
      explanation: "Yours goes through the examples once; repeat it for each epoch.",
      wrong: {
        sgd: (net, data, _epochs, size, eta, random, update) =>
          reference.sgd(net, data, 1, size, eta, random, update),
      },
    },
  ],
});
