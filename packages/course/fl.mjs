import { rng } from "gradus/core";
import { vocabulary } from "gradus/data";
import { parameterCount } from "gradus/nn";
import {
  alphabet,
  nameSource,
} from "/work/wt/fit/packages/course/stations/03-deepmind-deep-learning/labs/parts/inventedNames.ts";
import * as M from "/work/wt/fit/packages/course/stations/03-deepmind-deep-learning/labs/parts/languageModels.ts";
import {
  losses,
  read,
} from "/work/wt/fit/packages/course/stations/03-deepmind-deep-learning/labs/parts/reading.ts";

const s = nameSource();
const v = vocabulary([...alphabet]);
const tr = v.encode(s.text(20000, rng(101))),
  te = v.encode(s.text(3000, rng(102)));
const steps = Number(process.argv[2] ?? 500),
  length = 16,
  batch = 32;
const models = {
  window: (r) => M.windowModel({ vocabulary: 27, width: 16, hidden: 64, context: 3 }, r),
  rnn: (r) => M.recurrentModel({ vocabulary: 27, width: 16, hidden: 64, gated: false }, r),
  lstm: (r) => M.recurrentModel({ vocabulary: 27, width: 16, hidden: 64, gated: true }, r),
  transformer: (r) =>
    M.transformerModel({ vocabulary: 27, width: 32, heads: 4, layers: 2, length }, r),
};
for (const [n, mk] of Object.entries(models)) {
  const m = mk(rng(103));
  const t = process.cpuUsage();
  let l;
  for (l of read(m, tr, { length, batch, steps, rate: 0.01 }, rng(104)));
  const u = process.cpuUsage(t).user / 1e6;
  const e = losses(m, te, { length, skip: 4 });
  const mean = e.reduce((a, b) => a + b, 0) / e.length;
  const sd = Math.sqrt(e.reduce((a, b) => a + (b - mean) ** 2, 0) / e.length / e.length);
  console.log(n, parameterCount(m), "train", l.loss, "test", mean, "±", sd, "cpu", u);
}
console.log(s.limits);
