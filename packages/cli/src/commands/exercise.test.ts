import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exercises } from "@gradus/course";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";

async function run(cwd: string, ...argv: string[]) {
  const io = testIo(cwd);
  const status = await main(["exercise", ...argv], io);
  return { status, events: io.events(), stderr: io.stderr() };
}

/** TD(0), with what stands before V[next] given. */
const td0 = (bootstrap: string): string => `
interface Step { S: number; R: number; next: number; terminated: boolean; truncated: boolean }
export function td0(V: number[], step: Step, alpha: number, gamma: number): void {
  const { S, R, next, terminated, truncated } = step;
  V[S] += alpha * (R + ${bootstrap} * V[next] - V[S]);
}
`;

function write(cwd: string, text: string, id = "04/td0"): string {
  const file = join(cwd, "exercises", `${id}.ts`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test("the first call puts the starter into the folder, and says that it is not written yet", async () => {
  const cwd = temporaryFolder();
  const { status, events, stderr } = await run(cwd, "04/td0", "--json");
  expect(status).toBe(1);
  expect(readFileSync(join(cwd, "exercises/04/td0.ts"), "utf8")).toContain("Not written yet: td0");
  expect(events[0]).toMatchObject({
    event: "verdict",
    exercise: "04/td0",
    pass: false,
    message: expect.stringContaining("td0 is not written yet"),
  });
  expect(events.at(-1)).toEqual({ event: "done", exercise: "04/td0", pass: false });
  const [, statement] = /statement {2}(\S+)/.exec(stderr) ?? [];
  expect(existsSync(statement)).toBe(true);
});

test("a known mistake is named, expected stands against yours, and the status is 1", async () => {
  const cwd = temporaryFolder();
  write(cwd, td0("gamma"));
  const { status, events, stderr } = await run(cwd, "td0", "--json"); // the id without its station
  expect(status).toBe(1);
  expect(events[0]).toMatchObject({ failure: { mistake: "terminal state bootstrapped" } });
  expect(stderr).toMatch(/✓ one step {3}✓ an old estimate {3}✕ the end {3}○ a time limit/);
  expect(stderr).toMatch(/V\[0\] +0\.55 +1\.25 ✕/);
});

test("a right solution ends with 0, and a file that was there is left alone", async () => {
  const cwd = temporaryFolder();
  const text = td0("(terminated ? 0 : gamma)");
  const file = write(cwd, text);
  const { status, events } = await run(cwd, "04/td0", "--json");
  expect(status).toBe(0);
  expect(events[0]).toMatchObject({ pass: true, message: "All 6 cases pass." });
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("a file that is no program, and one that throws, lead to a message, not to a trace", async () => {
  const cwd = temporaryFolder();
  write(cwd, "export function td0( {");
  const broken = await run(cwd, "04/td0", "--json");
  expect([broken.status, broken.events[0]["message"]]).toEqual([
    1,
    expect.stringContaining("cannot be read as a program"),
  ]);
  write(cwd, "export function td0() {\n  throw new Error('too hard');\n}");
  const { stderr } = await run(cwd, "04/td0");
  expect(stderr).toContain("td0 throws an error");
  expect(stderr).toContain("It says: too hard.");
});

test("--watch checks again at each save, until Ctrl-C", async () => {
  const cwd = temporaryFolder();
  const file = write(cwd, td0("gamma"));
  const io = testIo(cwd);
  const status = main(["exercise", "04/td0", "--watch", "--json"], io);
  const verdicts = () => io.events().filter((e) => e["event"] === "verdict");
  await expect.poll(() => io.stderr(), { timeout: 20_000 }).toContain("Watching");
  writeFileSync(file, td0("(terminated ? 0 : gamma)"));
  await expect.poll(() => verdicts().at(-1)?.["pass"], { timeout: 20_000 }).toBe(true);
  const before = verdicts().length;
  appendFileSync(file, "// saved again\n");
  await expect.poll(() => verdicts().length, { timeout: 20_000 }).toBeGreaterThan(before);
  io.interrupt();
  expect(await status).toBe(0);
});

test("without an id all are listed with their state; an unknown one is refused with the closest", async () => {
  const cwd = temporaryFolder();
  write(cwd, td0("(terminated ? 0 : gamma)"));
  write(cwd, "export const sarsa = 1;", "04/sarsa");
  const { status, events } = await run(cwd, "--json");
  expect(status).toBe(0);
  const items = events.filter((e) => e["event"] === "item");
  expect(items).toHaveLength(exercises.length);
  expect(items.find((e) => e["id"] === "04/td0")).toMatchObject({ state: "passed" });
  expect(items.find((e) => e["id"] === "04/sarsa")).toMatchObject({ state: "begun" });
  expect(items.find((e) => e["id"] === "01/backprop")).toMatchObject({ state: "open" });
  const unknown = await run(cwd, "04/td1");
  expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining("04/td0")]);
  expect((await run(cwd, "--watch")).status).toBe(2);
});
