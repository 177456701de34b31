/** What the plain kernels work on. */
export interface Memory {
  readonly float: Float32Array | Float64Array;
  readonly int: Int32Array;
  /** Rounds an intermediate result to the precision of `float`. */
  readonly round: (x: number) => number;
  /** Moves n words, whatever they hold. */
  readonly move: (to: number, from: number, n: number) => void;
}

/**
 * A kernel with its arguments decoded: `p` as an index into the arrays, `i` and `f` as their
 * values, `v` as the index of its first word. Returns false if an index was out of range.
 */
export type Command = (...words: number[]) => boolean | void;

/** A group of kernels over one memory. */
export type Group<Names extends string> = Record<Names, Command>;

/**
 * Memory for `bytes / 4` elements; pages are only taken from the system when they are first
 * touched.
 */
export function memory(precision: "float32" | "float64", bytes: number): Memory {
  const n = bytes >>> 2;
  if (precision === "float32") {
    const int = new Int32Array(n);
    const float = new Float32Array(int.buffer);
    const move = (to: number, from: number, n: number) => int.copyWithin(to, from, from + n);
    return { float, int, round: Math.fround, move };
  }
  const int = new Int32Array(n);
  const float = new Float64Array(n);
  const move = (to: number, from: number, n: number) => {
    int.copyWithin(to, from, from + n);
    float.copyWithin(to, from, from + n);
  };
  return { float, int, round: (x) => x, move };
}
