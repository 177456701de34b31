/**
 * Pictures of worlds as data: a state becomes a short list of shapes, which any surface can paint. The library knows no screen; a
 * `Painter` is an SVG text, a canvas, or plain pixels (paint/).
 *
 *     const { width, height, paint } = pictureOf(world);
 *     const painter = svgPainter(width, height);
 *     paint(painter, state, { action });
 *     painter.svg();
 *
 * Coordinates are logical: x to the right, y down, from the upper left corner, in units of which a screen shows about one per pixel.
 * Colours are named by what they mean, so that one picture fits light and dark surroundings: a world is drawn in ink on rock, what
 * a policy decides in the colour of its run.
 */

/** What a colour means. paper, rock, rock2: grounds, from the page to pressed; rule, rule2, edge: lines, from hairline to border. */
export type Role =
  | "paper"
  | "rock"
  | "rock2"
  | "rule"
  | "rule2"
  | "edge"
  | "ink"
  | "ink2"
  | "ink3"
  | "accent"
  | "wash"
  | "fail"
  | "p1"
  | "p2"
  | "p3"
  | "p4"
  | "p5";

/** A colour, #rrggbb, for each role. */
export type Palette = Readonly<Record<Role, string>>;

export const palettes = {
  light: {
    paper: "#fcfdfc",
    rock: "#f1f5f3",
    rock2: "#e6ece9",
    rule: "#d5ddd9",
    rule2: "#b3bfba",
    edge: "#7f8f89",
    ink: "#14201d",
    ink2: "#44534e",
    ink3: "#5f6e69",
    accent: "#0b6b5c",
    wash: "#dcefe9",
    fail: "#b3261e",
    p1: "#1c63b0",
    p2: "#c2520a",
    p3: "#a8467f",
    p4: "#153430",
    p5: "#594929",
  },
  dark: {
    paper: "#0f1614",
    rock: "#16201d",
    rock2: "#1e2a26",
    rule: "#2a3833",
    rule2: "#435550",
    edge: "#74867f",
    ink: "#e8eeeb",
    ink2: "#b4c1bb",
    ink3: "#8fa099",
    accent: "#5fd0b8",
    wash: "#123a32",
    fail: "#ff8d7e",
    p1: "#73b3f7",
    p2: "#f79a53",
    p3: "#e23f98",
    p4: "#dbf7e8",
    p5: "#ede61f",
  },
} as const satisfies Readonly<Record<string, Palette>>;

/** Filled, stroked, or both; a shape without either is not seen. */
export interface Style {
  readonly fill?: Role | undefined;
  readonly stroke?: Role;
  /** Of the stroke; 1 if absent. Lines have round caps and joins. */
  readonly width?: number;
  /** 0 … 1, of fill and stroke. */
  readonly opacity?: number;
  /** Lengths of dashes and of gaps. */
  readonly dash?: readonly [on: number, off: number];
}

export interface TextStyle {
  /** Height of a line; capitals are 0.7 of it. */
  readonly size: number;
  /** ink if absent. */
  readonly role?: Role;
  /** Which part of the text is at x; centre if absent. */
  readonly align?: "left" | "centre" | "right";
  readonly isBold?: boolean;
  readonly opacity?: number;
}

/** Points are x₀, y₀, x₁, y₁ … */
export type Points = readonly number[];

/** A surface. What is painted later covers what was painted before. */
export interface Painter {
  rect(x: number, y: number, width: number, height: number, style: Style, radius?: number): void;
  circle(x: number, y: number, radius: number, style: Style): void;
  /** Open; only stroked. */
  line(points: Points, style: Style): void;
  /** Closed. */
  polygon(points: Points, style: Style): void;
  /** A part of a circle, only stroked; angles in radians from the right, clockwise as y points down. */
  arc(x: number, y: number, radius: number, from: number, to: number, style: Style): void;
  /** y is the middle of the capitals. */
  text(x: number, y: number, text: string, style: TextStyle): void;
}

/** What may be shown besides the state: what a policy does and thinks. */
export interface Extras {
  /** What the policy does now: an action of the world's space. */
  readonly action?: number | ArrayLike<number> | undefined;
  /** V(s) by the number of the observation (of the model's state where observations are not numbered); NaN where unknown. */
  readonly values?: ArrayLike<number> | undefined;
  /** π(a | s), states × actions, action after action for each state. */
  readonly policy?: ArrayLike<number> | undefined;
  /** Earlier states of the episode, oldest first, shown fading. */
  readonly trail?: readonly unknown[] | undefined;
  /** The colour of the run; p1 if absent. */
  readonly role?: Role | undefined;
}

/** How the states of one world look. */
// biome-ignore lint/suspicious/noExplicitAny: a state is private to its world
export interface Picture<State = any> {
  /** Of the frame, in logical units; everything is painted inside it. */
  readonly width: number;
  readonly height: number;
  /** Paints the whole frame, ground included. */
  paint(painter: Painter, state: State, extras?: Extras): void;
}

/** The points of an arc as a line, for surfaces that have only lines: at most 6° a piece. */
export function arcPoints(
  [x, y]: readonly [number, number],
  radius: number,
  from: number,
  to: number,
  { sin, cos }: { sin(v: number): number; cos(v: number): number },
): number[] {
  const pieces = Math.max(1, Math.ceil(Math.abs(to - from) / 0.1));
  const points: number[] = [];
  for (let i = 0; i <= pieces; i++) {
    const angle = from + ((to - from) * i) / pieces;
    points.push(x + radius * cos(angle), y + radius * sin(angle));
  }
  return points;
}
