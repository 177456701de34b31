/** Text as whole numbers, a character each: vocabularies, and windows of a text to learn the next character from. */
import { ShapeError, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

export interface Vocabulary {
  /** The characters, in the order of their numbers. */
  readonly characters: readonly string[];
  readonly size: number;
  /** @throws ValueError that names a character that the vocabulary has not, with its place */
  encode(text: string): Int32Array;
  /** @throws ValueError for a number that stands for no character */
  decode(codes: ArrayLike<number>): string;
}

/** The characters (code points) of a text, in their order; or exactly those given, if `text` is a list. @throws ValueError for none */
export function vocabulary(text: string | readonly string[]): Vocabulary {
  const characters =
    typeof text === "string" ? [...new Set(text)].sort(byCodePoint) : [...new Set(text)];
  if (characters.length === 0) throw new ValueError("vocabulary: the text is empty.");
  const numbers = new Map(characters.map((c, i) => [c, i]));
  return {
    characters,
    size: characters.length,
    encode(given) {
      return Int32Array.from([...given], (c, place) => {
        const number = numbers.get(c);
        if (number !== undefined) return number;
        throw new ValueError(
          `The text has ${JSON.stringify(c)} at place ${place}, which is not among the ${characters.length} characters ${JSON.stringify(characters.slice(0, 60).join(""))}${characters.length > 60 ? "…" : ""}. Leave it out, or make the vocabulary from a text that has it.`,
        );
      });
    },
    decode(codes) {
      return Array.from(codes, (code) => {
        const c = characters[code];
        if (c !== undefined) return c;
        throw new ValueError(`${code} is no character; there are 0 … ${characters.length - 1}.`);
      }).join("");
    },
  };
}

const byCodePoint = (a: string, b: string): number =>
  (a.codePointAt(0) as number) - (b.codePointAt(0) as number);

/** Windows of a text and what comes after each of their characters: both [count, length]. */
export interface Windows {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Windows drawn from a text: `targets` is `inputs` one character further on.
 *
 * @throws ShapeError if the text is not longer than a window
 */
export function windows(
  codes: Int32Array,
  { count, length }: { readonly count: number; readonly length: number },
  random: Rng,
  out: Windows = {
    inputs: new Int32Array(count * length),
    targets: new Int32Array(count * length),
  },
): Windows {
  if (codes.length <= length)
    throw new ShapeError(
      `windows: the text has ${codes.length} characters; a window of ${length} and the character after it need ${length + 1}. Choose a shorter window, or a longer text.`,
    );
  for (let i = 0; i < count; i++) {
    const at = random.integer(codes.length - length);
    out.inputs.set(codes.subarray(at, at + length), i * length);
    out.targets.set(codes.subarray(at + 1, at + length + 1), i * length);
  }
  return out;
}
