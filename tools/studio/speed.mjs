/**
 * How fast a lab trains in the page: PPO on CartPole in the page's workers against the same lab under Node, in turns. Both times are
 * processor time: of the process under Node, and of the browser's renderer, which draws nothing meanwhile. Not part of the other
 * checks: `node tools/studio.mjs speed`; STEPS=20000 takes a fifth of the time.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bestNode, root } from "../setup.mjs";

export const slow = true;

const id = "07/ppo-cartpole";
const rounds = 3;

/** Processor seconds of one seed of the lab under Node. */
function underNode(steps, seed) {
  const script = `
    import { findLab } from "@gradus/course";
    import { configure, rng } from "gradus/core";
    const lab = findLab("${id}");
    const config = configure(lab.knobs, { steps: ${steps} });
    const run = lab.run(config, rng(${seed}), {}, lab.parts ?? {});
    const before = process.cpuUsage();
    while (run.next().done !== true);
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1e6);
  `;
  return new Promise((resolve, reject) => {
    const child = spawn(bestNode(), ["--input-type=module", "--eval", script], {
      cwd: join(root, "packages/course"),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (piece) => {
      text += piece;
    });
    child.on("exit", (code) =>
      code === 0 ? resolve(Number(text)) : reject(new Error(`Node ended with ${code}.`)),
    );
  });
}

/** Processor seconds of all renderers so far. */
async function rendered(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo
    .filter(({ type }) => type === "renderer")
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Processor seconds for the same seed in a worker of the page. */
async function inThePage(browser, page, steps, seed) {
  const before = await rendered(browser);
  await page.evaluate(
    async ({ lab, steps: count, seed: number }) => {
      const url = performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .find((name) => /lab\.worker/.test(name));
      const worker = new Worker(url, { type: "module" });
      await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => {
          if (data.type === "over") resolve();
          if (data.type === "failed") reject(new Error(data.message));
        };
        const request = {
          lab,
          budget: "quick",
          seeds: [number],
          settings: { steps: count },
          speed: Infinity,
          role: "p1",
        };
        worker.postMessage({ type: "run", request });
      });
      worker.terminate();
    },
    { lab: id, steps, seed },
  );
  return (await rendered(browser)) - before;
}

const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];

/** While a lab trains in the page as usual: from a key to the frame that has answered it. */
async function keyLatencies(page, count) {
  return page.evaluate(async (n) => {
    const waits = [];
    for (let i = 0; i < n; i++) {
      const asked = performance.now();
      await new Promise((done) => {
        addEventListener("keydown", () => requestAnimationFrame(() => setTimeout(done)), {
          once: true,
        });
        dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
      });
      waits.push(performance.now() - asked);
      await new Promise((r) => setTimeout(r, 30));
    }
    return waits;
  }, count);
}

export const checks = {
  "a lab trains in the page at 80 % of the speed of Node, or more, and keys are answered within 50 ms":
    async ({ page, browser, address, expect }) => {
      const steps = Number(process.env.STEPS ?? 100_000);
      await page.goto(`${address}/lab/${id}/`);
      await page.waitForSelector(".lab .knobs");
      await page.click('.lab button[aria-label="Run"]');
      await page.waitForFunction(() => document.querySelector(".lab path.mean") !== null, null, {
        timeout: 60_000,
      });
      const waits = await keyLatencies(page, 40);
      await page.click('.lab button[aria-label="Reset"]');
      await inThePage(browser, page, 5000, 101); // both have been compiled once
      const times = { node: [], page: [] };
      for (let round = 0; round < rounds; round++) {
        times.node.push(await underNode(steps, 101 + round));
        times.page.push(await inThePage(browser, page, steps, 101 + round));
      }
      const [node, inPage] = [median(times.node), median(times.page)];
      const said = (xs) => xs.map((x) => x.toFixed(2)).join(", ");
      console.log(
        `  Node ${said(times.node)} s; page ${said(times.page)} s (${steps} steps, processor time)`,
      );
      console.log(
        `  ${Math.round(steps / node)} and ${Math.round(steps / inPage)} steps a second; the page has ${((100 * node) / inPage).toFixed(0)} % of Node's speed`,
      );
      console.log(
        `  key to frame while training: median ${median(waits).toFixed(0)} ms, worst of ${waits.length} ${Math.max(...waits).toFixed(0)} ms`,
      );
      expect.ok(node / inPage >= 0.8, "the page is slower than 80 % of Node");
      expect.ok(median(waits) < 50, "keys wait");
    },
};
