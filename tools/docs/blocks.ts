/** Finding the blocks of code in documents and docstrings. */
import type { Source } from "../source.ts";

/** A block of code in a document. */
export interface Block {
  readonly path: string;
  /** Line of its first line of code. */
  readonly line: number;
  readonly language: string;
  /** The words after the language in the info string. */
  readonly words: readonly string[];
  readonly code: string;
}

/** The fenced blocks of a Markdown text. */
export function fences({ path, text }: Source, firstLine = 1): Block[] {
  const found: Block[] = [];
  const pattern = /^([ \t]*)(`{3,})([^\n`]*)\n([\s\S]*?)^[ \t]*\2[ \t]*$/gm;
  for (const match of text.matchAll(pattern)) {
    const [language = "", ...words] = match[3]!.trim().split(/\s+/);
    const line = firstLine + text.slice(0, match.index).split("\n").length;
    const code = match[4]!.replace(new RegExp(`^${match[1]}`, "gm"), "");
    found.push({ path, line, language, words, code });
  }
  return found;
}

/** The blocks of the `@example` tags in the docstrings of a source file. */
export function examples({ path, text }: Source): Block[] {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const at = comment[0].indexOf("@example");
    if (at < 0) return [];
    const lines = text.slice(0, comment.index + at).split("\n").length;
    const body = comment[0].slice(at).replace(/\*\/$/, "");
    const plain = body.replace(/^[ \t]*\* ?/gm, "");
    const fenced = fences({ path, text: plain }, lines);
    if (fenced.length > 0) return fenced;
    const code = plain.replace(/^@example/, "").replace(/^@[\s\S]*/m, "");
    return [{ path, line: lines, language: "ts", words: [], code }];
  });
}
