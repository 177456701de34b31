import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rng } from "gradus/core";
import { classify, fitPictures } from "gradus/run";
import { expect, test } from "vitest";
import { loadFolder } from "../datasets.ts";
import { smallDataset, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";
import { mistakes } from "./first.ts";

test("gradus first: [784, 30, 10] starts on all 50 000 training digits of MNIST, with the book's settings", async () => {
  const folder = temporaryFolder();
  const io = testIo(folder, (own, times) => {
    if (times === 2) own.interrupt();
  });
  expect(await main(["first", "--json"], io)).toBe(130);
  const config = JSON.parse(
    readFileSync(join(folder, "runs/mnist-784-30-10-seed1/config.json"), "utf8"),
  );
  expect(config).toMatchObject({ dataset: "mnist", net: "784-30-10", epochs: 30, seed: 1 });
  expect(config.knobs).toMatchObject({
    rate: 3,
    batch: 10,
    cost: "quadratic",
    init: "old",
    lambda: 0,
  });
  expect(io.stderr()).toContain("50\u00a0000 handwritten digits");
  expect(io.stderr()).toContain("gradus resume runs/mnist-784-30-10-seed1");
  expect(io.events()).toEqual([
    expect.objectContaining({ event: "done", interrupted: true, steps: 60 }),
  ]);
  expect(existsSync(join(folder, "runs/mnist-784-30-10-seed1/model.safetensors"))).toBe(true);
});

test("mistakes are shown as pictures with the true label and the network's answer, eight at most", () => {
  const pictures = loadFolder("idx", smallDataset());
  const data = { name: "idx", inputs: 784, classes: 3, train: pictures.train, test: pictures.test };
  const [report] = fitPictures(data, "784-3", { rate: 0 }, rng(1)); // nothing learned: two in three are wrong
  const wrong = classify(report.network, pictures.test.images).filter(
    ({ label }, i) => label !== pictures.test.labels[i],
  );
  const io = testIo("");
  const text = mistakes({ report }, pictures, io);
  expect(text).toContain(`${wrong.length} of 50 test digits are still misread`);
  const captions = [...text.matchAll(/a (\d), read as (\d)/g)];
  expect(captions.length).toBe(Math.min(8, wrong.length));
  for (const [, label, answer] of captions) expect(answer).not.toBe(label);
  expect(text).toMatch(/[▀▄█]{2}/);
});
