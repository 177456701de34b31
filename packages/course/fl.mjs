import { configure, rng } from "gradus/core";
import { startingWeights } from "/work/wt/fit/packages/course/stations/02-deep-learning-specialization/labs/initialisation.ts";
import { optimisersOnMoons } from "/work/wt/fit/packages/course/stations/02-deep-learning-specialization/labs/optimisers-on-moons.ts";
import { footballRegularised } from "/work/wt/fit/packages/course/stations/02-deep-learning-specialization/labs/regularisation.ts";

for (const lab of [startingWeights, footballRegularised, optimisersOnMoons]) {
  const ms = [];
  const t = process.cpuUsage();
  const seeds = [101, 102, 103];
  for (const s of seeds) {
    const g = lab.run(configure(lab.knobs, lab.quick.knobs ?? {}), rng(s), {}, lab.parts ?? {});
    let r;
    do {
      r = g.next();
    } while (!r.done);
    ms.push(r.value);
  }
  console.log(lab.verdict(ms, "quick"), process.cpuUsage(t).user / 1e6 / seeds.length);
}
