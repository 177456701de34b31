import { findLab } from "@gradus/course";
import { rng, configure } from "gradus/core";
const lab = findLab("07/trpo-critic-steps");
for (const seed of process.argv.slice(2).map(Number)) {
  const run = lab.run(configure(lab.knobs, {}), rng(seed), {} as never, {});
  let n = run.next(); while (!n.done) n = run.next();
  const m = n.value;
  console.log(process.version, seed, ["final fitted","final never fitted","area fitted","area never fitted"].map((k) => `${k} ${Number(m[k]).toFixed(0)}`).join("; "));
}
