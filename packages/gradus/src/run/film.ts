/** Films of episodes: the pictures of states, one after the other, as a GIF. */
import { ValueError } from "../core/errors.ts";
import { encodeGif } from "../data/gif.ts";
import { type RasterPainter, rasterPainter } from "../env/paint/raster.ts";
import { type Extras, type Painter, type Palette, type Picture, palettes } from "../env/picture.ts";

export interface FilmFrame {
  /** A copy: the world goes on writing into its own. */
  readonly state: unknown;
  readonly extras?: Extras;
  /** A line under the picture: "step 12, return 12". */
  readonly caption?: string;
}

export interface FilmOptions {
  /** Frames a second; GIF players slow down above 50. */
  readonly fps?: number;
  /** Pixels per logical unit; pictures are 360 units wide. */
  readonly scale?: number;
  readonly palette?: Palette;
  /** Seconds that the last frame stays. */
  readonly pause?: number;
  /** How often the film is shown; 0 for ever. */
  readonly loops?: number;
}

const CAPTION = 30; // height of the line under the picture

/**
 * The bytes of a .gif file. The same frames give the same bytes everywhere.
 *
 *     const frames: FilmFrame[] = [];
 *     … frames.push({ state: structuredClone(state), extras: { action }, caption: `return ${total}` });
 *     const bytes = film(pictureOf(world), frames, { fps: 30 });
 *
 * @throws ValueError for no frames, or for an option out of its range
 */
export function film(
  picture: Picture,
  frames: readonly FilmFrame[],
  { fps = 20, scale = 1, palette = palettes.light, pause = 1, loops = 0 }: FilmOptions = {},
): Uint8Array {
  if (frames.length === 0) throw new ValueError("film: there are no frames; play at least a step.");
  between("fps", fps, 0.01, 100, "frames a second");
  between("scale", scale, 0.1, 20, "pixels per logical unit");
  const hasCaption = frames.some(({ caption }) => caption !== undefined);
  const height = picture.height + (hasCaption ? CAPTION : 0);
  const pixels: Uint8ClampedArray[] = [];
  let surface: RasterPainter | undefined;
  for (const { state, extras, caption } of frames) {
    surface = rasterPainter(picture.width, height, { scale, palette });
    surface.rect(0, 0, picture.width, height, { fill: "rock" });
    picture.paint(surface, state, extras);
    if (hasCaption) captioned(surface, picture, caption ?? "");
    pixels.push(surface.pixels);
  }
  const delay = frames.map((_, i) =>
    i === frames.length - 1 ? Math.max(pause, 1 / fps) : 1 / fps,
  );
  return encodeGif(pixels, { width: surface!.width, height: surface!.height, delay, loops });
}

function captioned(p: Painter, { width, height }: Picture, caption: string): void {
  p.rect(0, height, width, CAPTION, { fill: "paper" });
  p.text(20, height + CAPTION / 2, caption, { size: 14, role: "ink2", align: "left" });
}

function between(name: string, value: number, low: number, high: number, what: string): void {
  if (value >= low && value <= high) return;
  throw new ValueError(`film: ${name} is ${value}; it must lie in [${low}, ${high}] (${what}).`);
}
