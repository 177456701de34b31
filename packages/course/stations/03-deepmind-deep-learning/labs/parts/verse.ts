/**
 * A source of sentences whose entropy is known exactly, and in which what comes at the end stands at the beginning:
 *
 *     NAME VERB the THING; the SAME THING VERB THE SAME NAME.
 *
 * Four words are drawn, two are repeated. Whoever looks back far enough pays for four; whoever does not, for six.
 */
import { log, type Rng } from "gradus/core";

const names = "ada bo ida juno kit lars mina odo pia rolf una vera".split(" ");
const things = "boat cat drum fig gate harp jug lamp nest oak rope wind".split(" ");
const verbs = "calls finds greets hears likes sees takes wants".split(" ");

export interface VerseSource {
  /** Sentences, each with its full stop and a new line. */
  text(sentences: number, random: Rng): string;
  /** The longest sentence, in characters. */
  readonly longest: number;
  readonly limits: {
    /** Nats a character that no reader can do without. */
    readonly source: number;
    /** Of the best that forgets what stands before the semicolon. */
    readonly forgetful: number;
  };
}

const sentence = (name: string, verb: string, thing: string, back: string): string =>
  `${name} ${verb} the ${thing}; the ${thing} ${back} ${name}.\n`;

const meanLength = (words: readonly string[]): number =>
  words.reduce((sum, w) => sum + w.length, 0) / words.length;
const longestOf = (words: readonly string[]): number => Math.max(...words.map((w) => w.length));

export function verseSource(): VerseSource {
  const drawn = log(names.length) + log(things.length) + 2 * log(verbs.length);
  const repeated = log(names.length) + log(things.length);
  const marks = sentence("", "", "", "").length;
  const length = marks + 2 * (meanLength(names) + meanLength(things) + meanLength(verbs));
  const word = (words: readonly string[], random: Rng): string =>
    words[random.integer(words.length)];
  return {
    text: (sentences, random) =>
      Array.from({ length: sentences }, () =>
        sentence(
          word(names, random),
          word(verbs, random),
          word(things, random),
          word(verbs, random),
        ),
      ).join(""),
    longest: marks + 2 * (longestOf(names) + longestOf(things) + longestOf(verbs)),
    limits: { source: drawn / length, forgetful: (drawn + repeated) / length },
  };
}

/** Of the whole sentences of a text (between new lines), how many there are and how many the source could have written. */
export function wellFormed(text: string): { readonly sentences: number; readonly right: number } {
  const whole = text.split("\n").slice(0, -1);
  const right = whole.filter((line) => {
    const found = /^(\w+) (\w+) the (\w+); the (\w+) (\w+) (\w+)\.$/.exec(line);
    if (found === null) return false;
    const [, name, verb, thing, sameThing, back, sameName] = found;
    return (
      names.includes(name) &&
      things.includes(thing) &&
      verbs.includes(verb) &&
      verbs.includes(back) &&
      thing === sameThing &&
      name === sameName
    );
  });
  return { sentences: whole.length, right: right.length };
}
