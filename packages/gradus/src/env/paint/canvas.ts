/** A painter on a canvas, the browser's or any other with its methods. */
import type { Painter, Palette, Points, Style } from "../picture.ts";

/** What of CanvasRenderingContext2D is used. */
export interface Canvas2D {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineCap: "butt" | "round" | "square";
  lineJoin: "bevel" | "miter" | "round";
  globalAlpha: number;
  font: string;
  textAlign: "center" | "end" | "left" | "right" | "start";
  textBaseline: "alphabetic" | "bottom" | "hanging" | "ideographic" | "middle" | "top";
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, r: number, from: number, to: number, counterclockwise?: boolean): void;
  rect(x: number, y: number, width: number, height: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  fill(): void;
  stroke(): void;
  setLineDash(lengths: number[]): void;
  fillText(text: string, x: number, y: number): void;
}

/**
 * Paints in the coordinates of the context: scale it first, for example by `devicePixelRatio · (pixels / picture.width)`.
 *
 * @param palette read anew for every shape, so that a theme may change
 */
export function canvasPainter(
  context: Canvas2D,
  palette: Palette,
  fontFamily = "'Source Sans 3', 'Segoe UI', system-ui, sans-serif",
): Painter {
  context.lineCap = "round";
  context.lineJoin = "round";

  function finish({ fill, stroke, width = 1, opacity = 1, dash }: Style): void {
    context.globalAlpha = opacity;
    if (fill !== undefined) {
      context.fillStyle = palette[fill];
      context.fill();
    }
    if (stroke !== undefined) {
      context.strokeStyle = palette[stroke];
      context.lineWidth = width;
      context.setLineDash(dash === undefined ? [] : [...dash]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
  function trace(points: Points): void {
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      if (i === 0) context.moveTo(points[0], points[1]);
      else context.lineTo(points[i], points[i + 1]);
    }
  }

  return {
    rect(x, y, width, height, style, radius = 0) {
      context.beginPath();
      if (radius > 0) context.roundRect(x, y, width, height, radius);
      else context.rect(x, y, width, height);
      finish(style);
    },
    circle(x, y, radius, style) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      finish(style);
    },
    line(points, style) {
      trace(points);
      finish({ ...style, fill: undefined });
    },
    polygon(points, style) {
      trace(points);
      context.closePath();
      finish(style);
    },
    arc(x, y, radius, from, to, style) {
      context.beginPath();
      context.arc(x, y, radius, from, to, to < from);
      finish({ ...style, fill: undefined });
    },
    text(x, y, text, { size, role = "ink", align = "centre", isBold = false, opacity = 1 }) {
      context.globalAlpha = opacity;
      context.fillStyle = palette[role];
      context.font = `${isBold ? "600 " : ""}${size}px ${fontFamily}`;
      context.textAlign = align === "centre" ? "center" : align;
      context.textBaseline = "alphabetic";
      context.fillText(text, x, y + 0.35 * size);
      context.globalAlpha = 1;
    },
  };
}
