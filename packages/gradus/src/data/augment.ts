/** More data from the same: pictures moved by whole pixels. */
import { ShapeError } from "../core/errors.ts";
import { type Digits, PIXELS } from "./mnist.ts";

/**
 * Moves one picture of height × width right by dx and down by dy; what comes in from the edge is 0.
 *
 * @returns out
 * @throws ShapeError if the arrays do not hold one picture
 */
export function shift(
  image: Uint8Array,
  dx: number,
  dy: number,
  height = 28,
  width = 28,
  out: Uint8Array = new Uint8Array(height * width),
): Uint8Array {
  if (image.length !== height * width || out.length !== height * width) {
    throw new ShapeError(
      `shift: a picture of ${height} × ${width} has ${height * width} bytes, not ${image.length}.`,
    );
  }
  out.fill(0);
  const left = Math.max(0, dx);
  const right = Math.min(width, width + dx);
  for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
    const from = (y - dy) * width - dx;
    for (let x = left; x < right; x++) out[y * width + x] = image[from + x]!;
  }
  return out;
}

/** Down, up, right, left by one pixel: the order of Nielsen's expand_mnist.py. */
const STEPS = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
] as const;

/**
 * Five times as many digits: each as it is, then moved by one pixel in the four directions
 * (Nielsen, chapter 3, expand_mnist.py, which shuffles afterwards; a seeded batcher does that).
 */
export function expand({ images, labels, count }: Digits): Digits {
  const copies = STEPS.length + 1;
  const out = {
    images: new Uint8Array(copies * count * PIXELS),
    labels: new Uint8Array(copies * count),
    count: copies * count,
  };
  for (let i = 0; i < count; i++) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    out.labels.fill(labels[i]!, copies * i, copies * (i + 1));
    out.images.set(image, copies * i * PIXELS);
    STEPS.forEach(([dx, dy], k) => {
      const at = (copies * i + k + 1) * PIXELS;
      shift(image, dx, dy, 28, 28, out.images.subarray(at, at + PIXELS));
    });
  }
  return out;
}
