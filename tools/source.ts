/** Reading TypeScript as text: enough of a scanner to tell code from comments and strings. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** A source file: its path from the root with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(["node_modules", "dist", "fixtures", "runs", "coverage"]);

/** All files under `folder` whose names end in one of `endings`; generated and installed ones are left out. */
export function sources(folder: string, endings: readonly string[]): Source[] {
  const found: Source[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !entry.name.startsWith(".")) visit(inner);
      } else if (endings.some((ending) => entry.name.endsWith(ending))) {
        const name = relative(root, inner).split(sep).join("/");
        found.push({ path: name, text: readFileSync(inner, "utf8") });
      }
    }
  };
  visit(join(root, folder));
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a file is a test or serves only tests; such files may import what they like. */
export function isTest(path: string): boolean {
  return /\.(test|bench)\.ts$|\/(tests?|testing|fixtures)(\/|\.ts$)/.test(path);
}

/** Line number, from 1, of a place in a text. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

// One token that can hide code, or else one character. Template literals are opened and closed by hand, since the
// expressions inside `${…}` are code again.
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`|\$\{|[{}]|\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*|[\s\S]/g;

/**
 * The text with comments replaced by spaces, and with `strings: true` the contents of strings as well. Line breaks stay,
 * so places keep their line numbers.
 */
export function code(text: string, { strings = false } = {}): string {
  let out = "";
  let open: ("`" | "{")[] = []; // what we are inside of, innermost last
  let last = ""; // the last character of code that is not a space: tells a regular expression from a division
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    let [piece] = match;
    const inTemplate = open.at(-1) === "`";
    if (inTemplate) {
      if (piece === "`") open = open.slice(0, -1);
      else if (piece === "${") open = [...open, "{"];
      else {
        // The scanner may have taken several characters for a comment or a string; inside a template they are neither.
        piece = piece[0] === "\\" ? text.slice(match.index, match.index + 2) : (piece[0] ?? "");
        token.lastIndex = match.index + piece.length;
        out += strings ? blank(piece) : piece;
        continue;
      }
      out += piece;
    } else if (piece.startsWith("//") || piece.startsWith("/*")) {
      out += blank(piece);
      continue;
    } else if (piece.length > 1 && piece.startsWith("/") && !beginsExpression(last, out)) {
      token.lastIndex = match.index + 1; // a division
      piece = "/";
      out += piece;
    } else if (piece.length > 1 && /^["'/]/.test(piece)) {
      out += strings ? `${piece[0]}${blank(piece.slice(1, -1))}${piece.at(-1)}` : piece;
    } else {
      if (piece === "`") open = [...open, "`"];
      else if (piece === "{" || piece === "${") open = [...open, "{"];
      else if (piece === "}") open = open.slice(0, -1);
      out += piece;
    }
    if (piece.trim() !== "") last = piece.at(-1) ?? last;
  }
  return out;
}

function blank(piece: string): string {
  return piece.replace(/[^\n]/g, " ");
}

/** A slash begins a regular expression where an operand is expected: after an operator, a bracket, `return`. */
function beginsExpression(last: string, before: string): boolean {
  return (
    last === "" ||
    "(,=:[!&|?{};+-*%<>~^".includes(last) ||
    /\b(return|typeof|case|in|of)\s*$/.test(before.slice(-12))
  );
}

/** One import or re-export: what it names, where it stands, and whether only types come through it. */
export interface Import {
  readonly from: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

/** The static and dynamic imports of a file, in order. */
export function imports(text: string): Import[] {
  const clean = code(text);
  const found: Import[] = [];
  const statement =
    /(?:^|[;}\n])\s*(?:import|export)\b(\s+type\b(?!\s*,|\s+from\b))?[^;"'`()=]*?from\s*["']([^"']+)["']/g;
  const bare = /(?:^|[;}\n])\s*import\s*["']([^"']+)["']/g;
  const dynamic = /\bimport\s*\(\s*["'`]([^"'`]+)["'`]/g;
  for (const match of clean.matchAll(statement)) {
    const at = match.index + match[0].length;
    found.push({ from: match[2]!, line: lineOf(clean, at), typeOnly: match[1] !== undefined });
  }
  for (const pattern of [bare, dynamic]) {
    for (const match of clean.matchAll(pattern)) {
      const at = match.index + match[0].length;
      found.push({ from: match[1]!, line: lineOf(clean, at), typeOnly: false });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}
