/** TensorFlow.js on its WebAssembly backend. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { serve } from "../contenders/serve.mjs";

console.warn = () => {};
const main = fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm"));
setWasmPaths(`${join(dirname(main), "/")}`);
await tf.setBackend("wasm");
await tf.ready();

const layers = (sizes, hidden, last) =>
  tf.sequential({
    layers: sizes.slice(1).map((units, i) =>
      tf.layers.dense({
        units,
        activation: i === sizes.length - 2 ? last : hidden,
        ...(i === 0 ? { inputShape: [sizes[0]] } : {}),
      }),
    ),
  });
// outside tidy(), which would walk through every number of the array
const read = (t) => {
  const values = t.dataSync();
  t.dispose();
  return values;
};
const policy = () => layers([4, 64, 64, 2], "tanh", "linear");
const forward = (batch) => () => {
  const net = policy();
  const x = tf.randomNormal([batch, 4]);
  return () => read(tf.tidy(() => net.predict(x)));
};
const forward1 = () => {
  const net = policy();
  return () =>
    tf.tidy(
      () =>
        net
          .predict(tf.tensor2d([0.1, 0.2, -0.1, 0.4], [1, 4]))
          .argMax(1)
          .dataSync()[0],
    );
};
const stepper = (net, loss, optimiser, x, y) => {
  const weights = net.trainableWeights.map((w) => w.val ?? w.read());
  return () => {
    const cost = optimiser.minimize(() => loss(net.apply(x, { training: true }), y), true, weights);
    cost.dispose();
  };
};
const adam = (batch) => () =>
  stepper(
    policy(),
    (a, y) => tf.mean(tf.square(tf.sub(a, y))),
    tf.train.adam(1e-3),
    tf.randomNormal([batch, 4]),
    tf.randomNormal([batch, 2]),
  );
const gemm = (n) => () => {
  const [a, b] = [tf.randomNormal([n, n]), tf.randomNormal([n, n])];
  return () => read(tf.matMul(a, b));
};
const digits = () => {
  const net = layers([784, 30, 10], "sigmoid", "sigmoid");
  const [images, targets] = [tf.randomUniform([1000, 784]), tf.randomUniform([1000, 10])];
  const weights = net.trainableWeights.map((w) => w.val ?? w.read());
  const optimiser = tf.train.sgd(3);
  let at = 0;
  return () => {
    const [x, y] = [images.slice([at, 0], [10, 784]), targets.slice([at, 0], [10, 10])];
    at = (at + 10) % 1000;
    optimiser.minimize(
      () => tf.mul(tf.sum(tf.square(tf.sub(net.apply(x), y))), 0.05),
      false,
      weights,
    );
    tf.dispose([x, y]);
  };
};

serve("tfjs 4.22 (wasm)", {
  forward1,
  forward64: forward(64),
  forward256: forward(256),
  adam64: adam(64),
  adam256: adam(256),
  ...Object.fromEntries([64, 128, 256, 512, 1024].map((n) => [`gemm${n}`, gemm(n)])),
  digits,
});
