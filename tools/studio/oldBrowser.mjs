/** A browser without WebAssembly: everything still runs, and the page says why it is slow. */
import { launched } from "../chromium.mjs";

export const checks = {
  "without WebAssembly a lab runs in plain JavaScript, and says so": async ({
    address,
    expect,
  }) => {
    const old = await launched(["--js-flags=--jitless"]);
    try {
      const page = await old.newPage();
      await page.goto(`${address}/lab/01/one-neuron-quadratic/`);
      await page.click('button[aria-label="Run"]');
      await page.waitForSelector(".lab-note", { timeout: 60_000 });
      expect.equal(await page.evaluate(() => typeof WebAssembly), "undefined");
      await page.waitForFunction(() =>
        /plain JavaScript/.test(document.querySelector(".lab")?.textContent ?? ""),
      );
      await page.waitForSelector(".verdict .numbers", { timeout: 60_000 });
      expect.match(await page.textContent(".verdict"), /Reproduced/);
    } finally {
      await old.close();
    }
  },
};
