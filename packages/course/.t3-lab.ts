import { configure, rng } from "gradus/core";
const [file, name, budget="quick", ...seeds] = process.argv.slice(2);
const mod = await import("/work/main/packages/course/stations/" + file + ".ts");
const labs = name==="all" ? Object.values(mod).filter((l:any)=>l?.id) : [mod[name]];
for (const lab of labs as any[]) {
  const t=performance.now(); const runs:any[]=[];
  const ss = seeds.length ? seeds.map(Number) : lab[budget].seeds.map((s:number)=>s+100);
  for (const s of ss) { const g=lab.run(configure(lab.knobs, lab[budget].knobs ?? {}), rng(s), null); let n=g.next(); while(!n.done) n=g.next(); runs.push(n.value); }
  const v=lab.verdict(runs,budget);
  console.log(`\n${lab.id} ${lab.row} ${v.pass?"PASS":"FAIL"} ${((performance.now()-t)/1000).toFixed(2)} s\n  measured ${v.measured}\n  exact ${v.exact}\n  tol ${v.tolerance}\n  note ${v.note}`);
  for (const r of runs) for (const k of Object.keys(r)) if (k.startsWith("s ") && process.env.S) console.log("   ", k, r[k].toPrecision(3));
  if (lab.figure) { const f=lab.figure(runs); for (const q of f.series) if (!q.y || q.x.length!==q.y.length || q.y.some((z:number)=>!Number.isFinite(z))) console.log("FIGURE BAD", q.name); }
}
