/** Run folders for the studio's pages: read, never written. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface RunEntry {
  readonly name: string;
  readonly command: string;
  readonly algorithm: string;
  readonly world: string;
  readonly seed: number;
  readonly steps: number;
  /** Of which so many are done. */
  readonly done: number;
  /** "running" while its files still grow. */
  readonly state: "finished" | "running" | "stopped" | "failed" | "empty";
  /** Why it failed, in the words of the command that trained it. */
  readonly failure?: string;
  /** From when it was begun to when its log was last written. */
  readonly seconds: number;
  readonly knobs: Readonly<Record<string, number | string | boolean>>;
  /** Columns of its log, by name; thinned to at most `points` rows. */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  readonly evaluations: Readonly<Record<string, readonly (number | null)[]>>;
  /** Of the newest file, ms since 1970. */
  readonly changed: number;
}

const points = 400;
const alive = 15_000; // ms without a change after which an unfinished run counts as stopped

/** Names of the folders that hold a run: "ppo", and "ppo/seed1" where a folder holds the runs of several seeds. */
export function runNames(folder: string): string[] {
  const inside = (path: string): string[] =>
    existsSync(path)
      ? readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => entry.name)
      : [];
  const isRun = (name: string): boolean => existsSync(join(folder, name, "config.json"));
  return inside(folder)
    .flatMap((name) =>
      isRun(name)
        ? [name]
        : inside(join(folder, name))
            .map((seed) => `${name}/${seed}`)
            .filter(isRun),
    )
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** A run; undefined where there is none of that name, or its configuration cannot be read. */
export function readRun(folder: string, name: string, now: number): RunEntry | undefined {
  if (!runNames(folder).includes(name)) return undefined; // no path, only a name of the list
  const path = join(folder, name);
  let config: Readonly<Record<string, unknown>>;
  try {
    config = JSON.parse(readFileSync(join(path, "config.json"), "utf8")) as Readonly<
      Record<string, unknown>
    >;
  } catch {
    return undefined;
  }
  const columns = table(join(path, "progress.csv"));
  const steps = Number(config["steps"] ?? config["epochs"] ?? 0);
  const along = columns["steps"] ?? columns["epoch"] ?? [];
  const done = along.at(-1) ?? 0;
  const changed = newest(path);
  const isFinished = done >= steps && steps > 0;
  const failure = isFinished ? undefined : failureOf(path);
  return {
    name,
    command: String(config["command"]),
    algorithm: String(config["algorithm"] ?? config["net"] ?? ""),
    world: String(config["env"] ?? config["dataset"] ?? ""),
    seed: Number(config["seed"] ?? 0),
    steps,
    done,
    state: isFinished
      ? "finished"
      : failure !== undefined
        ? "failed"
        : now - changed < alive
          ? "running"
          : along.length === 0
            ? "empty"
            : "stopped",
    ...(failure === undefined ? {} : { failure }),
    seconds: Math.max(
      0,
      (written(join(path, "progress.csv")) - written(join(path, "config.json"))) / 1000,
    ),
    knobs: (config["knobs"] ?? {}) as RunEntry["knobs"],
    columns,
    evaluations: table(join(path, "evaluations.csv")),
    changed,
  };
}

/** What the training said when it failed; undefined where it did not. */
function failureOf(path: string): string | undefined {
  try {
    const { message } = JSON.parse(readFileSync(join(path, "failure.json"), "utf8")) as {
      readonly message?: unknown;
    };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

/** When a file was last written, ms; 0 where there is none. */
const written = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function newest(path: string): number {
  return ["config.json", "progress.csv", "evaluations.csv", "checkpoint"]
    .map((name) => join(path, name))
    .filter(existsSync)
    .reduce((latest, file) => Math.max(latest, statSync(file).mtimeMs), 0);
}

/** A CSV file of numbers, column by column; empty where there is none. Rows are averaged in groups where there are many. */
export function table(file: string): Readonly<Record<string, readonly (number | null)[]>> {
  if (!existsSync(file)) return {};
  const [head = "", ...lines] = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const names = head.split(",");
  const rows = lines.map((line) =>
    line.split(",").map((cell) => (cell === "" ? null : Number(cell))),
  );
  const whole = rows.filter((row) => row.length === names.length); // the last line may be half written
  const every = Math.max(1, Math.ceil(whole.length / points));
  const result: Record<string, (number | null)[]> = {};
  names.forEach((name, k) => {
    const along = name === "steps" || name === "epoch" || name === "episodes" || name === "updates";
    result[name] = Array.from({ length: Math.ceil(whole.length / every) }, (_, i) => {
      const group = whole.slice(i * every, (i + 1) * every).map((row) => row[k]);
      const known = group.filter((v): v is number => v !== null && Number.isFinite(v));
      if (known.length === 0) return null;
      return along ? (known.at(-1) ?? null) : known.reduce((a, b) => a + b, 0) / known.length;
    });
  });
  return result;
}
