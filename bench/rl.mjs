/**
 * Deep reinforcement learning: environment steps a second of training, processor time, one core.
 *
 *     node bench/rl.mjs [--only dqn-zoo] [--rounds 3] [--json]
 *     node bench/rl.mjs --peers              beside Stable-Baselines3, where `python3` (or $PYTHON) can import it
 *     node bench/rl.mjs --solve              seconds from typing `gradus train ppo CartPole-v1` to an evaluated 475, seeds 101-110
 *     node bench/rl.mjs --wall --only sac    what two threads give: WALL time of the best 100 steps, on one and on two
 *     $NODES="node20 node24"                 runs each case under each of these
 *
 * Each measurement is a process of its own; contenders take turns within a round; medians over rounds are shown. Importing the
 * library is not counted, making the agent and compiling its programs is.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** RL Baselines3 Zoo's settings for CartPole-v1. */
const zoo = {
  environments: 8,
  horizon: 32,
  batch: 256,
  epochs: 20,
  gamma: 0.98,
  lambda: 0.8,
  rate: 1e-3,
  rateSchedule: "linear",
  clipSchedule: "linear",
};
/** CleanRL's ppo.py; its value loss is halved. */
const cleanRl = {
  environments: 4,
  horizon: 128,
  batch: 128,
  epochs: 4,
  rate: 2.5e-4,
  rateSchedule: "linear",
  clipValue: 0.2,
  entropyWeight: 0.01,
  valueWeight: 0.25,
};

/** RL Baselines3 Zoo's settings of DQN for CartPole-v1: half a gradient step for each step in the world. */
const dqnZoo = {
  rate: 2.3e-3,
  batch: 64,
  capacity: 100_000,
  learningStarts: 1000,
  targetEvery: 10,
  trainEvery: 256,
  gradientSteps: 128,
  epsilonEnd: 0.04,
  explorationShare: 0.16,
  hidden: "256-256",
};
/** CleanRL's dqn.py; its loss is twice ours. */
const dqnCleanRl = {
  rate: 2.5e-4,
  batch: 128,
  capacity: 10_000,
  learningStarts: 10_000,
  targetEvery: 500,
  trainEvery: 10,
  epsilonEnd: 0.05,
  explorationShare: 0.5,
  hidden: "120-84",
  loss: "squared",
  maxNorm: 1e6,
};

/** `peers`: steps per processor second, one thread, two-core AMD EPYC (Zen 4), November 2026. */
export const rlCases = {
  "ppo-zoo": { algorithm: "ppo", knobs: zoo, steps: 100_000, peers: { sb3: 5350 } },
  "ppo-cleanrl": { algorithm: "ppo", knobs: cleanRl, steps: 200_000, peers: { cleanrl: 6700 } },
  "dqn-zoo": { algorithm: "dqn", knobs: dqnZoo, steps: 20_000, peers: { sb3: 1340 } },
  "dqn-cleanrl": { algorithm: "dqn", knobs: dqnCleanRl, steps: 100_000, peers: { cleanrl: 5500 } },
  a2c: { algorithm: "a2c", knobs: {}, steps: 200_000, peers: { sb3: 11_900 } },
  // networks of 256 × 256 and batches of 256, an update a step: 0.55 GFLOP
  sac: {
    algorithm: "sac",
    world: "Pendulum-v1",
    knobs: { actorRate: 1e-3, criticRate: 1e-3, temperatureRate: 1e-3 },
    steps: 2000,
    peers: { sb3: 85, cleanrl: 98 },
  },
};

const median = (xs) => xs.slice().sort((a, b) => a - b)[xs.length >> 1];

/** Steps per processor second of one training. */
export async function trainOnce(name, seed) {
  const { algorithm, knobs, steps, world: id = "CartPole-v1" } = rlCases[name];
  const [{ makeWorld }, { rng }, { algorithms }] = await Promise.all([
    import("gradus/envs"),
    import("gradus/core"),
    import("gradus/run"),
  ]);
  const before = process.cpuUsage();
  const world = makeWorld(id);
  const schedules = Object.hasOwn(algorithms[algorithm].knobs, "totalSteps");
  const config = { ...knobs, ...(schedules ? { totalSteps: steps } : {}) };
  for (const report of algorithms[algorithm].algorithm(world, config, rng(seed)))
    if (report.steps >= steps) break;
  const { user, system } = process.cpuUsage(before);
  return (steps / (user + system)) * 1e6;
}

/** Steps per wall second in the best 100 of the last half of a training; as many threads as $GRADUS_THREADS says. */
export async function bestStretch(name, seed) {
  const { algorithm, knobs, steps, world: id = "CartPole-v1" } = rlCases[name];
  const [{ makeWorld }, { rng }, { algorithms }] = await Promise.all([
    import("gradus/envs"),
    import("gradus/core"),
    import("gradus/run"),
  ]);
  let best = 0;
  let [since, at] = [performance.now(), 0];
  for (const { steps: now } of algorithms[algorithm].algorithm(makeWorld(id), knobs, rng(seed))) {
    await new Promise((turn) => setImmediate(turn)); // threads arrive when the event loop turns
    if (now - at >= 100) {
      const rate = ((now - at) * 1000) / (performance.now() - since);
      if (now > steps / 2) best = Math.max(best, rate);
      [since, at] = [performance.now(), now];
    }
    if (now >= steps) break;
  }
  return best;
}

