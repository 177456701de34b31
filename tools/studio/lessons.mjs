/**
 * Every lesson, wide and on a phone: headings in order, formulas that fit, notes beside or after their text; and in the first two of each
 * station nothing that axe calls serious. All lessons are shown to axe by `node tools/studio.mjs lessons`, which takes a minute more.
 */
import { lessonsOfPath } from "../../packages/studio/build/content.mjs";
import { axe, complaints } from "./axe.mjs";

/** What is wrong with the layout of the lesson that is shown. */
const layout = (hasMargin) => {
  const faults = [];
  const text = (element) => element.textContent.trim().slice(0, 40);
  const levels = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")]
    .filter((h) => !h.closest(".rail"))
    .map((h) => Number(h.tagName[1]));
  if (levels[0] !== 1 || levels.filter((n) => n === 1).length !== 1)
    faults.push("not one h1 first");
  levels.forEach((n, i) => {
    if (i > 0 && n > levels[i - 1] + 1) faults.push(`h${n} follows h${levels[i - 1]}`);
  });
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} px wide`);
  for (const formula of document.querySelectorAll(".text .katex-display, .text .source pre"))
    if (formula.scrollWidth > formula.clientWidth + 1)
      faults.push(`it scrolls sideways: ${text(formula)}`);
  for (const beside of document.querySelectorAll(".beside")) {
    const [note] = beside.querySelectorAll(":scope > .note");
    const first = beside.querySelector(":scope > :not(.note)");
    const last = [...beside.querySelectorAll(":scope > :not(.note)")].at(-1);
    const [n, f, l] = [note, first, last].map((e) => e.getBoundingClientRect());
    if (hasMargin && n.left < f.right) faults.push(`not in the margin: ${text(note)}`);
    if (!hasMargin && n.top < l.bottom - 1) faults.push(`before its text: ${text(note)}`);
  }
  return faults;
};

/** Light and wide, or dark and on a phone. */
const views = [
  { colorScheme: "light", width: 1440, height: 900, hasMargin: true },
  { colorScheme: "dark", width: 390, height: 844, hasMargin: false },
];

async function show(page, { colorScheme, width, height }) {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height });
  await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 50))));
}

const isAsked = process.argv.slice(2).some((word) => word.startsWith("lessons"));
const shownToAxe = isAsked ? Number.POSITIVE_INFINITY : 2;

export const checks = {
  "a formula that is too wide and a note before its text are noticed": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/01-nielsen/confidently-wrong/`);
    await page.waitForSelector(".text");
    await show(page, views[1]);
    await page.addStyleTag({
      content:
        ".katex-display > .katex { white-space: nowrap !important } .beside > .note { order: -1 !important }",
    });
    const faults = (await page.evaluate(layout, false)).join("\n");
    expect.match(faults, /it scrolls sideways/);
    expect.match(faults, /before its text/);
  },
  ...Object.fromEntries(
    lessonsOfPath().map(({ station, routes }) => [
      `${routes.length} lessons of ${station}: headings, formulas, notes, wide and on a phone; axe for ${Math.min(routes.length, shownToAxe)}`,
      async ({ page, address, expect }) => {
        for (const [i, route] of routes.entries()) {
          await page.goto(`${address}/${route}/`);
          await page.waitForSelector(".text");
          await page.evaluate(() => document.fonts.ready);
          if (i < shownToAxe) await page.evaluate(axe);
          for (const [j, view] of views.entries()) {
            await show(page, view);
            const where = `${route}, ${view.width} px`;
            expect.deepEqual(await page.evaluate(layout, view.hasMargin), [], where);
            if (i < shownToAxe && i % 2 === j) expect.deepEqual(await complaints(page), [], where); // each theme and width in turn
          }
        }
      },
    ]),
  ),
};
