/** Formulas that are wider than their place are set smaller, down to a size that can still be read; only then do they scroll. */

const least = 0.62; // of the usual size: 13.6 px in the text of a lesson

/** Sets the formulas of a text to its width, now and when it changes. @returns what ends that */
export function fitFormulas(text: HTMLElement): () => void {
  let width = 0;
  const fit = (): void => {
    if (text.clientWidth === width) return;
    width = text.clientWidth;
    const all = [...text.querySelectorAll<HTMLElement>(".katex-display")];
    for (const formula of all) formula.style.fontSize = "";
    const shares = all.map((formula) => formula.clientWidth / Math.max(1, formula.scrollWidth));
    for (const [i, formula] of all.entries())
      if (shares[i] < 1) formula.style.fontSize = `${Math.max(least, 0.99 * shares[i])}em`;
  };
  const observer = new ResizeObserver(fit);
  observer.observe(text);
  void document.fonts.ready.then(() => {
    width = 0;
    fit();
  });
  return () => observer.disconnect();
}
