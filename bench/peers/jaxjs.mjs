/** jax-js on its WebAssembly device: jitted steps, ownership passed by .ref as it asks. */
import { defaultDevice, grad, jit, numpy as np, random, tree } from "@jax-js/jax";
import { serve } from "../contenders/serve.mjs";

defaultDevice("wasm");

let seed = 1;
const normals = (...shape) => random.normal(random.key(seed++), shape).mul(0.1);
const dense = (sizes) =>
  sizes.slice(1).map((n, i) => ({ w: normals(sizes[i], n), b: np.zeros([n]) }));
const net = (layers, x, act, last = (h) => h) =>
  layers.reduce((h, { w, b }, i) => {
    const z = np.dot(h, w).add(b);
    return i === layers.length - 1 ? last(z) : act(z);
  }, x);

const forward = (batch, read) => () => {
  const layers = dense([4, 64, 64, 2]);
  const run = jit((p, x) => net(p, x, np.tanh));
  const x = normals(batch, 4);
  return () => read(run(tree.ref(layers), x.ref));
};
const forward1 = () => {
  const layers = dense([4, 64, 64, 2]);
  const run = jit((p, x) => net(p, x, np.tanh));
  return () => {
    const out = run(tree.ref(layers), np.array([[0.1, 0.2, -0.1, 0.4]])).dataSync();
    return out[1] > out[0] ? 1 : 0;
  };
};
const adam = (batch) => () => {
  let p = dense([4, 64, 64, 2]);
  const zeros = () => tree.map((t) => np.zeros(t.shape), p);
  let [m, v] = [zeros(), zeros()];
  const loss = (q, x, y) => np.mean(np.square(net(q, x, np.tanh).sub(y)));
  const step = jit((p, m, v, x, y) => {
    const g = grad(loss)(tree.ref(p), x, y);
    const m2 = tree.map((a, b) => a.mul(0.9).add(b.mul(0.1)), m, tree.ref(g));
    const v2 = tree.map((a, b) => a.mul(0.999).add(np.square(b).mul(0.001)), v, g);
    const p2 = tree.map(
      (a, b, c) => a.sub(b.mul(1e-3).div(np.sqrt(c).add(1e-8))),
      p,
      tree.ref(m2),
      tree.ref(v2),
    );
    return [p2, m2, v2];
  });
  const [x, y] = [normals(batch, 4), normals(batch, 2)];
  return () => {
    [p, m, v] = step(p, m, v, x.ref, y.ref);
    p[0].b.ref.dataSync();
  };
};
const gemm = (n) => () => {
  const [a, b] = [normals(n, n), normals(n, n)];
  const run = jit((x, y) => np.dot(x, y));
  return () => run(a.ref, b.ref).dataSync();
};
const digits = () => {
  let p = dense([784, 30, 10]);
  const sigmoid = (z) => np.reciprocal(np.exp(z.neg()).add(1));
  const loss = (q, x, y) => np.sum(np.square(net(q, x, sigmoid, sigmoid).sub(y))).mul(0.05);
  const step = jit((p, x, y) => {
    const g = grad(loss)(tree.ref(p), x, y);
    return tree.map((a, b) => a.sub(b.mul(3)), p, g);
  });
  const images = Float32Array.from({ length: 7840 }, (_, i) => ((i * 7919) % 256) / 256);
  const targets = Float32Array.from({ length: 100 }, (_, i) => (i % 11 === 0 ? 1 : 0));
  return () => {
    p = step(p, np.array(images).reshape([10, 784]), np.array(targets).reshape([10, 10]));
    p[1].b.ref.dataSync();
  };
};
const read = (t) => t.dataSync();

serve("jax-js 0.1.25 (wasm)", {
  forward1,
  forward64: forward(64, read),
  forward256: forward(256, read),
  adam64: adam(64),
  adam256: adam(256),
  ...Object.fromEntries([64, 128, 256, 512, 1024].map((n) => [`gemm${n}`, gemm(n)])),
  digits,
});
