/** Same seed, same bits, for the same kernel build: in Node 24, in Node 20 and in headless Chromium, and on every machine. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { beforeAll, expect, test } from "vitest";
import { bestNode, userNode, versionOf } from "./setup.mjs";

type Hashes = Record<string, Record<string, string>>;

const here = fileURLToPath(new URL(".", import.meta.url));
/** Renew it with `npx vitest run tools/determinism -u`. */
const fixture = join(here, "fixtures/determinism.json");

const browsers = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const browserPath = browsers.find((path) => path !== "" && existsSync(path));

/** The script as one text that runs anywhere and leaves its results in a global. */
let script = "";
beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: join(here, "determinism.ts"), formats: ["iife"], name: "gradusDeterminism" },
    },
  });
  const [{ output }] = result as { output: { code: string }[] }[];
  script = output[0].code;
});

function inNode(node: string): Hashes {
  const folder = mkdtempSync(join(tmpdir(), "gradus-"));
  try {
    const file = join(folder, "determinism.cjs");
    writeFileSync(
      file,
      `${script}\nconsole.log(JSON.stringify(gradusDeterminism.determinism()));\n`,
    );
    return JSON.parse(execFileSync(node, [file], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inChromium(): Promise<Hashes> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : []; // Chromium refuses its sandbox to root
  const browser = await chromium.launch({ executablePath: browserPath as string, args: sandbox });
  try {
    const page = await browser.newPage();
    return JSON.parse(
      await page.evaluate(`${script}\nJSON.stringify(gradusDeterminism.determinism())`),
    );
  } finally {
    await browser.close();
  }
}

/** Results of the builds that every machine computes alike; a fused multiply-add exists only where the processor has it. */
const portable = (h: Hashes): Hashes =>
  Object.fromEntries(Object.entries(h).filter(([name]) => !name.includes("relaxed")));
const fused = (h: Hashes): Hashes =>
  Object.fromEntries(Object.entries(h).filter(([name]) => name.includes("relaxed")));

const text = (h: Hashes): string => `${JSON.stringify(h, null, 2)}\n`;

const nodes = [
  ...new Map([userNode(), bestNode()].map((node) => [versionOf(node)[0], node])).entries(),
];
const found = new Map<string, Hashes>();

test.each(nodes)(
  "Node %i gives the bits that are on record, js and baseline build",
  async (major, node) => {
    const hashes = inNode(node as string);
    found.set(`Node ${major}`, hashes);
    await expect(text(portable(hashes))).toMatchFileSnapshot(fixture);
  },
);

test.runIf(browserPath !== undefined)(
  "Chromium gives the same, and the fused build's bits are those of Node on this machine",
  async () => {
    const hashes = await inChromium();
    await expect(text(portable(hashes))).toMatchFileSnapshot(fixture);
    for (const [where, other] of found) {
      for (const [name, subjects] of Object.entries(fused(other))) {
        if (name in hashes) expect(hashes[name], `${name} in ${where}`).toEqual(subjects);
      }
    }
  },
);

test("the builds differ from each other, and every subject from every other", () => {
  const all = Object.values(JSON.parse(readFileSync(fixture, "utf8")) as Hashes).flatMap(
    (subjects) => Object.values(subjects),
  );
  expect(new Set(all).size).toBeGreaterThanOrEqual(all.length - 2); // uniform draws may agree
});
