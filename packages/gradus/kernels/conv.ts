/**
 * Convolution as matrix products over unfolded images, a block of output positions at a time:
 *
 *     y = W X,   ∂X = Wᵀ ∂y,   ∂Wᵀ = X ∂yᵀ
 *     W [O, C KH KW], X [C KH KW, positions], y [O, positions]
 *
 * A block is some output rows of one image, a part of one row if the image is very wide, or several
 * whole images if they are small. Every sum runs in the same order whatever the blocks are.
 */
import { unfold, word } from "./convUnfold";
import { direct, tiles } from "./gemm";
import { transpose } from "./gemmPack";

/** At most so many output positions in a block. */
const MOST: i32 = 1024;
/** Bytes of X in a block, about: the second-level cache. */
const CACHE: i32 = 1 << 19;
/** Images with fewer outputs than this are computed together, about TOGETHER outputs at a time. */
const SMALL: i32 = 32;
const TOGETHER: i32 = 128;
/** Outputs of which ∂Wᵀ is summed at a time. */
const OUTPUTS: i32 = 480;

/**
 * The kernel `conv2d`: y, x, w, N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW,
 * groups.
 */
export function conv2d(args: usize, scratch: usize, scratchBytes: usize): void {
  const groups = word(args + 12, 13);
  const channels = word(args + 12, 1) / groups;
  const outputs = word(args + 12, 4) / groups;
  for (let group = 0; group < groups; group++) {
    blocks(FORWARD, args, group, 0, channels, group * outputs, outputs, scratch, scratchBytes);
  }
}

/** The kernel `conv2dInput`: ∂x, ∂y, w, and the same words. */
export function conv2dInput(args: usize, scratch: usize, scratchBytes: usize): void {
  const shape = args + 12;
  const size = word(shape, 0) * word(shape, 1) * word(shape, 2) * word(shape, 3);
  memory.fill(load<u32>(args), 0, size << 2);
  const groups = word(shape, 13);
  const channels = word(shape, 1) / groups;
  const outputs = word(shape, 4) / groups;
  for (let group = 0; group < groups; group++) {
    blocks(INPUT, args, group, 0, channels, group * outputs, outputs, scratch, scratchBytes);
  }
}

/**
 * The kernel `conv2dWeight`: ∂w, x, ∂y, the same words, and of each group the part of ∂w that is
 * wanted: first channel, channels, first output, outputs.
 */
export function conv2dWeight(args: usize, scratch: usize, scratchBytes: usize): void {
  const shape = args + 12;
  const groups = word(shape, 13);
  const inGroup = word(shape, 1) / groups;
  const outGroup = word(shape, 4) / groups;
  const firstChannel = word(shape, 14), channels = word(shape, 15);
  const firstOutput = word(shape, 16), outputs = word(shape, 17);
  const window = word(shape, 7) * word(shape, 8);
  const depth = channels * window;
  const sums = thirdPart(scratch, scratchBytes);
  const most = max(8, min(OUTPUTS, (<i32>(scratchBytes >> 4) / depth) & ~7));
  for (let group = 0; group < groups; group++) {
    for (let o = 0; o < outputs; o += most) {
      const count = min(most, outputs - o);
      const first = group * outGroup + firstOutput + o;
      blocks(WEIGHT, args, group, firstChannel, channels, first, count, scratch, scratchBytes);
      const row = first * inGroup + firstChannel;
      const out = <usize>load<u32>(args) + ((row * window) << 2);
      transpose(out, (inGroup * window) << 2, sums, octets(count) << 2, depth, count);
    }
  }
}

const FORWARD: i32 = 0;
const INPUT: i32 = 1;
const WEIGHT: i32 = 2;

/**
 * Scratch: half of it for X, a quarter for y or ∂yᵀ, a quarter for ∂Wᵀ. C/groups · KH · KW ≤
 * scratchBytes / 128.
 */
// @ts-ignore: decorator
@inline
function secondPart(scratch: usize, scratchBytes: usize): usize {
  return scratch + ((scratchBytes >> 1) & ~63);
}
// @ts-ignore: decorator
@inline
function thirdPart(scratch: usize, scratchBytes: usize): usize {
  return secondPart(scratch, scratchBytes) + ((scratchBytes >> 2) & ~63);
}

// @ts-ignore: decorator
@inline
function octets(n: i32): i32 {
  return (n + 7) & ~7;
}

/**
 * Row length that n numbers get in scratch memory: whole vectors, and not a power of two, which the
 * caches dislike.
 */
// @ts-ignore: decorator
@inline
function roomy(n: i32): i32 {
  return octets(n) + (octets(n) % 64 == 0 ? 8 : 0);
}

/** Rows of X: channels · KH · KW */
function depthOf(shape: usize, channels: i32): i32 {
  return channels * word(shape, 7) * word(shape, 8);
}

/** 1 × 1, stride 1, no padding: X is the image itself. */
function isPointwise(shape: usize): bool {
  for (let i = 7; i < 11; i++) if (word(shape, i) != 1) return false;
  return word(shape, 11) == 0 && word(shape, 12) == 0;
}

/**
 * Cuts the output positions into blocks; `channels` of the group's inputs from `c` on, `outputs` of
 * all outputs from `o` on.
 */
