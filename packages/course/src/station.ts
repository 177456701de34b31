/** A station's page: a short front matter (`key: value` lines between two rules of `---`), then Markdown. */
import { DataError } from "gradus/core";

export interface Station {
  readonly id: string;
  readonly title: string;
  /** Every other line of the front matter. */
  readonly fields: Readonly<Record<string, string>>;
  /** Markdown. */
  readonly body: string;
}

/** @throws DataError when there is no front matter, or no id or title in it */
export function parseStation(text: string): Station {
  const [, head, body] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined || body === undefined) {
    throw new DataError(
      "The station's page does not begin with front matter: lines of key: value between two lines of ---.",
    );
  }
  const { id, title, ...fields } = Object.fromEntries(
    head.split(/\r?\n/).filter(Boolean).map(field),
  );
  if (id === undefined || title === undefined) {
    throw new DataError(
      `The station's front matter needs id and title; it has ${Object.keys({ id, title, ...fields }).join(", ")}.`,
    );
  }
  return { id, title, fields, body: body.trim() };
}

function field(line: string): [string, string] {
  const [, key, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  if (key === undefined || value === undefined) {
    throw new DataError(`"${line}" in a station's front matter is not of the form key: value.`);
  }
  return [key, value];
}
