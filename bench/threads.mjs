/**
 * What threads give, in one interleaved run: WALL time, since it is about several processors, unlike everything else in this folder.
 *
 *     npm run bench -- threads                   1 and 2 threads
 *     options: --threads 1,2,4  --only name,name  --rounds N (20)  --seconds S (0.05 a measurement)  --json
 *
 * The figure is the MINIMUM over rounds, because other work on the machine only ever adds to wall time. Each number of threads has an
 * engine of its own in this process, and in every round each gets its turn; the figure on one thread is that of memory that is not
 * shared, as users have it by default.
 */
import { parseArgs } from "node:util";
import { createEngine, withEngine } from "gradus";
import { wasmBackend } from "../packages/gradus/dist/tensor/backend/wasm.js";
import { cases } from "./cases.mjs";
import { work } from "./work.mjs";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "1,2" },
    only: { type: "string" },
    rounds: { type: "string", default: "20" },
    seconds: { type: "string", default: "0.05" },
    json: { type: "boolean", default: false },
  },
});
const numbers = values.threads.split(",").map(Number);
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const only = values.only?.split(",");

const engines = numbers.map((threads) => {
  const engine = createEngine(wasmBackend({ bytes: 2 ** 29, shared: threads > 1 }));
  engine.recruit(threads);
  engine.summon();
  return engine;
});
while (engines.some((engine, i) => engine.helpers < numbers[i] - 1))
  await new Promise((turn) => setTimeout(turn, 5));

function measured(run, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run();
  return (performance.now() - start) / 1000 / calls;
}

console.error(
  `${engines[0].backend.build}; Node ${process.versions.node}; wall time, minima of ${rounds} rounds`,
);
for (const c of cases) {
  if (only !== undefined && !only.includes(c.name)) continue;
  const runs = engines.map((engine) => {
    const run = withEngine(engine, work[c.name]);
    return () => withEngine(engine, run);
  });
  for (const run of runs) measured(run, 3);
  const calls = Math.max(1, Math.ceil(seconds / measured(runs[0], 3)));
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++)
    for (const [i, run] of runs.entries()) best[i] = Math.min(best[i], measured(run, calls));
  if (values.json) {
    const row = Object.fromEntries(numbers.map((threads, i) => [threads, best[i]]));
    console.log(JSON.stringify({ event: "bench", case: c.name, wallSecondsPerCall: row }));
    continue;
  }
  const figures = best.map((b, i) => `${numbers[i]}: ${c.show(b)} (${(best[0] / b).toFixed(2)} ×)`);
  console.log(`${c.title}\n  ${figures.join("   ")}`);
}
for (const engine of engines) engine.recruit(1);
