/**
 * Lessons and statements: Markdown with formulas, margin notes, lines of the library's real files, labs and exercises.
 *
 *     $…$, $$…$$                 KaTeX; \mark{clip}{\varepsilon} ties a symbol to the knob and to the code of that name
 *     ```source FILE [marks=a,b] [lines=N]
 *     a line of FILE             the build finds that line in the file (from the repository's root), shows it and N − 1 after it
 *     ```                        with file and line number; it fails when the line is not there
 *     ::: note  … :::            a margin note, on what stands before it: level with that, and under it where there is no margin
 *     ::: symbols                r_t | what it is      (one symbol a line); after their equation
 *     ::: lab ID [guess] :::     a lab, in the page
 *     ::: exercise ID :::
 *     ::: case TITLE … :::       a case to decide: text, choices as a list, and from a line that begins with "Answer: " on what opens
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { classHighlighter, highlightTree } from "@lezer/highlight";
import { parser } from "@lezer/javascript";
import katex from "katex";
import MarkdownIt from "markdown-it";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const typescript = parser.configure({ dialect: "ts" });

/** "10 000", "95 %" and "η = 0.5" stay on one line: their spaces do not break. */
export const bound = (text) =>
  text
    .replace(/(?<=\d)[ \u2009](?=\d{3}(?!\d)|%)/g, "\u202f")
    .replace(/(?<=\S) ([=<>≤≥≈±]) (?=[−\d])/g, "\u00a0$1\u00a0");

export const escaped = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** TypeScript as HTML with classes; names in `marks` are tied to the knobs of that name. */
export function highlighted(code, marks = []) {
  let html = "";
  let at = 0;
  const put = (text, classes) => {
    let body = escaped(text);
    for (const name of marks)
      body = body.replace(
        new RegExp(`(?<![\\w$])${name}(?![\\w$])`, "g"),
        `<span class="mark" data-mark="${name}">${name}</span>`,
      );
    html += classes
      ? body.replace(/[^\n]+/g, (line) => `<span class="${classes}">${line}</span>`) // a line is whole in itself
      : body;
  };
  highlightTree(typescript.parse(code), classHighlighter, (from, to, classes) => {
    put(code.slice(at, from), "");
    put(code.slice(from, to), classes);
    at = to;
  });
  put(code.slice(at), "");
  return html;
}

/** A line too long for its place goes on two columns further in than it began: each line knows its own indentation. */
const hanging = (html) =>
  html
    .split("\n")
    .map((line) => {
      const [indentation] = /^ */.exec(line.replace(/^(?:<[^>]*>)*/, ""));
      return `<span class="line" style="--in:${indentation.length}">${line}\n</span>`;
    })
    .join("");

/** @param fail takes what is wrong, and the text that it is about */
function formula(tex, displayMode, fail) {
  try {
    return katex.renderToString(tex, {
      displayMode,
      throwOnError: true,
      strict: false,
      trust: ({ command }) => command === "\\htmlData",
      macros: {
        "\\mark": "\\htmlData{mark=#1}{#2}",
        "\\E": "\\mathbb{E}",
        "\\R": "\\mathbb{R}",
      },
    });
  } catch (error) {
    return fail(`the formula ${tex} cannot be set: ${error.message}`, tex);
  }
}

const isInline = (token) => token?.type === "formula" && !token.meta.isDisplay;
const stop = /^[.,;:?!)]+/;

/** Lines of a real file, found by their text. */
function sourceOf(info, body, roots, fail) {
  const [file, ...options] = info.trim().split(/\s+/).slice(1);
  const option = (name) => options.find((o) => o.startsWith(`${name}=`))?.slice(name.length + 1);
  const marks = option("marks")?.split(",") ?? [];
  const count = Number(option("lines") ?? body.trim().split("\n").length);
  const wanted = body.trim().split("\n")[0].trim();
  const home = roots.find((folder) => existsSync(join(folder, file)));
  if (home === undefined) return fail(`there is no file ${file} to show code from.`, file);
  const lines = readFileSync(join(home, file), "utf8").split("\n");
  const at =
    lines.findIndex((line) => line.trim() === wanted) >= 0
      ? lines.findIndex((line) => line.trim() === wanted)
      : lines.findIndex((line) => line.includes(wanted));
  if (at < 0) return fail(`${file} has no line “${wanted}”. Show a line that is there.`, wanted);
  const shown = lines.slice(at, at + count);
  const indent = Math.min(
    ...shown.filter((l) => l.trim()).map((l) => l.length - l.trimStart().length),
  );
  const code = shown.map((l) => l.slice(indent)).join("\n");
  const name = file.split("/").at(-1);
  const range = count === 1 ? `line ${at + 1}` : `lines ${at + 1}–${at + count}`;
  return `<div class="source"><pre tabindex="0">${hanging(highlighted(code, marks))}</pre><span class="where" title="${escaped(file)}">${name}, ${range}</span></div>\n`;
}

