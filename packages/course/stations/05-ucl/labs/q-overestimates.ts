/** Double Q-learning with networks, in the world of the book's Example 6.7: what is the start worth, and which way is taken? */
import { type DqnReport, dqn } from "gradus/agents";
import { maximisationBias } from "gradus/envs/book";
import { fixed, spread } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { deviation, mean } from "../../../src/statistics.ts";

const ways = [
  { name: "DQN", doubleQ: false },
  { name: "double", doubleQ: true },
] as const;
const POINTS = 30;

/** At the start, state 0, two actions of ten exist. */
const START = [0];
const MASK = Uint8Array.from({ length: 10 }, (_, a) => (a < 2 ? 1 : 0));

/** What the network thinks of the start, and whether it would go left. */
function opinion({ agent }: DqnReport): { value: number; left: number } {
  const [a] = agent.act(START, { deterministic: true, mask: MASK });
  return { value: agent.value?.(START)[0] ?? Number.NaN, left: a === 0 ? 1 : 0 };
}

export const qOverestimates = lab({
  id: "05/q-overestimates",
  row: "V6",
  title: "Too good to be true",
  question:
    "Ten bets of mean −0.1 lie behind the left door, nothing behind the right. A network that has tried each a few times believes in the luckiest. By how much, and does a second opinion help?",
  source: "van Hasselt, Guez & Silver 2016, arXiv:1509.06461; Sutton & Barto, 2nd ed., Example 6.7",
  kind: "property",
  knobs: {
    steps: { default: 3000, range: [300, 1e6], integer: true, doc: "Environment steps of each." },
    runs: { default: 8, range: [1, 1000], integer: true, doc: "Networks of each kind." },
    rate: { default: 3e-3, range: [0, 1], doc: "Step size of Adam." },
    targetEvery: {
      default: 300,
      range: [1, 1e6],
      integer: true,
      doc: "Steps between two copies into the target network.",
    },
  },
  quick: { seconds: 9, seeds: [1, 2, 3] },
  full: { seconds: 30, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  *run({ steps, runs, rate, targetEvery }, random) {
    const world = maximisationBias();
    const every = Math.floor(steps / POINTS);
    const sums = ways.map(() => ({
      value: new Array<number>(POINTS).fill(0),
      left: new Array<number>(POINTS).fill(0),
    }));
    const x = Array.from({ length: POINTS }, (_, i) => (i + 1) * every);
    for (let run = 0; run < runs; run++) {
      const stream = random.split().state();
      for (const [k, { doubleQ }] of ways.entries()) {
        const settings = {
          hidden: "32",
          gamma: 1,
          totalSteps: steps,
          learningStarts: 200,
          trainEvery: 1,
          batch: 32,
          epsilonEnd: 0.1,
          reportEvery: every,
          loss: "squared",
          rate,
          targetEvery,
          doubleQ,
        } as const;
        let point = 0;
        for (const report of dqn(world, settings, random.split().restore(stream))) {
          const { value, left } = opinion(report);
          sums[k].value[point] += value / runs;
          sums[k].left[point] += left / runs;
          if (++point === POINTS) break;
        }
      }
      // the curves are the mean of the networks so far
      const scale = runs / (run + 1);
      yield {
        progress: (run + 1) / runs,
        points: x.map((steps, i) => ({
          steps,
          DQN: scale * sums[0].value[i],
          double: scale * sums[1].value[i],
          "left DQN": scale * sums[0].left[i],
          "left double": scale * sums[1].left[i],
        })),
      };
    }
    return Object.assign(
      { "curve steps": x },
      ...ways.map(({ name }, k) => ({
        [`value ${name}`]: mean(sums[k].value),
        [`left ${name}`]: 100 * mean(sums[k].left),
        [`curve ${name}`]: sums[k].value,
      })),
    ) as Measured;
  },
  verdict(measured) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const [plain, double] = ways.map(({ name }) => of(`value ${name}`));
    const gain = plain.map((v, i) => v - double[i]);
    const error = deviation(gain) / Math.sqrt(Math.max(1, gain.length));
    const isHigh = measured.length > 0 && mean(plain) > 0.02;
    const isLower = measured.length > 0 && mean(gain) > 0;
    return {
      published: "double DQN estimates lower and plays better in Atari games (figures)",
      measured: ways
        .map(
          ({ name }) =>
            `${name}: the start ${spread(of(`value ${name}`), "", 3)}, left ${spread(of(`left ${name}`), "%", 0)}`,
        )
        .join("; "),
      exact: "the start is worth 0 (go right); left is worth −0.1",
      tolerance:
        "Over the whole run DQN's value of the start is above 0.02, and double DQN's is lower, on average over the seeds; both begin with equal weights and meet equal worlds.",
      pass: isHigh && isLower,
      note:
        measured.length === 0
          ? "Nothing was measured."
          : `The difference is ${fixed(mean(gain), 3)} ± ${fixed(2 * error, 3)}. Double DQN is not free of the fault: its two networks have learned from one memory.`,
    };
  },
  chart: {
    x: { key: "steps", label: "environment steps", upTo: "steps" },
    y: { key: "DQN", label: "value of the start, mean of the networks", range: [-0.1, 0.5] },
    curves: ways.map(({ name }) => ({ key: name, name })),
    reference: { label: "0, exact", y: 0 },
    figuresTitle: "share that would go left",
    figures: ways.map(({ name }) => ({ key: `left ${name}`, label: name })),
  },
  figure: (measured) => ({
    title: "Value of the start",
    x: { label: "steps" },
    series: ways.map(({ name }) => {
      const ys = measured.map((m) => m[`curve ${name}`] as readonly number[]);
      return {
        name,
        x: measured[0]["curve steps"] as readonly number[],
        y: ys[0].map((_, i) => mean(ys.map((y) => y[i]))),
      };
    }),
    references: [{ label: "exact", y: 0 }],
    caption: `Mean of ${measured.length} seeds.`,
  }),
});
