/** Play it yourself, then clone yourself: what was played is written down, cloned in the worker, and saved as a file. */

const lab = "06/clone-cart-pole";

export const checks = {
  "what is played is written down, a clone of it plays beside it, and the data are a file": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/lab/${lab}/`);
    await page.click('button:has-text("Play it yourself")');
    await page.waitForSelector(".player canvas, .player svg");
    expect.match(await page.textContent(".player"), /Play an episode to its end/);
    await page.click('.player button:has-text("1×")');
    const isThere = () => page.locator(".player-clone").isVisible();
    for (const end = Date.now() + 60_000; !(await isThere()) && Date.now() < end; ) {
      await page.focus(".player"); // a key that comes before the game listens starts nothing: press again
      await page.keyboard.down("ArrowRight"); // the pole falls within a second
      await page.waitForSelector(".player-clone", { timeout: 4000 }).catch(() => undefined);
      await page.keyboard.up("ArrowRight");
    }
    expect.match(
      await page.textContent(".player-clone"),
      /Written down: (1 episode|[2-9] episodes), \d+ steps, mean return \d+/,
    );
    await page.click('button:has-text("Clone me")');
    await page.waitForFunction(
      () =>
        /Your clone of \d+ steps: \d+/.test(document.querySelector(".player-clone")?.textContent),
      null,
      { timeout: 120_000 },
    );
    expect.equal(await page.textContent(".player h3.policy"), "Your clone");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click('button:has-text("Save the data")'),
    ]);
    expect.equal(download.suggestedFilename(), "my-CartPole-v1.zip");
  },
};
