/**
 * Environment steps a second through VectorEnv: random actions, autoreset and seeded resets included, one core.
 *
 *     node bench/env.mjs [--only CartPole-v1] [--counts 64,1024] [--rounds 15] [--json]
 *
 * Each case runs in a process of its own, since an engine specialises code for the first worlds that it sees. Times are
 * processor time; the median of the rounds is shown.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** Gymnasium 1.3 on two cores of an AMD EPYC (Zen 4), November 2026: steps a second, one environment at a time. */
const gymnasium = {
  "CartPole-v1": 139e3,
  "Acrobot-v1": 22e3,
  "Pendulum-v1": 46e3,
  "MountainCar-v0": 56e3,
  "FrozenLake-v1": 183e3,
  "Taxi-v4": 144e3,
  "CliffWalking-v1": 209e3,
  "Blackjack-v1": 29e3,
};
/** The MinAtar package 1.0.15, likewise, with the board that it shows. */
const minAtar = {
  "MinAtar/Asterix-v1": 231e3,
  "MinAtar/Breakout-v1": 327e3,
  "MinAtar/Freeway-v1": 128e3,
  "MinAtar/Seaquest-v1": 195e3,
  "MinAtar/SpaceInvaders-v1": 29e3,
};
/** Its NumPy CartPole vector, by the number of environments. */
const gymnasiumVector = { 8: 188e3, 64: 1.4e6, 1024: 14e6 };

const median = (xs) => xs.slice().sort((a, b) => a - b)[xs.length >> 1];

/** Steps a second of `count` environments of one world. */
export async function stepsPerSecond(id, count, rounds = 15) {
  const [{ makeVector }, { rng }] = await Promise.all([
    import("gradus/envs"),
    import("gradus/core"),
  ]);
  const env = makeVector(id, count, { seed: 1 });
  const random = rng(0);
  env.reset();
  const run = (steps) => {
    for (let k = 0; k < steps; k += count) env.step(env.sampleActions(random));
  };
  run(400_000); // until the code is compiled
  const steps = id === "Acrobot-v1" ? 100_000 : 1_000_000;
  const rates = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run(steps);
    const { user, system } = process.cpuUsage(before);
    return (steps / (user + system)) * 1e6;
  });
  return median(rates);
}

/** All cases, each in a process of its own. */
export function benchEnv({ only, counts = [64, 1024], rounds = 15, show = () => {} } = {}) {
  const ids = Object.keys({ ...gymnasium, ...minAtar }).filter(
    (id) => only === undefined || only.includes(id),
  );
  return ids.flatMap((id) =>
    counts.map((count) => {
      const args = [
        ...process.execArgv,
        fileURLToPath(import.meta.url),
        "--case",
        id,
        "--counts",
        String(count),
        "--rounds",
        String(rounds),
      ];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`bench: ${id} could not be run.\n${stderr}`);
      const peer = id in minAtar ? { minAtar: minAtar[id] } : { gymnasium: gymnasium[id] };
      const row = { id, count, stepsPerSecond: Number(stdout), ...peer };
      const vector = id === "CartPole-v1" ? gymnasiumVector[count] : undefined;
      const full = vector === undefined ? row : { ...row, gymnasiumVector: vector };
      show(full);
      return full;
    }),
  );
}

const million = (rate) => `${(rate / 1e6).toFixed(rate < 1e6 ? 3 : 1)} M/s`;

function line({
  id,
  count,
  stepsPerSecond: rate,
  gymnasium: single,
  minAtar: game,
  gymnasiumVector: vector,
}) {
  const peer = game === undefined ? `Gymnasium ${million(single)}` : `MinAtar ${million(game)}`;
  const against = `${peer} one by one${vector === undefined ? "" : `, its vector ${million(vector)}`}`;
  return `${id.padEnd(24)} ${String(count).padStart(5)} environments ${million(rate).padStart(10)}   ${against}`;
}

async function main() {
  const { values } = parseArgs({
    options: {
      case: { type: "string" },
      only: { type: "string" },
      counts: { type: "string", default: "64,1024" },
      rounds: { type: "string", default: "15" },
      json: { type: "boolean", default: false },
    },
  });
  const counts = values.counts.split(",").map(Number);
  const rounds = Number(values.rounds);
  if (!counts.every((n) => Number.isInteger(n) && n >= 1) || !(rounds >= 1)) {
    console.error(
      `bench: --counts ${values.counts} --rounds ${values.rounds}; both take whole numbers of at least 1.`,
    );
    process.exit(2);
  }
  if (values.case !== undefined)
    return console.log(await stepsPerSecond(values.case, counts[0], rounds));
  const show = values.json
    ? (row) => console.log(JSON.stringify({ event: "bench", ...row }))
    : (row) => console.log(line(row));
  console.error(`Node ${process.versions.node}; processor time, median of ${rounds} rounds`);
  benchEnv({ only: values.only?.split(","), counts, rounds, show });
  if (values.json) console.log(JSON.stringify({ event: "done" }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
