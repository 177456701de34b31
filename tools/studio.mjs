/**
 * The studio in a real browser: builds it if it is stale, serves it as `gradus studio` does, and takes every check of
 * tools/studio/*.mjs. `node tools/studio.mjs sandbox` takes those of one file, `"edited: fork"` those with a word in their titles;
 * files that say `slow` are only taken by name.
 *
 * A check is a function of `{ page, address, expect }` that throws where something is not as it says; each gets a page of its own
 * with an empty storage, and fails also when the page throws. One that asks for `context` or `browser`, and
 * each of a file that says `fresh`, finds a browser that has loaded nothing yet. A check that waited in vain is taken once more, alone,
 * after all others; one that found something wrong is not.
 */
import { strict as expect } from "node:assert";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
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
/** "edited: fork" takes the checks of edited.mjs whose titles have the word. */
const isChosen = (full) =>
  chosen.length === 0 ||
  chosen.some((word) => {
    const [file, ...title] = word.split(":");
    return full.startsWith(file) && full.includes(title.join(":").trim());
  });
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".mjs"))
  .filter(
    (name) => chosen.length === 0 || chosen.some((word) => name.startsWith(word.split(":")[0])),
  )
  .sort();

const { address, stop } = await served();
let [passed, failed] = [0, 0];

const viewport = { viewport: { width: 1280, height: 900 } };

/** Who waits on a busy machine waits longer: what is checked are states, not times. */
const patience = Math.max(1, loadavg()[0] / cpus().length);

/** A browser of its own for one lane of checks: what it has loaded is loaded; what it has stored is gone before the next check. */
async function lane(queue) {
  const shared = await browser.newContext(viewport);
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    await taken(next, shared);
  await shared.close();
}

/** Checks that waited in vain while others were at work. */
const late = [];

/** Who asks for the context, to change it, gets one that nobody else has. */
async function taken(one, shared) {
  const { name, title, check, fresh, isLast = false } = one;
  const isOwn = fresh || /^(async )?\(\{[^}]*\b(context|browser)\b/.test(check.toString());
  const context = isOwn ? await browser.newContext(viewport) : shared;
  const page = await context.newPage();
  page.setDefaultTimeout(30_000 * patience);
  const thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  const start = performance.now();
  try {
    await check({ page, context, browser, address, expect });
    expect.deepEqual(thrown, [], "the page threw");
    passed++;
    console.log(`✓ ${name}: ${title} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    if (error.name === "TimeoutError" && !isLast) late.push({ ...one, isLast: true });
    else failed++;
    console.error(`✗ ${name}: ${title}\n  ${error.stack ?? error}`);
  }
  if (isOwn) await context.close();
  else await emptied(page);
}

/** The page is closed, and what its address has stored is forgotten. */
async function emptied(page) {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url() === "about:blank" ? address : page.url());
  await session.send("Storage.clearDataForOrigin", {
    origin,
    storageTypes: "local_storage,indexeddb",
  });
  await page.close();
}

/** The checks of all files, those that take longest first. */
async function checksOf(names) {
  const longest = ["digits", "edited", "race", "course", "axe"];
  const place = (name) => (longest.indexOf(name) + longest.length + 1) % (longest.length + 1);
  const all = [];
  for (const file of names) {
    const {
      checks,
      slow = false,
      fresh = false,
    } = await import(pathToFileURL(join(folder, file)).href);
    if (slow && chosen.length === 0) continue; // takes its time, and wants the machine to itself
    const name = file.replace(".mjs", "");
    for (const [title, check] of Object.entries(checks))
      if (isChosen(`${name}: ${title}`)) all.push({ name, title, check, fresh });
  }
  return all.sort((a, b) => place(a.name) - place(b.name));
}

try {
  const queue = await checksOf(files);
  await Promise.all(Array.from({ length: 3 }, () => lane(queue))); // much of a check is waiting
  if (late.length > 0) console.log(`Once more, alone: ${late.length}`);
  await lane(late);
} finally {
  stop();
  await browser.close();
}
console.log(`${passed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
