/** cos(π c · s) for every vector c of numbers from 0 to order, the last number fastest. */
export function fourier(s: number[], order: number): number[] {
  throw new Error("Not written yet: fourier");
}
