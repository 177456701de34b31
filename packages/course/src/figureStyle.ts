/** How figures look on light and on dark ground, and text in SVG. */

export const figureStyle = `
  .ground { fill: #fcfdfc } .hair { stroke: #d5ddd9; stroke-width: 1 } .zero { stroke: #7f8f89; stroke-width: 1 }
  text { font: 13px "Source Sans 3", "Segoe UI", system-ui, sans-serif; fill: #44534e }
  .title { font-size: 15px; font-weight: 600; fill: #14201d } .caption { font-size: 12px; fill: #5f6e69 }
  .panel { font-weight: 600; fill: #14201d } .value { font-size: 14px; font-variant-numeric: tabular-nums; fill: #14201d } .note { font-size: 13px; fill: #14201d }
  .line, .whisker { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke: var(--c) } .whisker { stroke-width: 1.5 }
  .run { fill: none; stroke: var(--c); stroke-width: 1; stroke-linejoin: round; opacity: 0.38 } .alone { stroke-width: 1.25; opacity: 0.75 }
  .band { stroke: none; opacity: 0.16 } .band, .dot, .name { fill: var(--c) } .name { font-weight: 600 }
  .ref { stroke: #44534e; stroke-width: 1.5; stroke-dasharray: 6 4 }
  .cell { fill: #1c63b0; stroke: none } .edge { fill: none; stroke: #b3bfba; stroke-width: 1 }
  .s0 { --c: #1c63b0 } .s1 { --c: #c2520a } .s2 { --c: #a8467f } .s3 { --c: #153430 } .s4 { --c: #594929 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0f1614 } .hair { stroke: #2a3833 } .zero { stroke: #74867f } text { fill: #b4c1bb }
    .title, .panel, .value, .note { fill: #e8eeeb } .caption { fill: #8fa099 } .ref { stroke: #b4c1bb } .band { opacity: 0.22 }
    .cell { fill: #73b3f7 } .edge { stroke: #435550 }
    .s0 { --c: #73b3f7 } .s1 { --c: #f79a53 } .s2 { --c: #e23f98 } .s3 { --c: #dbf7e8 } .s4 { --c: #ede61f }
  }`;

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A coordinate. */
export const at = (n: number): string => n.toFixed(1);

/** About how wide a text is in px; there is nothing here to measure it with. */
export function widthOf(text: string, size = 13, isBold = true): number {
  return (isBold ? 0.66 : 0.56) * size * [...text].length;
}

/** The text in lines of at most so many px, broken at spaces. */
export function wrapped(text: string, width: number, size: number, isBold: boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer, size, isBold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