function blocks(
  task: i32, args: usize, group: i32, c: i32, channels: i32, o: i32, outputs: i32,
  scratch: usize, scratchBytes: usize,
): void {
  const shape = args + 12;
  const N = word(shape, 0), OH = word(shape, 5), OW = word(shape, 6);
  const depth = depthOf(shape, channels);
  const positions = OH * OW;
  const room = max(1, min(MOST, <i32>(scratchBytes >> 3) / depth - 16));
  const wanted = min(room, max(64, CACHE / (depth << 2)));
  if (positions < SMALL && positions <= room) {
    const most = min(room, <i32>(scratchBytes >> 4) / outputs - 16);
    const images = max(1, min(TOGETHER, most) / positions);
    for (let n = 0; n < N; n += images) {
      const count = min(images, N - n);
      block(
        task, args, group, c, channels, o, outputs, n, count, 0, OH, 0, OW, scratch, scratchBytes,
      );
    }
    return;
  }
  const whole = positions <= room && positions <= 2 * wanted;
  const rows = whole ? OH : max(1, wanted / OW);
  const width = OW <= room ? OW : room;
  for (let n = 0; n < N; n++) {
    for (let top = 0; top < OH; top += rows) {
      for (let left = 0; left < OW; left += width) {
        const bottom = min(OH, top + rows), right = min(OW, left + width);
        block(
          task, args, group, c, channels, o, outputs, n, 1, top, bottom, left, right,
          scratch, scratchBytes,
        );
      }
    }
  }
}

/** One block: outputs [top, bottom) × [left, right) of the images n, n + 1, … */
function block(
  task: i32, args: usize, group: i32, c: i32, channels: i32, o: i32, outputs: i32,
  n: i32, images: i32, top: i32, bottom: i32, left: i32, right: i32, scratch: usize, scratchBytes: usize,
): void {
  const shape = args + 12;
  const C = word(shape, 1), O = word(shape, 4), OW = word(shape, 6);
  const plane = word(shape, 2) * word(shape, 3);
  const positions = word(shape, 5) * OW;
  const inGroup = C / word(shape, 13);
  const depth = depthOf(shape, channels);
  const count = (bottom - top) * (right - left);
  const columns = images * count;

  const first = <usize>load<u32>(args);
  const second = <usize>load<u32>(args, 4);
  const third = <usize>load<u32>(args, 8);
  const imageX = ((n * C + group * inGroup + c) * plane) << 2;
  const x = (task == INPUT ? first : second) + imageX;
  const y = (task == FORWARD ? first : task == INPUT ? second : third) +
    (((n * O + o) * positions + top * OW + left) << 2);
  const nextX: usize = (C * plane) << 2;
  const nextY: usize = (O * positions) << 2;
  const stepY: usize = positions << 2;
  const temporary = secondPart(scratch, scratchBytes);

  let matrix = scratch;
  let step: usize = roomy(columns) << 2;
  const pointwise = isPointwise(shape) && images == 1 && columns >= 4;
  if (pointwise) {
    matrix = x + ((top * OW + left) << 2);
    step = stepY;
  } else if (task != INPUT) {
    if (columns < 4) memory.fill(scratch, 0, <usize>depth * step);
    for (let i = 0; i < images; i++) {
      const to = matrix + ((i * count) << 2);
      unfold(shape, x + <usize>i * nextX, channels, to, step, top, bottom, left, right, false);
    }
  }

  if (task == WEIGHT) {
    const stepT: usize = roomy(outputs) << 2;
    let to = temporary;
    for (let i = 0; i < images; i++) {
      transpose(to, stepT, y + <usize>i * nextY, stepY, outputs, count);
      to += <usize>count * stepT;
    }
    const sums = thirdPart(scratch, scratchBytes);
    const wide = octets(outputs);
    const add = n + top + left > 0;
    tiles(sums, wide << 2, matrix, step, false, temporary, stepT, 32, depth, wide, columns, add, 0);
    return;
  }

  // small images share a block: y is gathered from them, or spread over them
  const apart = images > 1 || columns < 4;
  const near = apart ? temporary : y;
  const stepNear: usize = apart ? <usize>roomy(columns) << 2 : stepY;
  const width = max(4, columns);
  if (task == FORWARD) {
    const w = third + ((o * depth) << 2);
    direct(near, stepNear, w, depth << 2, false, matrix, step, outputs, width, depth, 0);
    if (apart) moveImages(near, stepNear, y, stepY, nextY, outputs, count, images, false);
    return;
  }
  const w = third + ((o * depth) << 2);
  if (apart) moveImages(near, stepNear, y, stepY, nextY, outputs, count, images, true);
  direct(matrix, step, w, depth << 2, true, near, stepNear, depth, width, outputs, 0);
  if (pointwise) return;
  for (let i = 0; i < images; i++) {
    const from = matrix + ((i * count) << 2);
    unfold(shape, x + <usize>i * nextX, channels, from, step, top, bottom, left, right, true);
  }
}

/** Between a matrix [outputs, images · count] and the planes of the images. */
function moveImages(
  matrix: usize, step: usize, y: usize, stepY: usize, nextY: usize,
  outputs: i32, count: i32, images: i32, gather: bool,
): void {
  for (let o = 0; o < outputs; o++) {
    let p = matrix;
    let q = y;
    for (let i = 0; i < images; i++) {
      if (gather) memory.copy(p, q, count << 2);
      else memory.copy(q, p, count << 2);
      p += count << 2;
      q += nextY;
    }
    matrix += step;
    y += stepY;
  }
}
