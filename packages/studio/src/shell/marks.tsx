/** Small signs: a state is always a mark and a word. */
import type { ComponentChildren } from "preact";

export type StateName =
  | "open"
  | "partly"
  | "done"
  | "ready"
  | "running"
  | "paused"
  | "changed"
  | "stopped";

const shapes: { readonly [K in StateName]: ComponentChildren } = {
  open: <circle cx="6.5" cy="6.5" r="5" fill="none" stroke="currentColor" stroke-width="1.6" />,
  ready: <circle cx="6.5" cy="6.5" r="5" fill="none" stroke="currentColor" stroke-width="1.6" />,
  changed: (
    <circle
      cx="6.5"
      cy="6.5"
      r="5"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-dasharray="2.2 2"
    />
  ),
  partly: <Half />,
  running: <Half />,
  paused: <rect x="2" y="2" width="9" height="9" fill="currentColor" />,
  done: <path d="M1.5 7.2 5 10.6 11.6 2.6" fill="none" stroke="currentColor" stroke-width="2.2" />,
  stopped: <path d="M6.5 .8 12.2 6.5 6.5 12.2 .8 6.5Z" fill="currentColor" />,
};

function Half() {
  return (
    <>
      <circle cx="6.5" cy="6.5" r="5" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M6.5 1.5a5 5 0 0 1 0 10Z" fill="currentColor" />
    </>
  );
}

export function State({
  name,
  children,
}: {
  readonly name: StateName;
  readonly children: ComponentChildren;
}) {
  return (
    <span class={`state ${name}`}>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        {shapes[name]}
      </svg>
      <span>{children}</span>
    </span>
  );
}

/** The steps of the brand. */
export function Steps() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path
        d="M1.5 18V13.5H7V8.5H12.5V3.5H18.5"
        fill="none"
        stroke="currentColor"
        stroke-width="3"
      />
    </svg>
  );
}
