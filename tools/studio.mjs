/**
 * The studio in a real browser: builds it if it is stale, serves it as `gradus studio` does, and takes every check of
 * tools/studio/*.mjs. `node tools/studio.mjs sandbox` takes those of one file; files that say `slow` are only taken by name.
 *
 * A check is a function of `{ page, address, expect }` that throws where something is not as it says; each gets a page of its own,
 * and fails also when the page throws.
 */
import { strict as expect } from "node:assert";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { launched } from "./chromium.mjs";
import { bestNode, buildStudio, root } from "./setup.mjs";

const browser = await launched();
buildStudio();

/** `gradus studio` on a free port; resolves to its address. */
async function served() {
  const child = spawn(
    bestNode(),
    [join(root, "packages/cli/bin/gradus.js"), "studio", "--port", "0", "--no-open", "--json"],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, address } = JSON.parse(line);
    if (event === "listening") return { address, stop: () => child.kill() };
  }
  throw new Error("gradus studio ended before it listened.");
}

const folder = join(root, "tools/studio");
const chosen = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".mjs"))
  .filter((name) => chosen.length === 0 || chosen.some((word) => name.startsWith(word)))
  .sort();

const { address, stop } = await served();
let [passed, failed] = [0, 0];

async function taken(name, title, check) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  const start = performance.now();
  try {
    await check({ page, context, browser, address, expect });
    expect.deepEqual(thrown, [], "the page threw");
    passed++;
    console.log(`✓ ${name}: ${title} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failed++;
    console.error(`✗ ${name}: ${title}\n  ${error.stack ?? error}`);
  }
  await context.close();
}

/** Takes the files that are left, one after another. */
async function lane(queue) {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const { checks, slow = false } = await import(pathToFileURL(join(folder, file)).href);
    if (slow && chosen.length === 0) continue; // takes its time, and wants the machine to itself
    for (const [title, check] of Object.entries(checks))
      await taken(file.replace(".mjs", ""), title, check);
  }
}

try {
  const queue = [...files];
  await Promise.all([lane(queue), lane(queue)]); // much of a check is waiting: two cores take two at a time
} finally {
  stop();
  await browser.close();
}
console.log(`${passed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
