/** A learner's way through the studio: the path, every lesson of a station, a lab of each station to its verdict, progress kept. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { labs } from "@gradus/course";
import { root } from "../setup.mjs";

/** The quickest lab of each station, in order. */
const stations = [...new Set(labs.map(({ id }) => id.slice(0, 2)))];
export const quickest = stations.map(
  (number) =>
    labs
      .filter(({ id }) => id.startsWith(number))
      .reduce((a, b) => (b.quick.seconds < a.quick.seconds ? b : a)).id,
);

/** Presses Run in the lab that has this place, and waits for what the verdict says. */
export async function verdictOf(page, lab) {
  await page.locator(`${lab} button[aria-label="Run"]`).click();
  const verdict = page.locator(`${lab} .verdict`);
  await verdict.locator(".says, .stopped").first().waitFor({ timeout: 60_000 });
  return verdict.textContent();
}

const titled = (page, title) =>
  page.waitForFunction((t) => document.querySelector("h1")?.textContent === t, title);

const pageOf = async (page, address) => (await page.request.get(`${address}page.json`)).json();

export const checks = {
  "from the path through every lesson of station 1, each marked as read": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/`);
    const { stations } = await pageOf(page, `${address}/`);
    const [{ lessons }] = stations;
    expect.ok(lessons.length >= 2, "station 1 has lessons");
    await page.click("#step-01-nielsen .button.primary");
    for (const [i, lesson] of lessons.entries()) {
      await titled(page, lesson.title);
      expect.equal(await page.evaluate(() => document.activeElement?.id), "main", "focus follows");
      expect.equal(await page.title(), `${lesson.title} · Gradus`);
      const { labs: shown } = await pageOf(page, page.url());
      expect.equal(
        await page.locator(".text .lab").count(),
        shown.length,
        "labs stand in the text",
      );
      expect.equal(await page.locator(".text .katex-error").count(), 0);
      await page.click(".onward .button");
      if (i === 0) {
        await titled(page, lessons[1].title);
        await page.goBack();
        await titled(page, lesson.title);
        await page.goForward();
      }
    }
    await page.waitForSelector(".views"); // the station's own page
    expect.match(
      await page.textContent(".rail .sums"),
      new RegExp(`${lessons.length} of ${lessons.length} lessons`),
    );
    // what was read is known after a reload, and the path says so
    await page.goto(`${address}/`);
    await page.waitForSelector(
      '#step-01-nielsen[data-state="partly"], #step-01-nielsen[data-state="done"]',
    );
  },
  [`a lab of each station runs to its verdict: ${quickest.join(", ")}`]: async ({
    page,
    address,
    expect,
  }) => {
    for (const id of quickest) {
      await page.goto(`${address}/lab/${id}/`);
      expect.match(await verdictOf(page, ".lab-page .lab"), /Reproduced\./, id);
    }
    const kept = await page.evaluate(
      () => JSON.parse(localStorage.getItem("gradus:progress")).labs,
    );
    expect.deepEqual(Object.keys(kept).sort(), [...quickest].sort());
    await page.goto(`${address}/labs/`);
    await page.waitForSelector(".state.done");
    expect.equal(await page.locator(".state.done").count(), quickest.length);
  },
  "a lab runs in the text of a lesson, and its state is told to people who do not see it": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/04-sutton-barto/what-it-costs-to-find-out/`);
    await page.waitForSelector(".text .lab");
    const live = page.locator(".text .lab .lab-state").first();
    expect.equal(await live.getAttribute("aria-live"), "polite");
    await verdictOf(page, '[data-lab="04/testbed"]');
    expect.match(await live.textContent(), /finished in/);
    expect.match(
      await page.locator(".text .lab [role=img]").first().getAttribute("aria-label"),
      /\d/,
      "the plot says its numbers",
    );
  },
  "settings changed after a run are told, and undone": async ({ page, address, expect }) => {
    await page.goto(`${address}/lab/04/testbed/`);
    await verdictOf(page, ".lab");
    const knob = page.locator('.knobs input[type="range"]').first();
    const before = await knob.getAttribute("aria-valuetext");
    await knob.focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForFunction(() =>
      /These curves belong to/.test(document.querySelector(".verdict")?.textContent ?? ""),
    );
    await page.click('.verdict button:has-text("Undo")');
    expect.equal(await knob.getAttribute("aria-valuetext"), before);
    expect.match(await page.textContent(".verdict"), /Reproduced|Not reproduced/);
  },
  "hints come one at a time, a draft survives a reload, and a passed exercise is marked": async ({
    page,
    address,
    expect,
  }) => {
    const code = readFileSync(
      join(
        root,
        "packages/course/stations/04-sutton-barto/exercises/01-incremental-mean/reference.ts",
      ),
      "utf8",
    );
    await page.goto(`${address}/exercise/04/incremental-mean/`);
    await page.waitForSelector(".cm-content");
    await page.focus(".statement a");
    await page.keyboard.press("h");
    expect.equal(await page.locator(".hints > li:not(.next)").count(), 1);
    await page.click(".cm-content");
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(`${code}// mine\n`);
    await page.reload();
    await page.waitForFunction(() =>
      /\/\/ mine/.test(document.querySelector(".cm-content")?.textContent ?? ""),
    );
    await page.click('.checks button:has-text("Check")');
    await page.waitForSelector(".failure, .passed", { timeout: 40_000 });
    expect.match(await page.textContent(".failure, .passed"), /Every case passes/);
    await page.goto(`${address}/exercises/`);
    await page.waitForSelector('tr:has(a[href*="04/incremental-mean"]) .state.done');
  },
};
