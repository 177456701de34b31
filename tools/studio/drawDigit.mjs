/** A drawn digit is read by the network that the page has just trained; a test digit can be chosen with the keyboard alone. */

/** Trains the network of chapter 1 for one epoch on 2 000 pictures, which takes a moment. */
async function trained(page, address) {
  await page.goto(`${address}/lab/01/two-layer-digits/`);
  for (const [name, value] of [
    ["epochs", "1"],
    ["pictures", "2000"],
  ]) {
    const knob = page.locator(".knob", { hasText: name }).locator(".typed");
    await knob.fill(value);
    await knob.press("Enter");
  }
  await page.click('button[aria-label="Run"]');
  await page.waitForSelector(".verdict .numbers", { timeout: 120_000 });
}

const outputs = (page) =>
  page.$$eval(".outputs li", (rows) => rows.map((row) => row.lastElementChild.textContent));

export const checks = {
  "before training the pad says what to do; afterwards a drawing is read, and cleared": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/lab/01/two-layer-digits/`);
    await page.waitForSelector(".said-words");
    expect.match(await page.textContent(".said-words"), /Press run/);
    await trained(page, address);
    await page.locator(".pad canvas").scrollIntoViewIfNeeded();
    const pad = await page.locator(".pad canvas").boundingBox(); // where it stands after scrolling
    const at = (x, y) => [pad.x + x * pad.width, pad.y + y * pad.height];
    await page.mouse.move(...at(0.5, 0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.8), { steps: 8 });
    await page.mouse.up();
    await page.waitForFunction(() =>
      /ead as \d/.test(document.querySelector(".said-words").textContent),
    );
    const said = (await outputs(page)).map(Number);
    expect.equal(said.length, 10);
    expect.ok(said.every((a) => a >= 0 && a <= 1));
    expect.equal(await page.$$eval(".hidden-neurons i", (all) => all.length), 30);
    // an upright stroke is centred: columns 12 to 15 hold the ink of the picture that the network sees
    const ink = await page.$eval(".sees canvas", (canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
      const ground = data[0];
      return Array.from({ length: 784 }, (_, i) => i % 28).filter((_, i) => data[4 * i] !== ground);
    });
    expect.ok(Math.min(...ink) >= 9 && Math.max(...ink) <= 18, `columns ${[...new Set(ink)]}`);
    await page.getByRole("button", { name: "Clear" }).click();
    expect.ok((await outputs(page)).every((text) => text === "–"));
  },

  "a test digit comes with the keyboard alone, and the page says what it is": async ({
    page,
    address,
    expect,
  }) => {
    await trained(page, address);
    await page.getByRole("button", { name: "Take a test digit" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      /It is a 7/.test(document.querySelector(".said-words").textContent),
    ); // the first test digit of MNIST is a 7
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      /It is a 2/.test(document.querySelector(".said-words").textContent),
    );
    expect.equal(await page.inputValue(".pad-controls .typed"), "1");
  },
};
