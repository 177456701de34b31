/**
 * Speed against peers, in one interleaved run, as ratios of processor time.
 *
 *     npm run bench                      Gradus alone
 *     npm run bench -- env               environment steps a second
 *     npm run bench -- rl                training steps a second (bench/rl.mjs says more; --solve, --peers)
 *     npm run bench -- learn             what trained agents reach (bench/learn.mjs)
 *     npm run bench -- act               a trained policy: microseconds an action (bench/act.mjs)
 *     npm run bench -- threads           what several threads give (bench/threads.mjs)
 *     npm run bench -- engine --peers    beside PyTorch, jax-js and tfjs-wasm, each where it is present
 *     options: --only name,name  --rounds N (5)  --seconds S (0.3 a measurement)  --json
 *
 * Every contender runs in a process of its own. Within a round each gets its turn at a case; the figure is the median over
 * rounds. JavaScript peers are installed on first use into bench/peers (never part of the product).
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cases } from "./cases.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Environment steps a second, in bench/env.mjs. */
function runWorlds(json) {
  const { status } = spawnSync(
    process.execPath,
    [join(here, "env.mjs"), ...(json ? ["--json"] : [])],
    {
      stdio: "inherit",
    },
  );
  process.exit(status ?? 1);
}

/** Deep agents: how fast they train (bench/rl.mjs), how good they become (bench/learn.mjs), how fast they act (bench/act.mjs). And threads. */
function runAgents(suite) {
  const script = join(here, `${suite}.mjs`);
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(3)], {
    stdio: "inherit",
  });
  process.exit(status ?? 1);
}

function options() {
  if (["rl", "learn", "act", "threads"].includes(process.argv[2]))
    return runAgents(process.argv[2]);
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        peers: { type: "boolean", default: false },
        only: { type: "string" },
        rounds: { type: "string", default: "5" },
        seconds: { type: "string", default: "0.3" },
        json: { type: "boolean", default: false },
      },
    });
    const suite = positionals[0] ?? "engine";
    if (suite === "env") return runWorlds(values.json);
    if (suite !== "engine")
      throw new Error(
        `there is no suite "${suite}" yet; the suites are "engine", "env", "rl", "learn", "act" and "threads"`,
      );
    const only = values.only?.split(",");
    const unknown = only?.find((n) => !cases.some((c) => c.name === n));
    if (unknown !== undefined)
      throw new Error(`no case "${unknown}"; the cases are ${cases.map((c) => c.name).join(", ")}`);
    const number = (name) => {
      const n = Number(values[name]);
      if (!(n > 0)) throw new Error(`--${name} is ${values[name]}; it must be a number above 0`);
      return n;
    };
    return {
      peers: values.peers,
      json: values.json,
      rounds: number("rounds"),
      seconds: number("seconds"),
      only,
    };
  } catch (error) {
    console.error(`bench: ${error.message}.`);
    process.exit(2);
  }
}

/** Starts a contender; undefined if it cannot run here. */
async function start(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  const first = await lines.next();
  if (first.done) return undefined;
  const ask = async (name, seconds) => {
    child.stdin.write(`${JSON.stringify({ case: name, seconds })}\n`);
    const answer = await lines.next();
    return answer.done ? { missing: true } : JSON.parse(answer.value);
  };
  return { name: JSON.parse(first.value).ready, ask, stop: () => child.kill() };
}

async function contenders(peers) {
  const list = [await start(process.execPath, [join(here, "contenders/gradus.mjs")])];
  if (list[0] === undefined)
    throw new Error("bench: Gradus is not built; run npm run build first.");
  if (!peers) return list;
  const python = ["/usr/bin/python3", "python3"].find(
    (p) => spawnSync(p, ["-c", "import torch"]).status === 0,
  );
  if (python !== undefined)
    list.push(await start(python, [join(here, "contenders/torch_bench.py")]));
  else console.error("PyTorch is not present (python3 cannot import torch): left out.");
  if (!existsSync(join(here, "peers/node_modules"))) {
    console.error("Installing the JavaScript peers into bench/peers …");
    spawnSync("npm", ["install", "--no-audit", "--no-fund"], {
      cwd: join(here, "peers"),
      stdio: "ignore",
    });
  }
  for (const peer of ["jaxjs", "tfjs"]) {
    const c = await start(process.execPath, [join(here, `peers/${peer}.mjs`)]);
    if (c === undefined) console.error(`${peer} could not be started: left out.`);
    list.push(c);
  }
  return list.filter((c) => c !== undefined);
}

const median = (xs) => xs.slice().sort((a, b) => a - b)[xs.length >> 1];

const { peers, json, rounds, seconds, only } = options();
const chosen = cases.filter((c) => only === undefined || only.includes(c.name));
const all = await contenders(peers);
console.error(
  `${all.map((c) => c.name).join(", ")}; Node ${process.versions.node}; about ${Math.ceil(chosen.length * all.length * (rounds + 0.5) * seconds)} s`,
);
for (const c of chosen) {
  const times = all.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < all.length; i++) {
      const answer = await all[i].ask(c.name, seconds);
      if (!answer.missing) times[i].push(answer.perCall);
    }
  }
  const figures = times.map((t) => (t.length > 0 ? median(t) : undefined));
  if (json) {
    const row = Object.fromEntries(all.map((x, i) => [x.name, figures[i] ?? null]));
    console.log(
      JSON.stringify({
        event: "bench",
        case: c.name,
        title: c.title,
        processorSecondsPerCall: row,
      }),
    );
    continue;
  }
  console.log(c.title);
  all.forEach((x, i) => {
    const f = figures[i];
    const ratio =
      i === 0 || f === undefined || figures[0] === undefined
        ? ""
        : `   ${(f / figures[0]).toFixed(2)} × the time of Gradus`;
    console.log(
      `  ${x.name.padEnd(30)} ${(f === undefined ? "cannot" : c.show(f)).padStart(16)}${ratio}`,
    );
  });
}
for (const c of all) c.stop();
if (json) console.log(JSON.stringify({ event: "done" }));
