/**
 * How good deep agents become: trains presets on the reported seeds and writes what the final policies reach beside the
 * reference.
 *
 *     npm run bench -- learn                         every row of `rows`
 *     npm run bench -- learn ppo [CartPole-v1]       those of an algorithm, or one of them
 *     npm run bench -- learn dqn CartPole-v1 double  the one with this label; "plain" without any
 *     options: --seeds 1-5  --episodes 100  --jobs 2  --dry (print, do not write)
 *
 * A row is the final policy (not the best on the way) over 100 episodes without exploration, seeds 1 000 000 …, for each training
 * seed. It is kept as a line of docs/results/agents.jsonl; `node tools/results.ts` makes the table. Goals stand here before a run.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const sb3 = "Stable-Baselines3 2.4 with the zoo's settings, our runs";
const zoo = "RL Baselines3 Zoo, one run";

const cart = {
  world: "CartPole-v1",
  goal: 400,
  medianGoal: 475,
  reference: `DQN: 446 500 500 500 147 (${sb3}); 500 (${zoo})`,
};

/** The DQN family on CartPole: DQN, each ingredient alone, and all of them. */
const dqnFamily = [
  { ...cart, algorithm: "dqn" },
  { ...cart, algorithm: "dqn", label: "double", knobs: { doubleQ: true } },
  { ...cart, algorithm: "dqn", label: "duelling", knobs: { duelling: true } },
  { ...cart, algorithm: "dqn", label: "prioritised", knobs: { prioritised: true } },
  { ...cart, algorithm: "dqn", label: "three steps", knobs: { nSteps: 3 } },
  { ...cart, algorithm: "dqn", label: "noisy", knobs: { noisy: true } },
  { ...cart, algorithm: "c51" },
  { ...cart, algorithm: "qr-dqn" },
  { ...cart, algorithm: "rainbow" },
];

/**
 * goal: least mean over seeds of the mean return; medianGoal: least median. A row with a label is the preset with other knobs, and
 * kept beside it.
 */
