/**
 * Writes RESULTS.md from the verdicts in docs/results/*.json: what the book prints, what we measured, what is exact, side by
 * side. Nothing is marked as reproduced that was not run.
 *
 *     gradus lab --all --json > docs/results/quick.json
 *     gradus lab --all --full --json > docs/results/full.json
 *     node tools/results.ts            (or --check: fails if RESULTS.md is not what it would write)
 *
 *     npm run bench -- learn           writes docs/results/agents.jsonl: what deep agents reach
 *
 * A file holds one JSON object a line. Lines with "event":"verdict" count; of several verdicts for one lab and budget the one of
 * the last file, in alphabetical order, and its last line. A line {"event":"done", …} may name the kernel build.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface VerdictLine {
  readonly event: "verdict";
  readonly lab: string;
  readonly source?: string;
  readonly row?: string;
  readonly title?: string;
  readonly budget?: "quick" | "full";
  readonly seeds?: readonly number[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly published?: string;
  readonly measured?: string;
  readonly exact?: string | null;
  readonly tolerance?: string;
  readonly pass: boolean;
  readonly note?: string | null;
  /** Why the lab could not run. */
  readonly message?: string;
  readonly seconds?: number;
  readonly build?: string;
}

/** The verdicts of one file's text. @throws Error for a line that is not JSON, with its number */
export function readVerdicts(text: string, name: string): VerdictLine[] {
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Error(
        `${name}, line ${i + 1} is not JSON. Write the file with: gradus lab --all --json > ${name}`,
      );
    }
    return isVerdict(value) ? [value] : [];
  });
}

/** What the seeds of one algorithm reached in one world: a line of docs/results/agents.jsonl, written by bench/learn.mjs. */
export interface AgentsLine {
  readonly event: "agents";
  readonly algorithm: string;
  readonly world: string;
  /** What sets it apart from another line of the same algorithm and world. */
  readonly label?: string;
  readonly steps: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seeds: readonly number[];
  readonly episodes: number;
  readonly returns: readonly number[];
  readonly mean: number;
  readonly standardError: number;
  readonly reference: string;
  /** Of the mean, and of the median. */
  readonly goal?: number;
  readonly medianGoal?: number;
  readonly pass?: boolean;
  readonly stepsPerSecond?: number;
  readonly build?: string;
}

export function readAgents(text: string): AgentsLine[] {
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    const value = JSON.parse(line) as { readonly event?: unknown };
    return value.event === "agents" ? [value as AgentsLine] : [];
  });
}

/** The table of trained agents; empty where none was trained. */
export function agentsTable(lines: readonly AgentsLine[]): string[] {
  if (lines.length === 0) return [];
  const judged = lines.filter(({ pass }) => pass !== undefined);
  const builds = [...new Set(lines.map(({ build }) => build).filter((b) => b !== undefined))];
  const number = (x: number): string => String(x).replace("-", "−");
  const steps = (n: number): string => (n >= 1e6 ? `${n / 1e6} M` : `${n / 1e3} k`);
  return [
    "## Trained agents",
    "",
    "`npm run bench -- learn`: each algorithm with its preset, the final policy of each training seed over the stated episodes without",
    "exploration; mean ± standard error over the training seeds, then each seed. The goals were set before the runs.",
    `${judged.filter(({ pass }) => pass).length} of ${judged.length} reach their goal.${builds.length > 0 ? ` Kernel build: ${builds.join(", ")}.` : ""}`,
    "",
    "| | algorithm | world | steps | return | seeds | goal | reference | steps/s |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines.map((l) => {
      const cells = [
        l.pass === undefined ? "" : l.pass ? "✓" : "✗",
        l.label === undefined ? l.algorithm : `${l.algorithm}, ${l.label}`,
        l.world,
        steps(l.steps),
        `**${number(l.mean)}** ± ${l.standardError}`,
        `${l.returns.map(number).join(", ")} (seeds ${l.seeds.join(", ")}; ${l.episodes} episodes each)`,
        goalOf(l, number),
        l.reference,
        l.stepsPerSecond === undefined ? "" : String(l.stepsPerSecond),
      ];
      return `| ${cells.map(cell).join(" | ")} |`;
    }),
    "",
  ];
}

function goalOf({ goal, medianGoal }: AgentsLine, number: (x: number) => string): string {
  const parts = [
    ...(goal === undefined ? [] : [`≥ ${number(goal)}`]),
    ...(medianGoal === undefined ? [] : [`median ≥ ${number(medianGoal)}`]),
  ];
  return parts.join(", ");
}

function isVerdict(value: unknown): value is VerdictLine {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { event?: unknown }).event === "verdict"
  );
}

/** The last verdict of each lab and budget, in the order in which the labs first appear. */
export function latest(verdicts: readonly VerdictLine[]): VerdictLine[] {
  const kept = new Map<string, VerdictLine>();
  for (const verdict of verdicts) kept.set(`${verdict.budget ?? "quick"} ${verdict.lab}`, verdict);
  return [...kept.values()];
}

