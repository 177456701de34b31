/** A course of one's own: shown beside the path, its lab runs, its exercise is checked; one with faults is told with file and line. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bestNode, root } from "../setup.mjs";

const example = join(root, "examples/own-course");

/** `gradus studio --course` on a copy of the example, changed as told; stopped in the end. */
async function withCourse(change, use) {
  const folder = mkdtempSync(join(tmpdir(), "gradus-own-"));
  cpSync(example, folder, { recursive: true });
  change(folder);
  const child = spawn(
    bestNode(),
    [
      join(root, "packages/cli/bin/gradus.js"),
      ...["studio", "--course", folder, "--port", "0", "--no-open", "--json"],
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const heard = JSON.parse(line);
      if (heard.event !== "listening") continue;
      await use({ folder, heard, address: heard.address, said: () => said });
      break;
    }
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The faults of a changed copy. */
async function faultsOf(change) {
  const folder = mkdtempSync(join(tmpdir(), "gradus-own-"));
  try {
    cpSync(example, folder, { recursive: true });
    change((name) => join(folder, name));
    const { overlay } = await import("../../packages/studio/build/course/index.mjs");
    const { faults } = await overlay(folder, { deep: true });
    return faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `gradus check-course` on a folder. */
function checked(folder) {
  const { stdout, stderr, status } = spawnSync(
    bestNode(),
    [join(root, "packages/cli/bin/gradus.js"), "check-course", folder, "--json"],
    { encoding: "utf8" },
  );
  return {
    status,
    stderr,
    events: stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
}

const edit = (file, from, to) => {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replace(from, to));
};

/** What an author does wrong → what is said about it. */
const mistakes = [
  [
    "front matter without a title",
    (at) => edit(at("stations/01-coins/station.md"), "title: Which coin is better?\n", ""),
    /^stations\/01-coins\/station\.md:1: the front matter needs a line “title: …”\.$/,
  ],
  [
    "a line of the front matter that is no key: value",
    (at) => edit(at("stations/01-coins/station.md"), "kind: lesson with a lab", "a lesson"),
    /^stations\/01-coins\/station\.md:4: “a lesson” is not of the form key: value\.$/,
  ],
  [
    "a lab that is not there",
    (at) =>
      edit(at("stations/01-coins/lesson.md"), "::: lab coins/two-coins", "::: lab coins/three"),
    /^stations\/01-coins\/lesson\.md:22: there is no lab coins\/three\.$/,
  ],
  [
    "a link that leads nowhere",
    (at) => edit(at("stations/01-coins/lesson.md"), "station:04-sutton-barto", "station:04-nobody"),
    /^stations\/01-coins\/lesson\.md:31: the link station:04-nobody leads nowhere\.$/,
  ],
  [
    "a formula that cannot be set, in the list of symbols",
    (at) => edit(at("stations/01-coins/lesson.md"), "\\bar x_n | the mean", "\\bar{x_n | the mean"),
    /^stations\/01-coins\/lesson\.md:10: the formula \\bar\{x_n cannot be set/,
  ],
  [
    "code shown that is not in the file",
    (at) =>
      edit(at("stations/01-coins/labs/coins.ts"), "const moved = (mean", "const shifted = (mean"),
    /^stations\/01-coins\/lesson\.md:1[78]: stations\/01-coins\/labs\/coins\.ts has no line/,
  ],
  [
    "a part of an exercise that is missing",
    (at) => rmSync(at("stations/01-coins/exercises/01-estimate/starter.ts")),
    /^stations\/01-coins\/exercises\/01-estimate:1: the exercise has no starter\.ts/,
  ],
  [
    "a lab that is no TypeScript",
    (at) =>
      edit(at("stations/01-coins/labs/coins.ts"), "let [a, b] = [0, 0];", "let [a, b = [0, 0];"),
    /^stations\/01-coins\/labs\/coins\.ts:36: it cannot be read as TypeScript/,
  ],
  [
    "a lab that throws while it loads",
    (at) => edit(at("stations/01-coins/labs/coins.ts"), "export const", "null.x;\nexport const"),
    /^stations\/01-coins\/labs\/coins\.ts:6: it does not load: Cannot read/,
  ],
  [
    "an import that a course cannot have",
    (at) => edit(at("stations/01-coins/labs/coins.ts"), '"@gradus/course"', '"node:fs"'),
    /^stations\/01-coins\/labs\/coins\.ts:2: "node:fs" cannot be imported in a course/,
  ],
  [
    "an id that does not begin with the station's name",
    (at) => edit(at("stations/01-coins/labs/coins.ts"), "coins/two-coins", "cash/two-coins"),
    /^stations\/01-coins\/labs\/coins\.ts:7: the id of a lab here is “coins\/…”, not “cash\/two-coins”\.$/,
  ],
  [
    "a setting of a budget out of its range",
    (at) =>
      edit(
        at("stations/01-coins/labs/coins.ts"),
        "seeds: [1, 2, 3] }",
        "seeds: [1], knobs: { better: 2 } }",
      ),
    /^stations\/01-coins\/labs\/coins\.ts:7: the quick budget of coins\/two-coins: better is 2; it must lie in \[0, 1\]/,
  ],
  [
    "a reference that does not pass",
    (at) => edit(at("stations/01-coins/exercises/01-estimate/reference.ts"), "/ n", "/ 3"),
    /^stations\/01-coins\/exercises\/01-estimate\/reference\.ts:1: it does not pass check\.ts/,
  ],
  [
    "a starter that passes already",
    (at) =>
      edit(
        at("stations/01-coins/exercises/01-estimate/starter.ts"),
        'throw new Error("Not written yet: runningMean");',
        "return mean + (x - mean) / n;",
      ),
    /^stations\/01-coins\/exercises\/01-estimate\/starter\.ts:1: it passes already/,
  ],
  [
    "a station whose folder has no number",
    (at) => renameSync(at("stations/01-coins"), at("stations/coins")),
    /^stations\/coins:1: the folder of a station is called NN-name/,
  ],
];

export const checks = {
  "the example is whole; every mistake of an author is told with its file and line": async ({
    expect,
  }) => {
    expect.deepEqual(await faultsOf(() => {}), []);
    for (const [what, change, said] of mistakes) {
      const faults = await faultsOf(change);
      expect.ok(
        faults.some((fault) => said.test(fault)),
        `${what}: ${faults.join("\n") || "nothing was said"}`,
      );
    }
  },
  "check-course ends with 0 for the example, with 1 and the reason for a folder that is none": ({
    expect,
  }) => {
    const good = checked(example);
    const [warning, done] = good.events;
    expect.deepEqual([good.status, done], [0, { event: "done", faults: 0, warnings: 1 }]);
    expect.equal(warning.file, "stations/01-coins/lesson.md");
    expect.match(
      warning.message,
      /\d+ words of running text; a station reads best with 1500 to 3500/,
    );
    const none = checked(join(example, "nowhere"));
    expect.equal(none.status, 1);
    expect.match(none.events[0].message, /there is no such folder/);
  },
  "lesson, lab and exercise of a course stand beside the path, and run": ({ page, expect }) =>
    withCourse(
      () => {},
      async ({ address, heard }) => {
        expect.equal(heard.course, "Two coins");
        await page.goto(`${address}/`);
        await page.click('.own-course a:has-text("Which coin is better?")');
        await page.waitForSelector('h1:has-text("Which coin is better?")');
        await page.click('a:has-text("Start: 1.1")');
        await page.waitForSelector(".katex-display");
        expect.match(await page.textContent(".source"), /coins\.ts, lines 4–5/);
        await page.click('[data-lab] button[aria-label="Run"]');
        await page.waitForSelector(':text("Reproduced")', { timeout: 60_000 });
        await page.goto(`${address}/exercise/coins/running-mean/`);
        await page.waitForSelector(".cm-content");
        await page.click(".cm-content");
        await page.keyboard.press("Control+a");
        await page.keyboard.insertText(
          "export function runningMean(mean: number, x: number, n: number) {\n  return mean + (x - mean) / 2;\n}\n",
        );
        await page.keyboard.press("Control+Enter");
        await page.waitForSelector(".failure", { timeout: 40_000 });
        expect.match(await page.textContent(".failure"), /a constant step/i);
        await page.click(".cm-content");
        await page.keyboard.press("Control+a");
        await page.keyboard.insertText(
          readFileSync(
            join(example, "stations/01-coins/exercises/01-estimate/reference.ts"),
            "utf8",
          ),
        );
        await page.keyboard.press("Control+Enter");
        await page.waitForSelector(".passed", { timeout: 40_000 });
        await page.goto(`${address}/lab/coins/two-coins/#code`);
        await page.waitForFunction(() =>
          document.querySelector(".cm-content")?.textContent?.includes("Two coins, and the mean"),
        );
        await page.goto(`${address}/exercises/`);
        expect.match(await page.textContent("main"), /Which coin is better\?/);
        expect.match(await page.textContent("main"), /Sutton & Barto|Reinforcement Learning/);
      },
    ),
  "instead of the path: the front page is the course's, and only its exercises are listed": ({
    page,
    expect,
  }) =>
    withCourse(
      (folder) => edit(join(folder, "course.md"), "place: beside", "place: instead"),
      async ({ address }) => {
        await page.goto(`${address}/`);
        expect.equal(await page.textContent("h1"), "Two coins");
        await page.goto(`${address}/exercises/`);
        expect.equal(await page.$$eval("table.list tr", (rows) => rows.length), 1);
        const { status } = { status: (await page.request.get(`${address}/own`)).status() };
        expect.equal(status, 200);
      },
    ),
  "a course with faults is told with file and line; the studio starts without it, and shows it when mended":
    ({ page, expect }) =>
      withCourse(
        (folder) =>
          edit(join(folder, "stations/01-coins/lesson.md"), "\\frac{1}{n}", "\\frac{1}{n"),
        async ({ address, folder, heard, said }) => {
          expect.equal(heard.course, null);
          expect.match(said(), /stations\/01-coins\/lesson\.md:7: the formula/);
          await page.goto(`${address}/`);
          expect.match(await page.textContent("h1"), /Deep learning/);
          expect.equal(await page.$(".own-course"), null);
          edit(join(folder, "stations/01-coins/lesson.md"), "\\frac{1}{n", "\\frac{1}{n}");
          await page.reload();
          await page.waitForSelector(".own-course");
        },
      ),
};
