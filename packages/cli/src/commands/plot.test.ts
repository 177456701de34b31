import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";
import { version } from "../version.ts";

/** A run with a log of its own: rows "steps,episodes,return,entropy". */
function runFolder(
  folder: string,
  name: string,
  seed: number,
  rows: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): void {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const config = {
    ...{ command: "train", gradus: version(), algorithm: "q-learning", env: "FrozenLake-v1" },
    ...{ envModule: null, world: {}, episodeSteps: 100, steps: 40, evalEvery: null, seed },
    ...{ knobs: { alpha: 0.5 }, ...more },
  };
  writeFileSync(join(path, "config.json"), JSON.stringify(config));
  const log = ["steps,episodes,return,entropy", ...rows].map((row) => `${row}\n`).join("");
  writeFileSync(join(path, "progress.csv"), log);
}

async function plot(folder: string, ...argv: string[]) {
  const io = testIo(folder);
  const status = await main(["plot", ...argv], io);
  return { status, stderr: io.stderr(), events: io.events };
}

const rows = (x: number): string[] => [
  `10,1,${x},3`,
  `20,1,${x},2`, // no episode has ended since: the return is the one before
  `30,2,${2 * x},1`,
  `40,3,${3 * x},0.5`,
];

test("runs that differ in their seed alone are one curve: interquartile mean, band, seeds, threshold", async () => {
  const folder = temporaryFolder();
  for (const seed of [1, 2, 3, 4]) runFolder(folder, `all/seed${seed}`, seed, rows(seed));
  const { status, events, stderr } = await plot(
    folder,
    ...["all", "--bins", "4", "--out", "a.svg", "--json"],
  );
  expect(stderr).not.toContain("error:");
  expect(status).toBe(0);
  const [series, done] = events();
  expect(series).toMatchObject({
    event: "series",
    name: "q-learning",
    seeds: [1, 2, 3, 4],
    runs: 4,
  });
  expect(series["steps"]).toEqual([10, 20, 30, 40]);
  expect(series["values"]).toEqual([2.5, 2.5, 5, 7.5]); // of 1 … 4 times 1, 1, 2, 3
  expect((series["low"] as number[])[0]).toBeGreaterThanOrEqual(1);
  expect((series["high"] as number[])[0]).toBeLessThanOrEqual(4);
  expect(done).toMatchObject({ event: "done", out: "a.svg", metric: "return", groups: 1, runs: 4 });
  const svg = readFileSync(join(folder, "a.svg"), "utf8");
  expect(svg).toContain(">return in FrozenLake-v1</text>");
  expect(svg).toContain(">solved: 0.7</text>");
  expect(svg).toMatch(/Seeds: 1–4\./);
  expect(svg.match(/class="band"/g)).toHaveLength(1);
});

test("groups are named by what differs; too few seeds have no band, and the caption says so", async () => {
  const folder = temporaryFolder();
  runFolder(folder, "a", 1, rows(1));
  runFolder(folder, "b", 1, rows(2), { knobs: { alpha: 0.1 } });
  runFolder(folder, "c", 2, rows(3), { algorithm: "sarsa" });
  const { events } = await plot(folder, "a", "b", "c", "--out", "x.svg", "--json");
  expect(events().map((e) => e["name"])).toEqual([
    "q-learning, alpha 0.5",
    "q-learning, alpha 0.1",
    "sarsa",
    undefined,
  ]);
  expect(events()[0]).not.toHaveProperty("low");
  const svg = readFileSync(join(folder, "x.svg"), "utf8");
  expect(svg.replace(/<[^>]*>\n<[^>]*>/g, " ")).toContain("Fewer than 3 seeds: no band.");
  expect(svg).not.toContain('class="band"');
});

test("more than five groups become small multiples; the same run given twice counts once", async () => {
  const folder = temporaryFolder();
  const names = Array.from({ length: 6 }, (_, i) => `run${i}`);
  for (const [i, name] of names.entries())
    runFolder(folder, name, 1, rows(i), { knobs: { alpha: i / 10 } });
  runFolder(folder, "twin", 1, rows(0), { knobs: { alpha: 0 } });
  const { stderr } = await plot(folder, ...names, "twin", "--out", "x.svg");
  expect(stderr).toContain("twin equals run0 in settings and seed");
  const svg = readFileSync(join(folder, "x.svg"), "utf8");
  expect(svg.match(/class="line"/g)).toHaveLength(6);
  expect(svg).toContain(">q-learning, alpha 0.3</text>");
});

test("--metric takes any column, and offers the closest", async () => {
  const folder = temporaryFolder();
  runFolder(folder, "a", 1, rows(1));
  writeFileSync(
    join(folder, "a/evaluations.csv"),
    "steps,episodes,meanReturn,standardError\n20,20,0.5,0.1\n40,20,0.75,0.1\n",
  );
  const entropy = await plot(folder, "a", "--metric", "entropy", "--bins", "2", "--json");
  expect(entropy.events()[0]["values"]).toEqual([2.5, 0.75]);
  const mean = await plot(folder, "a", "--metric", "meanReturn", "--bins", "2", "--json");
  expect(mean.events()[0]["values"]).toEqual([0.5, 0.75]);
  const wrong = await plot(folder, "a", "--metric", "entrpy", "--json");
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('Did you mean "entropy"');
  expect((await plot(folder, "a")).stderr).toContain("--out FILE.svg");
  expect((await plot(folder, "none", "--json")).stderr).toContain("is not a run");
});
