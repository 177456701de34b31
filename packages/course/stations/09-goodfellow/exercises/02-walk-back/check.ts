/** Checks of a walk back over a tape: by hand, a number used twice, one used by nothing, and micrograd's expression in the lab. */
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { computationalGraph } from "../../labs/computational-graph.ts";
import * as reference from "./reference.ts";

interface Operation {
  inputs: number[];
  slopes: number[];
}
interface Solution {
  walkBack(tape: Operation[]): number[];
}

const given = (): Operation => ({ inputs: [], slopes: [] });
const made = (inputs: number[], slopes: number[]): Operation => ({ inputs, slopes });

/** x = 3, y = 2: x y, then (x y)². */
const chain = (): Operation[] => [given(), given(), made([0, 1], [2, 3]), made([2], [12])];
/** x = 5: 2x and 7x, their sum. */
const fork = (): Operation[] => [given(), made([0], [2]), made([0], [7]), made([1, 2], [1, 1])];
/** x = 3: x · x, the same input twice. */
const square = (): Operation[] => [given(), made([0, 0], [3, 3])];
/** The second number is used by the third, which is used by nothing. */
const idle = (): Operation[] => [given(), given(), made([1], [4]), made([0], [-2])];

function walked(
  step: (slopes: number[], x: number, y: number, local: number) => void,
): Solution["walkBack"] {
  return (tape) => {
    const slopes = tape.map(() => 0);
    slopes[tape.length - 1] = 1;
    for (let y = tape.length - 1; y >= 0; y--)
      tape[y].inputs.forEach((x, i) => {
        step(slopes, x, y, tape[y].slopes[i]);
      });
    return slopes;
  };
}

export const walkBackExercise = exercise<Solution>({
  id: "09/walk-back",
  folder: "09-goodfellow/exercises/02-walk-back",
  title: "One walk back",
  source: "Goodfellow, Bengio and Courville, algorithm 6.2",
  functions: ["walkBack"],
  reference,
  cases: [
    {
      name: "a chain",
      given: "(x y)² at x = 3, y = 2: slopes 24 and 36, 12 in the product, 1 in itself.",
      run: (f) => f.walkBack(chain()),
      expected: [24, 36, 12, 1],
    },
    {
      name: "a fork",
      given: "2x + 7x: the slope in x is 9.",
      run: (f) => f.walkBack(fork()),
      expected: [9, 1, 1, 1],
    },
    {
      name: "the same input twice",
      given: "x · x at 3: 6.",
      run: (f) => f.walkBack(square()),
      expected: [6, 1],
    },
    {
      name: "used by nothing",
      given: "The end depends on the first number only, by −2.",
      run: (f) => f.walkBack(idle()),
      expected: [-2, 0, 0, 1],
    },
    {
      name: "a single number",
      given: "A tape with one number on it.",
      run: (f) => f.walkBack([given()]),
      expected: [1],
    },
    {
      name: "in the lab",
      given:
        "Your walk in 09/computational-graph: the printed expression, and networks of up to four layers.",
      swap: true,
      run: (f) =>
        labVerdict(
          computationalGraph,
          {
            reverse: (tape) => ({
              slopes: Float64Array.from(
                f.walkBack(tape.map((n) => ({ inputs: [...n.inputs], slopes: [...n.slopes] }))),
              ),
              multiplications: tape.reduce((sum, n) => sum + n.inputs.length, 0),
            }),
          },
          { seeds: [192], settings: { depth: 4 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the last contribution wins",
      explanation: "A number that is used twice gets a slope from each use: add them up.",
      wrong: {
        walkBack: walked((slopes, x, y, local) => {
          slopes[x] = slopes[y] * local;
        }),
      },
    },
    {
      name: "only the local slope",
      explanation: "What arrives at y has to be multiplied with the slope of y in x.",
      wrong: {
        walkBack: walked((slopes, x, _, local) => {
          slopes[x] += local;
        }),
      },
    },
    {
      name: "slopes added along the way",
      explanation: "Along a path slopes are multiplied; only paths are added.",
      wrong: {
        walkBack: walked((slopes, x, y, local) => {
          slopes[x] += slopes[y] + local;
        }),
      },
    },
    {
      name: "from the beginning to the end",
      explanation:
        "A slope may be handed on only when it is complete: from the end to the beginning.",
      wrong: {
        walkBack(tape) {
          const slopes = tape.map(() => 0);
          slopes[tape.length - 1] = 1;
          for (let y = 0; y < tape.length; y++)
            tape[y].inputs.forEach((x, i) => {
              slopes[x] += slopes[y] * tape[y].slopes[i];
            });
          return slopes;
        },
      },
    },
  ],
});
