/**
 * Convolution as matrix products over unfolded images, a block of output positions at a time:
 *
 *     y = W X,   ∂X = Wᵀ ∂y,   ∂Wᵀ = X ∂yᵀ        W [O, C KH KW], X [C KH KW, positions], y [O, positions]
 *
 * A block is some output rows of one image, a part of one row if the image is very wide, or several whole images if
 * they are small. Every sum runs in the same order whatever the blocks are.
 */
import { unfold, word } from "./convUnfold";
import { direct, tiles } from "./gemm";
import { transpose } from "./gemmPack";

/** Three parts of the scratch memory, 2 MB each. */
const PART: usize = 1 << 21;
/** At most so many output positions in a block. */
const MOST: i32 = 1024;
/** Bytes of X in a block: the second-level cache. */
const CACHE: i32 = 1 << 19;
/** Images with fewer outputs than this are computed together. */
const SMALL: i32 = 32;

/** The kernel `conv2d`: y, x, w, N, C, H, W, O, OH, OW, KH, KW, strideH, strideW, padH, padW, groups. */
export function conv2d(args: usize, scratch: usize, scratchBytes: usize): void {
  convolve<Forward>(args, scratch);
}

/** The kernel `conv2dInput`: ∂x, ∂y, w, and the same words. */
export function conv2dInput(args: usize, scratch: usize, scratchBytes: usize): void {
  const shape = args + 12;
  const size = word(shape, 0) * word(shape, 1) * word(shape, 2) * word(shape, 3);
  memory.fill(load<u32>(args), 0, size << 2);
  convolve<Input>(args, scratch);
}

/** The kernel `conv2dWeight`: ∂w, x, ∂y, and the same words. */
export function conv2dWeight(args: usize, scratch: usize, scratchBytes: usize): void {
  const shape = args + 12;
  const O = word(shape, 4), groups = word(shape, 13);
  const outputs: usize = O / groups;
  const depth: usize = (word(shape, 1) / groups) * word(shape, 7) * word(shape, 8);
  // ∂Wᵀ grows in the third part of the scratch memory, some outputs at a time
  const most = max(<usize>8, min(<usize>512, (PART >> 2) / depth & ~7));
  for (let group = 0; group < groups; group++) {
    for (let o: usize = 0; o < outputs; o += most) {
      const count = min(most, outputs - o);
      weightBlock(args, scratch, group, o, count, depth);
    }
  }
}
