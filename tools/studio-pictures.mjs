/**
 * The pictures of docs/studio.md, made anew: `node tools/studio-pictures.mjs` after the studio has been built. What is drawn in them
 * has been run in the page: a lab in a lesson, a lab, an exercise with a mistake that is named.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { launched } from "./chromium.mjs";
import { bestNode, root } from "./setup.mjs";

const patient = { timeout: 240_000 };
const desk = { width: 1280, height: 800 };

/** Runs the lab on the page, and waits for what it says in the end. */
async function run(page, lab = ".lab") {
  await page.locator(`${lab} button[aria-label="Run"]`).first().click();
  await page.waitForSelector(`${lab} .verdict .says`, patient);
}

const wrongTd0 = `interface Step {
  readonly S: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
}

export function td0(V: number[], { S, R, next }: Step, alpha: number, gamma: number): void {
  V[S] += alpha * (R + gamma * V[next] - V[S]);
}
`;

const toTop = (page, selector, above) =>
  page.evaluate(
    ([what, space]) =>
      scrollBy(0, document.querySelector(what).getBoundingClientRect().top - space),
    [selector, above],
  );

const pictures = {
  path: { route: "", view: { width: 1280, height: 1060 }, make: () => undefined },
  lesson: {
    route: "04-sutton-barto/what-it-costs-to-find-out/",
    view: desk,
    async make(page) {
      await page.waitForSelector(".text .lab");
      await run(page, ".text .lab");
      await toTop(page, ".text .lab", 330);
    },
  },
  lab: {
    route: "lab/04/cliff-walking/",
    view: desk,
    async make(page) {
      await run(page);
      await toTop(page, ".lab", 72); // down to the verdict
    },
  },
  exercise: {
    route: "exercise/04/td0/",
    view: desk,
    async make(page) {
      await page.waitForSelector(".cm-content");
      await page.click(".cm-content");
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(wrongTd0);
      await page.click('.checks button:has-text("Check")');
      await page.waitForSelector(".failure", patient);
      await page.evaluate(() => document.activeElement.blur());
    },
  },
  phone: {
    route: "04-sutton-barto/what-it-costs-to-find-out/",
    view: { width: 390, height: 844 },
    make: () => undefined,
  },
};

const child = spawn(
  bestNode(),
  [join(root, "packages/cli/bin/gradus.js"), "studio", "--port", "0", "--no-open", "--json"],
  { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
);
let address;
for await (const line of createInterface({ input: child.stdout })) {
  const said = JSON.parse(line);
  if (said.event !== "listening") continue;
  address = said.address;
  break;
}
const browser = await launched();
const chosen = process.argv.slice(2);
for (const [name, { route, view, make }] of Object.entries(pictures)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const context = await browser.newContext({ viewport: view, colorScheme: "light" });
  const page = await context.newPage();
  page.setDefaultTimeout(patient.timeout);
  await page.goto(`${address}/${route}`);
  await make(page);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(600); // fonts, and plots that are drawn in the new colours
    const path = join(root, `docs/studio/${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    console.log(path.slice(root.length));
  }
  await context.close();
}
await browser.close();
child.kill();
