/**
 * Linking without a server: the modules of the library as texts, each import replaced by the address of a text that was made into a
 * blob before. An edited file takes the place of the original; whatever imports it is linked to the edit.
 */
import { importsOf, resolved } from "./imports.ts";

/** Written by the build (modules.json). */
export interface Modules {
  /** "gradus/nn" → "gradus/nn/index.js". */
  readonly entries: Readonly<Record<string, string>>;
  /** The compiler's output; imports as [from, to, path] in the text. */
  readonly files: Readonly<
    Record<
      string,
      { readonly code: string; readonly imports: readonly (readonly [number, number, string])[] }
    >
  >;
}

/** A module to be made: texts, and between them the addresses of modules before it. */
export interface Linked {
  readonly path: string;
  readonly parts: readonly (string | { readonly path: string })[];
}

/**
 * The modules that an entry needs, each after those that it imports.
 *
 * @param edits path of a compiled file → its new code
 * @throws Error with one sentence for an import that leads nowhere
 */
export function linked(
  { entries, files }: Modules,
  entry: string,
  edits: Readonly<Record<string, string>> = {},
): Linked[] {
  const order: Linked[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (path: string, from: string): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open")
      throw new Error(
        `${from} and ${path} import each other in a circle; a module must not import itself.`,
      );
    state.set(path, "open");
    const { code, imports } = Object.hasOwn(edits, path)
      ? parsed(path, edits[path], entries)
      : (files[path] ?? missing(path, from));
    for (const [, , target] of imports) visit(target, path);
    const parts: (string | { path: string })[] = [];
    let at = 0;
    for (const [start, end, target] of imports) {
      parts.push(code.slice(at, start), { path: target });
      at = end;
    }
    parts.push(code.slice(at));
    order.push({ path, parts });
    state.set(path, "done");
  };
  visit(entry, "the page");
  return order;
}

function missing(path: string, from: string): never {
  throw new Error(`${from} imports ${path}, which is not part of the library. Check the path.`);
}

function parsed(
  path: string,
  code: string,
  entries: Readonly<Record<string, string>>,
): Modules["files"][string] {
  const imports = importsOf(code).map(({ specifier, from, to }) => {
    const target = resolved(path, specifier, entries);
    if (target === undefined)
      throw new Error(
        `"${specifier}" cannot be imported here: there are ${Object.keys(entries).join(", ")}, and files beside this one.`,
      );
    return [from, to, target] as const;
  });
  return { code, imports };
}
