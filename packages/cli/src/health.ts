/** What looks wrong in a run, for people: while it trains (sparingly, each thing once), when it is over, and asked about later. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyWorld } from "gradus/env";
import {
  type Algorithm,
  diagnose,
  type Finding,
  gathered,
  type Report,
  type Row,
  rowOf,
} from "gradus/run";
import type { TrainRun } from "./run-folder.ts";

export interface Health {
  add(report: Report): void;
  /** What was not said before, while the run goes on. */
  news(): readonly Finding[];
  /** Everything, when the run is over. */
  all(isOver: boolean): readonly Finding[];
}

interface Subject {
  readonly run: TrainRun;
  readonly world: AnyWorld;
}

/** Watches the reports of a run; those that are in progress.csv already count, too. */
export function health({ run, world }: Subject, { sees }: Algorithm): Health {
  if (sees !== "observation") return { add: () => {}, news: () => [], all: () => [] }; // the rules are about networks
  const rows = gathered();
  for (const row of progressRows(run)) rows.add(row);
  const said = new Set<string>();
  const judge = (isOver: boolean): readonly Finding[] =>
    diagnose(rows.rows, contextOf({ run, world }), isOver);
  return {
    add: (report) => rows.add(rowOf(report)),
    news() {
      const found = judge(false).filter(({ rule }) => !said.has(rule));
      for (const { rule } of found) said.add(rule);
      return found;
    },
    all: judge,
  };
}

function contextOf({ run, world }: Subject) {
  const { steps, knobs } = run.config;
  const { actionSpace, solvedAt } = world;
  return { totalSteps: steps, config: knobs, world: { actionSpace, solvedAt } };
}

/** What looks wrong in a run by its progress.csv. */
export function examined(subject: Subject): {
  readonly rows: number;
  readonly steps: number;
  readonly findings: readonly Finding[];
} {
  const rows = gathered();
  let count = 0;
  let steps = 0;
  for (const row of progressRows(subject.run)) {
    rows.add(row);
    count++;
    steps = row["steps"] ?? steps;
  }
  const isOver = steps >= subject.run.config.steps;
  return { rows: count, steps, findings: diagnose(rows.rows, contextOf(subject), isOver) };
}

/** The rows of progress.csv. */
function* progressRows({ path }: TrainRun): Generator<Row> {
  const file = join(path, "progress.csv");
  if (!existsSync(file)) return;
  const [head, ...lines] = readFileSync(file, "utf8").split("\n");
  const columns = head.split(",");
  for (const line of lines) {
    if (line === "") continue;
    const cells = line.split(",");
    yield Object.fromEntries(
      columns.map((name, i) => [
        name,
        cells[i] === "" || cells[i] === undefined ? null : Number(cells[i]),
      ]),
    );
  }
}

/** The findings as lines; nothing for none. */
export function findingLines(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const items = findings.map(
    ({ evidence, healthy, advice }, i) =>
      `  ${i + 1}. ${evidence}\n     Healthy: ${healthy}\n     Try: ${advice}\n`,
  );
  return `What looks wrong, most suspicious first:\n${items.join("")}`;
}
