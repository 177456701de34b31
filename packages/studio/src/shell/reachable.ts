/** What scrolls sideways can be scrolled by keyboard too: it takes the focus for as long as it is wider than its place. */
const places = "pre, .katex-display, .scroll";

/** Looks at what is there now, and again whenever the page grows, shrinks or is exchanged. @returns how to stop */
export function keepReachable(root: HTMLElement): () => void {
  let asked = 0;
  const look = (): void => {
    asked = 0;
    for (const place of root.querySelectorAll<HTMLElement>(places)) {
      if (place.closest(".cm-editor") !== null) continue;
      if (place.scrollWidth > place.clientWidth + 1) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    }
  };
  const ask = (): void => {
    if (asked === 0) asked = requestAnimationFrame(look);
  };
  const observer = new ResizeObserver(ask);
  observer.observe(root);
  ask();
  return () => {
    observer.disconnect();
    cancelAnimationFrame(asked);
  };
}
