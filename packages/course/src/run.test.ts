import { expect, test } from "vitest";
import { type LabData, lab, type Measured } from "./lab.ts";
import { labRun, resultsTable, runLab } from "./run.ts";

const nothing: LabData = {
  mnist() {
    throw new Error("not asked for");
  },
};

/** Draws one number a seed; the known mean is ½. */
const coin = lab({
  id: "00/coin",
  row: "X1",
  title: "A uniform draw",
  question: "",
  source: "",
  kind: "statistical",
  knobs: { scale: { default: 1, range: [0, 10], doc: "Multiplies the draw." } },
  quick: { seconds: 0, seeds: [1, 2, 3] },
  full: { seconds: 0, seeds: [1], knobs: { scale: 2 } },
  *run({ scale }, random) {
    yield { progress: 0.5 };
    return { x: scale * random.uniform(), scale };
  },
  verdict: (measured: readonly Measured[]) => ({
    published: "½",
    measured: `${measured.length} runs, scale ${measured[0]["scale"]}`,
    tolerance: "",
    pass: measured.every((m) => Number(m["x"]) < 1),
  }),
});

test("all seeds of the budget run, each with its own stream, and progress grows from seed to seed", () => {
  const reports: number[] = [];
  const result = runLab(coin, "quick", nothing, (r) => reports.push(r.progress));
  expect(result.seeds).toEqual([1, 2, 3]);
  expect(new Set(result.runs.map((m) => m["x"])).size).toBe(3);
  expect(reports).toEqual([0.5 / 3, 1.5 / 3, 2.5 / 3]);
});

test("a budget's settings replace the defaults, the caller's replace both and are named in the note", () => {
  expect(runLab(coin, "full", nothing).measured).toBe("1 runs, scale 2");
  const own = runLab(coin, "full", nothing, () => {}, { settings: { scale: 3 } });
  expect(own.measured).toBe("1 runs, scale 3");
  expect(own.note).toContain("scale = 3");
});

test("an unknown or impossible setting is refused before anything runs", () => {
  expect(() => runLab(coin, "quick", nothing, () => {}, { settings: { scal: 1 } })).toThrow(
    'Did you mean "scale"',
  );
  expect(() => runLab(coin, "quick", nothing, () => {}, { settings: { scale: 11 } })).toThrow(
    "[0, 10]",
  );
});

test("the generator form gives the same result", () => {
  const run = labRun(coin, "quick", nothing);
  let next = run.next();
  while (!next.done) next = run.next();
  expect(next.value).toEqual(runLab(coin, "quick", nothing));
});

test("the table has a line for each lab and counts those that reproduce their number", () => {
  const result = runLab(coin, "quick", nothing);
  const table = resultsTable([result, { ...result, pass: false }]);
  expect(
    table
      .split("\n")
      .filter((line) => line.includes("00/coin"))
      .map((line) => line[0]),
  ).toEqual(["✓", "✗"]);
  expect(table).toContain("1 of 2 reproduce their number.");
});

/** Doubles a draw, or does with it what the reader says. */
const replaceable = lab({
  ...coin,
  id: "00/parts",
  knobs: {},
  full: { seconds: 0, seeds: [1] },
  parts: { change: (x: number) => x / 2 },
  *run(_, random, _data, { change }) {
    yield { progress: 1 };
    return { x: change(random.uniform()), scale: 1 };
  },
});

test("a part of one's own stands in for the lab's, and the note says so", () => {
  const [own, other] = [{}, { parts: { change: (x: number) => 1 + x } }].map((options) =>
    runLab(replaceable, "quick", nothing, () => {}, options),
  );
  expect(own.pass).toBe(true);
  expect(own.note).toBeUndefined();
  expect(other.pass).toBe(false);
  expect(other.note).toBe("Run with your own change.");
  expect(other.runs.map((m) => Number(m["x"]) - 1)).toEqual(
    own.runs.map((m) => expect.closeTo(2 * Number(m["x"]), 12)),
  );
});

test("a part that the lab does not have is refused, with the nearest name", () => {
  expect(() =>
    runLab(replaceable, "quick", nothing, () => {}, { parts: { chnge: (x: number) => x } }),
  ).toThrow('Did you mean "change"');
  expect(() =>
    runLab(coin, "quick", nothing, () => {}, { parts: { change: (x: number) => x } }),
  ).toThrow("change");
});
