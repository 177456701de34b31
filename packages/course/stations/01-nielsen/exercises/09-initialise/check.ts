/** Checks of initial weights: shapes, spreads, and what they do to a layer of a thousand inputs. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { weightInitialisation } from "../../labs/weight-initialisation.ts";
import { netOf } from "../digits.ts";
import type { Net } from "../nets.ts";
import * as reference from "./reference.ts";

interface Solution {
  initScaled(sizes: number[], normal: () => number): Net;
}

const made = (f: Solution, sizes: number[], seed: number): Net => {
  const random = rng(seed);
  return f.initScaled(sizes, () => random.normal());
};

/** Root mean square, so that a mean that is not 0 shows as well. */
const spread = (xs: readonly number[]) => Math.sqrt(xs.reduce((s, x) => s + x * x, 0) / xs.length);
const mean = (xs: readonly number[]) => xs.reduce((s, x) => s + x, 0) / xs.length;

const scaling =
  (
    weight: (from: number, to: number) => number,
    bias: (from: number) => number = () => 1,
  ): Solution["initScaled"] =>
  (sizes, normal) => {
    const net: Net = { weights: [], biases: [] };
    for (let l = 1; l < sizes.length; l++) {
      const [from, to] = [sizes[l - 1], sizes[l]];
      net.biases.push(Array.from({ length: to }, () => bias(from) * normal()));
      net.weights.push(
        Array.from({ length: to }, () =>
          Array.from({ length: from }, () => weight(from, to) * normal()),
        ),
      );
    }
    return net;
  };

export const initialise = exercise<Solution>({
  id: "01/initialise",
  folder: "01-nielsen/exercises/09-initialise",
  title: "A good start",
  source: "Nielsen, ch. 3, “Weight initialization”",
  functions: ["initScaled"],
  reference,
  needs: ["mnist"],
  cases: [
    {
      name: "shapes",
      given: "Layers of 4, 3 and 2 neurons: [layers, neurons, inputs of each].",
      run: (f) => {
        const { weights, biases } = made(f, [4, 3, 2], 1);
        return {
          weights: [
            weights.length,
            ...weights.flatMap((w) => [w.length, ...w.map((row) => row.length)]),
          ],
          biases: [biases.length, ...biases.map((b) => b.length)],
        };
      },
      expected: { weights: [2, 3, 4, 4, 4, 2, 3, 3], biases: [2, 3, 2] },
    },
    {
      name: "the scale",
      given:
        "normal() gives 1 each time; layers of 4, 16 and 1 neurons: the first weight of each layer, and its bias.",
      run: (f) => {
        const { weights, biases } = f.initScaled([4, 16, 1], () => 1);
        return { w: weights.map((w) => w[0][0]), b: biases.map((b) => b[0]) };
      },
      expected: { w: [0.5, 0.25], b: [1, 1] },
    },
    {
      name: "all different",
      given:
        "Layers of 10, 10 and 5 neurons: how many different numbers there are among 150 weights and 15 biases.",
      run: (f) => {
        const { weights, biases } = made(f, [10, 10, 5], 2);
        return { weights: new Set(weights.flat(2)).size, biases: new Set(biases.flat()).size };
      },
      expected: { weights: 150, biases: 15 },
    },
    {
      name: "the spread",
      given:
        "Layers of 400, 100 and 200 neurons: root mean square of the weights and the biases of each.",
      run: (f) => {
        const { weights, biases } = made(f, [400, 100, 200], 3);
        return {
          w: weights.map((w) => spread(w.flat())),
          b: biases.map(spread),
          mean: mean(weights[0].flat()),
        };
      },
      // ± 4 standard errors, σ/√(2n): 0.05/√80 000, 0.1/√40 000, 1/√200, 1/√400
      expected: {
        w: [between(0.0493, 0.0507), between(0.098, 0.102)],
        b: [between(0.72, 1.28), between(0.8, 1.2)],
        mean: between(-0.001, 0.001),
      },
    },
    {
      name: "a wide layer with yours",
      given:
        "1000 inputs, of which 500 are 1 (chapter 3): spread of z over 500 neurons is √1.5 instead of √501.",
      swap: true,
      run: (f) => {
        const { weights, biases } = made(f, [1000, 500], 4);
        const z = weights[0].map((row, j) =>
          row.reduce((s, w, k) => s + (k % 2) * w, biases[0][j]),
        );
        return { "spread of z": spread(z) };
      },
      expected: { "spread of z": between(1.0697, 1.3797) }, // √1.5 ± 4 × √1.5 / √1000
    },
    {
      name: "the lab with yours",
      given:
        "The lab 01/weight-initialisation: one pass over 50 000 handwritten digits from N(0, 1) and one from your weights, one seed; the lab's own verdict.",
      swap: true,
      run: (f, data) =>
        labVerdict(
          weightInitialisation,
          {
            scaledNet: (sizes, random) =>
              netOf(
                sizes,
                random,
                f.initScaled([...sizes], () => random.normal()),
              ),
          },
          { seeds: [1] },
          data,
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "weights not scaled",
      explanation:
        "With N(0, 1) the sums of wide layers are huge and their neurons saturated. Divide by √n_in.",
      wrong: { initScaled: scaling(() => 1) },
    },
    {
      name: "divided by n_in instead of its root",
      explanation: "1/n_in is the variance; the factor is its root, 1/√n_in.",
      wrong: { initScaled: scaling((from) => 1 / from) },
    },
    {
      name: "scaled by the outputs",
      explanation: "n_in counts the neurons that the weights come from, not those they lead to.",
      wrong: { initScaled: scaling((_, to) => 1 / Math.sqrt(to)) },
    },
    {
      name: "biases scaled too",
      explanation: "There is one bias for each neuron; it keeps N(0, 1).",
      wrong: {
        initScaled: scaling(
          (from) => 1 / Math.sqrt(from),
          (from) => 1 / Math.sqrt(from),
        ),
      },
    },
    {
      name: "one draw for all",
      explanation:
        "Every weight needs a draw of its own, or all neurons of a layer stay equal for ever.",
      wrong: {
        initScaled: (sizes, normal) => {
          const x = normal();
          return reference.initScaled(sizes, () => x);
        },
      },
    },
  ],
});
