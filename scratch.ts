import { rng } from "gradus";
import { makeWorld } from "gradus/envs";
import { deepAlgorithms } from "gradus/agents";
const [name, id, steps, seed, ...sets] = process.argv.slice(2);
const o: Record<string, unknown> = {};
for (const s of sets) { const [k, v] = s.split("="); o[k] = v === "true" ? true : v === "false" ? false : Number.isNaN(Number(v)) || v === "" ? v : Number(v); }
const world = makeWorld(id);
const t = performance.now();
let last: any;
const lines: string[] = [];
for (const r of deepAlgorithms[name].algorithm(world, o, rng(Number(seed)))) {
  const x = r as any;
  lines.push(JSON.stringify(Object.fromEntries(Object.entries(x).filter(([, v]) => typeof v === "number").map(([k, v]) => [k, Number((v as number).toPrecision(4))]))));
  last = x;
  if (r.steps >= Number(steps)) break;
}
const sec = (performance.now() - t) / 1000;
const every = Math.max(1, Math.floor(lines.length / 8));
lines.forEach((l, i) => { if ((i + 1) % every === 0) console.log(l); });
console.log(name, id, "seed", seed, (last.steps / sec).toFixed(0), "steps/s");
import { evaluate, actorOf } from "gradus/run";
const rs = [...evaluate(actorOf(deepAlgorithms[name] as never, last.agent, world), world, { episodes: 100, seed: 1_000_000 })];
console.log("final", rs.reduce((a, b) => a + b) / rs.length);
