/** Numbers that docs/studio.md states: weight, first paint, stillness, narrow screens, calm, forced colours, small type. */
import { gzipSync } from "node:zlib";

const lesson = "06-deep-rl-bootcamp/a-step-you-can-trust/";
const main = [
  "",
  lesson,
  "01-nielsen/",
  "labs/",
  "lab/04/windy-gridworld/",
  "exercises/",
  "exercise/04/td0/",
  "runs/",
  "reference/settings/",
  "reference/algorithms/ppo/",
  "known/",
];

/** Scrolls to the end, as a reader would, a screen at a time. */
const readThrough = (page) =>
  page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
      scrollTo(0, y);
      await new Promise((r) => setTimeout(r, 40));
    }
  });

/** Paint and weight are those of a first visit. */
export const fresh = true;

export const checks = {
  "JavaScript of the first page: less than 200 kB, compressed": async ({
    page,
    address,
    expect,
  }) => {
    const scripts = [];
    page.on("response", (answer) => {
      if (/\.js(\?|$)/.test(answer.url())) scripts.push(answer.body());
    });
    await page.goto(`${address}/`, { waitUntil: "networkidle" });
    const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length);
    const kB = sizes.reduce((a, b) => a + b, 0) / 1000;
    console.log(`  ${kB.toFixed(0)} kB in ${sizes.length} files`);
    expect.ok(sizes.length > 0 && kB < 200, `${kB.toFixed(1)} kB in ${sizes.length} files`);
  },
  "first paint within a second, best of three": async ({ page, address, expect }) => {
    for (const route of ["", lesson]) {
      const paints = [];
      for (let i = 0; i < 3; i++) {
        await page.goto(`${address}/${route}`);
        await page.waitForFunction(
          () => performance.getEntriesByName("first-contentful-paint").length > 0,
        );
        paints.push(
          await page.evaluate(
            () => performance.getEntriesByName("first-contentful-paint")[0].startTime,
          ),
        );
      }
      console.log(`  /${route}: ${paints.map(Math.round).join(", ")} ms`);
      expect.ok(Math.min(...paints) < 1000, `/${route}: ${paints}`);
    }
  },
  "nothing jumps: layout shift below 0.02 while a page loads and is read": async ({
    browser,
    address,
    expect,
  }) => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      const context = await browser.newContext({ viewport });
      const page = await context.newPage();
      await page.addInitScript(() => {
        window.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            if (!entry.hadRecentInput) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      for (const route of ["", lesson, "lab/04/windy-gridworld/", "runs/"]) {
        await page.goto(`${address}/${route}`);
        await page.evaluate(() => document.fonts.ready);
        await page.waitForTimeout(300);
        await readThrough(page);
        const shift = await page.evaluate(() => window.shift);
        console.log(`  /${route} at ${viewport.width} px: ${shift.toFixed(4)}`);
        expect.ok(shift < 0.02, `/${route} at ${viewport.width} px: ${shift}`);
      }
      await context.close();
    }
  },
  "no page scrolls sideways: at 400 % of 1280 px, on a phone, on a tablet": async ({
    page,
    address,
    expect,
  }) => {
    for (const route of main) {
      await page.goto(`${address}/${route}`);
      for (const width of [320, 390, 820, 1100, 1440]) {
        await page.setViewportSize({ width, height: 640 });
        await page.evaluate(
          () => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 30))),
        );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect.ok(wide <= width, `/${route} is ${wide} px wide in ${width}`);
      }
    }
  },
  "no text below 12 px, formulas apart": async ({ page, address, expect }) => {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const route of ["", lesson, "lab/04/windy-gridworld/", "exercise/04/td0/", "labs/"]) {
        await page.goto(`${address}/${route}`);
        await page.waitForTimeout(200);
        const small = await page.evaluate(() => {
          const found = [];
          const walker = document.createTreeWalker(
            document.querySelector("#app"),
            NodeFilter.SHOW_TEXT,
          );
          while (walker.nextNode()) {
            const { parentElement: e, data } = walker.currentNode;
            if (data.trim() === "" || e.closest(".katex, svg, script, .visually-hidden")) continue;
            const size = parseFloat(getComputedStyle(e).fontSize);
            if (size < 11.99) found.push(`${size} px: ${data.trim().slice(0, 40)}`);
          }
          return found;
        });
        expect.deepEqual(small, [], `/${route}`);
      }
    }
  },
  "who wants no motion gets none": async ({ page, address, expect }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const route of ["", "lab/04/windy-gridworld/"]) {
      await page.goto(`${address}/${route}`);
      await page.waitForTimeout(200);
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .filter((e) => {
            const { transitionDuration: t, animationName: a } = getComputedStyle(e);
            return (a !== "none" && a !== "") || t.split(",").some((d) => parseFloat(d) > 0);
          })
          .map((e) => e.outerHTML.slice(0, 80)),
      );
      expect.deepEqual(moving, [], `/${route}`);
    }
  },
  "in forced colours the curves, the sliders and the steps are still there": async ({
    page,
    address,
    expect,
  }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto(`${address}/lab/04/testbed/`);
    await page.click('button[aria-label="Run"]');
    await page.waitForSelector(".verdict .says", { timeout: 40_000 });
    const [ground, means] = await page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      [...document.querySelectorAll(".plot path")]
        .map((e) => getComputedStyle(e))
        .filter((s) => parseFloat(s.strokeWidth) >= 2 && s.stroke !== "none")
        .map((s) => [s.stroke, s.strokeDasharray]),
    ]);
    expect.ok(means.length >= 2, "several curves");
    for (const [stroke] of means) expect.notEqual(stroke, ground);
    expect.equal(new Set(means.map(([, dash]) => dash)).size, means.length, "told apart by dash");
    const line = await page.evaluate(() => {
      const slider = document.querySelector('.knobs input[type="range"]');
      return getComputedStyle(slider).appearance;
    });
    expect.equal(line, "auto", "a slider is the system's own");
    await page.goto(`${address}/`);
    const step = await page.evaluate(
      () => getComputedStyle(document.querySelector(".step"), "::before").forcedColorAdjust,
    );
    expect.equal(step, "none", "the stairs keep their line");
  },
};
