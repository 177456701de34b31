import { launched } from "./chromium.mjs";

const A = process.argv[2];
const b = await launched();
const p = await (await b.newContext({ viewport: { width: 1440, height: 1000 } })).newPage();
p.on("pageerror", (e) => console.log("ERR", e.stack));
const set = async (n, v) => {
  const f = p.locator(`.knobs input[aria-label="${n}, typed"]`).first();
  await f.fill(String(v));
  await f.press("Enter");
};
await p.goto(`${A}/lab/07/ppo-cartpole/`);
await p.waitForSelector(".lab .knobs");
await set("steps", 30000);
await p.click('.lab button[aria-label="Run"]');
await p.waitForFunction(() => /[345]\d %/.test(document.querySelector(".lab-state").textContent));
await p.screenshot({ path: "/tmp/slab2/run.png" });
await p.focus(".lab");
await p.keyboard.press("f");
await p.waitForSelector(".fork-note");
await set("clip", 0);
await p.click(".fork-note button");
await p.waitForFunction(
  () => /From the fork on with/.test(document.querySelector(".fork-note")?.textContent),
  null,
  { timeout: 60000 },
);
await p.screenshot({ path: "/tmp/slab2/done.png", fullPage: true });
await p.setViewportSize({ width: 390, height: 844 });
await p.waitForTimeout(300);
await p.screenshot({ path: "/tmp/slab2/done390.png", fullPage: true });
await p.setViewportSize({ width: 1440, height: 1000 });
await p.goto(`${A}/lab/07/ppo-cartpole/#code`);
await p.reload();
await p.waitForSelector(".race .cm-content");
await p.waitForFunction(() =>
  document.querySelector(".cm-content")?.textContent?.includes("Proximal policy"),
);
const src = await p.evaluate(
  async () => (await (await fetch("../../../sources.json")).json())["gradus/agents/ppo.js"],
);
await set("steps", 16000);
await p.click('button[aria-label="Run"]');
await p.waitForFunction(
  () => /[345]\d %/.test(document.querySelector(".race-head").textContent),
  null,
  { timeout: 60000 },
);
await p.focus(".race-view");
await p.keyboard.press("f");
await p.waitForFunction(() => /Forked at/.test(document.querySelector(".race-view").textContent));
await p.click(".race .cm-content");
await p.keyboard.press("Control+a");
await p.keyboard.insertText(
  src
    .replace("clippedSurrogate(ratio, A, clip).mean()", "ratio.mul(A).mul(-1).mean()")
    .replace("clippedSurrogate, ", ""),
);
await p.click('.race-view button[aria-label="Go on"]');
await p.waitForFunction(
  () => /Edited: /.test(document.querySelector(".race-view").textContent),
  null,
  { timeout: 60000 },
);
for (const [w, h] of [
  [1440, 1000],
  [1100, 900],
  [390, 844],
]) {
  await p.setViewportSize({ width: w, height: h });
  await p.waitForTimeout(400);
  console.log(w, await p.evaluate(() => document.documentElement.scrollWidth));
  await p.screenshot({ path: `/tmp/slab2/race${w}.png`, fullPage: w < 1000 });
  if (w < 1200) {
    await p.click('.panes-tabs [role=tab]:has-text("Code")').catch(() => console.log("no tab"));
    await p.waitForTimeout(200);
    await p.screenshot({ path: `/tmp/slab2/code${w}.png` });
    await p.click('.panes-tabs [role=tab]:has-text("Race")').catch(() => {});
  }
}
await b.close();
