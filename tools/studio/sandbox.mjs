/** Code of the learner runs, and can do nothing else: no network, no storage, no page; and never freezes the page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup.mjs";

/** Puts a text into the editor and presses Check; resolves to what the page says. */
async function checked(page, address, code, id = "04/td0") {
  await page.goto(`${address}/exercise/${id}/`);
  await written(page, code);
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(".failure, .passed", { timeout: 40_000 });
  return page.textContent(".failure, .passed");
}

async function written(page, code) {
  await page.waitForSelector(".cm-content");
  await page.click(".cm-content");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(code);
}

const reference = (folder) =>
  readFileSync(join(root, "packages/course/stations", folder, "reference.ts"), "utf8");

/** An exercise whose function does something forbidden, and says in its error what came of it. */
const attempt = (body) => `export function td0(V, step, alpha, gamma) {
  ${body}
}
`;

/** Runs a body in the sandbox; the text that it throws comes back through the verdict. */
async function outcome(page, address, body) {
  return checked(page, address, attempt(body));
}

export const checks = {
  "the reference of an exercise passes, to the last case": async ({ page, address, expect }) => {
    const said = await checked(page, address, reference("04-sutton-barto/exercises/13-td0"));
    expect.match(said, /Every case passes/);
    const kept = await page.evaluate(
      () => JSON.parse(localStorage.getItem("gradus:progress")).exercises,
    );
    expect.ok(kept["04/td0"], "progress is kept");
  },
  "a known mistake is called by its name": async ({ page, address, expect }) => {
    const said = await checked(
      page,
      address,
      "export function td0(V, { S, R, next }, alpha, gamma) {\n  V[S] += alpha * (R + gamma * V[next] - V[S]);\n}\n",
    );
    expect.match(said, /Terminal state bootstrapped/i);
  },
  "fetch is blocked": async ({ page, address, expect }) => {
    const requests = [];
    page.on("request", (r) => requests.push(r.url()));
    const said = await checked(
      page,
      address,
      `let said = "nothing";
fetch("${address}/find.json").then(() => { said = "fetched"; }, (e) => { said = "blocked " + e.name; });
await new Promise((r) => setTimeout(r, 300));
export function td0() { throw new Error(said); }
`,
    );
    expect.match(said, /blocked TypeError/);
    expect.ok(!requests.some((url) => url.endsWith("find.json")), "no request was made");
  },
  "a WebSocket is blocked": async ({ page, address, expect }) => {
    const said = await checked(
      page,
      address,
      `let said = "open";
try { const s = new WebSocket("${address.replace("http", "ws")}/"); said = await new Promise((r) => { s.onopen = () => r("open"); s.onerror = () => r("blocked"); setTimeout(() => r("waiting"), 500); }); } catch (e) { said = "blocked " + e.name; }
export function td0() { throw new Error(said); }
`,
    );
    expect.match(said, /blocked/);
  },
  "an import from a URL is blocked": async ({ page, address, expect }) => {
    const said = await checked(
      page,
      address,
      `let said = "imported";
try { await import("${address}/assets/x.js"); } catch (e) { said = "blocked " + e.name; }
export function td0() { throw new Error(said); }
`,
    );
    expect.match(said, /blocked TypeError/);
    const named = await checked(
      page,
      address,
      `import "${address}/evil.js";\nexport function td0() {}\n`,
    );
    expect.match(named, /cannot be imported here/);
  },
  "a worker from a URL is blocked": async ({ page, address, expect }) => {
    const said = await checked(
      page,
      address,
      `let said = "started";
try { const w = new Worker("${address}/assets/x.js"); said = await new Promise((r) => { w.onmessage = () => r("started"); w.onerror = () => r("blocked"); setTimeout(() => r("waiting"), 500); }); } catch (e) { said = "blocked " + e.name; }
export function td0() { throw new Error(said); }
`,
    );
    expect.match(said, /blocked/);
  },
  "the page's storage and the page itself are out of reach": async ({ page, address, expect }) => {
    const said = await outcome(
      page,
      address,
      "throw new Error([typeof localStorage, typeof document, typeof parent, self.origin].join(' '));",
    );
    expect.match(said, /undefined undefined undefined null/);
    const opened = await checked(
      page,
      address,
      `let said = "opened";
try { await new Promise((ok, no) => { const r = indexedDB.open("gradus"); r.onsuccess = ok; r.onerror = () => no(new Error("refused")); }); } catch (e) { said = "blocked " + e.name; }
export function td0() { throw new Error(said); }
`,
    );
    expect.match(opened, /blocked/);
  },
  "an exception is told with the learner's own line": async ({ page, address, expect }) => {
    const said = await checked(
      page,
      address,
      "export function td0(V: number[], step: { S: number }) {\n  const nothing: number[][] = [];\n  return nothing[3][step.S];\n}\n",
    );
    expect.match(said, /undefined/);
    const line = await page.textContent(".cm-failing");
    expect.match(line, /nothing\[3\]/);
  },
  "an endless loop is ended, and the page stays alive meanwhile": async ({
    page,
    address,
    expect,
  }) => {
    await page.goto(`${address}/exercise/04/td0/`);
    await written(page, "export function td0() {\n  for (;;) {}\n}\n");
    await page.keyboard.press("Control+Enter");
    await page.waitForTimeout(1000);
    const latency = await page.evaluate(async () => {
      let worst = 0;
      for (let i = 0; i < 20; i++) {
        const start = performance.now();
        await new Promise((r) => setTimeout(r, 10));
        worst = Math.max(worst, performance.now() - start - 10);
      }
      return worst;
    });
    expect.ok(latency < 250, `the page was held up for ${latency} ms`);
    await page.waitForSelector(".failure", { timeout: 20_000 });
    expect.match(await page.textContent(".failure"), /without an end/);
  },
  "code that is not TypeScript is told with its line": async ({ page, address, expect }) => {
    const said = await checked(page, address, "export function td0(V {\n");
    expect.match(said, /cannot be read as a program.*line 1/s);
  },
};
