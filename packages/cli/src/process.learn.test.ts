/** Kills, many of them: a run on disk is whole at every moment. */
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rng } from "gradus/core";
import { expect, test } from "vitest";
import { lasting, temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { ended, restlessResume } from "./processes.ts";
import { testIo } from "./testing.ts";

test("killed twenty times at random moments and resumed, a run ends with the files of one that never stopped", async () => {
  const folder = temporaryFolder();
  const argv = ["train", "dyna-q", "FrozenLake-v1", "--steps", "60000", "--eval-every", "5000"];
  expect(await main([...argv, "--out", "whole"], testIo(folder))).toBe(0);
  mkdirSync(join(folder, "parts"));
  copyFileSync(join(folder, "whole/config.json"), join(folder, "parts/config.json"));
  const random = rng(11);
  let kills = 0;
  while (kills < 20) {
    const child = restlessResume(folder);
    let aimed = false;
    const { status } = await ended(child, (text) => {
      if (aimed || !text.includes("going on after")) return;
      aimed = true;
      setTimeout(() => child.kill("SIGKILL"), 120 * random.random());
    });
    if (status === 0) break;
    expect(status).toBeNull();
    kills++;
  }
  const last = testIo(folder);
  expect(await main(["resume", "parts"], last)).toBe(0);
  expect(last.stderr()).not.toContain("warning");
  expect(last.stderr()).not.toContain("going on after 0 of");
  expect(kills).toBe(20);
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
  expect(readdirSync(join(folder, "parts/checkpoint")).join()).not.toContain("unfinished");
});
