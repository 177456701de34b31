/** What the learner has done, kept in this browser only. */
import { signal } from "@preact/signals";

export interface Progress {
  readonly version: 1;
  /** Id → when, as an ISO date. */
  readonly lessons: Readonly<Record<string, string>>;
  readonly labs: Readonly<Record<string, string>>;
  readonly exercises: Readonly<Record<string, string>>;
  /** Stations that were known before, shown by three exercises. */
  readonly known: Readonly<Record<string, string>>;
  /** Where the learner was last: a lesson. */
  readonly last?: string;
}

const key = "gradus:progress";
const empty: Progress = { version: 1, lessons: {}, labs: {}, exercises: {}, known: {} };

export const progress = signal<Progress>(empty);
/** What went wrong with the storage, in words, with what was saved of it. */
export const storageTrouble = signal<
  { readonly message: string; readonly kept?: string } | undefined
>(undefined);

export function isProgress(value: unknown): value is Progress {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  const isRecord = (name: string): boolean => {
    const part = record[name];
    return (
      typeof part === "object" &&
      part !== null &&
      Object.values(part).every((v) => typeof v === "string")
    );
  };
  return record["version"] === 1 && ["lessons", "labs", "exercises", "known"].every(isRecord);
}

/** Reads the progress; one that cannot be read is kept under another name, and a fresh one begins. */
export function readProgress(): void {
  let text: string | null = null;
  try {
    text = localStorage.getItem(key);
  } catch {
    storageTrouble.value = {
      message:
        "This browser keeps nothing for this site; your progress lasts until you close the page.",
    };
    return;
  }
  if (text === null) return;
  try {
    const value: unknown = JSON.parse(text);
    if (!isProgress(value)) throw new Error("another form");
    progress.value = value;
  } catch {
    try {
      localStorage.setItem(`${key}:unreadable`, text);
    } catch {
      // full: it is still offered as a file below
    }
    storageTrouble.value = {
      message:
        "The saved progress could not be read. We kept it as a file and started a fresh one. Nothing was deleted.",
      kept: text,
    };
  }
}

function write(next: Progress): void {
  progress.value = next;
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    storageTrouble.value = {
      message:
        "The browser's storage is full: what you do now is not kept after you close the page. Save it as a file, or free some space.",
      kept: JSON.stringify(next),
    };
  }
}

type Kind = "lessons" | "labs" | "exercises" | "known";

/** Notes that something was done; the first time counts. */
export function done(kind: Kind, id: string): void {
  const before = progress.value[kind];
  if (before[id] !== undefined) return;
  write({ ...progress.value, [kind]: { ...before, [id]: new Date().toISOString() } });
}

/** Takes back what was noted. */
export function unmark(kind: Kind, id: string): void {
  const { [id]: gone, ...rest } = progress.value[kind];
  if (gone !== undefined) write({ ...progress.value, [kind]: rest });
}

export const isDone = (kind: Kind, id: string): boolean => progress.value[kind][id] !== undefined;

export function standAt(lesson: string): void {
  if (progress.value.last !== lesson) write({ ...progress.value, last: lesson });
}

/** Replaces everything by a saved file. @throws Error with one sentence if it is no progress */
export function restore(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("This file is not JSON; choose one that “Save progress” has written.");
  }
  if (!isProgress(value)) throw new Error("This file holds no progress of Gradus.");
  write(value);
  storageTrouble.value = undefined;
}
