/** Exercises that end in labs on handwritten digits: the page brings the digits, the sandbox has no way to them; the capstone's page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup.mjs";
import { axe } from "./axe.mjs";

const folder = join(root, "packages/course/stations/01-nielsen/exercises");

/** Puts a program into the editor and presses Check; resolves to what the page says in the end. */
async function checked(page, address, id, code) {
  await page.goto(`${address}/exercise/${id}/`);
  await page.waitForSelector(".cm-content");
  await page.click(".cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(code);
  await page.click('.checks button:has-text("Check")');
  await page.waitForSelector(".failure, .passed", { timeout: 300_000 });
  return await page.textContent(".failure, .passed");
}

const reference = (name) => readFileSync(join(folder, name, "reference.ts"), "utf8");

export const checks = {
  "five exercises end in the labs on handwritten digits, with the learner's functions": async ({
    page,
    address,
    expect,
  }) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    for (const name of [
      "05-mini-batch",
      "06-sgd",
      "08-regularise",
      "09-initialise",
      "10-convolution",
    ]) {
      const said = await checked(page, address, `01/${name.slice(3)}`, reference(name));
      expect.match(said, /Every case passes/, `${name}: ${said}`);
    }
    expect.ok(asked.some((url) => url.endsWith("/data/train-images-idx3-ubyte.gz")));
  },
  "a start that is not scaled passes for a network until the lab says what it reads": async ({
    page,
    address,
    expect,
  }) => {
    // right for the small networks of the cases before, wrong for a picture's 784 inputs
    const wide = reference("09-initialise").replace(
      "1 / Math.sqrt(inputs)",
      "inputs === 784 ? 1 : 1 / Math.sqrt(inputs)",
    );
    expect.ok(wide.includes("784"));
    const said = await checked(page, address, "01/initialise", wide);
    expect.match(said, /The run comes out differently/);
    expect.match(said, /not reproduced: after one epoch/);
  },
  "learner's code has no way to the digits but through the page": async ({
    page,
    address,
    expect,
  }) => {
    const url = `${address}/data/t10k-labels-idx1-ubyte.gz`;
    const code = `export function initScaled(): never {
  const request = new XMLHttpRequest();
  request.open("GET", ${JSON.stringify(url)}, false);
  request.send();
  throw new Error("it got " + request.status);
}
`;
    const said = await checked(page, address, "01/initialise", code);
    expect.doesNotMatch(said, /it got/);
    expect.match(said, /throws an error|stops with an error/);
  },
  "the path leads to the capstone, which says that it is planned": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/`);
    await page.click(".capstone h2 a");
    await page.waitForSelector(".capstone-page h1");
    expect.match(await page.textContent(".capstone-page"), /None of it is here yet/);
    const links = await page.$$eval(".capstone-page .text a", (all) => all.map((a) => a.href));
    expect.ok(links.length > 5);
    for (const link of new Set(links))
      expect.equal((await page.request.get(link)).status(), 200, link);
  },
  "axe finds nothing serious on the capstone's page, light and dark": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/capstone/`);
    await page.evaluate(axe);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(100);
      const { violations } = await page.evaluate(() => window.axe.run());
      const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
      expect.deepEqual(
        serious.map(({ id, nodes }) => [id, nodes[0].html]),
        [],
        colorScheme,
      );
    }
  },
};
