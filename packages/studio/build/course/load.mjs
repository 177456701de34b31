/**
 * The TypeScript of a course: each file without its types, once for Node (in a folder of its own, imports as addresses) and once
 * for pages (as texts that the sandbox links).
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "sucrase";

const lineAt = (text, at) => text.slice(0, at).split("\n").length;

/** The files of a folder with this ending, with / between folders, in order. */
export function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(ending) && !name.split("/").includes("node_modules"))
    .sort();
}

/**
 * @param entries  name of a package's part → its module on the site ("gradus/nn" → "gradus/nn/index.js")
 * @param parsing  importsOf and resolved of src/sandbox/imports.ts
 * @param fault    takes file, line, and what is wrong there
 * @returns what was made of each file: { code, imports } for the site, and the text for Node
 */
function compiledFiles(folder, entries, { importsOf, resolved }, fault) {
  const names = filesBelow(folder, ".ts").filter((name) => !/\.(test|d)\.ts$/.test(name));
  const made = new Map();
  for (const name of names) {
    const source = readFileSync(join(folder, name), "utf8").replace(/\r\n/g, "\n");
    let code;
    try {
      ({ code } = transform(source, { transforms: ["typescript"], disableESTransforms: true }));
    } catch (error) {
      const line = error.loc?.line ?? 1;
      const said = String(error.message).replace(/^Error transforming [^:]*: /, "");
      fault(name, line, `it cannot be read as TypeScript: ${said}`);
      continue;
    }
    const path = `own/${name.replace(/\.ts$/, ".js")}`;
    const imports = [];
    let forNode = "";
    let at = 0;
    let isWhole = true;
    for (const { specifier, from, to } of importsOf(code)) {
      const target = resolved(path, specifier, entries);
      const isOwn = specifier.startsWith(".");
      const there = isOwn ? names.includes(target.slice(4).replace(/\.js$/, ".ts")) : target;
      if (!there) {
        fault(
          name,
          lineAt(code, from),
          isOwn
            ? `there is no file ${specifier} beside this one.`
            : `"${specifier}" cannot be imported in a course; there are ${Object.keys(entries).join(", ")}, and files of the course.`,
        );
        isWhole = false;
        continue;
      }
      imports.push([from, to, target]);
      forNode += code.slice(at, from);
      forNode += isOwn ? specifier.replace(/\.ts$/, ".mjs") : import.meta.resolve(specifier);
      at = to;
    }
    if (isWhole) made.set(name, { path, source, code, imports, forNode: forNode + code.slice(at) });
  }
  return made;
}

/** Where in the course an error came from: its own stack says so, in lines that are those of the source. */
function whereOf(error, temporary, fallback) {
  const stack = String(error?.stack ?? "");
  const prefix = pathToFileURL(temporary).href;
  const at = stack.indexOf(prefix);
  const [, file, line] =
    at < 0 ? [] : (/^\/(.+?)\.mjs:(\d+)/.exec(stack.slice(at + prefix.length)) ?? []);
  return file === undefined ? [fallback, 1] : [`${decodeURI(file)}.ts`, Number(line)];
}

/**
 * @param wanted which files are to be loaded: name → whether
 * @returns site: { path: { code, imports } }, sources: { path: text }, loaded: name → its exports
 */
export async function load(folder, wanted, entries, parsing, fault) {
  const made = compiledFiles(folder, entries, parsing, fault);
  const temporary = mkdtempSync(join(tmpdir(), "gradus-course-"));
  const loaded = new Map();
  try {
    for (const [name, { forNode }] of made) {
      const file = join(temporary, name.replace(/\.ts$/, ".mjs"));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, forNode);
    }
    for (const name of made.keys()) {
      if (!wanted(name)) continue;
      try {
        const url = pathToFileURL(join(temporary, name.replace(/\.ts$/, ".mjs"))).href;
        loaded.set(name, await import(url));
      } catch (error) {
        const [file, line] = whereOf(error, temporary, name);
        const said = String(error?.message ?? error).replaceAll(".mjs", ".ts");
        if (error?.code === "ERR_MODULE_NOT_FOUND") continue; // of a file that has been told already
        fault(file, line, `it does not load: ${said.split("\n")[0]}`);
      }
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const files = [...made.values()];
  return {
    site: Object.fromEntries(files.map(({ path, code, imports }) => [path, { code, imports }])),
    sources: Object.fromEntries(files.map(({ path, source }) => [path, source])),
    loaded,
  };
}
