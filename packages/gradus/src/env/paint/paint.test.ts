/** Pixels that can be counted by hand, areas that geometry gives, and the same shapes on a canvas and in SVG. */
import { expect, test } from "vitest";
import { type Painter, type Palette, palettes } from "../picture.ts";
import { type Canvas2D, canvasPainter } from "./canvas.ts";
import { rasterPainter } from "./raster.ts";
import { strokesOf } from "./strokeFont.ts";
import { svgPainter } from "./svg.ts";

/** Black ink on white paper: the red channel says how much of a pixel is covered. */
const plain: Palette = { ...palettes.light, ink: "#000000", paper: "#ffffff", p1: "#ff0000" };

/** Paints on white; the shares of ink, row by row. */
function inked(width: number, height: number, draw: (p: Painter) => void, scale = 1) {
  const surface = rasterPainter(width, height, { palette: plain, scale });
  surface.rect(0, 0, width, height, { fill: "paper" });
  draw(surface);
  const share = (x: number, y: number) => 1 - surface.pixels[4 * (y * surface.width + x)] / 255;
  let area = 0;
  for (let i = 0; i < surface.pixels.length; i += 4) area += 1 - surface.pixels[i] / 255;
  return { share, area, surface };
}
const HALF_LEVEL = 0.5 / 255; // a share is kept in 255 steps

test("a rectangle covers pixels by exact shares: half, quarter, whole", () => {
  const { share, area } = inked(5, 5, (p) => p.rect(0.5, 0.5, 2, 3.5, { fill: "ink" }));
  expect(share(0, 0)).toBeCloseTo(0.25, 2);
  expect(share(1, 0)).toBeCloseTo(0.5, 2);
  expect(share(0, 1)).toBeCloseTo(0.5, 2);
  expect(share(1, 1)).toBe(1);
  expect(share(2, 1)).toBeCloseTo(0.5, 2);
  expect(share(1, 3)).toBe(1);
  expect(share(1, 4)).toBe(0);
  expect(Math.abs(area - 7)).toBeLessThan(25 * HALF_LEVEL);
});

test("a triangle: halves along its diagonal, its area in all", () => {
  const { share, area } = inked(6, 6, (p) => p.polygon([0, 0, 6, 6, 0, 6], { fill: "ink" }));
  for (let i = 0; i < 6; i++) {
    expect(share(i, i)).toBeCloseTo(0.5, 2);
    if (i > 0) expect(share(i - 1, i)).toBe(1);
    if (i > 0) expect(share(i, i - 1)).toBe(0);
  }
  expect(Math.abs(area - 18)).toBeLessThan(36 * HALF_LEVEL);
});

test("the even–odd rule: a pentagram has a hole", () => {
  const star = [50, 5, 76, 86, 7, 36, 93, 36, 24, 86];
  const { share } = inked(100, 100, (p) => p.polygon(star, { fill: "ink" }));
  expect(share(50, 20)).toBe(1);
  expect(share(50, 50)).toBe(0);
});

test("a circle has the area πr², a ring 2πrw, a line its length times its width and a round cap at each end", () => {
  // The straight ramp across a curved edge errs by less than 1 %, which a pixel grid of this size averages further.
  const disc = inked(64, 64, (p) => p.circle(32, 32, 20, { fill: "ink" }));
  expect(disc.area / (Math.PI * 400)).toBeCloseTo(1, 2);
  const ring = inked(64, 64, (p) => p.circle(31.3, 32.7, 20, { stroke: "ink", width: 3 }));
  expect(ring.area / (2 * Math.PI * 20 * 3)).toBeCloseTo(1, 2);
  const line = inked(64, 64, (p) => p.line([10, 12, 50, 42], { stroke: "ink", width: 6 }));
  expect(line.area / (50 * 6 + Math.PI * 9)).toBeCloseTo(1, 2);
  const arc = inked(64, 64, (p) => p.arc(32, 32, 20, 0, Math.PI, { stroke: "ink", width: 2 }));
  expect(arc.area / (Math.PI * 20 * 2 + Math.PI)).toBeCloseTo(1, 1.5);
  expect(arc.share(32, 51)).toBe(1); // clockwise with y down: the lower half
  expect(arc.share(32, 12)).toBe(0);
});

test("a rounded rectangle lacks (4 − π) r² in its corners", () => {
  const { area, share } = inked(60, 60, (p) => p.rect(10, 10, 40, 30, { fill: "ink" }, 8));
  expect(area / (1200 - (4 - Math.PI) * 64)).toBeCloseTo(1, 2);
  expect(share(10, 10)).toBe(0);
  expect(share(30, 10)).toBe(1);
});

test("a hairline of half a pixel is as dark as it is thin", () => {
  const { share } = inked(9, 9, (p) => p.line([0, 4.5, 9, 4.5], { stroke: "ink", width: 0.5 }));
  expect(share(4, 4)).toBeCloseTo(0.375, 1); // (¼ + ½) · ½
  expect(share(4, 6)).toBe(0);
});

test("what overlaps itself counts once; opacity mixes colours", () => {
  const { share } = inked(20, 20, (p) =>
    p.line([2, 10, 18, 10, 2, 10], { stroke: "ink", width: 4, opacity: 0.5 }),
  );
  expect(share(10, 10)).toBeCloseTo(0.5, 2);
  const { surface } = inked(2, 1, (p) => p.rect(0, 0, 1, 1, { fill: "p1", opacity: 0.25 }));
  expect(Array.from(surface.pixels)).toEqual([255, 191, 191, 255, 255, 255, 255, 255]);
});

