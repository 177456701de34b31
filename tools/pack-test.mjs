/**
 * What npm users get: pack the library, install the package in an empty project, and there
 *
 *   - import every entry from the user's own Node and from Node 24,
 *   - type-check a consumer that has neither DOM nor Node types, with `skipLibCheck: false`,
 *   - bundle it by Vite, run the bundle, and print its size,
 *   - let publint look at it.
 *
 * Prints one line per check; status 1 if any of them failed.
 */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bestNode, bin, npm, root, run, userNode, versionOf } from "./setup.mjs";

const library = join(root, "packages/gradus");
const manifest = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
const entries = Object.keys(manifest.exports)
  .filter((entry) => entry !== "./package.json")
  .map((entry) => manifest.name + entry.slice(1));

const folder = realpathSync(mkdtempSync(join(tmpdir(), "gradus-package-")));
let failures = 0;

/** One check: prints its line and, when it failed, everything it said. */
function check(title, { status, stdout = "", stderr = "" }) {
  const passed = status === 0;
  if (!passed) failures += 1;
  console.log(`${passed ? "ok    " : "FAILED"}  ${title}`);
  if (!passed) console.log(`${stdout}\n${stderr}`.trim().replace(/^/gm, "        "));
  return passed;
}

function write(name, content) {
  writeFileSync(
    join(folder, name),
    typeof content === "string" ? content : JSON.stringify(content, null, 2),
  );
}

const inFolder = { cwd: folder, output: true };
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Packs and installs; returns the list of packed files, or null. */
function install() {
  const packed = npm(["pack", library, "--json", "--loglevel=error"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (!check("npm pack", packed)) return null;
  const answer = JSON.parse(packed.stdout);
  const { filename, size, unpackedSize, files } = Array.isArray(answer)
    ? answer[0]
    : Object.values(answer)[0];
  write("package.json", { name: "consumer", private: true, type: "module" });
  const args = ["install", `./${filename}`, "--offline", "--loglevel=error"];
  if (!check(`npm install ${filename}`, npm(args, { cwd: folder, encoding: "utf8" }))) return null;
  console.log(
    `        ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked, ${files.length} files`,
  );
  return files.map((file) => file.path);
}

/** Tests and build records are of no use to anybody who installs the library; types and sources are. */
function contents(files) {
  const unwanted = files.filter((path) =>
    /\.test\.|\.bench\.|fixture|tsbuildinfo|^kernels\//.test(path),
  );
  const wanted = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  );
  const missing = [...wanted.map((path) => path.replace("./", "")), "LICENSE", "README.md"].filter(
    (path) => !files.includes(path),
  );
  const complaint = [
    ...unwanted.map((path) => `should not be in it: ${path}`),
    ...missing.map((path) => `is not in it: ${path}`),
  ];
  check("the package holds what it should and nothing else", {
    status: complaint.length,
    stdout: complaint.join("\n"),
  });
}

const consumer = `import { tensor } from "gradus";
${entries.map((entry, i) => `import * as entry${i} from "${entry}";`).join("\n")}

const three = String(tensor([1, 2, 3]).add(1).toArray());
if (three !== "2,3,4") throw new Error(\`[1, 2, 3] + 1 gave \${three}\`);
export const names: readonly string[] = [${entries.map((_, i) => `...Object.keys(entry${i})`).join(", ")}];
`;

function importFromNodes() {
  const script = consumer.replace(": readonly string[]", "");
  write("consumer.mjs", `${script}console.log(names.length);\n`);
  const nodes = [
    ...new Map([userNode(), bestNode()].map((node) => [versionOf(node)[0], node])).values(),
  ];
  for (const node of nodes) {
    const result = run(node, ["consumer.mjs"], inFolder);
    check(
      `import ${entries.join(", ")} from Node ${versionOf(node).join(".")}: ${result.stdout.trim()} names`,
      result,
    );
  }
}

/** The types must stand on ES2023 alone; `esnext.disposable` is for TypeScript's own iterator types. */
function typeCheck() {
  write("consumer.ts", consumer);
  for (const [title, module, resolution] of [
    ["nodenext", "nodenext", "nodenext"],
    ["a bundler", "esnext", "bundler"],
  ]) {
    write("tsconfig.json", {
      compilerOptions: {
        target: "es2022",
        lib: ["es2023"],
        types: [],
        module,
        moduleResolution: resolution,
        strict: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ["consumer.ts"],
    });
    const result = run(process.execPath, [bin("typescript", "tsc"), "-p", folder], inFolder);
    check(`type-check a consumer without DOM and Node types, for ${title}`, result);
  }
}

async function bundle() {
  const { build } = await import("vite");
  const sizes = {};
  const all = `${entries.map((entry, i) => `export * as entry${i} from "${entry}";`).join("\n")}\n`;
  write("main.mjs", `export * from "gradus";\n`);
  write("all.mjs", all);
  write(
    "small.mjs",
    `import { tensor } from "gradus";\nexport const three = tensor([1, 2, 3]).add(1).toArray();\n`,
  );
  try {
    for (const name of ["main", "all", "small"]) {
      await build({
        root: folder,
        configFile: false,
        logLevel: "error",
        build: {
          outDir: `bundle-${name}`,
          minify: true,
          target: "es2022",
          lib: { entry: join(folder, `${name}.mjs`), formats: ["es"], fileName: name },
        },
      });
      const out = join(folder, `bundle-${name}`);
      const bytes = readdirSync(out).map((file) => readFileSync(join(out, file)));
      sizes[name] = bytes.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
      sizes[`${name}Raw`] = bytes.reduce((sum, file) => sum + file.length, 0);
    }
    const file = readdirSync(join(folder, "bundle-small")).find((name) => /\.m?js$/.test(name));
    const script = `import("./bundle-small/${file}").then((m) => process.exit(String(m.three) === "2,3,4" ? 0 : 1))`;
    check("bundle by Vite and run the bundle", run(userNode(), ["-e", script], inFolder));
    for (const [name, title] of [
      ["main", "gradus"],
      ["all", "every entry"],
      ["small", "tensor([1, 2, 3]).add(1)"],
    ]) {
      console.log(
        `        ${title}: ${kilobytes(sizes[name])} gzipped, ${kilobytes(sizes[`${name}Raw`])} minified`,
      );
    }
  } catch (error) {
    check("bundle by Vite", { status: 1, stderr: error.message });
  }
}

async function lint() {
  const { publint } = await import("publint");
  const { formatMessage } = await import("publint/utils");
  const { messages } = await publint({
    pkgDir: join(folder, "node_modules/gradus"),
    level: "suggestion",
    pack: false,
    strict: true,
  });
  const lines = messages.map((message) => `${message.type}: ${formatMessage(message, manifest)}`);
  check("publint", { status: messages.length, stdout: lines.join("\n") });
}

try {
  const files = install();
  if (files) {
    contents(files);
    importFromNodes();
    typeCheck();
    await bundle();
    await lint();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
