import { useThreads, engine } from "gradus"; import { rng } from "gradus/core"; import { makeWorld } from "gradus/envs"; import { algorithms } from "gradus/run";
import { Engine } from "../packages/gradus/dist/tensor/engine.js"; import { kernels } from "../packages/gradus/dist/tensor/kernels.js";
const names = Object.keys(kernels);
await useThreads(2);
const T = new Map(); let prog = 0, progTime = 0, other = 0, on = false;
const add = (k, what, t) => { const r = T.get(k) ?? { shared: [0, 0], serial: [0, 0] }; r[what][0] += t; r[what][1]++; T.set(k, r); };
const ex = Engine.prototype.execute;
let inside = false;
Engine.prototype.execute = function (s, e, w) { const t = performance.now(); ex.call(this, s, e, w); if (!inside) other += performance.now() - t; };
Engine.prototype.executeTogether = function (stages) {
  inside = true; prog++; const t0 = performance.now();
  for (const s of stages) {
    const shape = (at) => { const k = names[this.int[at >> 2]]; return k === "gemm" ? "gemm " + [6,7,8].map((i) => this.int[(at >> 2) + i]) + " t" + this.int[(at >> 2) + 11] + this.int[(at >> 2) + 12] : k === "sum" ? "sum " + [4,5,6].map((i) => this.int[(at >> 2) + i]) : k; };
    if (s.bounds) { const t = performance.now(); this.team.run(s.bounds); add(shape(s.start), "shared", performance.now() - t); }
    else for (let at = s.start; at < s.end; ) { const next = at + 4 * this.int[(at >> 2) + 1]; const t = performance.now(); ex.call(this, at, next); add(shape(at), "serial", performance.now() - t); at = next; }
  }
  progTime += performance.now() - t0; inside = false;
};
let last, from;
for (const { steps } of algorithms[process.argv[3] ?? "sac"].algorithm(makeWorld(process.argv[4] ?? "Pendulum-v1"), { batch: Number(process.argv[2]) }, rng(101))) { last = steps; if (steps >= 200 && from === undefined) { from = steps; T.clear(); prog = progTime = other = 0; on = performance.now(); } if (steps >= 600) break; }
const n = last - from; const all = performance.now() - on;
console.log("per step ms: all", (all / n).toFixed(3), "programs", (progTime / n).toFixed(3), "x", prog / n, "other commands", (other / n).toFixed(3));
for (const [k, r] of [...T].sort((a, b) => b[1].serial[0] + b[1].shared[0] - a[1].serial[0] - a[1].shared[0]).slice(0, 22)) console.log(k.padEnd(26), "shared", (r.shared[0] / n).toFixed(3), "x", (r.shared[1] / n).toFixed(1), " serial", (r.serial[0] / n).toFixed(3), "x", (r.serial[1] / n).toFixed(1));
