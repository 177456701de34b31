/** The reference: what the tables of the library say is on its pages, and is found by name and symbol; worlds can be played. */
import { worlds } from "gradus/envs";
import { algorithms } from "gradus/run";

export const checks = {
  "every setting of an algorithm stands on its page, with default and meaning": async ({
    page,
    address,
    expect,
  }) => {
    for (const id of ["ppo", "q-learning", "sarsa-lambda"]) {
      await page.goto(`${address}/reference/algorithms/${id}/`);
      const rows = await page.$$eval(".knob-table tbody tr", (list) =>
        list.map((tr) => [...tr.cells].map((cell) => cell.textContent.trim())),
      );
      const knobs = Object.entries(algorithms[id].knobs);
      expect.deepEqual(
        rows.map(([name, symbol]) => [name, symbol]),
        knobs.map(([name, knob]) => [name, knob.symbol ?? ""]),
      );
      const clip = rows.find(([name]) => name === "clip");
      if (id === "ppo") expect.deepEqual(clip.slice(2, 4), ["0.2", "0 … 10"]);
    }
  },
  "every algorithm and every world has a page that the overview leads to": async ({
    page,
    address,
    expect,
  }) => {
    for (const [kind, table] of [
      ["algorithms", algorithms],
      ["worlds", worlds],
    ]) {
      await page.goto(`${address}/reference/${kind}/`);
      const links = await page.$$eval("table.ref td:first-child a", (list) =>
        list.map((a) => [a.textContent, a.href]),
      );
      expect.deepEqual(links.map(([name]) => name).sort(), Object.keys(table).sort());
      for (const [, url] of links.slice(0, 80)) {
        const answer = await page.request.get(url);
        expect.equal(answer.status(), 200, url);
      }
    }
  },
  "the find box knows a symbol, and leads to its line": async ({ page, address, expect }) => {
    await page.goto(`${address}/labs/`);
    await page.keyboard.press("/");
    await page.fill(".find-box input", "clip ε");
    await page.waitForSelector('.find-box li:has-text("clip ε")');
    await page.keyboard.press("Enter");
    await page.waitForSelector("tr.found");
    expect.match(page.url(), /\/reference\/settings\/#clip$/);
    expect.match(await page.textContent("tr.found"), /ppo/);
  },
  "a world can be played: a step for each key, an end, and a new beginning": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/reference/worlds/CartPole-v1/`);
    await page.click(".play button");
    const said = () => page.textContent(".play-stage figcaption");
    await page.waitForSelector(".play-stage canvas");
    await page.keyboard.press("ArrowRight");
    expect.match(await said(), /^step 1, reward 1, return 1$/);
    await page.keyboard.press("x");
    expect.match(await said(), /^step 1,/);
    // always to the right: the pole falls within a dozen steps
    for (let t = 0; t < 15 && !/^Over/.test(await said()); t++)
      await page.keyboard.press("ArrowRight");
    expect.match(await said(), /^Over: step (8|9|10|11|12),/);
    await page.keyboard.press("ArrowLeft");
    expect.equal(await said(), "Your move.");
  },
};
