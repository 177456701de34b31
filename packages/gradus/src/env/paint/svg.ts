/** A painter that writes SVG. */
import { cos, sin } from "../../core/math.ts";
import type { Painter, Palette, Points, Role, Style } from "../picture.ts";

export interface SvgPainter extends Painter {
  /** The whole picture, one <svg> element. */
  svg(): string;
}

/** Names of CSS variables where they differ from the role. */
const variables: Readonly<Partial<Record<Role, string>>> = {
  rock2: "rock-2",
  rule2: "rule-2",
  ink2: "ink-2",
  ink3: "ink-3",
  wash: "accent-wash",
};

/** At most two decimals, without trailing zeros. */
const short = (v: number): string => String(Math.round(v * 100) / 100 + 0);

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * @param palette colours for a file that stands alone; "css" writes `var(--ink)` and so on, for a page that has them and changes
 *   its theme
 * @param label what the picture shows, in a sentence, for those who cannot see it
 */
export function svgPainter(
  width: number,
  height: number,
  palette: Palette | "css" = "css",
  label?: string,
): SvgPainter {
  const shapes: string[] = [];
  const colour = (role: Role) =>
    palette === "css" ? `var(--${variables[role] ?? role})` : palette[role];

  function look({ fill, stroke, width: line = 1, opacity = 1, dash }: Style): string {
    const parts = [`fill="${fill === undefined ? "none" : colour(fill)}"`];
    if (stroke !== undefined)
      parts.push(`stroke="${colour(stroke)}" stroke-width="${short(line)}"`);
    if (stroke !== undefined && dash !== undefined)
      parts.push(`stroke-dasharray="${dash.map(short).join(" ")}"`);
    if (opacity < 1) parts.push(`opacity="${short(opacity)}"`);
    return parts.join(" ");
  }
  const pairs = (points: Points) => points.map(short).join(" ");

  return {
    rect(x, y, w, h, style, radius = 0) {
      const round = radius > 0 ? ` rx="${short(radius)}"` : "";
      shapes.push(
        `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}"${round} ${look(style)}/>`,
      );
    },
    circle(x, y, radius, style) {
      shapes.push(
        `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" ${look(style)}/>`,
      );
    },
    line(points, style) {
      shapes.push(`<polyline points="${pairs(points)}" ${look({ ...style, fill: undefined })}/>`);
    },
    polygon(points, style) {
      shapes.push(`<polygon points="${pairs(points)}" ${look(style)}/>`);
    },
    arc(x, y, radius, from, to, style) {
      const at = (angle: number) =>
        `${short(x + radius * cos(angle))} ${short(y + radius * sin(angle))}`;
      const middle = (from + to) / 2; // in two halves, so that a full circle is drawn too
      const sweep = to > from ? 1 : 0;
      const half = (angle: number) =>
        `A${short(radius)} ${short(radius)} 0 0 ${sweep} ${at(angle)}`;
      shapes.push(
        `<path d="M${at(from)}${half(middle)}${half(to)}" ${look({ ...style, fill: undefined })}/>`,
      );
    },
    text(x, y, text, { size, role = "ink", align = "centre", isBold = false, opacity = 1 }) {
      const anchor = { left: "start", centre: "middle", right: "end" }[align];
      const weight = isBold ? ' font-weight="600"' : "";
      const faint = opacity < 1 ? ` opacity="${short(opacity)}"` : "";
      shapes.push(
        `<text x="${short(x)}" y="${short(y + 0.35 * size)}" font-size="${short(size)}" text-anchor="${anchor}"${weight}${faint} fill="${colour(role)}">${escaped(text)}</text>`,
      );
    },
    svg() {
      const name =
        label === undefined
          ? ""
          : ` role="img" aria-label="${escaped(label).replaceAll('"', "&quot;")}"`;
      return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${short(width)} ${short(height)}" font-family="'Source Sans 3', 'Segoe UI', system-ui, sans-serif" stroke-linecap="round" stroke-linejoin="round"${name}>${shapes.join("")}</svg>`;
    },
  };
}
