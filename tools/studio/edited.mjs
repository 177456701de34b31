/** PPO without its clip, and runs that are forked: the code pane and the lab's own page. */

import { cpus, loadavg } from "node:os";

const lab = "07/ppo-cartpole";
const steps = 10_000;

/** Types a number into a knob. */
async function set(page, name, value) {
  const field = page.locator(`.knobs input[aria-label="${name}, typed"]`).first();
  await field.fill(String(value));
  await field.press("Enter");
}

const curves = (page, place) =>
  page.$$eval(`${place} .plot:first-of-type path.mean`, (paths) =>
    paths.map((p) => [p.getAttribute("d"), getComputedStyle(p).stroke]),
  );

const says = (page, text, timeout = 60_000) =>
  page.waitForFunction(
    (t) => new RegExp(t).test(document.querySelector("main")?.textContent ?? ""),
    text,
    { timeout },
  );

export const checks = {
  "PPO without its clip trains beside PPO, on the same seeds, within twenty seconds": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/lab/${lab}/#code`);
    await page.waitForSelector(".race .cm-content");
    await page.click('.race [role="tab"]:has-text("ppo.ts")');
    await page.waitForFunction(() =>
      document.querySelector(".cm-content")?.textContent?.includes("Proximal policy optimisation"),
    );
    const source = await page.evaluate(
      async () => (await (await fetch("../../../sources.json")).json())["gradus/agents/ppo.js"],
    );
    const clipped = "clippedSurrogate(ratio, A, clip).mean()";
    expect.ok(source.includes(clipped), "the line that clips is where it was");
    await page.click(".race .cm-content");
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      source.replace(clipped, "ratio.mul(A).mean()").replace("clippedSurrogate, ", ""),
    );
    await page.waitForFunction(
      () => /Types agree/.test(document.querySelector(".race-foot")?.textContent ?? ""),
      null,
      { timeout: 60_000 },
    );
    expect.match(await page.textContent(".race-foot"), /2 lines added, 2 removed/);
    await set(page, "steps", steps);
    const start = performance.now();
    await page.click('button[aria-label="Run"]');
    await says(page, "Edited: [^.]*\\d", 60_000);
    const seconds = (performance.now() - start) / 1000;
    const drawn = await curves(page, ".race-view");
    expect.equal(drawn.length, 2, "two curves");
    expect.ok(drawn.every(([d]) => d.length > 50));
    expect.notEqual(drawn[0][0], drawn[1][0], "without the clip it learns otherwise");
    expect.notEqual(drawn[0][1], drawn[1][1], "each in a colour of its own");
    expect.match(await page.textContent(".race-view"), /edited − original, paired by seed/);
    // twenty seconds of a machine that has nothing else to do
    const shared = Math.max(1, loadavg()[0] / cpus().length);
    expect.ok(seconds < 20 * shared, `both runs took ${seconds.toFixed(1)} s`);
  },
  "a fork goes on twice: before it one curve, after it two; unchanged, both are the same": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/lab/${lab}/`);
    await page.waitForSelector(".lab .knobs");
    await set(page, "steps", 12_000);
    await page.click('.lab button[aria-label="Run"]');
    await page.waitForSelector('.lab-tools button:has-text("Fork here")', { timeout: 30_000 });
    await page.waitForFunction(() =>
      /[2-6]\d %/.test(document.querySelector(".lab-state")?.textContent ?? ""),
    );
    await page.focus(".lab");
    await page.keyboard.press("f");
    await says(page, "Change a setting, then go on");
    expect.match(await page.textContent(".lab .plot"), /forked at/);
    expect.equal((await curves(page, ".lab")).length, 1);
    await page.click('button:has-text("Go on from the fork")');
    await says(page, "From the fork on with nothing changed: ");
    const said = await page.textContent(".fork-note");
    const [, before, after] =
      /As it was: (.*?)\. From the fork on with nothing changed: (.*?)\.T/.exec(said);
    expect.equal(after, before, "bit for bit");
    // and with another setting, from the same point
    await set(page, "clip", 0);
    await page.click('button:has-text("Go on with clip 0")');
    await page.waitForFunction(
      () =>
        /From the fork on with clip 0: /.test(document.querySelector(".fork-note")?.textContent),
      null,
      { timeout: 60_000 },
    );
    const drawn = await curves(page, ".lab");
    expect.equal(drawn.length, 2);
    const begins = ([d]) => Number(/^M([\d.]+)/.exec(d)[1]);
    expect.ok(begins(drawn[1]) > begins(drawn[0]), "the branch begins at the fork");
  },
  "runs that are averaged fork at a place on their axis: the same curve up to there, one of several chosen":
    async ({ page, address, expect }) => {
      await page.goto(`${address}/lab/04/cliff-walking/`);
      await page.waitForSelector(".lab .knobs");
      await set(page, "runs", 10);
      await page.click('.lab button[aria-label="Run"]');
      await page.waitForFunction(() =>
        document.querySelector(".lab-state")?.textContent?.includes("finished"),
      );
      await page.click('.lab-tools button:has-text("Fork here")');
      await says(page, "the run is repeated up to there");
      const place = page.locator(".fork-place input");
      await place.fill("100");
      await place.press("Enter");
      await page.selectOption(".fork-place select", { label: "Sarsa" });
      expect.match(await page.textContent(".lab .plot"), /forked at 100/);
      expect.equal(await page.locator('.knobs input[aria-label="runs, typed"]').isDisabled(), true);
      await set(page, "alpha", 0.05);
      await page.click('button:has-text("Go on with alpha 0.05")');
      await says(page, "From the fork on with alpha 0.05: ");
      const drawn = await curves(page, ".lab");
      expect.equal(drawn.length, 2);
      const points = ([d]) => [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((m) => [+m[1], +m[2]]);
      const [whole, branch] = drawn.map(points);
      expect.ok(branch[0][0] > whole[0][0], "the branch begins at the fork");
      const [x, y] = branch.at(-1);
      const beside = whole.find(([at]) => Math.abs(at - x) < 1);
      expect.ok(Math.abs(beside[1] - y) > 1, "and ends elsewhere");
    },
  "several ways of training fork together, at any moment": async ({ page, address, expect }) => {
    await page.goto(`${address}/lab/07/memory-chain/`);
    await page.waitForSelector(".lab .knobs");
    await set(page, "steps", 8000);
    await page.click('.lab button[aria-label="Run"]');
    await page.waitForSelector('.lab-tools button:has-text("Fork here")', { timeout: 30_000 });
    await page.click('.lab-tools button:has-text("Fork here")');
    await says(page, "Change a setting, then go on");
    await page.click('button:has-text("Go on from the fork")');
    await says(page, "From the fork on with nothing changed: ");
    const said = await page.textContent(".fork-note p");
    const [, before, after] =
      /As it was: (.*)\. From the fork on with nothing changed: (.*)\.$/.exec(said);
    expect.equal(after, before, "bit for bit");
  },
  "a knob acts at the next update of a run that is on": async ({ page, address, expect }) => {
    await page.goto(`${address}/lab/${lab}/`);
    await page.waitForSelector(".lab .knobs");
    await set(page, "steps", 60_000);
    await page.click('.lab button[aria-label="Run"]');
    await page.waitForSelector('.lab-tools button:has-text("Fork here")', { timeout: 30_000 });
    await set(page, "clip", 0);
    await page.waitForFunction(() =>
      document.querySelector(".lab .plot")?.textContent?.includes("clip 0"),
    );
    expect.match(await page.textContent(".lab-state"), /running/);
    // what cannot change on the way belongs to the next run
    await set(page, "environments", 4);
    await page.waitForFunction(() =>
      document.querySelector(".lab-state")?.textContent?.includes("settings changed"),
    );
    await page.click('.lab button:has-text("Undo")');
    await page.waitForFunction(() =>
      /Its settings were changed while it ran/.test(
        document.querySelector(".verdict")?.textContent,
      ),
    );
  },
  "a lab that cannot be forked says why": async ({ page, address, expect }) => {
    await page.goto(`${address}/lab/04/n-step-td/`);
    await page.click('.lab button[aria-label="Run"]');
    await page.waitForFunction(() => document.querySelector(".lab path.mean") !== null);
    expect.equal(await page.locator('button:has-text("Fork here")').count(), 0);
    expect.match(
      await page.textContent(".lab-tools"),
      /No fork: each point is a result of its own/,
    );
  },
};
