/** The shell: theme, find box, keyboard, storage that is damaged or full, what is not there, a plain file server. */
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { root } from "../setup.mjs";
import { verdictOf } from "./walk.mjs";

const progress = (page) => page.evaluate(() => localStorage.getItem("gradus:progress"));

/** Where the focus is: its text, or what it is called. */
const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    return (e?.getAttribute("aria-label") ?? e?.textContent ?? "").trim();
  });

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** The site below /steps/, as the simplest of file servers gives it: no isolation, no redirects, its own 404 page. */
async function plainServer() {
  const site = join(root, "packages/studio/dist");
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = join(site, path.replace(/^\/steps\//, "/").replace(/\/$/, "/index.html"));
    const isThere =
      path.startsWith("/steps/") && statSync(file, { throwIfNoEntry: false })?.isFile();
    const sent = isThere ? file : join(site, "404.html");
    response.writeHead(isThere ? 200 : 404, {
      "content-type": types[extname(sent)] ?? "application/octet-stream",
    });
    createReadStream(sent).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/steps`,
    close: () => server.close(),
  };
}

export const checks = {
  "the theme is chosen, kept, and there before the first paint": async ({
    page,
    address,
    expect,
  }) => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`${address}/labs/`);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.click(".tool.theme"); // light
    await page.click(".tool.theme"); // dark
    expect.match(await page.textContent(".tool.theme"), /dark/);
    const dark = await ground();
    expect.notEqual(dark, light);
    await page.route("**/*.js", (route) => route.abort()); // no script of ours but the line in the head
    await page.reload();
    expect.equal(await ground(), dark);
  },
  "the find box opens with a key, finds by words, leads there, and closes": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/`);
    await page.keyboard.press("/");
    await page.fill(".find-box input", "against the wind");
    await page.waitForSelector(".find-box li");
    expect.match(await page.textContent(".find-box li"), /wind/i);
    await page.fill(".find-box input", "no such thing at all");
    await page.waitForSelector('.find-box:has-text("Nothing here has all of these words.")');
    await page.keyboard.press("Escape");
    expect.equal(await page.locator(".find-box").count(), 0);
    await page.keyboard.press("/");
    await page.fill(".find-box input", "against the wind");
    await page.waitForSelector(".find-box li");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /lab.04.windy-gridworld/.test(location.pathname));
  },
  "by keyboard alone: skip link, then tabs in reading order, a step opened, a lab run": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/`);
    await page.keyboard.press("Tab");
    expect.equal(await focused(page), "Skip to the page");
    const seen = await page.evaluate(() => document.activeElement.getBoundingClientRect().top);
    expect.ok(seen >= 0, "the skip link is seen when it has the focus");
    await page.keyboard.press("Enter");
    expect.equal(await page.evaluate(() => document.activeElement?.id), "main");
    await page.reload();
    const order = [];
    for (let i = 0; i < 9; i++) {
      await page.keyboard.press("Tab");
      order.push(await focused(page));
    }
    expect.deepEqual(order.slice(1, 7), [
      "Gradus",
      "Path",
      "Labs",
      "Exercises",
      "Runs",
      "Reference",
    ]);
    const step = page.locator("#step-04-sutton-barto h3 button");
    await step.focus();
    await page.keyboard.press("Enter");
    expect.equal(await step.getAttribute("aria-expanded"), "true");
    await page.goto(`${address}/lab/04/gridworld-random-policy/`);
    await page.locator(".lab").focus();
    await page.keyboard.press(" ");
    await page.waitForSelector(".verdict .says", { timeout: 30_000 });
    await page.keyboard.press("?");
    await page.waitForSelector(".keys");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".keys", { state: "detached" });
  },
  "the editor is left with Escape, then Tab": async ({ page, address, expect }) => {
    await page.goto(`${address}/exercise/04/td0/`);
    await page.click(".cm-content");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () => document.activeElement?.closest(".cm-editor") !== null,
    );
    expect.equal(inside, false);
  },
  "what is focused is never hidden, and always outlined": async ({ page, address, expect }) => {
    for (const route of ["", "lab/04/testbed/", "06-deep-rl-bootcamp/a-step-you-can-trust/"]) {
      await page.goto(`${address}/${route}`);
      await page.waitForTimeout(200);
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate(() => {
          const e = document.activeElement;
          if (e === null || e === document.body) return undefined;
          const { left, top, width, height } = e.getBoundingClientRect();
          const style = getComputedStyle(e);
          const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
          const inBar = e.closest(".bar") !== null;
          return {
            what: e.outerHTML.slice(0, 120),
            outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
            seen: left + width > 0 && top + height > (inBar ? 0 : bar) && top < innerHeight,
          };
        });
        if (found === undefined) continue;
        expect.ok(found.outlined, `no outline: ${found.what}`);
        expect.ok(found.seen, `out of sight: ${found.what}`);
      }
    }
  },
  "progress that cannot be read is kept, told, and offered as a file": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/labs/`);
    await page.evaluate(() => localStorage.setItem("gradus:progress", "{damaged"));
    await page.goto(`${address}/`);
    await page.waitForSelector(".trouble");
    expect.match(await page.textContent(".trouble"), /could not be read.*Nothing was deleted/s);
    const [file] = await Promise.all([page.waitForEvent("download"), page.click(".trouble a")]);
    const stream = await file.createReadStream();
    let text = "";
    for await (const part of stream) text += part;
    expect.equal(text, "{damaged");
    expect.equal(
      await page.evaluate(() => localStorage.getItem("gradus:progress:unreadable")),
      "{damaged",
    );
    await page.click(".trouble button");
    expect.equal(await page.locator(".trouble").count(), 0);
  },
  "a full storage is told; the page goes on, and the progress is offered as a file": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/lab/04/gridworld-random-policy/`);
    await page.evaluate(() => {
      for (let size = 1 << 22; size >= 1; size >>= 1) {
        try {
          for (let i = 0; ; i++) localStorage.setItem(`filler-${size}-${i}`, "x".repeat(size));
        } catch {
          // this size does not fit any more
        }
      }
    });
    expect.match(await verdictOf(page, ".lab"), /Reproduced\./);
    await page.waitForSelector(".trouble");
    expect.match(await page.textContent(".trouble"), /storage is full/);
    const kept = await page.getAttribute(".trouble a", "href");
    expect.match(decodeURIComponent(kept), /04\/gridworld-random-policy/);
    await page.goto(`${address}/exercise/04/td0/`); // and an editor still opens
    await page.waitForSelector(".cm-content");
  },
  "progress goes out as a file and comes back from it": async ({ page, address, expect }) => {
    await page.goto(`${address}/labs/`);
    const saved = JSON.stringify({
      version: 1,
      lessons: {},
      labs: { "04/testbed": "2026-11-25" },
      exercises: {},
      known: {},
    });
    const give = (name, text) =>
      page.setInputFiles(".restore", {
        name,
        mimeType: "application/json",
        buffer: Buffer.from(text),
      });
    await give("other.json", "[1]");
    await page.waitForSelector('.footer:has-text("This file holds no progress of Gradus.")');
    expect.equal(await progress(page), null, "nothing was replaced");
    await give("gradus-progress.json", saved);
    await page.waitForSelector('.footer:has-text("Your progress is back.")');
    await page.waitForSelector(".state.done");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.click('.footer button:has-text("Save")'),
    ]);
    let text = "";
    for await (const part of await file.createReadStream()) text += part;
    expect.deepEqual(JSON.parse(text), JSON.parse(saved));
  },
  "what is not there is told, in the studio's own dress, at any depth": async ({
    page,
    address,
    expect,
  }) => {
    for (const route of ["no-such-page", "lab/04/no-such-lab/", "a/b/c/d"]) {
      const answer = await page.goto(`${address}/${route}`);
      expect.equal(answer.status(), 404);
      expect.equal(await page.textContent("h1"), "This page is not there");
      await page.waitForFunction(() =>
        getComputedStyle(document.querySelector("h1")).fontFamily.includes("Source Serif"),
      );
      await page.waitForFunction(
        () => document.querySelector(".lead a") !== null && document.querySelector("base") !== null,
      );
    }
    await page.waitForTimeout(300);
    await page.click(".lead a");
    await page.waitForSelector(".flight");
    expect.equal(new URL(page.url()).pathname, "/");
  },
  "Back leads to the line where one was": async ({ page, address, expect }) => {
    await page.goto(`${address}/labs/`);
    await page.waitForTimeout(200);
    const link = page.locator("table.list a").nth(40);
    await link.scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    const before = await page.evaluate(() => scrollY);
    expect.ok(before > 300, `scrolled to ${before}`);
    await link.click();
    await page.waitForSelector(".lab-page");
    expect.equal(await page.evaluate(() => scrollY), 0);
    await page.goBack();
    await page.waitForSelector("table.list");
    await page.waitForFunction((y) => Math.abs(scrollY - y) < 4, before);
  },
  "the site works from a plain file server, in a folder of it, without isolation": async ({
    page,
    expect,
  }) => {
    const plain = await plainServer();
    try {
      await page.goto(`${plain.address}/`);
      expect.equal(await page.evaluate(() => crossOriginIsolated), false);
      await page.click(".bar nav a:has-text('Labs')");
      await page.waitForSelector("table.list");
      await page.click('a[href$="lab/04/gridworld-random-policy/"]');
      await page.waitForSelector(".lab-page .lab");
      expect.match(await verdictOf(page, ".lab"), /Reproduced\./);
      await page.goto(`${plain.address}/runs/`);
      await page.waitForSelector('main:has-text("plain file server")');
      await page.goto(`${plain.address}/exercise/04/td0/`);
      await page.waitForSelector(".cm-content");
      await page.keyboard.press("Control+Enter");
      await page.click('.checks button:has-text("Check")');
      await page.waitForSelector(".failure", { timeout: 40_000 });
      await page.goto(`${plain.address}/no/such/page/`);
      await page.waitForSelector("base", { state: "attached" });
      await page.waitForTimeout(300);
      await page.click(".lead a");
      await page.waitForSelector(".flight");
    } finally {
      plain.close();
    }
  },
};
