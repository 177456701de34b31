/**
 * The library and the course as unbundled modules for the sandbox (modules.json), and their sources for the code pane
 * (sources.json): the very files that the compiler made, and that it made them from.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "sucrase";

const packages = fileURLToPath(new URL("../..", import.meta.url));

/** Entries by name, from the exports of a package. */
function entriesOf(name, folder) {
  const { exports } = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8"));
  return Object.entries(exports)
    .filter(([, target]) => typeof target === "object" && target.default?.startsWith("./dist/"))
    .map(([key, target]) => [
      `${name}${key.slice(1)}`,
      `${folder}/${target.default.slice("./dist/".length)}`,
    ]);
}

function files(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending) && !name.includes(".test."))
    .map((name) => name.replaceAll("\\", "/"));
}

const clean = (code) => code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");

/** @param parsing importsOf and resolved of src/sandbox/imports.ts, compiled */
export function modules({ importsOf, resolved }) {
  const entries = Object.fromEntries([
    ...entriesOf("gradus", "gradus"),
    ...entriesOf("@gradus/course", "course"),
  ]);
  const out = {};
  const put = (path, code) => {
    const imports = importsOf(code).flatMap(({ specifier, from, to }) => {
      const target = resolved(path, specifier, entries);
      return target === undefined ? [] : [[from, to, target]];
    });
    out[path] = { code, imports };
  };
  const sources = {};
  for (const folder of ["gradus", "course"]) {
    const dist = join(packages, folder, "dist");
    for (const name of files(dist, ".js")) {
      if (name.includes("node_modules")) continue;
      put(`${folder}/${name}`, clean(readFileSync(join(dist, name), "utf8")));
      const root = folder === "gradus" ? "src" : "";
      const source = join(packages, folder, root, name.replace(/\.js$/, ".ts"));
      try {
        if (!name.includes(".generated."))
          sources[`${folder}/${name}`] = readFileSync(source, "utf8");
      } catch {
        // made by the compiler from a file that is gone
      }
    }
  }
  // the host that runs labs and checks is the page's own; types stripped, nothing else
  const own = join(packages, "studio/src/workers");
  const names = readdirSync(own).filter((name) => /^[a-z]+\.ts$/i.test(name));
  for (const name of names) {
    const { code } = transform(readFileSync(join(own, name), "utf8"), {
      transforms: ["typescript"],
      disableESTransforms: true,
    });
    put(`studio/workers/${name.replace(".ts", ".js")}`, code);
  }
  put(
    "studio/open.js",
    'import { host } from "./workers/host.js";\nexport const open = (post) => host(post);\n',
  );
  for (const [path, { imports }] of Object.entries(out))
    for (const [, , target] of imports)
      if (out[target] === undefined)
        throw new Error(`${path} imports ${target}, which the sandbox does not have.`);
  return { modules: { entries, files: out }, sources };
}