test("dashes: three of four units, then a gap of four, as often as they fit", () => {
  const { share } = inked(24, 5, (p) =>
    p.line([2, 2.5, 22, 2.5], { stroke: "ink", width: 1, dash: [3, 5] }),
  );
  const row = Array.from({ length: 24 }, (_, x) => (share(x, 2) > 0.5 ? "#" : ".")).join("");
  expect(row).toBe("..###.....###.....###...");
});

test("a surface that nothing has painted is clear; scale multiplies pixels", () => {
  const surface = rasterPainter(3, 2, { palette: plain, scale: 2 });
  expect([surface.width, surface.height]).toEqual([6, 4]);
  surface.rect(0, 0, 1, 1, { fill: "ink" });
  expect(Array.from(surface.pixels.slice(0, 12))).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 0]);
});

test("what lies outside is cut off", () => {
  const { area } = inked(4, 4, (p) => {
    p.rect(-10, -10, 12, 12, { fill: "ink" });
    p.circle(100, 100, 3, { fill: "ink" });
    p.line([-50, -50, -40, -40], { stroke: "ink", width: 5 });
    p.polygon([-9, -9, -5, -9, -5, -5], { fill: "ink" });
    p.text(200, 200, "away", { size: 10 });
  });
  expect(area).toBe(4);
});

test("text: aligned left, centred, right; capitals are 0.7 of its size", () => {
  const long = 1.6 * (4 * 5 + 3 * 2); // four letters of 5 units, 2 between them; a unit is a tenth of the size
  for (const [align, from] of [
    ["left", 50],
    ["centre", 50 - long / 2],
    ["right", 50 - long],
  ] as const) {
    const { surface } = inked(100, 40, (p) => p.text(50, 20, "HHHH", { size: 16, align }));
    const columns = new Set<number>();
    const rows = new Set<number>();
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 100; x++)
        if (surface.pixels[4 * (y * 100 + x)] < 128) {
          columns.add(x);
          rows.add(y);
        }
    // Half a line (0.68) to either side, to the nearest pixel.
    expect(Math.abs(Math.min(...columns) - (from - 0.68))).toBeLessThan(0.75);
    expect(Math.abs(Math.max(...columns) + 1 - (from + long + 0.68))).toBeLessThan(0.75);
    expect(Math.abs(Math.max(...rows) - Math.min(...rows) + 1 - 0.7 * 16)).toBeLessThan(2);
    expect(Math.abs((Math.max(...rows) + Math.min(...rows) + 1) / 2 - 20)).toBeLessThanOrEqual(0.5);
  }
});

test("the font has every printable sign that labels use, and a box for others", () => {
  const box = JSON.stringify(strokesOf("☃", 10).strokes);
  const signs =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:+-−=±()/%!?'′$°→←↑↓";
  for (const sign of signs) expect(JSON.stringify(strokesOf(sign, 10).strokes), sign).not.toBe(box);
  const shapes = new Set([...signs].map((sign) => JSON.stringify(strokesOf(sign, 10).strokes)));
  expect(shapes.size).toBe(signs.length); // no two look alike
});

test("SVG: numbers are short, text is escaped, colours are variables or a palette's", () => {
  const p = svgPainter(100, 50, "css", 'a "label"');
  p.rect(0, 1 / 3, 10, 20, { fill: "rock2", stroke: "ink2", width: 1.5, opacity: 0.5 }, 3);
  p.line([0, 0, 5.5, -0.001], { stroke: "p1", dash: [6, 4] });
  p.text(10, 20, "a < b & c", { size: 10, isBold: true });
  expect(p.svg()).toBe(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" font-family="'Source Sans 3', 'Segoe UI', system-ui, sans-serif" stroke-linecap="round" stroke-linejoin="round" role="img" aria-label="a &quot;label&quot;">` +
      `<rect x="0" y="0.33" width="10" height="20" rx="3" fill="var(--rock-2)" stroke="var(--ink-2)" stroke-width="1.5" opacity="0.5"/>` +
      `<polyline points="0 0 5.5 0" fill="none" stroke="var(--p1)" stroke-width="1" stroke-dasharray="6 4"/>` +
      `<text x="10" y="23.5" font-size="10" text-anchor="middle" font-weight="600" fill="var(--ink)">a &lt; b &amp; c</text></svg>`,
  );
  const own = svgPainter(1, 1, palettes.dark);
  own.circle(0.5, 0.5, 0.5, { fill: "accent" });
  expect(own.svg()).toContain('fill="#5fd0b8"');
});

test("a canvas is told the same shapes", () => {
  const calls: string[] = [];
  const context = new Proxy({} as Record<string, unknown>, {
    get:
      (_, name) =>
      (...rest: unknown[]) =>
        void calls.push(`${String(name)}(${rest.join(",")})`),
    set: (_, name, value) => {
      calls.push(`${String(name)}=${String(value)}`);
      return true;
    },
  });
  const p = canvasPainter(context as unknown as Canvas2D, palettes.light, "serif");
  calls.length = 0;
  p.polygon([0, 0, 4, 0, 4, 4], { fill: "ink", stroke: "p2", width: 2 });
  expect(calls).toEqual([
    "beginPath()",
    "moveTo(0,0)",
    "lineTo(4,0)",
    "lineTo(4,4)",
    "closePath()",
    "globalAlpha=1",
    "fillStyle=#14201d",
    "fill()",
    "strokeStyle=#c2520a",
    "lineWidth=2",
    "setLineDash()",
    "stroke()",
    "globalAlpha=1",
  ]);
  calls.length = 0;
  p.arc(1, 2, 3, 1, 0, { stroke: "ink" });
  p.text(5, 10, "hi", { size: 20, align: "right", isBold: true });
  expect(calls).toContain("arc(1,2,3,1,0,true)");
  expect(calls).toContain("font=600 20px serif");
  expect(calls).toContain("fillText(hi,5,17)");
});
