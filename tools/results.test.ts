import { expect, test } from "vitest";
import {
  type AgentsLine,
  latest,
  readAgents,
  readVerdicts,
  results,
  type VerdictLine,
} from "./results.ts";

const verdict: VerdictLine = {
  event: "verdict",
  lab: "01/average-darkness",
  row: "N4",
  title: "Guessing",
  budget: "full",
  seeds: [1],
  published: "2225 of 10 000",
  measured: "2225 of 10 000",
  exact: "2225",
  tolerance: "Equal.",
  pass: true,
  seconds: 0.53,
  build: "relaxed",
};

test("book, measured and exact stand side by side, with seeds and kernel build", () => {
  const page = results([verdict]);
  expect(page).toContain(
    "| ✓ | N4 | Guessing `01/average-darkness` | 2225 of 10 000 | 2225 of 10 000 | 2225 | 1 (seed 1) | 0.5 |",
  );
  expect(page).toContain("1 of 1 within tolerance. Kernel build: relaxed.");
  expect(page).toContain("Tolerance: Equal.");
});

test("a verdict that failed is marked, not left out", () => {
  expect(results([{ ...verdict, pass: false }])).toContain("| ✗ | N4 |");
});

test("the last verdict of a lab and budget counts", () => {
  expect(
    latest([verdict, { ...verdict, pass: false }, { ...verdict, budget: "quick" }]).map(
      (v) => v.pass,
    ),
  ).toEqual([false, true]);
});

test("a lab that ran only its quick budget is listed as not run in full", () => {
  expect(results([{ ...verdict, budget: "quick" }])).toContain("Not run in full");
  expect(results([verdict, { ...verdict, budget: "quick" }])).not.toContain("Not run in full");
});

test("other events are skipped; a line that is not JSON is named", () => {
  const text = `{"event":"progress"}\n${JSON.stringify(verdict)}\n`;
  expect(readVerdicts(text, "a.json")).toEqual([verdict]);
  expect(() => readVerdicts("{\noops", "a.json")).toThrow("a.json, line 1 is not JSON");
});

test("seeds in a row are a range; a bar in a text does not break the table", () => {
  const page = results([{ ...verdict, seeds: [1, 2, 3], measured: "|Σa − 1|" }]);
  expect(page).toContain("| 3 (seeds 1–3) |");
  expect(page).toContain("\\|Σa − 1\\|");
});

test("a lab that could not run says why", () => {
  const lost = {
    event: "verdict",
    lab: "01/average-darkness",
    pass: false,
    message: "MNIST is missing.",
  } as const;
  expect(results([lost])).toContain("could not run: MNIST is missing.");
});

const agents: AgentsLine = {
  event: "agents",
  algorithm: "ppo",
  world: "Pendulum-v1",
  steps: 100_000,
  settings: {},
  seeds: [1, 2],
  episodes: 100,
  returns: [-170, -190],
  mean: -180,
  standardError: 10,
  reference: "−172",
  goal: -200,
  pass: true,
  stepsPerSecond: 20_000,
};

test("trained agents: every seed stands in the table, and a goal that was missed is marked", () => {
  const missed = { ...agents, world: "Acrobot-v1", pass: false };
  const lines = readAgents(`${JSON.stringify(agents)}\n\n${JSON.stringify(missed)}\n`);
  const page = results([verdict], lines);
  expect(page).toContain("1 of 2 reach their goal.");
  expect(page).toContain(
    "| ✓ | ppo | Pendulum-v1 | 100 k | **−180** ± 10 | −170, −190 (seeds 1, 2; 100 episodes each) | ≥ −200 | −172 | 20000 |",
  );
  expect(page).toContain("| ✗ | ppo | Acrobot-v1 |");
});
