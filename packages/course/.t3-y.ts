import { configure, rng } from "gradus/core";
import { coarseCodingLab as lab } from "./stations/04-sutton-barto/labs/coarse-coding.ts";
for (const s of [100,101]) { const g=lab.run(configure(lab.knobs, {}) as never, rng(s), null as never); let n=g.next(); while(!n.done) n=g.next(); console.log(Object.entries(n.value).filter(([k])=>/@/.test(k)&&!k.startsWith("s ")).map(([k,v])=>k+" "+(v as number).toFixed(3)).join("  ")); console.log("ranges", Math.max(...n.value["curve wide 10"] as number[])-Math.min(...n.value["curve wide 10"] as number[])); }
