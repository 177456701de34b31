/**
 * What a station's lessons are measured by: 1 500 to 3 500 words, three labs or figures, a line of code under every equation,
 * every symbol explained once, and a last page of what can go wrong.
 */
import { lessonPages } from "./lessons.mjs";

/** Words of running text that one station may have. */
export const wordRange = [1500, 3500];

const isWord = (word) => /[\p{L}\p{N}]/u.test(word);

/** Words that a reader reads in sequence: no code, no formulas set apart, no margin; a formula in a line counts as one. */
export function wordsOf(markdown) {
  const running = markdown
    .replace(/^```[\s\S]*?^```$/gm, " ")
    .replace(/\$\$[\s\S]*?\$\$/g, " ")
    .replace(/^:::.*:::$/gm, " ")
    .replace(/^:::[\s\S]*?^:::$/gm, " ")
    .replace(/\$[^$]*\$/g, " x ")
    .replace(/\]\([^)]*\)/g, "] ");
  return running.split(/\s+/).filter(isWord).length;
}

/** A sentence where a station is too short or too long, else undefined. */
export function lengthWarning(text) {
  const words = lessonPages("", 0, text).reduce((sum, { body }) => sum + wordsOf(body), 0);
  const [low, high] = wordRange;
  if (words >= low && words <= high) return undefined;
  return `its lessons have ${words} words of running text; a station reads best with ${low} to ${high}.`;
}

/** The blocks of a page that matter here, in order: { kind, text, line }, the line counted in the page. */
function blocksOf(body) {
  const pattern =
    /^```(\w*)([\s\S]*?)^```$|\$\$([\s\S]*?)\$\$|^::: *symbols\n([\s\S]*?)^:::$|^::: *(lab) .*$/gm;
  return [...body.matchAll(pattern)].map(([text, fence, inside, equation, symbols, lab]) => ({
    kind:
      equation !== undefined
        ? "equation"
        : symbols !== undefined
          ? "symbols"
          : lab !== undefined
            ? "lab"
            : fence,
    text: equation ?? symbols ?? inside ?? text,
  }));
}

/** Equations of a page that no line of code follows before the next equation or the end of the page. */
export function untiedEquations(body) {
  const untied = [];
  let open;
  for (const { kind, text } of blocksOf(body)) {
    if (kind === "source") open = undefined;
    if (kind !== "equation") continue;
    if (open !== undefined) untied.push(open);
    open = text.trim();
  }
  return open === undefined ? untied : [...untied, open];
}

export const labsOf = (body) => blocksOf(body).filter(({ kind }) => kind === "lab").length;

/** Words of TeX that are not a quantity: marks, spaces, signs, functions that everybody knows; and e of the exponential. */
const signs = new Set(
  `frac tfrac sqrt sum prod int left right middle bigl bigr Bigl Bigr quad qquad cdot approx leftarrow rightarrow Rightarrow
  partial nabla Delta log ln exp max min arg lVert rVert Vert mid ge le in sim pm dots boxed underbrace top mathcal mathbb E R
  text begin end infty circ`.split(/\s+/),
);
const isQuantity = (name) => name !== "e" && !(name.startsWith("\\") && signs.has(name.slice(1)));

/** The quantities of a formula, without their indices: "x", "\theta", "\hat A". */
function quantitiesIn(tex) {
  let bare = tex
    .replace(/\\(?:text|mathrm|mathsf|mathbb|mathcal|begin|end)\s*(?:\{[^{}]*\}|[A-Z])/g, " ")
    .replace(/\\\\\[\w+\]/g, " ")
    .replace(/\\mark\{\w+\}/g, "")
    .replace(/\\[E](?![A-Za-z])/g, " ");
  for (let before; before !== bare; ) {
    before = bare;
    bare = bare.replace(/[_^]\s*\{[^{}]*\}/g, " ").replace(/\{([^{}]*)\}/g, " $1 "); // from the innermost out
  }
  bare = bare.replace(/[_^]\s*(?:\\[A-Za-z]+|.)/g, " ");
  const names = bare.match(/\\hat\s*\\?[A-Za-z]|\\[A-Za-z]+|[A-Za-z]/g) ?? [];
  return [...new Set(names.map((name) => name.replace(/\\hat\s*/, "\\hat ")))].filter(isQuantity);
}

/**
 * @param known quantities that an earlier page has explained; those of this page are added
 * @returns missing: in an equation of this page and nowhere explained; twice: explained in two lines of this page
 */
export function unexplainedSymbols(body, known) {
  const blocks = blocksOf(body);
  const lines = blocks
    .filter(({ kind }) => kind === "symbols")
    .flatMap(({ text }) => text.trim().split("\n"))
    .map((line) => line.split(" | "));
  const heads = lines.map(([head]) => head.trim());
  const twice = heads.filter((head, i) => heads.indexOf(head) !== i);
  for (const [head, ...said] of lines) {
    const inside = said.join(" ").match(/\$[^$]+\$/g) ?? []; // "…; $q(a)$ is what arm a pays"
    for (const name of [head, ...inside].flatMap(quantitiesIn)) known.add(name);
  }
  const used = blocks
    .filter(({ kind }) => kind === "equation")
    .flatMap(({ text }) => quantitiesIn(text));
  return { missing: [...new Set(used)].filter((name) => !known.has(name)), twice };
}
