/**
 * GIF, version 89a: moving pictures with at most 256 colours. W3C, "Graphics Interchange Format Version 89a"; the compression is
 * Welch's of 1984 (LZW) with codes of 3 to 12 bits.
 *
 * One table of colours serves all frames. Each frame after the first is only the box of pixels that changed.
 */
import { ShapeError, ValueError } from "../core/errors.ts";

export interface GifOptions {
  readonly width: number;
  readonly height: number;
  /** Seconds that a frame stays; GIF counts in hundredths. One number, or one per frame. */
  readonly delay: number | readonly number[];
  /** How often the film is shown; 0, the default, for ever. */
  readonly loops?: number;
}

/**
 * Frames of red, green, blue and opacity bytes, as a canvas or `rasterPainter` gives them; opacity is not looked at. Up to 256
 * colours are kept exactly. If there are more, colours that agree in the first five bits of each channel form a group (four bits if
 * that makes more than 256 groups, and so on); the most frequent colour of each group is kept, the others take the nearest.
 *
 * @returns the bytes of a .gif file
 * @throws ValueError for no frames or an impossible size or delay; ShapeError for a frame of another size
 */
export function encodeGif(
  frames: readonly ArrayLike<number>[],
  { width, height, delay, loops = 0 }: GifOptions,
): Uint8Array {
  checkSizes(frames, width, height);
  const colours = frames.map((frame) => packed(frame));
  const table = colourTable(colours);
  let bits = 1;
  while (1 << bits < table.colours.length) bits++;
  const out = new Bytes();
  out.text("GIF89a");
  out.short(width).short(height);
  out
    .byte(0xf0 | (bits - 1))
    .byte(0)
    .byte(0); // a table of 2^bits colours, 8 bits a channel
  for (let i = 0; i < 1 << bits; i++) {
    const colour = table.colours[i] ?? 0;
    out
      .byte(colour >> 16)
      .byte((colour >> 8) & 255)
      .byte(colour & 255);
  }
  if (loops !== 1) {
    out.byte(0x21).byte(0xff).byte(11).text("NETSCAPE2.0");
    out
      .byte(3)
      .byte(1)
      .short(loops === 0 ? 0 : loops - 1)
      .byte(0);
  }
  let before: Uint8Array | undefined;
  colours.forEach((frame, i) => {
    const seconds = typeof delay === "number" ? delay : delay[i];
    const shown = indexed(frame, table);
    const { x, y, w, h } =
      before === undefined ? { x: 0, y: 0, w: width, h: height } : changed(before, shown, width);
    out.byte(0x21).byte(0xf9).byte(4).byte(0x04); // leave the frame where it is
    out.short(hundredths(seconds)).byte(0).byte(0);
    out.byte(0x2c).short(x).short(y).short(w).short(h).byte(0);
    compress(cut(shown, width, x, y, w, h), Math.max(2, bits), out);
    before = shown;
  });
  out.byte(0x3b);
  return out.done();
}

function checkSizes(frames: readonly ArrayLike<number>[], width: number, height: number): void {
  if (frames.length === 0)
    throw new ValueError("encodeGif: there are no frames; give at least one.");
  for (const [name, size] of Object.entries({ width, height })) {
    if (Number.isInteger(size) && size >= 1 && size <= 65_535) continue;
    throw new ValueError(`encodeGif: ${name} is ${size}; it must be a whole number in [1, 65535].`);
  }
  const wrong = frames.findIndex((frame) => frame.length !== 4 * width * height);
  if (wrong < 0) return;
  throw new ShapeError(
    `encodeGif: frame ${wrong} has ${frames[wrong].length} numbers; ${width} × ${height} pixels need ${4 * width * height}.`,
  );
}

function hundredths(seconds: number): number {
  const value = Math.round(100 * seconds);
  if (value >= 0 && value <= 65_535) return value;
  throw new ValueError(
    `encodeGif: a delay is ${seconds}; it must lie in [0, 655.35] (seconds that a frame stays).`,
  );
}

// ── colours ─────────────────────────────────────────────────────────────────────────────────────

/** A number of 24 bits per pixel. */
function packed(frame: ArrayLike<number>): Uint32Array {
  const out = new Uint32Array(frame.length / 4);
  for (let i = 0; i < out.length; i++)
    out[i] = (frame[4 * i] << 16) | (frame[4 * i + 1] << 8) | frame[4 * i + 2];
  return out;
}

interface ColourTable {
  readonly colours: readonly number[];
  /** The place of a colour of the frames. */
  readonly place: ReadonlyMap<number, number>;
}

