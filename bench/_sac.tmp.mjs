import { useThreads } from "gradus"; import { rng } from "gradus/core"; import { makeWorld } from "gradus/envs"; import { algorithms } from "gradus/run";
const T = Number(process.argv[2]), batch = Number(process.argv[3]); if (T > 1) await useThreads(T);
const run = algorithms[process.argv[4] ?? "sac"].algorithm(makeWorld(process.argv[5] ?? "Pendulum-v1"), { batch }, rng(101));
let marks = []; 
for (const { steps } of run) { marks.push([steps, performance.now()]); if (steps >= 900) break; }
// best stretch of 100 steps
let best = 0; for (let i = 0; i < marks.length; i++) for (let j = i + 1; j < marks.length; j++) if (marks[j][0] - marks[i][0] >= 100 && marks[i][0] > 150) { best = Math.max(best, 1000 * (marks[j][0] - marks[i][0]) / (marks[j][1] - marks[i][1])); break; }
console.log("threads", T, "batch", batch, "best steps/s", best.toFixed(1), "reports", marks.length);