function measure(node, name, seed, options = [], env = {}) {
  const child = spawnSync(
    node,
    [fileURLToPath(import.meta.url), "--case", name, "--seed", String(seed), ...options],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
  return Number(child.stdout);
}

/** The same training by Stable-Baselines3; undefined where it is not installed or has no such settings. */
function measureSb3(name, seed) {
  if (rlCases[name].peers.sb3 === undefined) return undefined;
  const script = fileURLToPath(new URL("contenders/sb3_bench.py", import.meta.url));
  const python = process.env.PYTHON ?? "python3";
  const child = spawnSync(python, [script, name, String(seed), String(rlCases[name].steps)], {
    encoding: "utf8",
  });
  return child.status === 0 ? Number(child.stdout) : undefined;
}

/** All cases; each round gives each contender its turn. */
export function benchRl({
  only,
  rounds = 3,
  peers = false,
  nodes = [process.execPath],
  show = () => {},
} = {}) {
  const names = Object.keys(rlCases).filter((name) => only === undefined || only.includes(name));
  return names.map((name) => {
    const rates = nodes.map(() => []);
    const sb3 = [];
    for (let round = 0; round < rounds; round++) {
      for (const [i, node] of nodes.entries()) rates[i].push(measure(node, name, 1 + round));
      const other = peers ? measureSb3(name, 1 + round) : undefined;
      if (other !== undefined) sb3.push(other);
    }
    const row = {
      case: name,
      stepsPerSecond: Object.fromEntries(nodes.map((node, i) => [node, median(rates[i])])),
      ...(sb3.length > 0 ? { sb3: median(sb3) } : {}),
      known: rlCases[name].peers,
    };
    show(row);
    return row;
  });
}

/** One and two threads in turns; the best of all rounds. */
function benchThreads(names, rounds) {
  for (const name of names) {
    const best = [0, 0];
    for (let round = 0; round < rounds; round++)
      for (const i of [0, 1]) {
        const env = { GRADUS_THREADS: String(i + 1) };
        best[i] = Math.max(best[i], measure(process.execPath, name, 1 + round, ["--wall"], env));
      }
    const [one, two] = best;
    console.log(
      `${name}  steps per wall second: one thread ${one.toFixed(0)}, two ${two.toFixed(0)} (${(two / one).toFixed(2)} ×)`,
    );
  }
}

/** Wall seconds from starting the command to the first evaluation of 20 episodes with a mean of at least 475. */
async function solve(seed, node) {
  const cwd = mkdtempSync(join(tmpdir(), "gradus-solve-"));
  const bin = fileURLToPath(new URL("../packages/cli/bin/gradus.js", import.meta.url));
  const start = performance.now();
  const child = spawn(
    node,
    [bin, "train", "ppo", "CartPole-v1", "--seed", String(seed), "--eval-every", "4096", "--json"],
    { cwd, stdio: ["ignore", "pipe", "ignore"] },
  );
  let seconds = Number.NaN;
  let steps = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.event !== "evaluation" || event.meanReturn < 475) continue;
    seconds = (performance.now() - start) / 1000;
    steps = event.steps;
    break;
  }
  child.kill("SIGKILL");
  await new Promise((resolve) =>
    (child.exitCode ?? child.signalCode) === null ? child.once("exit", resolve) : resolve(),
  );
  rmSync(cwd, { recursive: true, force: true });
  return { seed, seconds, steps };
}

const { values } = parseArgs({
  strict: false,
  options: {
    case: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string" },
    peers: { type: "boolean" },
    solve: { type: "boolean" },
    wall: { type: "boolean" },
    json: { type: "boolean" },
  },
});
const isMain =
  process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isMain && values.case !== undefined) {
  const once = values.wall ? bestStretch : trainOnce;
  console.log(await once(values.case, Number(values.seed ?? 1)));
} else if (isMain && values.wall) {
  benchThreads(values.only?.split(",") ?? ["sac"], Number(values.rounds ?? 3));
} else if (isMain) {
  const nodes = process.env.NODES?.split(" ") ?? [process.execPath];
  if (values.solve) {
    for (const node of nodes) {
      const runs = [];
      for (let seed = 101; seed <= 110; seed++) runs.push(await solve(seed, node));
      const seconds = median(runs.map((r) => r.seconds));
      if (values.json) console.log(JSON.stringify({ case: "solve", node, seconds, runs }));
      else {
        for (const r of runs)
          console.log(`seed ${r.seed}  ${r.seconds.toFixed(2)} s  ${r.steps} steps`);
        console.log(`${node}: median ${seconds.toFixed(2)} s to an evaluated 475`);
      }
    }
  } else {
    const show = (row) => {
      if (values.json) return console.log(JSON.stringify(row));
      const ours = Object.entries(row.stepsPerSecond).map(
        ([node, r]) => `${node} ${Math.round(r)}`,
      );
      const known = Object.entries(row.known).map(([peer, r]) => `${peer} ${r}`);
      const beside = row.sb3 === undefined ? "" : `  SB3 in this run ${Math.round(row.sb3)}`;
      console.log(
        `${row.case}  steps per processor second: ${ours.join(", ")}${beside}  (known: ${known.join(", ")})`,
      );
    };
    benchRl({
      ...(values.only === undefined ? {} : { only: values.only.split(",") }),
      rounds: Number(values.rounds ?? 3),
      peers: values.peers === true,
      nodes,
      show,
    });
  }
}
