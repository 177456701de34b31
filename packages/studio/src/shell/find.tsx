/** Finding a lab, a lesson, an exercise or a term by its words. The index is fetched when it is first asked for. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { href, navigate } from "./router.ts";

export interface Entry {
  readonly kind:
    | "lesson"
    | "lab"
    | "exercise"
    | "station"
    | "algorithm"
    | "world"
    | "command"
    | "setting"
    | "reference";
  readonly title: string;
  readonly detail: string;
  readonly route: string;
  /** Where on the page. */
  readonly hash?: string;
}

const isOpen = signal(false);
export const openFind = (): void => {
  isOpen.value = true;
};

/** Entries in which every word occurs; those whose title begins with it first. */
export function matching(entries: readonly Entry[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const text = (e: Entry): string => `${e.title} ${e.detail}`.toLowerCase();
  const rank = (e: Entry): number =>
    e.title.toLowerCase().startsWith(words[0])
      ? 0
      : e.title.toLowerCase().includes(words[0])
        ? 1
        : 2;
  return entries
    .filter((e) => words.every((w) => text(e).includes(w)))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 12);
}

export function Find() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [entries, setEntries] = useState<readonly Entry[] | undefined>(undefined);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const open = isOpen.value;
  useEffect(() => {
    if (!open) return;
    dialog.current?.showModal();
    if (entries === undefined)
      fetch(`${href("")}find.json`)
        .then((r) => r.json())
        .then((found: readonly Entry[]) => setEntries(found))
        .catch(() => setEntries([]));
  }, [open]);
  if (!open) return null;
  const found = matching(entries ?? [], query);
  const close = (): void => {
    isOpen.value = false;
    setQuery("");
  };
  const go = (e: Entry): void => {
    close();
    void navigate(
      new URL(href(e.route) + (e.hash === undefined ? "" : `#${e.hash}`), location.href).href,
    );
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog already
    <dialog
      ref={dialog}
      class="find-box"
      onClose={close}
      onClick={(e) => e.target === dialog.current && close()}
    >
      <input
        type="search"
        aria-label="Find a lab, term or symbol"
        placeholder="Find a lab, term or symbol"
        value={query}
        autofocus
        onInput={(e) => {
          setQuery(e.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(e) => {
          if (e.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
          else if (e.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (e.key === "Enter" && found[at] !== undefined) go(found[at]);
          else if (e.key === "Escape")
            close(); // a search field would only be emptied
          else return;
          e.preventDefault();
        }}
      />
      <ul>
        {found.map((e, i) => (
          <li key={e.route + e.title}>
            <button type="button" aria-current={i === at} onClick={() => go(e)}>
              <b>{e.title}</b>
              <span>{e.kind}</span>
              <small>{e.detail}</small>
            </button>
          </li>
        ))}
      </ul>
      {query !== "" && entries !== undefined && found.length === 0 ? (
        <p class="quiet">Nothing here has all of these words.</p>
      ) : null}
    </dialog>
  );
}
