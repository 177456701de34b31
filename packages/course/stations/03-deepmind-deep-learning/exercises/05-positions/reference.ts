import { cos, pow, sin } from "gradus/core";

/** A row for each place: sines at even numbers, cosines at odd ones, slower from pair to pair. */
export function positionalEncoding(length: number, width: number): number[][] {
  return Array.from({ length }, (_, t) =>
    Array.from({ length: width }, (_2, d) => {
      const pair = Math.floor(d / 2);
      const angle = t / pow(10_000, (2 * pair) / width);
      return d % 2 === 0 ? sin(angle) : cos(angle);
    }),
  );
}
