/** Two coins, and the mean of each: how far apart must they be to be told apart? */
import { lab } from "@gradus/course";

const moved = (mean: number, x: number, n: number): number => mean + (x - mean) / n;

export const twoCoins = lab({
  id: "coins/two-coins",
  row: "C1",
  title: "Two coins",
  question: "After how many throws is the better coin ahead, and stays there?",
  source: "Bernoulli 1713: the law of large numbers",
  kind: "statistical",
  knobs: {
    throws: {
      default: 1000,
      symbol: "n",
      range: [10, 100_000],
      integer: true,
      doc: "Of each coin.",
    },
    better: { default: 0.6, symbol: "p", range: [0, 1], doc: "Heads of the better coin." },
    worse: { default: 0.5, symbol: "q", range: [0, 1], doc: "Heads of the other one." },
  },
  quick: { seconds: 0.1, seeds: [1, 2, 3] },
  full: { seconds: 0.5, seeds: [1, 2, 3, 4, 5] },
  parts: { moved },
  chart: {
    x: { key: "throws", label: "throws of each coin" },
    y: { key: "better", label: "share of heads", range: [0, 1] },
    curves: [
      { key: "better", name: "better" },
      { key: "worse", name: "worse" },
    ],
  },
  *run({ throws, better, worse }, random, _data, own) {
    let [a, b] = [0, 0];
    for (let n = 1; n <= throws; n++) {
      a = own.moved(a, random.random() < better ? 1 : 0, n);
      b = own.moved(b, random.random() < worse ? 1 : 0, n);
      if (n % Math.ceil(throws / 100) === 0)
        yield { progress: n / throws, series: { throws: n, better: a, worse: b } };
    }
    return { better: a, worse: b, throws };
  },
  verdict(measured) {
    const n = measured.reduce((sum, m) => sum + Number(m["throws"]), 0);
    const found = measured.reduce((sum, m) => sum + Number(m["better"]), 0) / measured.length;
    const error = Math.sqrt((0.6 * 0.4) / n); // binomial
    return {
      published: "0.6",
      measured: `${found.toFixed(3)} ± ${error.toFixed(3)}`,
      tolerance: "four standard errors of a binomial share, √(p (1 − p) / n), over all throws",
      pass: Math.abs(found - 0.6) <= 4 * error,
      interval: {
        known: 0.6,
        measured: found,
        error,
        accepted: [0.6 - 4 * error, 0.6 + 4 * error],
      },
    };
  },
});