/** `$…$` and `$$…$$`: the rest of Markdown must not see inside. */
function maths(md) {
  md.inline.ruler.before("escape", "formula", (state, silent) => {
    if (state.src[state.pos] !== "$") return false;
    const isDisplay = state.src.startsWith("$$", state.pos);
    const fence = isDisplay ? "$$" : "$";
    const end = state.src.indexOf(fence, state.pos + fence.length);
    if (end < 0 || end === state.pos + fence.length) return false;
    if (!silent) {
      const token = state.push("formula", "", 0);
      token.content = state.src.slice(state.pos + fence.length, end);
      token.meta = { isDisplay };
    }
    state.pos = end + fence.length;
    return true;
  });
  md.block.ruler.before(
    "paragraph",
    "formula",
    (state, startLine, endLine, silent) => {
      const text = (line) =>
        state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
      const first = text(startLine);
      if (!first.startsWith("$$")) return false;
      if (silent) return true;
      let last = startLine;
      let body = first.slice(2);
      while (!body.trimEnd().endsWith("$$") && last + 1 < endLine) body += `\n${text(++last)}`;
      const token = state.push("formula", "", 0);
      token.block = true;
      token.content = body.trimEnd().replace(/\$\$$/, "");
      token.meta = { isDisplay: true };
      token.map = [startLine, last + 1];
      state.line = last + 1;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
}

/** `::: name …` up to `:::`, or on one line `::: lab ID :::`. */
function containers(md) {
  md.block.ruler.before(
    "fence",
    "container",
    (state, startLine, endLine, silent) => {
      const text = (line) =>
        state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
      const head = /^:::\s*([a-z]+)\s*(.*?)\s*(:::)?$/.exec(text(startLine));
      if (head === null) return false;
      if (silent) return true;
      const [, name, rest, closed] = head;
      let last = startLine;
      const body = [];
      if (!closed) {
        while (last + 1 < endLine && text(++last).trim() !== ":::") body.push(text(last));
      }
      const token = state.push("container", "", 0);
      token.block = true;
      token.meta = { name, rest, body: body.join("\n") };
      token.map = [startLine, last + 1];
      state.line = last + 1;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
}

const isNote = ([token]) =>
  token.type === "container" && ["note", "symbols"].includes(token.meta.name);
const isSource = ([token]) => token.type === "fence" && token.info.trim().startsWith("source");
/** What notes can stand beside: not a lab, which takes the margin as well, nor a heading. */
const isText = ([{ type }]) => type !== "container" && type !== "heading_open";

/** The top-level blocks of a page, as lists of tokens. */
function blocksOf(tokens) {
  const blocks = [];
  let deep = 0;
  for (const token of tokens) {
    if (deep === 0) blocks.push([]);
    blocks.at(-1).push(token);
    deep += token.nesting;
  }
  return blocks;
}

/**
 * Puts a block and the notes on it into one `div.beside`, the notes first: they float to its height in the margin, and where there
 * is none the style sheet sets them after it. An equation keeps its lines of code with it; a note that opens a page or a section
 * belongs to what follows.
 */
function besides(md) {
  md.core.ruler.push("beside", (state) => {
    const blocks = blocksOf(state.tokens);
    const all = [];
    for (let i = 0; i < blocks.length; ) {
      const notes = [];
      const text = [];
      const opens = all.length === 0 || all.at(-1).type === "heading_close";
      while (opens && i < blocks.length && isNote(blocks[i])) notes.push(blocks[i++]);
      if (i < blocks.length && (notes.length === 0 || isText(blocks[i]))) text.push(blocks[i++]);
      const isEquation = text[0]?.[0].type === "formula";
      if (text.length > 0 && isText(text[0]))
        while (i < blocks.length && (isNote(blocks[i]) || (isEquation && isSource(blocks[i]))))
          (isNote(blocks[i]) ? notes : text).push(blocks[i++]);
      const isTied = notes.length > 0 && text.length > 0;
      if (isTied) all.push(new state.Token("beside_open", "div", 1));
      all.push(...notes.flat(), ...text.flat());
      if (isTied) all.push(new state.Token("beside_close", "div", -1));
    }
    state.tokens = all;
  });
}

/**
 * @param where   for messages: "stations/06-bootcamp/lesson.md"
 * @param known   { labs: Set of ids, exercises: Set of ids }: what may be named
 * @param linkTo  address of a link inside the site, from "lab:ID", "exercise:ID", "station:ID", "lesson:ID"
 * @param roots   folders in which files are looked for whose lines are shown
 * @param onFault takes what is wrong and the text that it is about, instead of the first fault being thrown
 */
export function compiler({ where, known, linkTo, roots = [root], onFault }) {
  const fail = (message, text) => {
    if (onFault === undefined) throw new Error(`${where}: ${message}`);
    onFault(message, text);
    return "";
  };
  const md = new MarkdownIt({ html: false, linkify: false, typographer: true, quotes: "“”‘’" });
  const used = { labs: new Set(), exercises: new Set() };
  maths(md);
  containers(md);
  besides(md);
  md.renderer.rules.beside_open = () => '<div class="beside">\n';
  md.renderer.rules.beside_close = () => "</div>\n";
  // the name of a lab or an exercise leads there
  md.renderer.rules.code_inline = (tokens, i) => {
    const name = tokens[i].content;
    const code = `<code>${escaped(name)}</code>`;
    const kind = known.labs.has(name) ? "lab" : known.exercises.has(name) ? "exercise" : undefined;
    const isInLink = tokens
      .slice(0, i)
      .reduce((deep, { type }) => deep + (type === "link_open") - (type === "link_close"), 0);
    if (kind === undefined || isInLink > 0) return code;
    return `<a href="${linkTo(`${kind}:${name}`, where, fail)}">${code}</a>`;
  };
  md.renderer.rules.text = (tokens, i) => {
    const text = escaped(bound(tokens[i].content));
    return isInline(tokens[i - 1]) ? text.replace(stop, "") : text;
  };
  // a comma or a full stop stays on the line of its formula
  md.renderer.rules.formula = (tokens, i) => {
    const html = formula(tokens[i].content.trim(), tokens[i].meta.isDisplay, fail);
    const [after] = isInline(tokens[i]) ? (stop.exec(tokens[i + 1]?.content ?? "") ?? []) : [];
    return after === undefined ? html : `<span class="whole">${html}${after}</span>`;
  };
  md.renderer.rules.fence = (tokens, i) => {
    const { info, content } = tokens[i];
    if (info.trim().startsWith("source")) return sourceOf(info, content, roots, fail);
    const isCode = /^(ts|js)\b/.test(info.trim());
    return `<pre tabindex="0"><code>${isCode ? highlighted(content) : escaped(content)}</code></pre>\n`;
  };
  md.renderer.rules.container = (tokens, i) => {
    const { name, rest, body } = tokens[i].meta;
    const [id, ...options] = rest.split(/\s+/);
    if (name === "note") return `<aside class="note">${md.render(body)}</aside>\n`;
    if (name === "case") {
      const [asked, answer] = body.split(/^Answer: /m);
      if (!rest || answer === undefined)
        return fail(
          'a case has a title, and its answer begins with "Answer: ".',
          `::: case ${rest}`,
        );
      return `<section class="case"><p class="case-title">${md.renderInline(rest)}</p>\n${md.render(asked)}<details><summary>Answer</summary>\n${md.render(answer)}</details></section>\n`;
    }
    if (name === "symbols") {
      const rows = body
        .split("\n")
        .filter((line) => line.trim())
        .map((line) => {
          const [symbol, ...meaning] = line.split(" | ");
          return `<dt>${formula(symbol.trim(), false, fail)}</dt><dd>${md.renderInline(meaning.join(" | "))}</dd>`;
        });
      return `<aside class="note"><dl class="symbols">${rows.join("")}</dl></aside>\n`;
    }
    if (name === "lab" || name === "exercise") {
      const set = name === "lab" ? known.labs : known.exercises;
      if (!set.has(id)) return fail(`there is no ${name} ${id}.`, `::: ${name} ${id}`);
      used[`${name}s`].add(id);
      const guess = options.includes("guess") ? " data-guess" : "";
      return `<div data-${name}="${escaped(id)}"${guess}></div>\n`;
    }
    return fail(
      `“::: ${name}” is not known; there are note, symbols, lab, exercise, case.`,
      `::: ${name}`,
    );
  };
  const plainLink =
    md.renderer.rules.link_open ??
    ((tokens, i, options, _env, self) => self.renderToken(tokens, i, options));
  md.renderer.rules.link_open = (tokens, i, options, env, self) => {
    const target = tokens[i].attrGet("href");
    if (/^(lab|exercise|station|lesson):/.test(target))
      tokens[i].attrSet("href", linkTo(target, where, fail));
    return plainLink(tokens, i, options, env, self);
  };
  md.validateLink = (url) => /^(https?:|lab:|exercise:|station:|lesson:|#|\.)/.test(url);
  return { html: (text) => md.render(text), inline: (text) => md.renderInline(text), used };
}
