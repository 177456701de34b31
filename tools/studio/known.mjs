/** "I already know this": three exercises passed make a station known, in this browser. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exercises } from "@gradus/course";
import { root } from "../setup.mjs";

const station = "04-sutton-barto";
const article = `article[id="${station}"]`;

const three = (page) =>
  page.$$eval(`${article} li a`, (links) =>
    links.map((a) => /exercise\/(.+?)\/?$/.exec(a.getAttribute("href"))[1]),
  );

export const checks = {
  "two of three are not enough; the third, solved in the editor, makes the station known": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/known/`);
    const ids = await three(page);
    expect.equal(new Set(ids).size, 3);
    const ladder = exercises.map((e) => e.id).filter((id) => id.startsWith("04/"));
    const at = ids.map((id) => ladder.indexOf(id) / ladder.length);
    expect.ok(at[0] < 0.34 && at[1] > 0.3 && at[1] < 0.7 && at[2] > 0.66, `spread: ${at}`);
    const now = new Date().toISOString();
    await page.evaluate(
      ([passed, when]) => {
        localStorage.setItem(
          "gradus:progress",
          JSON.stringify({
            version: 1,
            lessons: {},
            labs: {},
            exercises: Object.fromEntries(passed.map((id) => [id, when])),
            known: {},
          }),
        );
      },
      [ids.slice(1), now],
    );
    await page.reload();
    await page.waitForSelector(`${article} :text("2 of 3 passed")`);
    const known = () =>
      page.evaluate(() => JSON.parse(localStorage.getItem("gradus:progress")).known);
    expect.deepEqual(await known(), {});
    await page.click(`${article} li:first-child a`);
    await page.waitForSelector(".cm-content");
    const { folder } = exercises.find((e) => e.id === ids[0]);
    const solution = readFileSync(
      join(root, "packages/course/stations", folder, "reference.ts"),
      "utf8",
    );
    await page.click(".cm-content");
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(solution);
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".passed", { timeout: 40_000 });
    await page.waitForFunction(
      () => JSON.parse(localStorage.getItem("gradus:progress")).known["04-sutton-barto"],
    );
    await page.click('a:has-text("The other two")');
    await page.waitForSelector(`${article} :text("Known.")`);
    await page.click('nav a:has-text("Path")');
    await page.waitForSelector(`#step-${station}[data-state="done"]`);
    expect.match(await page.textContent(`#step-${station} .where`), /known/);
  },
  "three others are drawn, kept over a reload, and the mark can be taken off": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/known/`);
    const before = await three(page);
    await page.click(`${article} button:has-text("Draw three others")`);
    const after = await three(page);
    expect.ok(
      after.every((id) => !before.includes(id)),
      `${after} again`,
    );
    await page.reload();
    await page.waitForFunction(
      ([selector, id]) => document.querySelector(selector)?.getAttribute("href")?.includes(id),
      [`${article} li a`, after[0]],
    );
    expect.deepEqual(await three(page), after);
    await page.evaluate((ids) => {
      const when = "2026-01-01T00:00:00.000Z";
      localStorage.setItem(
        "gradus:progress",
        JSON.stringify({
          version: 1,
          lessons: {},
          labs: {},
          exercises: Object.fromEntries(ids.map((id) => [id, when])),
          known: {},
        }),
      );
    }, after);
    await page.reload();
    await page.click(`${article} button:has-text("Take the mark off")`);
    await page.waitForSelector(`${article} :text("0 of 3 passed")`); // three others: the mark does not come back by itself
  },
};
