/** `npm run size`: lines of source by folder, prose and tests apart, so that growth is seen. Prints; judges nothing. */
import { code, isTest, type Source, sources } from "./source.ts";

interface Row {
  files: number;
  code: number;
  comments: number;
  tests: number;
}

/** packages/gradus/src/nn, packages/course/stations, tools … */
function folderOf(path: string): string {
  const parts = path.split("/").slice(0, -1);
  return parts.slice(0, parts[1] === "gradus" ? 4 : 3).join("/");
}

function count(row: Row, { path, text }: Source): void {
  const full = text.split("\n").filter((line) => line.trim() !== "").length;
  if (isTest(path)) {
    row.tests += full;
    return;
  }
  const bare = code(text)
    .split("\n")
    .filter((line) => line.trim() !== "").length;
  row.files += 1;
  row.code += bare;
  row.comments += full - bare;
}

const rows = new Map<string, Row>();
for (const folder of ["packages", "tools", "bench", "examples"]) {
  for (const source of sources(folder, [".ts", ".tsx", ".mjs", ".js"])) {
    const name = folderOf(source.path);
    const row = rows.get(name) ?? { files: 0, code: 0, comments: 0, tests: 0 };
    count(row, source);
    rows.set(name, row);
  }
}

const total: Row = { files: 0, code: 0, comments: 0, tests: 0 };
const print = (name: string, cells: readonly (string | number)[]): void =>
  console.log(name.padEnd(36) + cells.map((cell) => String(cell).padStart(10)).join(""));

print("", ["files", "code", "comments", "tests"]);
for (const [name, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
  print(name, [row.files, row.code, row.comments, row.tests]);
  for (const key of ["files", "code", "comments", "tests"] as const) total[key] += row[key];
}
print("together", [total.files, total.code, total.comments, total.tests]);
