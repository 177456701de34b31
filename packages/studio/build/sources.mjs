/** What the library's own files say about a thing: the file that defines it, and the comment that the file begins with. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { escaped } from "./markdown.mjs";

const library = fileURLToPath(new URL("../../gradus/src/", import.meta.url));
const texts = new Map();

function textOf(file) {
  if (!texts.has(file))
    texts.set(file, readFileSync(join(library, file), "utf8").replace(/\r\n/g, "\n"));
  return texts.get(file);
}

/** Files below a folder of the library, without tests. */
const filesOf = (folder) =>
  readdirSync(join(library, folder), { recursive: true })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);

/** The file that exports a function of this name; undefined where none does. */
export function fileOfFunction(name, folders) {
  const defines = new RegExp(`^export (?:function\\*?|const) ${name}\\b`, "m");
  return folders.flatMap(filesOf).find((file) => defines.test(textOf(file)));
}

/** The file that a world of the registry comes from: what its row in worlds.ts calls, followed to the import. */
export function fileOfWorld(id) {
  const text = textOf("envs/worlds.ts");
  const imports = new Map(
    [...text.matchAll(/import \{([^}]*)\} from "\.\/([^"]+)"/g)].flatMap(([, names, from]) =>
      names.split(",").map((name) => [name.trim(), `envs/${from}`]),
    ),
  );
  const at = text.indexOf(`"${id}":`);
  const words = (part) => part.match(/[A-Za-z]\w*/g) ?? [];
  const row = words(text.slice(at + id.length + 3, text.indexOf('\n  "', at + 1) >>> 0));
  for (const word of row) {
    const local = new RegExp(`^const ${word} = (entry\\(.*\\));$`, "m").exec(text);
    for (const name of [...(local === null ? [word] : words(local[1]))].reverse())
      if (imports.has(name) && !name.endsWith("Knobs")) return imports.get(name);
  }
  return undefined;
}

/** Prose of a comment as HTML: paragraphs; what is indented by four is set as it stands. */
export function prose(comment) {
  const blocks = comment.split(/\n\s*\n/);
  return blocks
    .map((block) =>
      block.startsWith("    ")
        ? `<pre tabindex="0">${escaped(block.replace(/^ {4}/gm, ""))}</pre>`
        : `<p>${inline(block.replace(/\s*\n\s*/g, " "))}</p>`,
    )
    .join("\n");
}

/** A line of a comment: `code` is code, everything else as it is. */
export const inline = (text) =>
  escaped(text)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/&quot;(.*?)&quot;/g, "“$1”")
    .replaceAll("'", "’");

const uncommented = (body) =>
  body
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .split(/\n@/)[0]
    .trimEnd()
    .replace(/^\n+/, "");

/** The comment at the top of a file; undefined where it begins without. */
export function headOf(file) {
  const body = /^\/\*\*([\s\S]*?)\*\//.exec(textOf(file))?.[1];
  return body === undefined ? undefined : uncommented(body);
}

/** What stands above a table of settings: mostly where its defaults are from. */
export function aboveTable(file) {
  const body = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const \w+Knobs\b/.exec(textOf(file))?.[1];
  return body === undefined ? undefined : uncommented(body).trim();
}
