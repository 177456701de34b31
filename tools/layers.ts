/**
 * Imports point downwards: `npx tsx tools/layers.ts` fails with a sentence that names the file, the import and the rule.
 *
 *     core → tensor, env → nn, data, envs, tabular → agents → search, imitation → quantum → run → course → cli | studio
 *
 * "a → b": b may import a, never the reverse. Folders of one step do not know each other. The rules of reproducible
 * arithmetic (arithmetic.ts) are checked in the same walk, and files must not import each other in a circle.
 */
import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { arithmeticFaults } from "./arithmetic.ts";
import { type Import, imports, isTest, type Source, sources } from "./source.ts";

/** The steps, lowest first. */
export const order = [
  ["core"],
  ["tensor", "env"],
  ["nn", "data", "envs", "tabular"],
  ["agents"],
  ["search", "imitation"],
  ["quantum"],
  ["run"],
  ["course"],
  ["cli", "studio"],
] as const;

const steps: ReadonlyMap<string, number> = new Map(
  order.flatMap((names, step) => names.map((name) => [name, step] as const)),
);

/** The one place that touches files and processes. */
const hosts: ReadonlySet<string> = new Set(["cli", "studio"]);

/** The layer a file belongs to; "gradus" for the library's own table of contents, which may name everything in it. */
export function layerOf(path: string): string | undefined {
  const library = /^packages\/gradus\/src\/(?:([^/]+)\/)?/.exec(path);
  if (library) return library[1] ?? "gradus";
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

/** The layer an import leads to: undefined for a package from elsewhere, "node" for what only Node has. */
export function layerOfImport(path: string, from: string): string | undefined {
  if (from.startsWith("node:")) return "node";
  if (from.startsWith(".")) return layerOf(posix.join(posix.dirname(path), from));
  if (from === "gradus") return "gradus";
  if (from.startsWith("gradus/")) return from.split("/")[1];
  if (from.startsWith("@gradus/")) return from.split("/")[1];
  return undefined;
}

/** The step of a layer. The library as a whole stands where its highest folder stands. */
function stepOf(layer: string): number | undefined {
  return layer === "gradus" ? steps.get("run") : steps.get(layer);
}

/** What is wrong with one import, in a sentence, or null. */
export function importFault(path: string, { from, line }: Import): string | null {
  const here = layerOf(path);
  const there = layerOfImport(path, from);
  const inLibrary = path.startsWith("packages/gradus/src/");
  const where = `${path}:${line} imports "${from}"`;
  if (here === undefined) return null;
  if (there === "node") {
    return hosts.has(here)
      ? null
      : `${where}: only packages/cli touches files and processes; take bytes as an argument.`;
  }
  if (there === undefined) {
    return inLibrary
      ? `${where}: the library has no dependencies; write it here or take it as an argument.`
      : null;
  }
  if (inLibrary && !from.startsWith(".")) {
    return `${where}: inside the library imports are relative, so that no file sees a stale build.`;
  }
  if (here === there || here === "gradus") return null;
  const [own, other] = [stepOf(here), stepOf(there)];
  if (own === undefined)
    return `${where}: the layer "${here}" has no place in the order; give it one in tools/layers.ts.`;
  if (other === undefined)
    return `${where}: "${there}" has no place in the order; give it one in tools/layers.ts.`;
  if (own > other) return null;
  if (own === other)
    return `${where}: ${here} and ${there} stand on one step and do not know each other; move what they share down.`;
  return `${where}: ${here} is below ${there}; imports point downwards (${describeOrder()}).`;
}

function describeOrder(): string {
  return order.map((names) => names.join(", ")).join(" → ");
}

/** Circles among files by imports that exist at run time: each as a sentence that lists the files. */
export function circles(files: readonly Source[]): string[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const found: string[] = [];
  const visit = (path: string): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      found.push(
        `${[...trail.slice(trail.indexOf(path)), path].join(" → ")}: these files import each other in a circle.`,
      );
      return;
    }
    state.set(path, "open");
    trail.push(path);
    for (const { from, typeOnly } of imports(known.get(path)!.text)) {
      const target = posix.join(posix.dirname(path), from);
      if (from.startsWith(".") && !typeOnly && known.has(target)) visit(target);
    }
    trail.pop();
    state.set(path, "done");
  };
  for (const path of known.keys()) visit(path);
  return found;
}

/** All faults of some files. */
export function faults(files: readonly Source[]): string[] {
  const shipped = files.filter((file) => !isTest(file.path) && !file.path.endsWith(".d.ts"));
  return [
    ...shipped.flatMap((file) =>
      imports(file.text)
        .map((one) => importFault(file.path, one))
        .filter((fault) => fault !== null),
    ),
    ...shipped.flatMap(arithmeticFaults),
    ...circles(shipped),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const files = sources("packages", [".ts", ".tsx"]);
  const found = faults(files);
  for (const fault of found) console.error(fault);
  console.error(
    found.length === 0
      ? `${files.length} files: imports point downwards, arithmetic is reproducible.`
      : `${found.length} faults in ${files.length} files.`,
  );
  process.exit(found.length === 0 ? 0 : 1);
}
