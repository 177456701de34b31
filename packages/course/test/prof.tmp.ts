import { rng } from "gradus/core";
import { labData } from "./mnist.ts";
import { dense, convolutional } from "../stations/01-nielsen/labs/parts/nets.ts";
import { evaluation, training } from "../stations/01-nielsen/labs/parts/train.ts";
import { gather, first } from "../stations/01-nielsen/labs/parts/digits.ts";
const m = labData.mnist();
const net = dense([784, 30, 10], rng(1), "old");
const ev = evaluation(net, "crossEntropy");
for (let i = 0; i < 3; i++) { const t = performance.now(); ev(m.test); console.log("eval 10k", (performance.now() - t).toFixed(1)); }
const x = new Float32Array(784 * 250); const idx = Array.from({ length: 250 }, (_, i) => i);
for (let i = 0; i < 3; i++) { const t = performance.now(); for (let k = 0; k < 40; k++) gather(m.test, idx, x); console.log("gather 10k", (performance.now() - t).toFixed(1)); }
for (const [name, s] of [["l2", { l2: 1e-4 }], ["plain", {}]] as const) {
  const n2 = dense([784, 30, 10], rng(1), "old");
  const ep = training(n2, { cost: "crossEntropy", batch: 10, ...s });
  for (let i = 0; i < 3; i++) { const t = performance.now(); for (const _ of ep(m.train, 0.5, rng(2))); console.log("epoch 50k", name, (performance.now() - t).toFixed(1)); }
}
for (const [name, shape] of [["conv20", { filters: [20], dense: [100], activation: "sigmoid", dropout: 0 }], ["conv20-40 relu", { filters: [20, 40], dense: [100], activation: "relu", dropout: 0 }], ["drop1000", { filters: [20, 40], dense: [1000, 1000], activation: "relu", dropout: 0.5 }]] as const) {
  const c = convolutional(shape, rng(1));
  const ep = training(c, { cost: "logLikelihood", batch: 10, l2: name === "drop1000" ? 0 : 1e-5 });
  for (let i = 0; i < 2; i++) { const t = performance.now(); for (const _ of ep(first(m.train, 2000), 0.03, rng(2))); console.log(name, "img/s", (2000 / (performance.now() - t) * 1000).toFixed(0)); }
  const e2 = evaluation(c, "logLikelihood"); e2(first(m.test, 1000));
  const t = performance.now(); e2(first(m.test, 2000)); console.log(name, "eval img/s", (2000 / (performance.now() - t) * 1000).toFixed(0));
}
