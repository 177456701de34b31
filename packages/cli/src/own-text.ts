/**
 * A text of the user's own, for a network that guesses the next character: every stretch of the text is an example, and the
 * character after it its class. The first nine tenths are learned, the rest is kept to be guessed.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { DataError } from "gradus/core";
import { vocabulary } from "gradus/data";
import type { FitData } from "gradus/run";

export interface OwnText {
  readonly data: FitData;
  /** The characters in the order of their codes. */
  readonly characters: string;
  /** Characters of the whole text. */
  readonly length: number;
}

const fewest = 200; // characters: fewer leave next to nothing to be guessed

/**
 * @param context characters that the network sees before the one that it guesses
 * @throws DataError if the file is missing, no text, or too short
 */
export function ownText(path: string, context: number): OwnText {
  const text = contents(path);
  const vocabularyOfText = vocabulary(text === "" ? [" "] : text);
  const codes = vocabularyOfText.encode(text);
  if (codes.length < Math.max(fewest, 10 * (context + 1))) {
    throw new DataError(
      `${path} has ${codes.length} characters; with a context of ${context} at least ${Math.max(fewest, 10 * (context + 1))} are needed, of which a tenth is kept for testing. Give a longer text${10 * (context + 1) > fewest ? ", or a shorter context (--set context=N)" : ""}.`,
    );
  }
  if (vocabularyOfText.size < 2)
    throw new DataError(`${path} consists of one character; there is nothing to guess.`);
  const { size: classes, characters } = vocabularyOfText;
  const padded = new Int32Array(context + codes.length).fill(classes);
  padded.set(codes, context);
  const kept = Math.floor(0.9 * codes.length);
  const stretch = (from: number, to: number) => ({
    images: padded.subarray(from, to + context),
    labels: codes.subarray(from, to),
    count: to - from,
    stride: 1,
  });
  return {
    data: {
      name: "text",
      kind: "text",
      inputs: context,
      classes,
      train: stretch(0, kept),
      test: stretch(kept, codes.length),
    },
    characters: characters.join(""),
    length: codes.length,
  };
}

function contents(path: string): string {
  if (!existsSync(path) || statSync(path).isDirectory()) {
    throw new DataError(`${path} is no file. Give a text in UTF-8: \`gradus fit text FILE\`.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new DataError(`${path} is not text in UTF-8. Convert it, or give another file.`);
  }
}
