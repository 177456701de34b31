/** The code pane: the real source, edited, trains beside the original on the same seeds. */

async function opened(page, address, lab) {
  await page.goto(`${address}/lab/${lab}/#code`);
  await page.waitForSelector(".race .cm-content");
}

const finished = (page, n) =>
  page.waitForFunction((k) => document.querySelectorAll(".race-view > .lead").length >= k, n, {
    timeout: 60_000,
  });

export const checks = {
  "original and edited run side by side; an edit that changes nothing gives the same numbers":
    async ({ page, address, expect }) => {
      await opened(page, address, "04/windy-gridworld");
      await page.click('.race [role="tab"]:has-text("windy-gridworld.ts")');
      await page.waitForFunction(() =>
        document.querySelector(".cm-content")?.textContent?.includes("Example 6.5"),
      );
      await page.click(".race .cm-content");
      await page.keyboard.press("Control+Home");
      await page.keyboard.insertText("// nothing changed but this line\n");
      await page.waitForFunction(() => document.querySelector(".tab em")?.textContent === "edited");
      expect.match(await page.textContent(".race-foot"), /1 line added/);
      await page.click('button[aria-label="Run"]');
      await finished(page, 1);
      await page.waitForFunction(
        () => /Edited:/.test(document.querySelector(".race-view > .lead")?.textContent ?? ""),
        null,
        { timeout: 60_000 },
      );
      const said = await page.textContent(".race-view > .lead");
      const [, original, edited] = /Original: (.*?)\. Edited: (.*?)\. Known/.exec(said);
      expect.equal(edited, original);
    },
  "an edit of the world changes what is measured": async ({ page, address, expect }) => {
    await opened(page, address, "04/windy-gridworld");
    await page.waitForFunction(() =>
      document.querySelector(".cm-content")?.textContent?.includes("const ROWS = 7"),
    );
    await page.evaluate(() => {
      // the editor's own text is replaced as typing would
      document.querySelector(".cm-content").focus();
    });
    const text = await page.evaluate(
      async () =>
        (await (await fetch("../../../sources.json")).json())["gradus/envs/book/windyGrid.js"],
    );
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      text.replace("[0, 0, 0, 1, 1, 1, 2, 2, 1, 0]", "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"),
    );
    await page.click('button[aria-label="Run"]');
    await page.waitForFunction(
      () => /Edited:/.test(document.querySelector(".race-view > .lead")?.textContent ?? ""),
      null,
      { timeout: 60_000 },
    );
    const said = await page.textContent(".race-view > .lead");
    const [, original, edited] = /Original: (.*?)\. Edited: (.*?)\. Known/.exec(said);
    expect.notEqual(edited, original, "without wind more episodes are finished");
  },
  "a type error is told under the code, with its name": async ({ page, address, expect }) => {
    await opened(page, address, "04/windy-gridworld");
    await page.waitForFunction(() =>
      document.querySelector(".cm-content")?.textContent?.includes("const ROWS = 7"),
    );
    await page.click(".race .cm-content");
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText('\nexport const wrong: number = "text";\n');
    await page.waitForFunction(
      () => /type error/.test(document.querySelector(".race-foot")?.textContent ?? ""),
      null,
      { timeout: 60_000 },
    );
    expect.match(await page.textContent(".race-foot"), /not assignable to type 'number'/);
  },
  "a link brings back settings and edits": async ({ page, address, expect }) => {
    await page.goto(`${address}/lab/04/windy-gridworld/#code`);
    await page.waitForFunction(() =>
      document.querySelector(".cm-content")?.textContent?.includes("const ROWS = 7"),
    );
    await page.click(".race .cm-content");
    await page.keyboard.press("Control+Home");
    await page.keyboard.insertText("// mine\n");
    await page.evaluate(() => {
      navigator.clipboard.writeText = (text) => {
        window.copied = text;
        return Promise.resolve();
      };
    });
    await page.click(".copy-link");
    await page.waitForFunction(() => window.copied !== undefined);
    const url = await page.evaluate(() => window.copied);
    await page.goto("about:blank");
    await page.goto(url);
    await page.waitForFunction(() =>
      document.querySelector(".cm-content")?.textContent?.startsWith("// mine"),
    );
    expect.match(await page.textContent(".race-foot"), /1 line added/);
    await page.goto("about:blank");
    await page.goto(`${url.slice(0, -20)}`);
    await page.waitForSelector('[role="alert"]');
    expect.match(await page.textContent('[role="alert"]'), /damaged or was cut short/);
  },
};