function colourTable(frames: readonly Uint32Array[]): ColourTable {
  const count = new Map<number, number>();
  for (const frame of frames) {
    for (let i = 0, from = 0; i < frame.length; i++) {
      if (frame[i + 1] === frame[i]) continue; // a run of one colour is counted at once
      count.set(frame[i], (count.get(frame[i]) ?? 0) + i + 1 - from);
      from = i + 1;
    }
  }
  const all = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const colours = all.length <= 256 ? all.map(([c]) => c) : reduced(all);
  const exact = new Map(colours.map((c, i) => [c, i]));
  const place = new Map(all.map(([c]) => [c, exact.get(c) ?? nearest(c, colours)]));
  return { colours, place };
}

/** One colour for each group of like ones. @param all colours with counts, most frequent first */
function reduced(all: readonly (readonly [number, number])[]): number[] {
  for (let bits = 5; ; bits--) {
    const colours = representatives(all, bits);
    if (colours.length <= 256) return colours;
  }
}

/** The most frequent colour of each group; colours of a group agree in the first bits of each channel. */
function representatives(all: readonly (readonly [number, number])[], bits: number): number[] {
  const mask = 0x010101 * (256 - (1 << (8 - bits)));
  const groups = new Map<number, number>();
  for (const [colour] of all) if (!groups.has(colour & mask)) groups.set(colour & mask, colour);
  return [...groups.values()];
}

function nearest(colour: number, colours: readonly number[]): number {
  let [best, least] = [0, Infinity];
  colours.forEach((other, i) => {
    const r = (colour >> 16) - (other >> 16);
    const g = ((colour >> 8) & 255) - ((other >> 8) & 255);
    const b = (colour & 255) - (other & 255);
    const distance = 3 * r * r + 6 * g * g + b * b; // the eye sees green best
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

function indexed(frame: Uint32Array, { place }: ColourTable): Uint8Array {
  const out = new Uint8Array(frame.length);
  for (let i = 0; i < frame.length; i++)
    out[i] = i > 0 && frame[i] === frame[i - 1] ? out[i - 1] : place.get(frame[i])!;
  return out;
}

// ── frames ──────────────────────────────────────────────────────────────────────────────────────

/** The smallest box that holds every pixel that differs; a single pixel if none does. */
function changed(before: Uint8Array, now: Uint8Array, width: number) {
  let [left, top, right, bottom] = [width, Infinity, -1, -1];
  for (let i = 0; i < now.length; i++) {
    if (now[i] === before[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = y;
  }
  if (right < 0) return { x: 0, y: 0, w: 1, h: 1 };
  return { x: left, y: top, w: right - left + 1, h: bottom - top + 1 };
}

function cut(frame: Uint8Array, width: number, x: number, y: number, w: number, h: number) {
  const out = new Uint8Array(w * h);
  for (let r = 0; r < h; r++)
    out.set(frame.subarray((y + r) * width + x, (y + r) * width + x + w), r * w);
  return out;
}

// ── bytes and bits ──────────────────────────────────────────────────────────────────────────────

class Bytes {
  private bytes = new Uint8Array(4096);
  private length = 0;

  byte(value: number): this {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
    return this;
  }
  /** Low byte first. */
  short(value: number): this {
    return this.byte(value & 255).byte(value >> 8);
  }
  text(value: string): this {
    for (const c of value) this.byte(c.charCodeAt(0));
    return this;
  }
  done(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** LZW: codes for strings of pixels seen before, lowest bit first, in blocks of at most 255 bytes. */
function compress(pixels: Uint8Array, bits: number, out: Bytes): void {
  const clear = 1 << bits;
  const end = clear + 1;
  const codes = new Int16Array(4096 << bits); // [code of a string, next pixel]: code of the longer string; 0 for none
  let next = end + 1;
  let size = bits + 1;
  let [buffer, filled] = [0, 0];
  let block: number[] = [];

  const flush = (): void => {
    if (block.length === 0) return;
    out.byte(block.length);
    for (const b of block) out.byte(b);
    block = [];
  };
  const put = (code: number): void => {
    buffer |= code << filled;
    filled += size;
    while (filled >= 8) {
      block.push(buffer & 255);
      buffer >>>= 8;
      filled -= 8;
      if (block.length === 255) flush();
    }
  };

  out.byte(bits);
  put(clear);
  let current = pixels[0];
  for (let i = 1; i < pixels.length; i++) {
    const key = (current << bits) | pixels[i];
    const known = codes[key];
    if (known !== 0) {
      current = known;
      continue;
    }
    put(current);
    current = pixels[i];
    if (next === 4096) {
      put(clear);
      codes.fill(0);
      next = end + 1;
      size = bits + 1;
    } else {
      codes[key] = next;
      if (next === 1 << size) size++;
      next++;
    }
  }
  put(current);
  put(end);
  if (filled > 0) block.push(buffer & 255);
  flush();
  out.byte(0);
}