/** The page. */
export function results(
  verdicts: readonly VerdictLine[],
  agents: readonly AgentsLine[] = [],
): string {
  const all = latest(verdicts);
  const [full, quick] = [
    all.filter((v) => v.budget === "full"),
    all.filter((v) => v.budget !== "full"),
  ];
  const onlyQuick = quick.filter((q) => !full.some((f) => f.lab === q.lab));
  return [
    "# Results",
    "",
    "Generated by `node tools/results.ts` from `docs/results/*.json`; do not edit.",
    "Each row is a lab: the number in print, what our runs gave (± the standard deviation over the seeds), and the same number from",
    "an exact computation or an independent program where there is one. ✓: the measurement lies within the tolerance that the lab",
    "states; ✗: it does not. The tolerances stand below each table. They were written before the reported runs; where a first protocol",
    "failed or a reference was corrected after a look at results, docs/decisions.md says so.",
    "",
    ...agentsTable(agents),
    ...section("Full budgets", "What reproduces the printed numbers.", full),
    ...section(
      "Quick budgets",
      "Seconds each; compared with exact values, or with an independent program that has the same settings.",
      quick,
    ),
    ...missing(onlyQuick),
  ].join("\n");
}

function section(title: string, about: string, verdicts: readonly VerdictLine[]): string[] {
  if (verdicts.length === 0) return [];
  const passed = verdicts.filter((v) => v.pass).length;
  const builds = [...new Set(verdicts.map((v) => v.build).filter((b) => b !== undefined))];
  return [
    `## ${title}`,
    "",
    `${about} ${passed} of ${verdicts.length} within tolerance.${builds.length > 0 ? ` Kernel build: ${builds.join(", ")}.` : ""}`,
    "",
    "| | row | lab | book | measured | exact | runs | seconds |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...verdicts.map(row),
    "",
    "<details><summary>Sources, tolerances and notes</summary>",
    "",
    ...verdicts.map(footnote),
    "",
    "</details>",
    "",
  ];
}

function row(v: VerdictLine): string {
  const cells = [
    v.pass ? "✓" : "✗",
    v.row ?? "",
    `${v.title ?? ""} \`${v.lab}\``.trim(),
    v.published ?? "",
    v.measured ?? `could not run: ${v.message ?? "no reason given"}`,
    v.exact ?? "",
    seedsOf(v),
    v.seconds === undefined ? "" : v.seconds.toFixed(v.seconds < 10 ? 1 : 0),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** "3 runs, seeds 1–3" */
function seedsOf({ seeds = [] }: VerdictLine): string {
  if (seeds.length === 0) return "";
  const run = seeds.every((s, i) => i === 0 || s === seeds[i - 1] + 1);
  const named =
    run && seeds.length > 2 ? `${seeds[0]}–${seeds[seeds.length - 1]}` : seeds.join(", ");
  return `${seeds.length} (seed${seeds.length > 1 ? "s" : ""} ${named})`;
}

function footnote(v: VerdictLine): string {
  const settings = Object.entries(v.settings ?? {}).map(
    ([name, value]) => `${name} = ${String(value)}`,
  );
  const parts = [
    v.source ?? "",
    settings.length > 0 ? `Settings: ${settings.join(", ")}.` : "",
    v.tolerance === undefined ? "" : `Tolerance: ${v.tolerance}`,
    v.note ?? "",
  ];
  return `- \`${v.lab}\`${v.row ? ` (${v.row})` : ""}: ${parts.filter(Boolean).join(" ")}`;
}

function missing(verdicts: readonly VerdictLine[]): string[] {
  if (verdicts.length === 0) return [];
  return [
    "## Not run in full",
    "",
    "The printed number of these labs has not been tried; only their quick budget has run:",
    `${verdicts.map((v) => `\`${v.lab}\``).join(", ")}.`,
    "",
  ];
}

function main(args: readonly string[]): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const folder = join(root, "docs", "results");
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.jsonl?$/.test(name))
        .sort()
    : [];
  if (files.length === 0) {
    console.error(
      "There are no verdicts in docs/results. Write some: gradus lab --all --json > docs/results/quick.json",
    );
    process.exitCode = 1;
    return;
  }
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const verdicts = texts.flatMap((text, i) => readVerdicts(text, `docs/results/${files[i]}`));
  const page = results(verdicts, texts.flatMap(readAgents));
  const target = join(root, "RESULTS.md");
  if (!args.includes("--check")) {
    writeFileSync(target, page);
    console.error(`RESULTS.md: ${latest(verdicts).length} verdicts from ${files.length} files.`);
  } else if (!existsSync(target) || readFileSync(target, "utf8") !== page) {
    console.error("RESULTS.md is not what docs/results says. Run: node tools/results.ts");
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
