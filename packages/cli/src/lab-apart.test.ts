/** A lab of hours, in small: what is said before it starts, what is kept, and that nothing is made twice. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findLab, type Lab, labRun, lab as made } from "@gradus/course";
import { expect, test } from "vitest";
import { temporaryFolder } from "./fixtures.ts";
import { fullApart } from "./lab-apart.ts";
import { testIo } from "./testing.ts";

const folder = temporaryFolder();

/** Two ways of drawing a number, on two seeds. */
function draws(): { lab: Lab; count: () => number } {
  let count = 0;
  const drawn = (name: string, random: { random(): number }) => ({
    [`final ${name}`]: random.random(),
    [`training ${name}`]: 0,
    [`area ${name}`]: Number.NaN,
  });
  const plain = made({
    id: "05/draws",
    row: "V6",
    title: "Draws",
    question: "Which is larger?",
    source: "nobody",
    kind: "property",
    knobs: { steps: { default: 10, range: [1, 1e6], doc: "Steps." } },
    quick: { seconds: 1, seeds: [1] },
    full: { seconds: 1, seeds: [1, 2], knobs: { steps: 1000 } },
    *run(_, random) {
      yield { progress: 0.5 };
      return { ...drawn("a", random), ...drawn("b b", random) };
    },
    verdict: (runs) => ({
      published: "—",
      measured: runs.map((run) => run["final a"]).join(", "),
      tolerance: "None.",
      pass: runs.length === 2,
    }),
  });
  const lab: Lab = {
    ...plain,
    apart: {
      names: ["a", "b b"],
      steps: (config) => Number(config["steps"]),
      *run(name, _, random) {
        count++;
        yield { progress: 0.5 };
        return drawn(name, random);
      },
      *sample() {
        for (let steps = 1; ; steps++) yield steps;
      },
    },
  };
  return { lab, count: () => count };
}

const asked = { settings: {}, sampleSeconds: 0.02 };

test("what it costs is said before anything is made, and asking makes nothing", async () => {
  const { lab, count } = draws();
  const io = testIo(folder);
  expect(await fullApart(lab, { ...asked, out: "asked", estimate: true }, io)).toBeUndefined();
  expect(io.stderr()).toMatch(
    /^4 runs of 1.000 steps: about .* of processor time on this machine, measured in a sample of 0\.02 seconds\./,
  );
  expect(io.stderr()).toMatch(/steps\/s {4}a [\d\s.]+, b b [\d\s.]+/);
  expect([count(), existsSync(join(folder, "asked"))]).toEqual([0, false]);
});

test("stopped and begun again, it makes what is left, and once over it makes nothing", async () => {
  const { lab, count } = draws();
  const options = { ...asked, out: "parts" };
  const first = testIo(folder, (io, times) => {
    if (times === 3) io.interrupt();
  });
  expect(await fullApart(lab, options, first)).toBeUndefined();
  expect(first.stderr()).toContain("Stopped; 2 of 4 runs are kept in parts.");
  const second = testIo(folder);
  const result = await fullApart(lab, options, second);
  expect(second.stderr()).toMatch(/^4 runs of 1.000 steps, of which 2 are left: about/);
  expect(count()).toBe(3 + 2); // the one that was stopped was begun twice
  const { lab: other } = draws();
  const whole = await fullApart(other, { ...asked, out: "whole" }, testIo(folder));
  expect(result).toEqual(whole);
  expect(result?.runs.map((run) => run["area a"])).toEqual([Number.NaN, Number.NaN]);
  const again = testIo(folder);
  expect(await fullApart(lab, options, again)).toEqual(whole);
  expect(again.stderr()).not.toContain("processor time");
  expect(count()).toBe(5);
  expect(readFileSync(join(folder, "parts/table.md"), "utf8")).toContain("| b b | ");
});

test("runs with other settings are not mixed in", async () => {
  const { lab } = draws();
  await fullApart(lab, { ...asked, out: "mixed" }, testIo(folder));
  const other = { settings: { steps: 5 }, sampleSeconds: 0.02, out: "mixed" };
  await expect(fullApart(lab, other, testIo(folder))).rejects.toThrow(
    'mixed holds runs with other settings ({"steps":1000}; here {"steps":5}). Give another folder',
  );
});

test("the ablation of the DQN family, made apart, is what the lab measures in one go", async () => {
  const settings = { game: "Catch-v1", steps: 300 };
  const short = { ...findLab("05/minatar-family"), full: { seconds: 1, seeds: [101] } };
  const options = { settings, out: "family", sampleSeconds: 0.1 };
  const apart = await fullApart(short, options, testIo(folder));
  const run = labRun(short, "full", {} as never, { settings });
  let next = run.next();
  while (!next.done) next = run.next();
  expect(apart).toEqual(next.value);
  expect(readFileSync(join(folder, "family/figure.svg"), "utf8")).toMatch(/^<svg/);
}, 60_000);
