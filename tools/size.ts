/**
 * `npm run size`: lines of source by folder, prose and tests apart, and the size of the built library in a bundle, so that
 * growth is seen. Prints; judges nothing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { code, isTest, root, type Source, sources } from "./source.ts";

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

/** Everything that `import * from "gradus"` brings, bundled and minified. */
async function bundled(entry: string): Promise<{ minified: number; gzipped: number }> {
  const answer = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: true, lib: { entry, formats: ["es"], fileName: "bundle" } },
  });
  const [first] = Array.isArray(answer) ? answer : [answer];
  const chunks = first !== undefined && "output" in first ? first.output : [];
  const text = chunks.map((chunk) => ("code" in chunk ? chunk.code : "")).join("");
  return { minified: Buffer.byteLength(text), gzipped: gzipSync(text, { level: 9 }).length };
}

for (const name of ["index", "nn/index", "data/index", "core/index"]) {
  const entry = join(root, "packages/gradus/dist", `${name}.js`);
  if (!existsSync(entry)) continue;
  const { minified, gzipped } = await bundled(entry);
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`gradus ${name}: ${kilobytes(gzipped)} gzipped, ${kilobytes(minified)} minified`);
}
