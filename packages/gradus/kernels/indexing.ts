/**
 * Rows and elements by number. Indices are checked before anything is written; each kernel says
 * whether all were in range.
 */
import { loadPart, storePart } from "./vector";

function inRange(indices: usize, count: usize, limit: u32): bool {
  const end = indices + (count << 2);
  for (; indices < end; indices += 4) if (load<u32>(indices) >= limit) return false; // negative ones are huge
  return true;
}

/** out[count, width], x[rows, width], indices[count], count, width, rows */
export function take(args: usize): bool {
  let out = <usize>load<u32>(args);
  const x = <usize>load<u32>(args, 4);
  const indices = <usize>load<u32>(args, 8);
  const count = <usize>load<u32>(args, 12);
  const width = <usize>load<u32>(args, 16);
  if (!inRange(indices, count, load<u32>(args, 20))) return false;
  for (let i: usize = 0; i < count; i++, out += width << 2) {
    copyWords(out, x + ((<usize>load<u32>(indices + (i << 2)) * width) << 2), width);
  }
  return true;
}

function copyWords(out: usize, x: usize, n: usize): void {
  if (n >= 64) return memory.copy(out, x, n << 2);
  const end = out + ((n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, v128.load(x));
  if (n & 3) storePart(out, loadPart(x, n & 3), n & 3);
}

/** out[rows, width], y[count, width], indices[count], count, width, rows */
export function takeAdjoint(args: usize): bool {
  const out = <usize>load<u32>(args);
  let y = <usize>load<u32>(args, 4);
  const indices = <usize>load<u32>(args, 8);
  const count = <usize>load<u32>(args, 12);
  const width = <usize>load<u32>(args, 16);
  const rows = load<u32>(args, 20);
  if (!inRange(indices, count, rows)) return false;
  memory.fill(out, 0, (<usize>rows * width) << 2);
  for (let i: usize = 0; i < count; i++, y += width << 2) {
    addWords(out + ((<usize>load<u32>(indices + (i << 2)) * width) << 2), y, width);
  }
  return true;
}

function addWords(out: usize, y: usize, n: usize): void {
  const end = out + ((n & ~3) << 2);
  for (; out < end; out += 16, y += 16) v128.store(out, f32x4.add(v128.load(out), v128.load(y)));
  for (let k = n & 3; k > 0; k--, out += 4, y += 4) store<f32>(out, load<f32>(out) + load<f32>(y));
}

/** out[outer, m, inner], x[outer, n, inner], indices[outer, m, inner], outer, n, m, inner */
export function gather(args: usize): bool {
  let out = <usize>load<u32>(args);
  let x = <usize>load<u32>(args, 4);
  let indices = <usize>load<u32>(args, 8);
  const outer = <usize>load<u32>(args, 12);
  const n = <usize>load<u32>(args, 16);
  const m = <usize>load<u32>(args, 20);
  const inner = <usize>load<u32>(args, 24);
  if (!inRange(indices, outer * m * inner, <u32>n)) return false;
  for (let o: usize = 0; o < outer; o++, x += (n * inner) << 2) {
    for (let j: usize = 0; j < m; j++) {
      for (let i: usize = 0; i < inner; i++, out += 4, indices += 4) {
        store<u32>(out, load<u32>(x + ((<usize>load<u32>(indices) * inner + i) << 2)));
      }
    }
  }
  return true;
}

/** out[outer, n, inner], y[outer, m, inner], indices[outer, m, inner], outer, n, m, inner */
export function gatherAdjoint(args: usize): bool {
  let out = <usize>load<u32>(args);
  let y = <usize>load<u32>(args, 4);
  let indices = <usize>load<u32>(args, 8);
  const outer = <usize>load<u32>(args, 12);
  const n = <usize>load<u32>(args, 16);
  const m = <usize>load<u32>(args, 20);
  const inner = <usize>load<u32>(args, 24);
  if (!inRange(indices, outer * m * inner, <u32>n)) return false;
  memory.fill(out, 0, (outer * n * inner) << 2);
  for (let o: usize = 0; o < outer; o++, out += (n * inner) << 2) {
    for (let j: usize = 0; j < m; j++) {
      for (let i: usize = 0; i < inner; i++, y += 4, indices += 4) {
        const at = out + ((<usize>load<u32>(indices) * inner + i) << 2);
        store<f32>(at, load<f32>(at) + load<f32>(y));
      }
    }
  }
  return true;
}

/** out[count, classes], indices[count], count, classes */
export function oneHot(args: usize): bool {
  let out = <usize>load<u32>(args);
  const indices = <usize>load<u32>(args, 4);
  const count = <usize>load<u32>(args, 8);
  const classes = <usize>load<u32>(args, 12);
  if (!inRange(indices, count, <u32>classes)) return false;
  memory.fill(out, 0, (count * classes) << 2);
  for (let i: usize = 0; i < count; i++, out += classes << 2) {
    store<f32>(out + ((<usize>load<u32>(indices + (i << 2))) << 2), 1);
  }
  return true;
}