export const rows = [
  ...dqnFamily,
  { algorithm: "dqn", world: "Acrobot-v1", goal: -90, reference: `−76.6 (${zoo})` },
  {
    algorithm: "dqn",
    world: "MountainCar-v0",
    medianGoal: -115,
    reference: `−175 −109 −106 −200 −200 (${sb3}); −100.8 (${zoo})`,
  },
  {
    algorithm: "sac-discrete",
    world: "CartPole-v1",
    goal: 475,
    reference: "none known; the best is 500",
  },
  {
    algorithm: "ppo",
    world: "CartPole-v1",
    goal: 490,
    reference: `500 on five seeds (${sb3}); 500 (${zoo})`,
  },
  {
    algorithm: "ppo",
    world: "Acrobot-v1",
    goal: -88,
    reference: `−82.7, three seeds (${sb3}, 200 k steps); −73.5 after 1 M (${zoo})`,
  },
  {
    algorithm: "ppo",
    world: "Pendulum-v1",
    goal: -200,
    reference: `−168 −173 −179 −256 −188 (${sb3}); −172 (${zoo})`,
  },
  {
    algorithm: "ppo",
    world: "MountainCarContinuous-v0",
    goal: 88,
    reference: `90.5 −65.1 86.2 91.8 90.0 (${sb3}); 88.3 (${zoo})`,
  },
  { algorithm: "ppo", world: "MountainCar-v0", goal: -130, reference: `−110 (${zoo})` },
  { algorithm: "rpo", world: "Pendulum-v1", goal: -200, reference: "none with these settings" },
  {
    algorithm: "a2c",
    world: "CartPole-v1",
    goal: 500,
    reference: `500 on three seeds (${sb3}); 500 (${zoo})`,
  },
  { algorithm: "trpo", world: "CartPole-v1", goal: 490, reference: `500 (${zoo})` },
  { algorithm: "trpo", world: "Pendulum-v1", goal: -180, reference: `−175 (${zoo})` },
  { algorithm: "trpo", world: "Acrobot-v1", goal: -90, reference: `−83.1 (${zoo})` },
  { algorithm: "trpo", world: "MountainCar-v0", goal: -115, reference: `−107.3 (${zoo})` },
  { algorithm: "trpo", world: "MountainCarContinuous-v0", goal: 90, reference: `92.5 (${zoo})` },
  { algorithm: "npg", world: "CartPole-v1", goal: 490, reference: "none known; the best is 500" },
  { algorithm: "npg", world: "Acrobot-v1", goal: -90, reference: `TRPO: −83.1 (${zoo})` },
  { algorithm: "vpg", world: "CartPole-v1", goal: 450, reference: "none known; the best is 500" },
  { algorithm: "vpg", world: "Acrobot-v1", goal: -90, reference: "none known" },
  {
    algorithm: "reward-to-go",
    world: "CartPole-v1",
    goal: 450,
    reference: "none known; the best is 500",
  },
  {
    algorithm: "simple-pg",
    world: "CartPole-v1",
    goal: 200,
    reference: "none known; the best is 500",
  },
  { algorithm: "cem", world: "CartPole-v1", goal: 490, reference: "none known; the best is 500" },
  { algorithm: "cem", world: "Acrobot-v1", goal: -90, reference: "none known" },
  {
    algorithm: "recurrent-ppo",
    world: "CartPoleHidden-v1",
    goal: 475,
    reference: `500 (${zoo}, CartPoleNoVel with PPO-LSTM)`,
  },
  {
    algorithm: "recurrent-ppo",
    world: "MemoryChain-v1",
    goal: 0.95,
    reference: "1 is the optimum, 0 what can be had without a memory",
  },
  {
    algorithm: "ddpg",
    world: "Pendulum-v1",
    goal: -165,
    reference: `−152 (${zoo})`,
  },
  {
    algorithm: "td3",
    world: "Pendulum-v1",
    goal: -150,
    reference: `−142.7 −134.6 −141.6 (${sb3}); −152 (${zoo})`,
  },
  {
    algorithm: "sac",
    world: "Pendulum-v1",
    goal: -150,
    reference: `−140.5 −132.4 −135.7 (${sb3}); −157 (${zoo})`,
  },
  {
    algorithm: "sac",
    world: "MountainCarContinuous-v0",
    goal: 93,
    reference: `94.7 94.1 95.0 (${sb3}); 94.7 (${zoo})`,
  },
  {
    algorithm: "sac",
    world: "PointReach-v1",
    goal: -8,
    reference: "none known; −50 is nothing at all",
  },
  {
    algorithm: "ddpg",
    world: "PointReach-v1",
    goal: -8,
    reference: "none known; −50 is nothing at all",
  },
  {
    algorithm: "dqn",
    world: "BitFlipping-v1",
    goal: -7,
    reference: "the best is 1 − n/2 = −6.5, −15 nothing at all; Andrychowicz et al. 2017, figure 1",
  },
  { algorithm: "a2c", world: "Pendulum-v1", goal: -200, reference: `−163 (${zoo})` },
  { algorithm: "a2c", world: "Acrobot-v1", goal: -100, reference: `−83.4 (${zoo})` },
  { algorithm: "a2c", world: "MountainCar-v0", goal: -130, reference: `−111 (${zoo})` },
  { algorithm: "a2c", world: "MountainCarContinuous-v0", goal: 90, reference: `91.2 (${zoo})` },
];

const here = fileURLToPath(import.meta.url);
const file = fileURLToPath(new URL("../docs/results/agents.jsonl", import.meta.url));

/** One training and its evaluation, in this process. */
export async function once(algorithm, id, seed, episodes, others = {}) {
  const [{ makeWorld }, { rng }, run, { engine }] = await Promise.all([
    import("gradus/envs"),
    import("gradus/core"),
    import("gradus/run"),
    import("gradus"),
  ]);
  const entry = run.algorithmNamed(algorithm);
  const preset = run.presetFor(algorithm, id);
  if (preset === undefined) throw new Error(`there is no preset for ${algorithm} on ${id}`);
  const { steps } = preset;
  const knobs = { ...preset.knobs, ...others };
  const config = {
    ...knobs,
    ...(Object.hasOwn(entry.knobs, "totalSteps") ? { totalSteps: steps } : {}),
  };
  const world = run.fitted(entry, makeWorld(id));
  const before = process.cpuUsage();
  let last;
  for (const report of entry.algorithm(world, config, rng(seed))) {
    last = report;
    if (report.steps >= steps) break;
  }
  const { user, system } = process.cpuUsage(before);
  const act = run.actorOf(entry, last.agent, world, { deterministic: true });
  const { meanReturn } = run.summarised([
    ...run.evaluate(act, world, { episodes, seed: 1_000_000 }),
  ]);
  return {
    seed,
    steps,
    meanReturn,
    stepsPerSecond: (last.steps / (user + system)) * 1e6,
    build: engine().backend.build,
    knobs,
  };
}

