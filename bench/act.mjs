/**
 * A policy in use: microseconds of processor time from an observation to an action, checks, normaliser, frames and the scaling of
 * actions included; networks of two layers of 64.
 *
 *     node bench/act.mjs [--only plain] [--rounds 7] [--json]
 *     $NODES="node20 node24"                 runs each case under each of these
 *
 * Each case runs in a process of its own; the median of the rounds is shown. The aim is at most 5 µs.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const normalised = { normaliseObservations: true };

export const actCases = {
  plain: { world: "CartPole-v1", config: {} },
  normalised: { world: "CartPole-v1", config: normalised },
  "normalised, 4 frames": { world: "CartPole-v1", frames: 4, config: normalised },
  "normalised, 4 frames, scaled": { world: "Pendulum-v1", frames: 4, config: normalised },
  "at random": { world: "CartPole-v1", config: {}, options: { deterministic: false } },
  "with memory (LSTM of 64)": { algorithm: "recurrent-ppo", world: "CartPole-v1", config: {} },
};

const aim = 5; // µs
const calls = 20_000;
const median = (xs) => xs.slice().sort((a, b) => a - b)[xs.length >> 1];

/** Microseconds of one call, each round. */
export async function actOnce(name, rounds) {
  const [{ frameStack }, { makeWorld }, { learn, loadPolicy }] = await Promise.all([
    import("gradus/env"),
    import("gradus/envs"),
    import("gradus/run"),
  ]);
  const { algorithm = "ppo", world: id, frames, config, options } = actCases[name];
  const inner = makeWorld(id);
  const world = frames === undefined ? inner : frameStack(inner, frames);
  const knobs = { environments: 2, horizon: 16, hidden: "64-64", ...config };
  const policy = loadPolicy(learn(algorithm, world, { steps: 32, knobs }).save());
  const observation = new Float32Array(inner.observationSpace.low.length).fill(0.1);
  const run = () => {
    for (let i = 0; i < calls; i++) policy.act(observation, options);
  };
  run(); // until the code is compiled
  run();
  return Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  });
}

async function main() {
  const { values } = parseArgs({
    options: {
      case: { type: "string" },
      only: { type: "string" },
      rounds: { type: "string", default: "7" },
      json: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (values.case !== undefined)
    return console.log(JSON.stringify(await actOnce(values.case, rounds)));
  const names = Object.keys(actCases).filter((name) => (values.only ?? name) === name);
  if (names.length === 0 || !(rounds >= 1)) {
    console.error(
      `bench: the cases are ${Object.keys(actCases).join("; ")}; --rounds takes a whole number of at least 1.`,
    );
    process.exit(2);
  }
  const nodes = process.env.NODES?.split(" ") ?? [process.execPath];
  for (const node of nodes) {
    const { stdout: version } = spawnSync(node, ["--version"], { encoding: "utf8" });
    if (!values.json) console.log(`Node ${version.trim()}: µs of processor time an action`);
    for (const name of names) {
      const args = [...process.execArgv, fileURLToPath(import.meta.url)];
      const { status, stdout, stderr } = spawnSync(
        node,
        [...args, "--case", name, "--rounds", String(rounds)],
        { encoding: "utf8" },
      );
      if (status !== 0) throw new Error(`bench: ${name} could not be run.\n${stderr}`);
      const micros = median(JSON.parse(stdout));
      if (values.json)
        console.log(
          JSON.stringify({ event: "bench", case: name, node: version.trim(), micros, aim }),
        );
      else console.log(`  ${name.padEnd(30)} ${micros.toFixed(2).padStart(6)}   (aim ${aim})`);
    }
  }
  if (values.json) console.log(JSON.stringify({ event: "done" }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
