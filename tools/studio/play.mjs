/** A lab's world in the reader's hands: with the keyboard, with buttons, alone and beside the policy that the page has trained. */

const captions = (page) =>
  page.$$eval(".player figcaption", (all) => all.map((x) => x.textContent));
const steps = async (page) =>
  (await captions(page)).map((text) => Number(/step (\d+)/.exec(text)?.[1]));

async function opened(page, address, lab) {
  await page.goto(`${address}/lab/${lab}/`);
  await page.getByRole("button", { name: "Play it yourself" }).click();
  await page.waitForFunction(() => /step 0/.test(document.querySelector(".player").textContent));
}

/** A press is answered by the worker; wait until your world is at this step. */
const at = (page, step) =>
  page.waitForFunction(
    (n) => new RegExp(`step ${n},`).test(document.querySelector(".player figcaption").textContent),
    step,
  );

export const checks = {
  "a pole is lost by hand: the first key starts the clock, no policy is there yet": async ({
    page,
    address,
    expect,
  }) => {
    await opened(page, address, "06/cross-entropy-cart-pole");
    expect.match(await page.textContent(".player-empty"), /Nothing has been trained/);
    await page.waitForTimeout(300);
    expect.deepEqual(await steps(page), [0]);
    await page.keyboard.down("ArrowLeft"); // the stage has the focus
    await page.waitForFunction(
      () => /^You \d+\.$/.test(document.querySelector(".player-score").textContent),
      undefined,
      { timeout: 60_000 },
    );
    await page.keyboard.up("ArrowLeft");
    const [lost] = await steps(page);
    expect.ok(
      lost >= 8 && lost <= 10,
      `pushed to one side the pole falls after 8 to 10 steps, not ${lost}`,
    );
    await page.keyboard.press("Enter");
    await at(page, 0);
  },

  "a robot waits for you: a key is a step of both, and buttons do as keys do": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/lab/06/crawler/`);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForSelector(".verdict .numbers", { timeout: 120_000 });
    await page.getByRole("button", { name: "Play it yourself" }).click();
    await page.waitForFunction(
      () =>
        document.activeElement.matches(".player") &&
        document.querySelectorAll(".player figcaption").length === 2,
    );
    await page.keyboard.press("ArrowUp");
    await at(page, 1);
    await page.getByRole("button", { name: "right", exact: true }).click();
    await at(page, 2);
    expect.deepEqual(await steps(page), [2, 2]);
    await page.getByRole("button", { name: "Stop playing" }).click();
    expect.equal(await page.$(".player"), null);
  },

  "a run that begins takes its policy into the game": async ({ page, address }) => {
    await opened(page, address, "06/crawler");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForSelector(".verdict .numbers", { timeout: 120_000 });
    await page.getByRole("button", { name: "New start" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".player figcaption").length === 2);
  },

  "a policy with a memory can be played against": async ({ page, address }) => {
    await page.goto(`${address}/lab/07/memory-chain/`);
    const steps = page.locator('.knobs input[aria-label="steps, typed"]').first();
    await steps.fill("3000");
    await steps.press("Enter");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForSelector(".verdict .says, .verdict .numbers", { timeout: 120_000 });
    await page.getByRole("button", { name: "Play it yourself" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".player figcaption").length === 2);
    for (let step = 0; step < 10; step++) await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(() =>
      /You −?1, the policy −?1/.test(document.querySelector(".player-score").textContent),
    );
  },
};
