/** A code editor: CodeMirror, loaded when a page first shows one. */
import { useEffect, useRef } from "preact/hooks";
import type { EditorHandle, Problem } from "./codemirror.ts";

export interface EditorProps {
  readonly value: string;
  readonly onChange?: (text: string) => void;
  readonly onRun?: () => void;
  readonly readOnly?: boolean;
  readonly label: string;
  /** What the text is compared with: lines that differ are marked. */
  readonly original?: string;
  readonly problems?: readonly Problem[];
  /** A line to show, 1-based. */
  readonly line?: number;
  /** The line that a failure names. */
  readonly failing?: number | undefined;
  /** What a name means, for hovering. */
  readonly explain?: (at: number) => Promise<string | undefined>;
}

export function Editor(props: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const handle = useRef<EditorHandle | undefined>(undefined);
  const now = useRef(props);
  now.current = props;
  useEffect(() => {
    let gone = false;
    void import("./codemirror.ts").then(({ openEditor }) => {
      if (gone || place.current === null) return;
      handle.current = openEditor(place.current, {
        value: now.current.value,
        label: now.current.label,
        readOnly: now.current.readOnly ?? false,
        change: (text) => now.current.onChange?.(text),
        run: () => now.current.onRun?.(),
        explain: (at) => now.current.explain?.(at) ?? Promise.resolve(undefined),
      });
      update(handle.current, now.current);
    });
    return () => {
      gone = true;
      handle.current?.destroy();
      handle.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (handle.current !== undefined) update(handle.current, props);
  });
  return (
    <div class="editor" ref={place}>
      <pre class="code waiting">{props.value}</pre>
    </div>
  );
}

function update(
  handle: EditorHandle,
  { value, original, problems, line, failing }: EditorProps,
): void {
  handle.set(value);
  handle.compare(original);
  handle.show(problems ?? []);
  handle.fail(failing);
  if (line !== undefined) handle.reveal(line);
}
