/**
 * A small font of strokes for pictures without a screen. A glyph is a list of strokes on a grid: each point is two digits, column
 * and row, where row 2 is the base line, 7 the height of small letters and 9 that of capitals. A stroke that begins with ~ is
 * smoothed: its inner points are corners to be rounded. A stroke of two equal points is a dot.
 */

const glyphs: Readonly<Record<string, string>> = {
  A: "02 39 62|14 54",
  B: "02 09|~09 29 59 56 26 06|~06 36 66 62 32 02",
  C: "~57 59 09 02 52 54",
  D: "02 09|~09 29 69 62 22 02",
  E: "49 09 02 42|06 36",
  F: "49 09 02|06 36",
  G: "~57 59 09 02 52 55|55 35",
  H: "02 09|52 59|06 56",
  I: "02 09",
  J: "~39 34 32 02 04",
  K: "02 09|59 05|27 52",
  L: "09 02 42",
  M: "02 09 34 69 62",
  N: "02 09 52 59",
  O: "~39 69 62 02 09 39",
  P: "02 09|~09 39 59 55 35 05",
  Q: "~39 69 62 02 09 39|44 61",
  R: "02 09|~09 39 59 55 35 05|25 52",
  S: "~57 59 09 06 55 52 02 04",
  T: "09 69|39 32",
  U: "~09 05 02 52 55 59",
  V: "09 32 69",
  W: "09 22 49 62 89",
  X: "09 52|02 59",
  Y: "09 35 69|35 32",
  Z: "09 59 02 52",
  a: "47 42|~45 47 07 02 42 44",
  b: "09 02|~05 07 47 42 02 04",
  c: "~46 47 07 02 42 43",
  d: "49 42|~45 47 07 02 42 44",
  e: "05 45|~45 47 07 02 42 43",
  f: "~39 19 16 12|07 37",
  g: "~45 47 07 02 42 44|~47 43 40 00 01",
  h: "09 02|~05 07 47 45 42",
  i: "07 02|09 09",
  j: "~27 22 20 00|29 29",
  k: "09 02|47 04|15 42",
  l: "09 02",
  m: "07 02|~05 07 37 35 32|~35 37 67 65 62",
  n: "07 02|~05 07 47 45 42",
  o: "~27 47 42 02 07 27",
  p: "07 00|~05 07 47 42 02 04",
  q: "47 40|~45 47 07 02 42 44",
  r: "07 02|~04 07 27 36",
  s: "~36 37 07 05 34 32 02 03",
  t: "~19 14 12 32|07 37",
  u: "~07 04 02 42 44 47|47 42",
  v: "07 22 47",
  w: "07 12 36 52 67",
  x: "07 42|02 47",
  y: "07 22|47 10",
  z: "07 47 02 42",
  "0": "~29 49 42 02 09 29",
  "1": "17 39 32",
  "2": "~07 09 49 46 24 02|02 42",
  "3": "~07 09 49 46 16|~16 46 42 02 04",
  "4": "32 39 04 44",
  "5": "49 09 06|~06 46 42 02 03",
  "6": "~49 19 07 04|~26 46 42 02 06 26",
  "7": "09 49 12",
  "8": "~29 49 46 06 09 29|~26 46 42 02 06 26",
  "9": "~29 49 45 05 09 29|~02 32 44 47",
  ".": "02 02",
  ",": "12 00",
  ":": "03 03|06 06",
  "+": "05 45|23 27",
  "-": "05 35",
  "−": "05 45",
  "–": "05 45",
  "=": "04 44|06 46",
  "±": "06 46|24 28|02 42",
  "×": "13 47|17 43",
  "·": "05 05",
  "(": "~29 07 02 20",
  ")": "~09 27 22 00",
  "/": "01 49",
  "%": "02 49|18 18|43 43",
  "!": "09 04|02 02",
  "?": "~07 09 49 46 24|22 22",
  "'": "09 07",
  "’": "19 07",
  "′": "19 07",
  $: "~47 48 08 06 45 43 03 04|29 22",
  "°": "~19 29 27 07 09 19",
  "…": "02 02|22 22|42 42",
  _: "01 41",
  "<": "37 05 33",
  ">": "07 35 03",
  "→": "05 55|37 55 33",
  "←": "55 05|27 05 23",
  "↑": "22 28|06 28 46",
  "↓": "28 22|04 22 44",
  θ: "~29 49 42 02 09 29|05 45",
};
const unknown = "02 09 49 42 02";
const SPACE = 3;
const GAP = 2;
const DIGIT = 4; // figures are equally wide, so that they stand below each other
const DOT = 0.3; // a point is a little larger than a line is thick

/** Strokes as points x, y from the left end of the line and the middle of the capitals, y down; and the width of the whole. */
export function strokesOf(text: string, size: number): { strokes: number[][]; width: number } {
  const unit = size / 10;
  const strokes: number[][] = [];
  let pen = 0;
  for (const character of text) {
    if (character === " ") {
      pen += SPACE + GAP;
      continue;
    }
    let end = character >= "0" && character <= "9" ? DIGIT : 0;
    for (const stroke of (glyphs[character] ?? unknown).split("|")) {
      const points = pointsOf(stroke.replace("~", ""));
      for (let i = 0; i < points.length; i += 2) end = Math.max(end, points[i]);
      const line = stroke.startsWith("~") ? rounded(rounded(points)) : points;
      strokes.push(line.map((v, i) => unit * (i % 2 === 0 ? pen + v : 5.5 - v)));
    }
    pen += end + GAP;
  }
  return { strokes, width: unit * Math.max(0, pen - GAP) };
}

function pointsOf(stroke: string): number[] {
  const points = stroke.split(" ").flatMap((point) => [Number(point[0]), Number(point[1])]);
  const [x, y, u, v] = points;
  if (points.length > 4 || x !== u || y !== v) return points;
  return [x - DOT, y, x, y + DOT, x + DOT, y, x, y - DOT, x - DOT, y];
}

/** Chaikin's corner cutting: each corner is replaced by the points a quarter before and after it; both ends stay. */
function rounded(points: readonly number[]): number[] {
  const out = [points[0], points[1]];
  const last = points.length - 2;
  for (let i = 0; i < last; i += 2) {
    const [x0, y0, x1, y1] = points.slice(i, i + 4);
    if (i > 0) out.push(0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1);
    if (i + 2 < last) out.push(0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1);
  }
  out.push(points[last], points[last + 1]);
  return out;
}
