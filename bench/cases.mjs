/**
 * What is timed. A contender prepares a case by name and gets back a function that does one unit of work.
 *
 * `unit` says what one call is, and `show` how its processor time (seconds a call) reads best.
 */
const micro = (s) => `${(s * 1e6).toFixed(s < 1e-5 ? 2 : 1)} µs`;
const gflops = (n) => (s) => `${((2 * n ** 3) / s / 1e9).toFixed(1)} GFLOP/s`;
const perSecond = (count, what) => (s) =>
  `${Math.round(count / s)
    .toLocaleString("en")
    .replaceAll(",", " ")} ${what}/s`;

export const cases = [
  { name: "forward1", title: "4-64-64-2 tanh, one state, numbers in, action out", show: micro },
  { name: "forward64", title: "4-64-64-2 tanh, forward, batch 64", show: micro },
  { name: "forward256", title: "4-64-64-2 tanh, forward, batch 256", show: micro },
  { name: "adam64", title: "4-64-64-2 tanh, Adam step, batch 64", show: micro },
  { name: "adam256", title: "4-64-64-2 tanh, Adam step, batch 256", show: micro },
  ...[64, 128, 256, 512, 1024].map((n) => ({
    name: `gemm${n}`,
    title: `matrix product ${n}³`,
    show: gflops(n),
  })),
  { name: "critic", title: "23-256-256-1 relu, Adam step, batch 256", show: micro },
  {
    name: "digits",
    title: "784-30-10 sigmoid, SGD, mini-batch 10, epoch of 50 000",
    scale: 5000,
    show: (s) => `${(s * 5000).toFixed(3)} s`,
  },
  {
    name: "digitsAdam",
    title: "784-128-10 relu, Adam, batch 128, epoch of 60 000",
    scale: 469,
    show: (s) => `${(s * 469).toFixed(3)} s`,
  },
  {
    name: "conv",
    title: "conv 32 - pool - conv 64 - pool - 128 - 10, batch 64, training",
    show: perSecond(64, "images"),
  },
  {
    name: "transformer",
    title: "transformer, 2 layers of 128, 4 heads, context 128, batch 16, training",
    show: perSecond(16 * 128, "tokens"),
  },
  {
    name: "lstm",
    title: "LSTM of 128, 65 characters, context 64, batch 32, training",
    show: perSecond(32 * 64, "tokens"),
  },
];
