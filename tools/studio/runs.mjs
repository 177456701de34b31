/** Runs: what `gradus train` writes is listed while it writes, compared, diagnosed; its policy acts in the page. */
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileBelow, send } from "../../packages/cli/dist/studio/files.js";
import { bestNode, root } from "../setup.mjs";

const gradus = join(root, "packages/cli/bin/gradus.js");

/** `gradus studio` on a folder of runs of its own. */
async function withRuns(use) {
  const home = mkdtempSync(join(tmpdir(), "gradus-runs-"));
  const runs = join(home, "runs");
  const child = spawn(
    bestNode(),
    [gradus, "studio", "--runs", runs, "--port", "0", "--no-open", "--json"],
    { cwd: home, stdio: ["ignore", "pipe", "inherit"] },
  );
  const train = (...args) => {
    const { status, stderr } = spawnSync(bestNode(), [gradus, "train", ...args], {
      cwd: home,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`gradus train ${args.join(" ")}: ${stderr}`);
  };
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { event, address } = JSON.parse(line);
      if (event !== "listening") continue;
      await use({ address, runs, train });
      break;
    }
  } finally {
    child.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

const names = (page) =>
  page.$$eval(".runs-table tbody button", (list) => list.map((b) => b.textContent.trim()));
const row = (name) => `.runs-table tr:has(button:text-is("${name}"))`;

export const checks = {
  "an empty list says which command makes a run; the run appears without a reload, and is followed":
    ({ page, expect }) =>
      withRuns(async ({ address, runs }) => {
        await page.goto(`${address}/runs/`);
        await page.waitForSelector(':text("No runs yet")');
        expect.match(await page.textContent("main pre"), /^gradus train ppo CartPole-v1$/);
        const run = join(runs, "live");
        mkdirSync(run, { recursive: true });
        writeFileSync(
          join(run, "config.json"),
          JSON.stringify({
            command: "train",
            algorithm: "ppo",
            env: "CartPole-v1",
            seed: 1,
            steps: 1000,
            knobs: { rate: 0.001 },
          }),
        );
        const progress = join(run, "progress.csv");
        writeFileSync(progress, "steps,return\n100,20\n");
        const alive = setInterval(() => utimesSync(progress, new Date(), new Date()), 500); // however late the page looks
        try {
          await page.waitForSelector(`${row("live")} :text("running")`, { timeout: 60_000 });
          appendFileSync(progress, "500,120\n");
          await page.waitForSelector(`${row("live")} td:text-is("500")`, { timeout: 60_000 });
        } finally {
          clearInterval(alive);
        }
        writeFileSync(
          join(run, "failure.json"),
          JSON.stringify({
            message: "The training has diverged: loss is NaN after 600 steps. Look at it.",
          }),
        );
        await page.waitForSelector(
          `${row("live")} :text("failed: The training has diverged: loss is NaN after 600 steps")`,
          { timeout: 60_000 },
        );
      }),
  "seeds of two settings: one setting apart, curves, evaluations, diagnosis, and the policy at work":
    ({ page, expect }) =>
      withRuns(async ({ address, runs, train }) => {
        const brief = ["--steps", "4096", "--eval-every", "2048"];
        train("ppo", "CartPole-v1", "--seeds", "1-2", ...brief, "--out", join(runs, "slow"));
        train("ppo", "CartPole-v1", ...brief, "--set", "rate=0.05", "--out", join(runs, "fast"));
        cpSync(join(runs, "fast"), join(runs, "copy"), { recursive: true }); // a run moves as a folder
        await page.goto(`${address}/runs/`);
        await page.waitForSelector(".runs-table");
        expect.deepEqual(await names(page), ["copy", "fast", "slow/seed1", "slow/seed2"]);
        expect.match(await page.textContent(row("fast")), /rate 0\.05/);
        expect.match(await page.textContent(row("slow/seed1")), /\d ± \d/);
        const press = (name) => page.click(`${row(name)} button`);
        await press("slow/seed1");
        await page.click('button:has-text("Add its other seed")');
        await page.waitForSelector('h2:has-text("slow, 2 seeds")');
        await press("fast");
        await page.waitForSelector(':text("Only the rate differs: 0.001 and 0.05.")');
        expect.match(await page.textContent(".compared h2"), /One setting apart/);
        expect.match(await page.textContent(".compared"), /solved: 475/);
        expect.match(await page.textContent(".compared"), /fast − slow[^,]*, paired by seed/);
        await page.selectOption(".rerun select", "rate");
        await page.fill('.rerun input[aria-label="rate of the new run"]', "0.02");
        await page.waitForSelector(
          '.rerun pre:text-is("gradus train ppo CartPole-v1 --seed 1 --steps 4096 --set rate=0.02")',
        );
        await page.selectOption(".metric select", "meanReturn");
        await page.waitForSelector('.compared :text("return without exploration"):not(option)');
        await page.click('button:has-text("Show all")');
        expect.match(await page.textContent("tr[data-differs]"), /rate/);
        await page.waitForSelector('.happened h2:has-text("fast")');
        await page.waitForSelector(".happened article");
        await page.click('button:has-text("Watch both policies")');
        await page.waitForFunction(
          () =>
            [...document.querySelectorAll(".play-policy figcaption")].filter((c) =>
              /episode \d+, step/.test(c.textContent),
            ).length === 2,
          null,
          { timeout: 20_000 },
        );
      }),
  "from a plain file server the page says how runs are seen": async ({ page, expect }) => {
    const site = join(root, "packages/studio/dist");
    const server = createServer((request, response) => {
      const file = fileBelow(site, request.url.split("?")[0]);
      if (file === undefined) response.writeHead(404).end();
      else send(file, request, response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await page.goto(`http://127.0.0.1:${server.address().port}/runs/`);
      await page.waitForSelector(':text("plain file server")');
      expect.match(await page.textContent("main"), /gradus studio/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
};