function inProcess(row, seed, episodes) {
  const { algorithm, world, knobs = {} } = row;
  const settings = JSON.stringify(knobs);
  const args = [here, "--one", algorithm, world, String(seed), String(episodes), settings];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (part) => {
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0
        ? resolve(JSON.parse(text))
        : reject(new Error(`${row.algorithm} on ${row.world}, seed ${seed}: failed`)),
    );
  });
}

/** f over all, `jobs` at a time, results in order. */
async function pooled(items, jobs, f) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await f(items[i]);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

const median = (xs) => xs.slice().sort((a, b) => a - b)[xs.length >> 1];
const mean = (xs) => xs.reduce((a, b) => a + b, 0) / xs.length;

async function measured(row, seeds, episodes, jobs) {
  const runs = await pooled(seeds, jobs, (seed) => inProcess(row, seed, episodes));
  const returns = runs.map((r) => r.meanReturn);
  const m = mean(returns);
  const spread = returns.reduce((s, r) => s + (r - m) ** 2, 0) / Math.max(1, returns.length - 1);
  return {
    event: "agents",
    algorithm: row.algorithm,
    world: row.world,
    ...(row.label === undefined ? {} : { label: row.label }),
    steps: runs[0].steps,
    settings: runs[0].knobs,
    seeds,
    episodes,
    returns: returns.map((r) => Number(r.toFixed(2))),
    mean: Number(m.toFixed(2)),
    standardError: Number(Math.sqrt(spread / returns.length).toFixed(2)),
    reference: row.reference,
    goal: row.goal,
    medianGoal: row.medianGoal,
    pass:
      (row.goal === undefined || m >= row.goal) &&
      (row.medianGoal === undefined || median(returns) >= row.medianGoal),
    stepsPerSecond: Math.round(mean(runs.map((r) => r.stepsPerSecond))),
    build: runs[0].build,
  };
}

/** Replaces the line of the same algorithm and world, or adds one. */
function keep(line) {
  let lines = [];
  try {
    lines = readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const same = (l) =>
    l.algorithm === line.algorithm && l.world === line.world && l.label === line.label;
  const at = lines.findIndex(same);
  if (at < 0) lines.push(line);
  else lines[at] = line;
  writeFileSync(file, `${lines.map((l) => JSON.stringify(l)).join("\n")}\n`);
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      one: { type: "boolean", default: false },
      dry: { type: "boolean", default: false },
      seeds: { type: "string", default: "1-5" },
      episodes: { type: "string", default: "100" },
      jobs: { type: "string", default: "2" },
    },
  });
  if (values.one) {
    const [algorithm, world, seed, episodes, knobs] = positionals;
    const run = await once(algorithm, world, Number(seed), Number(episodes), JSON.parse(knobs));
    console.log(JSON.stringify(run));
    return;
  }
  const [algorithm, world, label] = positionals;
  const chosen = rows.filter(
    (r) =>
      (algorithm === undefined || r.algorithm === algorithm) &&
      (world === undefined || r.world === world) &&
      (label === undefined || (r.label ?? "plain") === label),
  );
  if (chosen.length === 0) {
    console.error(
      `learn: no row for ${positionals.join(" ")}; rows: ${rows.map((r) => `${r.algorithm} ${r.world}`).join(", ")}.`,
    );
    process.exitCode = 2;
    return;
  }
  const [first, last = first] = values.seeds.split("-").map(Number);
  const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  for (const row of chosen) {
    const line = await measured(row, seeds, Number(values.episodes), Number(values.jobs));
    if (!values.dry) keep(line);
    console.log(
      `${line.pass ? "✓" : "✗"} ${row.algorithm} ${row.label ?? ""} ${row.world} after ${line.steps} steps: ${line.mean} ± ${line.standardError} (${line.returns.join(", ")}); goals: mean ${row.goal ?? "–"}, median ${row.medianGoal ?? "–"}; ${line.stepsPerSecond} steps/s`,
    );
  }
}

if (process.argv[1] === here) await main();
