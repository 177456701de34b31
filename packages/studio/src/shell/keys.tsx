/** All keys on one sheet; single keys can be switched off, for people whose software types them. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

const key = "gradus:single-keys";

export const singleKeys = signal(true);
const isOpen = signal(false);

export function readKeys(): void {
  try {
    singleKeys.value = localStorage.getItem(key) !== "off";
  } catch {
    // no storage: they are on
  }
  document.addEventListener("keydown", (e) => {
    const target = e.target as HTMLElement;
    if (
      e.key !== "?" ||
      target.closest("input, textarea, select, [contenteditable], .cm-editor") !== null
    )
      return;
    isOpen.value = true;
  });
}

export const openKeys = (): void => {
  isOpen.value = true;
};

const rows = [
  ["Space", "run or pause the lab"],
  [".", "one report"],
  ["R", "reset"],
  ["F", "fork a run: it goes on twice from here"],
  ["C", "copy a link to the lab's state"],
  ["← →", "move the cursor of a plot, or a knob; with Shift ten times as far"],
  ["Backspace", "a knob back to its usual value"],
  ["H", "the next hint of an exercise"],
  ["Ctrl or ⌘ Enter", "check an exercise, run edited code"],
  ["Escape", "leave the editor; then Tab goes on"],
  ["/", "find"],
  ["?", "this sheet"],
] as const;

export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = isOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={dialog}
      class="find-box keys"
      aria-label="Keys"
      onClose={() => {
        isOpen.value = false;
      }}
    >
      <h2>Keys</h2>
      <dl>
        {rows.map(([name, what]) => (
          <div key={name}>
            <dt>
              <kbd>{name}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={singleKeys.value}
          onInput={(e) => {
            singleKeys.value = e.currentTarget.checked;
            try {
              localStorage.setItem(key, singleKeys.value ? "on" : "off");
            } catch {
              // not kept
            }
          }}
        />{" "}
        Single keys act when a lab has the focus
      </label>
      <p>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </p>
    </dialog>
  );
}
