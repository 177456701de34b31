/** Nothing that axe calls serious, on the main pages, light and dark, on a desktop and on a phone. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../setup.mjs";

const require = createRequire(join(root, "packages/studio/package.json"));
export const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Every kind of page, with what must have happened before it is looked at. */
const pages = [
  ["", (page) => page.waitForSelector(".flight")],
  ["04-sutton-barto/what-it-costs-to-find-out/", (page) => page.waitForSelector(".text .lab")],
  ["01-nielsen/", (page) => page.waitForSelector("table.list")],
  ["labs/", (page) => page.waitForSelector("table.list")],
  [
    "lab/04/gridworld-random-policy/",
    async (page) => {
      await page.click('button[aria-label="Run"]');
      await page.waitForSelector(".verdict .says", { timeout: 40_000 });
    },
  ],
  [
    "lab/01/two-layer-digits/",
    async (page) => {
      await page.click('button[aria-label="Run"]');
      await page.waitForSelector(".verdict .says, .verdict .numbers", { timeout: 120_000 });
      await page.click(".pad-controls .button:not(:disabled)"); // a test digit
      await page.waitForSelector(".hidden-neurons");
    },
  ],
  ["01-nielsen/whose-fault-was-it/", (page) => page.waitForSelector(".text .source")],
  ["lab/04/windy-gridworld/#code", (page) => page.waitForSelector(".race .cm-content")],
  [
    "exercise/04/td0/",
    async (page) => {
      await page.waitForSelector(".cm-content");
      await page.click('.checks button:has-text("Check")');
      await page.waitForSelector(".failure", { timeout: 40_000 });
      await page.click('button:has-text("Show the first hint")');
    },
  ],
  ["runs/", (page) => page.waitForSelector('.catalogue :has-text("runs")')],
  ["reference/algorithms/ppo/", (page) => page.waitForSelector(".knob-table")],
  ["known/", (page) => page.waitForSelector("h2")],
  [
    "exercises/",
    async (page) => {
      await page.keyboard.press("/");
      await page.fill(".find-box input", "td");
      await page.waitForSelector(".find-box li");
    },
  ],
  [
    "no-such-page",
    async (page) => {
      await page.waitForSelector("base", { state: "attached" });
      await page.waitForFunction(() => document.fonts.size > 0);
      await page.keyboard.press("?");
    },
  ],
];

/** Two of the four for each page, in turn: each shows both themes and both widths, and together they show all pairs. */
const views = [
  [
    ["light", 1280, 900],
    ["dark", 390, 844],
  ],
  [
    ["dark", 1280, 900],
    ["light", 390, 844],
  ],
];

/** What is serious, in a line each: rule, how often, the first place. */
export async function complaints(page) {
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ["violations"] }),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 160)}`);
}

export const checks = {
  "axe notices a button without a name": async ({ page, address, expect }) => {
    await page.goto(`${address}/labs/`);
    await page.evaluate(axe);
    await page.evaluate(() =>
      document.querySelector("main").append(document.createElement("button")),
    );
    expect.match((await complaints(page)).join(), /^button-name/);
  },
  ...Object.fromEntries(
    pages.map(([route, ready], i) => [
      `nothing serious: /${route}`,
      async ({ page, address, expect }) => {
        await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
        await page.goto(`${address}/${route}`);
        await ready(page);
        await page.evaluate(axe);
        for (const [colorScheme, width, height] of views[i % 2]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await page.setViewportSize({ width, height });
          await page.evaluate(
            () => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 50))),
          );
          expect.deepEqual(await complaints(page), [], `${colorScheme}, ${width} px`);
        }
      },
    ]),
  ),
};
