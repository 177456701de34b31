/** Pictures of states for a terminal: colours, and a small sheet of characters to draw on. */

const codes = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  gray: 90,
} as const;
export type Colour = keyof typeof codes;

/** Text in a colour, or on a ground of that colour. ANSI escape codes, as Gymnasium's `colorize`. */
export function coloured(
  text: string,
  colour: Colour,
  { isBold = false, isGround = false } = {},
): string {
  return `\x1b[${codes[colour] + (isGround ? 10 : 0)}${isBold ? ";1" : ""}m${text}\x1b[0m`;
}

/** A sheet of characters over a part of the plane; y points up. Characters are twice as high as wide. */
export class Sheet {
  private readonly rows: string[][];
  private readonly low: readonly [number, number];
  private readonly scale: readonly [number, number];

  /** @param low, high the corners of the part of the plane that is shown */
  constructor(
    width: number,
    height: number,
    low: readonly [number, number],
    high: readonly [number, number],
  ) {
    this.rows = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
    this.low = low;
    this.scale = [(width - 1) / (high[0] - low[0]), (height - 1) / (high[1] - low[1])];
  }

  /** Puts a character (with colour codes, if any) at a point; outside nothing happens. */
  put(x: number, y: number, character: string): this {
    const row = this.rows[this.rows.length - 1 - Math.round((y - this.low[1]) * this.scale[1])];
    const column = Math.round((x - this.low[0]) * this.scale[0]);
    if (row !== undefined && column >= 0 && column < row.length) row[column] = character;
    return this;
  }

  line(x0: number, y0: number, x1: number, y1: number, character: string): this {
    const n = 40;
    for (let i = 0; i <= n; i++) {
      this.put(x0 + ((x1 - x0) * i) / n, y0 + ((y1 - y0) * i) / n, character);
    }
    return this;
  }

  toString(): string {
    return `${this.rows.map((row) => row.join("").trimEnd()).join("\n")}\n`;
  }
}
