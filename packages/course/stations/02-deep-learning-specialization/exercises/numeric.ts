/** Derivatives for the checks of this station, without any rule of back-propagation. */

/** ∂f/∂x by central differences, one number of the list after the other. */
export const slopesOf = (f: (x: number[]) => number, x: readonly number[], h = 1e-5): number[] =>
  x.map((_, i) => {
    const at = (d: number): number => f(x.map((v, k) => (k === i ? v + d : v)));
    return (at(h) - at(-h)) / (2 * h);
  });

/** Lists in lists of numbers. */
export type Nested = number | readonly Nested[];

/** All numbers of nested lists, in reading order. */
export const flat = (x: Nested): number[] => (typeof x === "number" ? [x] : x.flatMap(flat));

/** Numbers in the shape of `like`, in reading order. */
export function shapedLike<T extends Nested>(like: T, numbers: readonly number[]): T {
  let at = 0;
  const fill = (x: Nested): Nested => (typeof x === "number" ? numbers[at++] : x.map(fill));
  return fill(like) as T;
}

/** The slopes of f(x) in the shape of x. */
export const nestedSlopes = <T extends Nested>(f: (x: T) => number, x: T): T =>
  shapedLike(
    x,
    slopesOf((numbers) => f(shapedLike(x, numbers)), flat(x)),
  );
