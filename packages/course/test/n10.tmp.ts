import { findLab, runLab } from "@gradus/course";
import { labData } from "./mnist.ts";
const [, , id, seed, ...sets] = process.argv;
const settings = Object.fromEntries(sets.map((s) => { const [k, v] = s.split("="); return [k, Number(v)]; }));
const t = performance.now(); const c0 = process.cpuUsage();
const r = runLab(findLab("01/" + id), "full", labData, (q) => { if (q.series) console.log(JSON.stringify(q.series)); }, { seeds: [Number(seed)], settings });
const c = process.cpuUsage(c0);
console.log(r.measured, "| wall", ((performance.now() - t) / 1000).toFixed(0), "cpu", ((c.user + c.system) / 1e6).toFixed(0));
