import { DataError } from "gradus/core";
import { expect, test, vi } from "vitest";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";

/** Three small labs instead of the real ones: one keeps its number, one misses it, one lacks its data. */
vi.mock("@gradus/course", async (importActual) => {
  const actual = await importActual<typeof import("@gradus/course")>();
  const coin = (id: string, row: string, lands: () => number) =>
    actual.lab({
      id,
      row,
      title: `A coin, ${row}`,
      question: "Heads or tails?",
      source: "a made-up book",
      kind: "golden",
      knobs: { weight: { default: 1, range: [0, 2], doc: "How heavy the coin is." } },
      quick: { seconds: 0.1, seeds: [1, 2] },
      full: { seconds: 1, seeds: [1] },
      *run({ weight }) {
        yield { progress: 0.5, series: { weight } };
        return { side: lands() * weight };
      },
      verdict: (runs) => ({
        published: "1",
        measured: runs.map((r) => r["side"]).join(", "),
        tolerance: "Equal.",
        pass: runs.every((r) => r["side"] === 1),
      }),
    });
  const missing = (): number => {
    throw new DataError("MNIST is missing: install it.");
  };
  const labs = [
    coin("01/heads", "N1", () => 1),
    coin("01/tails", "N2", () => 0),
    coin("01/lost", "N3", missing),
  ];
  return { ...actual, labs };
});

async function run(...argv: string[]) {
  const io = testIo("");
  return { status: await main(argv, io), events: io.events(), stderr: io.stderr() };
}

test("a lab that keeps its number exits with 0, one that misses it with 1", async () => {
  const heads = await run("lab", "01/heads", "--json");
  expect(heads.status).toBe(0);
  expect(heads.events[0]).toMatchObject({
    event: "verdict",
    lab: "01/heads",
    published: "1",
    measured: "1, 1",
    exact: null,
    pass: true,
  });
  expect(heads.stderr).toContain("✓ pass");
  const tails = await run("lab", "tails", "--json"); // the id without its station
  expect(tails.status).toBe(1);
  expect(tails.events.map((e) => e["pass"] ?? e["failed"])).toEqual([false, 1]);
  expect(tails.stderr).toContain("✗ fail");
});

test("--full takes the other budget, --set changes a setting and the verdict says so", async () => {
  const { status, events } = await run("lab", "N1", "--full", "--set", "weight=2", "--json");
  expect(status).toBe(1);
  expect(events[0]).toMatchObject({
    budget: "full",
    seeds: [1],
    measured: "2",
    note: expect.stringContaining("weight = 2"),
  });
  expect((await run("lab", "N1", "--set", "weight=3")).stderr).toMatch(/weight is 3; .*How heavy/);
  expect((await run("lab", "N1", "--set", "wieght=1")).stderr).toContain('Did you mean "weight"?');
});

test("--all runs every lab, also behind one that cannot run, ends with a table, and exits with 1 if one fails", async () => {
  const { status, events, stderr } = await run("lab", "--all", "--json");
  expect(status).toBe(1);
  expect(events.map((e) => [e["event"], e["lab"], e["pass"]])).toEqual([
    ["verdict", "01/heads", true],
    ["verdict", "01/tails", false],
    ["verdict", "01/lost", false],
    ["done", undefined, undefined],
  ]);
  expect(events[2]).toMatchObject({ message: "MNIST is missing: install it." });
  expect(events[3]).toMatchObject({ labs: 3, passed: 1, failed: 2 });
  expect(stderr).toMatch(
    /✓ {2}01\/heads +1 +1, 1\n✗ {2}01\/tails +1 +0, 0\n✗ {2}01\/lost +did not run\n/,
  );
  expect(stderr).toContain("1 of 3 verdicts pass (quick budgets");
});

test("a lab alone that lacks its data fails with the remedy", async () => {
  const { status, events } = await run("lab", "01/lost", "--json");
  expect(status).toBe(1);
  expect(events).toEqual([{ event: "error", message: "MNIST is missing: install it." }]);
});

test("help for one lab lists its settings", async () => {
  const io = testIo("");
  expect(await main(["lab", "01/heads", "--help"], io)).toBe(0);
  expect(io.stdout()).toMatch(/weight +1 +\[0, 2\] +How heavy the coin is\./);
});
