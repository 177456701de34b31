/**
 * Mutants of a program: its text with one small thing changed, such as a sign, a bound, an index, an operator, a constant.
 *
 * A check of an exercise is good if it notices every one of them, for these are the slips of the pen that learners make.
 * The text is JavaScript (types stripped), one function after another; this is no parser, but it knows comments and strings.
 */

export interface Mutant {
  /** "V[S] += α·δ → V[S] -= α·δ": the line before and after, which also identifies the mutant. */
  readonly name: string;
  readonly source: string;
}

interface Token {
  readonly text: string;
  readonly at: number;
  readonly kind: "word" | "number" | "sign";
}

const pattern =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|\s+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z_$][\w$]*|=>|\+\+|--|\*\*|&&|\|\||\?\?|\?\.(?=[A-Za-z[(])|\.\.\.|[-+*/%]=|[=!]==?|>>>|<=|>=|[\s\S]/g;

function tokens(source: string): Token[] {
  const found: Token[] = [];
  for (const match of source.matchAll(pattern)) {
    const [text] = match;
    if (/^(?:\s|\/[/*]|["'`])/.test(text)) continue;
    const kind = /^\d/.test(text) ? "number" : /^[A-Za-z_$]/.test(text) ? "word" : "sign";
    found.push({ text, at: match.index, kind });
  }
  return found;
}

/** What may stand in the place of a sign between two operands. */
const swaps: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "/=": ["*="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
};

/** More of the same, for functions so short that the first table yields too few. */
const moreSwaps: Readonly<Record<string, readonly string[]>> = {
  "+": ["*", "/"],
  "-": ["*", "/"],
  "*": ["+", "-"],
  "/": ["-", "+"],
  "+=": ["="],
  "-=": ["="],
  "<": ["==="],
  "<=": ["==="],
};

const words: Readonly<Record<string, string>> = {
  min: "max",
  max: "min",
  true: "false",
  false: "true",
};

const endsOperand = (t: Token | undefined): boolean =>
  t !== undefined &&
  (t.kind === "number" ||
    (t.kind === "word" && !/^(return|case|of|in|typeof)$/.test(t.text)) ||
    /^[\])]$/.test(t.text));

type Change = readonly [from: number, to: number, text: string];

/** One change at one token, or none. */
function changesAt(list: readonly Token[], i: number, more: boolean): Change[] {
  const { text, at, kind } = list[i];
  const end = at + text.length;
  const by = (texts: readonly string[]): Change[] => texts.map((t) => [at, end, t]);
  if (kind === "number") return constants(text).map((t) => [at, end, t]);
  if (kind === "word" && Object.hasOwn(words, text)) return by([words[text]]);
  const isBinary = endsOperand(list[i - 1]) && text !== "++" && text !== "--";
  if (text === "-" && !isBinary) return [[at, end, ""]];
  if (text === "!" && kind === "sign") return [[at, end, ""]];
  if (!isBinary) return [];
  const found = by([...(swaps[text] ?? []), ...(more ? (moreSwaps[text] ?? []) : [])]);
  if (text === "[") found.push(...indices(list, i));
  return found;
}

function constants(text: string): string[] {
  if (text === "0") return ["1"];
  if (text === "1") return ["0", "2"];
  return [String(Number(text) + 1), String(Number(text) / 2)];
}

/** x[i] → x[i + 1], x[i − 1] */
function indices(list: readonly Token[], open: number): Change[] {
  let depth = 0;
  for (let i = open; i < list.length; i++) {
    if (list[i].text === "[") depth++;
    if (list[i].text === "]" && --depth === 0) {
      const { at } = list[i];
      return i === open + 1
        ? []
        : [
            [at, at, " + 1"],
            [at, at, " - 1"],
          ];
    }
  }
  return [];
}

/** Statements of a line of their own that may be left out: assignments, calls, breaks. */
function deletions(source: string): Change[] {
  const found: Change[] = [];
  for (const match of source.matchAll(
    /^[ \t]+(?!(?:const|let|return|for|while|if|else|function|throw)\b)[A-Za-z[][^\n{}]*;$/gm,
  )) {
    const indent = match[0].length - match[0].trimStart().length;
    found.push([match.index + indent, match.index + match[0].length, ";"]);
  }
  return found;
}

/** Results turned round or off by one, for the shortest functions. */
function results(source: string): Change[] {
  const found: Change[] = [];
  for (const match of source.matchAll(/^[ \t]+return ([^\n{}]+);$/gm)) {
    const to = match.index + match[0].length - 1;
    const from = to - match[1].length;
    found.push(
      [from, to, `-(${match[1]})`],
      [from, to, `${match[1]} + 1`],
      [from, to, `2 * (${match[1]})`],
    );
  }
  return found;
}

/** Names of arguments exchanged, for the shortest functions. */
function otherNames(source: string, list: readonly Token[]): Change[] {
  const found: Change[] = [];
  for (const match of source.matchAll(/function\*? \w+\(([^)]*)\) \{/g)) {
    const names = match[1]
      .split(",")
      .map((name) => name.trim().split(/[ =]/)[0])
      .filter((n) => /^\w+$/.test(n));
    const from = match.index + match[0].length;
    const to = endOf(source, from);
    for (const t of list.filter((t) => t.at > from && t.at < to && names.includes(t.text))) {
      const next = list[list.indexOf(t) + 1]?.text;
      const before = list[list.indexOf(t) - 1]?.text;
      if (before === "." || next === "[" || next === "(" || next === ".") continue;
      for (const name of names) if (name !== t.text) found.push([t.at, t.at + t.text.length, name]);
    }
  }
  return found;
}

function endOf(source: string, from: number): number {
  const end = source.indexOf("\n}", from);
  return end < 0 ? source.length : end;
}

/** All mutants; with `atLeast`, rarer changes join in when the common ones are fewer. */
export function mutants(source: string, atLeast = 0): Mutant[] {
  const list = tokens(source);
  const changes = (more: boolean): Change[] => [
    ...list.flatMap((_, i) => changesAt(list, i, more)),
    ...deletions(source),
    ...(more ? [...results(source), ...otherNames(source, list)] : []),
  ];
  const made = named(source, changes(false));
  return made.length >= atLeast ? made : named(source, changes(true));
}

function named(source: string, changes: readonly Change[]): Mutant[] {
  const seen = new Set<string>();
  return changes.flatMap((change) => {
    const mutant = applied(source, change);
    if (seen.has(mutant.source) || mutant.source === source) return [];
    seen.add(mutant.source);
    return [mutant];
  });
}

function applied(source: string, [from, to, text]: Change): Mutant {
  const start = source.lastIndexOf("\n", from - 1) + 1;
  const newline = source.indexOf("\n", to);
  const end = newline < 0 ? source.length : newline;
  const line = source.slice(start, end).trim();
  const mutated = (source.slice(start, from) + text + source.slice(to, end)).trim();
  return { name: `${line} → ${mutated}`, source: source.slice(0, from) + text + source.slice(to) };
}

/**
 * The program with a call of `$tick()` in every condition of a loop, so that a host can end a mutant that runs for ever.
 */
export function ticking(source: string): string {
  const list = tokens(source);
  let out = "";
  let last = 0;
  const insert = (at: number, text: string): void => {
    out += source.slice(last, at) + text;
    last = at;
  };
  for (const [i, token] of list.entries()) {
    const opens = list[i + 1]?.text === "(";
    if (token.text === "while" && opens) insert(list[i + 1].at + 1, "$tick(), ");
    const semicolon = token.text === "for" && opens ? firstSemicolon(list, i + 1) : undefined;
    if (semicolon !== undefined)
      insert(list[semicolon].at + 1, list[semicolon + 1].text === ";" ? " $tick()" : " $tick(),");
  }
  return out + source.slice(last);
}

/** The token that ends the first part of a loop's head; none in `for (… of …)`. */
function firstSemicolon(list: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let j = open; j < list.length; j++) {
    if (/^[([{]$/.test(list[j].text)) depth++;
    if (/^[)\]}]$/.test(list[j].text) && --depth === 0) return undefined;
    if (list[j].text === ";" && depth === 1) return j;
  }
  return undefined;
}
