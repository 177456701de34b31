/** CodeMirror as the studio sets it up: the site's colours and face, marks of edits, problems as squiggles. */

import { autocompletion, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Range, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { lineChanges } from "./diff.ts";

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export interface EditorHandle {
  set(text: string): void;
  /** Marks the lines that differ from this text; undefined for none. */
  compare(original: string | undefined): void;
  show(problems: readonly Problem[]): void;
  fail(line: number | undefined): void;
  reveal(line: number): void;
  destroy(): void;
}

export interface EditorOptions {
  readonly value: string;
  readonly label: string;
  readonly readOnly: boolean;
  change(text: string): void;
  run(): void;
  explain(at: number): Promise<string | undefined>;
}

const look = EditorView.theme({
  "&": { fontSize: "13.5px", backgroundColor: "var(--paper)", color: "var(--ink)", height: "100%" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "22px", overflow: "auto" },
  ".cm-gutters": {
    backgroundColor: "var(--paper)",
    color: "var(--ink-3)",
    border: "0",
    paddingLeft: "8px",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "32px" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": {
    backgroundColor: "color-mix(in srgb, var(--rock) 60%, transparent)",
  },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-wash) !important",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-matchingBracket": { backgroundColor: "var(--rock-2)", outline: "none" },
  ".cm-tooltip": {
    backgroundColor: "var(--paper)",
    border: "1px solid var(--rule-2)",
    color: "var(--ink)",
    font: "400 13px/18px var(--mono)",
    maxWidth: "560px",
    whiteSpace: "pre-wrap",
  },
  ".cm-explained": { padding: "6px 10px" },
  ".cm-added": { backgroundColor: "var(--add)", boxShadow: "inset 3px 0 0 var(--accent)" },
  ".cm-failing": { backgroundColor: "var(--fail-wash)", boxShadow: "inset 3px 0 0 var(--fail)" },
  ".cm-removed": {
    backgroundColor: "var(--del)",
    opacity: "0.75",
    paddingLeft: "6px",
    whiteSpace: "pre",
  },
});

const setMarks = StateEffect.define<DecorationSet>();
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setMarks)) next = effect.value;
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const setFailing = StateEffect.define<number | undefined>();
const failing = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = transaction.docChanged ? Decoration.none : value;
    for (const effect of transaction.effects) {
      if (!effect.is(setFailing)) continue;
      const line = effect.value;
      next =
        line === undefined || line < 1 || line > transaction.state.doc.lines
          ? Decoration.none
          : Decoration.set([
              Decoration.line({ class: "cm-failing" }).range(transaction.state.doc.line(line).from),
            ]);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Lines of the original that are gone, shown where they were. */
class Removed extends WidgetType {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super();
    this.lines = lines;
  }
  override eq(other: Removed): boolean {
    return other.lines.join("\n") === this.lines.join("\n");
  }
  override toDOM(): HTMLElement {
    const element = document.createElement("div");
    element.className = "cm-removed";
    element.textContent = this.lines.map((line) => `− ${line}`).join("\n");
    return element;
  }
}

function marksOf(state: EditorState, original: string | undefined): DecorationSet {
  if (original === undefined) return Decoration.none;
  const ranges: Range<Decoration>[] = [];
  for (const change of lineChanges(original, state.doc.toString())) {
    if (change.removed.length > 0) {
      const at = Math.min(change.line, state.doc.lines);
      const past = change.line > state.doc.lines;
      const place = past ? state.doc.length : state.doc.line(at).from;
      ranges.push(
        Decoration.widget({
          widget: new Removed(change.removed),
          block: true,
          side: past ? 1 : -1,
        }).range(place),
      );
    }
    for (let i = 0; i < change.added; i++)
      ranges.push(
        Decoration.line({ class: "cm-added" }).range(state.doc.line(change.line + i).from),
      );
  }
  return Decoration.set(ranges, true);
}

export function openEditor(parent: HTMLElement, options: EditorOptions): EditorHandle {
  let original: string | undefined;
  let quiet = false;
  let shown = "";
  let revealed = 0;
  parent.replaceChildren();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [] }),
        highlightActiveLine(),
        javascript({ typescript: true }),
        syntaxHighlighting(classHighlighter),
        look,
        marks,
        failing,
        lintGutter(),
        hoverTooltip(async (_view, at) => {
          const text = await options.explain(at);
          if (text === undefined) return null;
          const dom = document.createElement("div");
          dom.className = "cm-explained";
          dom.textContent = text;
          return { pos: at, create: () => ({ dom }) };
        }),
        EditorState.readOnly.of(options.readOnly),
        matchMedia("(max-width: 700px)").matches ? EditorView.lineWrapping : [],
        EditorView.contentAttributes.of({
          "aria-label": `${options.label}. Escape, then Tab leaves the editor.`,
          spellcheck: "false",
          tabindex: "0",
        }),
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              options.run();
              return true;
            },
          },
          {
            key: "Escape",
            run: (v) => {
              v.contentDOM.blur();
              parent.closest<HTMLElement>('[tabindex="0"]')?.focus(); // a lab, for its keys
              return true;
            },
          },
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          if (original !== undefined)
            queueMicrotask(() =>
              view.dispatch({ effects: setMarks.of(marksOf(view.state, original)) }),
            );
          if (!quiet) options.change(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    set(text) {
      if (text === view.state.doc.toString()) return;
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      quiet = false;
    },
    compare(text) {
      if (text === original) return;
      original = text;
      view.dispatch({ effects: setMarks.of(marksOf(view.state, original)) });
    },
    show(problems) {
      const key = JSON.stringify(problems);
      if (key === shown) return;
      shown = key;
      const most = view.state.doc.length;
      const diagnostics: Diagnostic[] = problems.map((p) => ({
        ...p,
        from: Math.min(p.from, most),
        to: Math.min(Math.max(p.to, p.from + 1), most),
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    fail(line) {
      view.dispatch({ effects: setFailing.of(line) });
    },
    reveal(line) {
      if (line === revealed || line < 1 || line > view.state.doc.lines) return;
      revealed = line;
      view.dispatch({
        effects: EditorView.scrollIntoView(view.state.doc.line(line).from, { y: "center" }),
      });
    },
    destroy: () => view.destroy(),
  };
}
