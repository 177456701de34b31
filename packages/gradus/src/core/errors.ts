/**
 * The errors that Gradus throws. Each says what happened, with the values, and what to do about it.
 * Callers may tell them apart by class; all of them are GradusErrors.
 */

/** The base of every error that Gradus throws on purpose. */
export class GradusError extends Error {
  override name = "GradusError"; // written out, because minifiers rename classes
}

/** Shapes that do not fit together. */
export class ShapeError extends GradusError {
  override name = "ShapeError";
}

/** An argument outside what the function accepts. */
export class ValueError extends GradusError {
  override name = "ValueError";
}

/** A name that is not in a table; the message offers the closest ones. */
export class UnknownNameError extends GradusError {
  override name = "UnknownNameError";
}

/** A file or stream of bytes that is not what it should be. */
export class DataError extends GradusError {
  override name = "DataError";
}

/** The memory of the engine is used up. */
export class MemoryError extends GradusError {
  override name = "MemoryError";
}

/** A program that cannot be captured, or that changed between two captures. */
export class CaptureError extends GradusError {
  override name = "CaptureError";
}

/** Something used at a time when it cannot be: a reclaimed tensor, a state of another shape. */
export class StateError extends GradusError {
  override name = "StateError";
}

/** A fault of ours: what must never happen, reported as such. `throw internal("…")`. */
export function internal(message: string): GradusError {
  return new GradusError(
    `internal: ${message} This is a fault in Gradus; please report it with this message.`,
  );
}

/**
 * The error for a name that a table does not have.
 *
 *     Unknown hyper-parameter "gama". Did you mean "gamma"?
 *
 * A short table is listed whole.
 */
export function unknownName(
  kind: string,
  name: string,
  names: readonly string[],
): UnknownNameError {
  const near = closest(name, names).map((candidate) => `"${candidate}"`);
  const question = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
  const list = names.length > 0 && names.length <= 12 ? ` Known: ${names.join(", ")}.` : "";
  return new UnknownNameError(`Unknown ${kind} "${name}".${question}${list}`);
}

/**
 * Up to three of `names` that a person who typed `name` may have meant, nearest first.
 *
 * Near means: at most a third of the letters (and at least one) inserted, deleted, replaced or
 * swapped with their neighbour; or one is the beginning of the other. Upper and lower case are the
 * same.
 */
export function closest(name: string, names: readonly string[]): string[] {
  const typed = name.toLowerCase();
  return names
    .map((candidate) => ({ candidate, distance: nameDistance(typed, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= tolerance(typed, candidate))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function tolerance(typed: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.max(typed.length, candidate.length) / 3));
}

function nameDistance(a: string, b: string): number {
  const isBeginning = a.length >= 2 && b.length >= 2 && (a.startsWith(b) || b.startsWith(a));
  return isBeginning ? Math.min(1, editDistance(a, b)) : editDistance(a, b);
}

/**
 * Damerau's edit distance between neighbours: insert, delete, replace, swap two adjacent letters.
 */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
