import { cos } from "gradus/core";

/** cos(π c · s) for every vector c of numbers from 0 to order, the last number fastest. */
export function fourier(s: number[], order: number): number[] {
  let sums = [0]; // c · s of every vector so far
  for (const x of s) {
    const longer: number[] = [];
    for (const sum of sums) {
      for (let c = 0; c <= order; c++) longer.push(sum + c * x);
    }
    sums = longer;
  }
  return sums.map((sum) => cos(Math.PI * sum));
}
