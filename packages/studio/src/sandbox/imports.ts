/** Where a module's imports stand in its text. Used by the build for every file of the library, and by the page for edited ones. */
import { parser } from "@lezer/javascript";

export interface Found {
  /** The text between the quotes, and where it stands. */
  readonly specifier: string;
  readonly from: number;
  readonly to: number;
}

const statements = new Set(["ImportDeclaration", "ExportDeclaration"]);

/** Static imports and exports of a JavaScript module, in order. */
export function importsOf(code: string): Found[] {
  const found: Found[] = [];
  parser.parse(code).iterate({
    enter(node) {
      if (node.name === "Script") return true;
      if (!statements.has(node.name)) return false;
      const text = node.node.getChild("String");
      if (text !== null)
        found.push({
          specifier: code.slice(text.from + 1, text.to - 1),
          from: text.from + 1,
          to: text.to - 1,
        });
      return false;
    },
  });
  return found;
}

/** "gradus/core/random.js" and "./math.js" → "gradus/core/math.js"; a bare name by the table of entries. */
export function resolved(
  from: string,
  specifier: string,
  entries: Readonly<Record<string, string>>,
): string | undefined {
  if (!specifier.startsWith(".")) return entries[specifier];
  const parts = from.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/").replace(/\.tsx?$/, ".js");
}
