import { quadraticRace } from "/work/wt/fit/packages/course/stations/03-deepmind-deep-learning/labs/quadratic-race.ts";
import { rng, configure } from "gradus/core";
for (const lab of [quadraticRace]) for (const ch of [{}, {condition:1000, steps:400}, {condition:10}]) {
  const ms=[];
  const t=process.cpuUsage(); const seeds=[101,102,103,104,105,106];
  for (const s of seeds) { const g=lab.run(configure(lab.knobs,ch), rng(s), {}, lab.parts??{}); let r; do { r=g.next(); } while(!r.done); ms.push(r.value); }
  const v=lab.verdict(ms,"quick"); console.log(v.published, v.measured, v.pass, v.note, ms[0].conjugate, ms[0].Newton, process.cpuUsage(t).user/1e6/seeds.length);
}
