import { exercises } from "../src/exercises.ts";
import { check } from "../src/exerciseCheck.ts";
for (const e of exercises) {
  const swap = e.cases.filter((c) => c.swap);
  const only = { ...e, cases: swap };
  const missed = e.mistakes.filter((m) => { let n = 0; const guardCount = Date.now(); void n; void guardCount; return check(only, { ...e.reference, ...m.wrong }).pass; }).map((m) => m.name);
  console.log(e.id, JSON.stringify(swap.map((c) => c.run(e.reference))), `swap alone catches ${e.mistakes.length - missed.length}/${e.mistakes.length}`, missed.length ? "misses: " + missed.join("; ") : "");
}
